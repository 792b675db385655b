import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTail } from '../../main/engine/tail/tail.ts';
import type { Tail } from '../../main/engine/tail/tail.ts';
import { asteriskShape, row, StandingClock } from './tail-bench.ts';
import { MemoryFiles } from './tail-memory-files.ts';

const LIVE = 'Master.csv';
const KEPT = 4;

type Command =
  | { readonly kind: 'append'; readonly count: number }
  | { readonly kind: 'append_torn'; readonly cut: number }
  | { readonly kind: 'append_late' }
  | { readonly kind: 'rotate'; readonly create: boolean }
  | { readonly kind: 'copy_truncate' }
  | { readonly kind: 'rewrite' }
  | { readonly kind: 'delete_return' }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'look' }
  | { readonly kind: 'look_and_die'; readonly batch: number }
  | {
      readonly kind: 'look_while';
      readonly reads: number;
      readonly then: 'append' | 'rotate' | 'copy_truncate' | 'locked';
    };

/** The writer's side of the world, the tail, and what a database would hold after every crash. */
class World {
  readonly clock = new StandingClock();
  readonly files = new MemoryFiles(this.clock);
  readonly written: string[] = [];
  readonly taken: { readonly id: string; readonly generation: number }[] = [];
  #stored: string | null = null;
  #tail: Tail | undefined;
  #torn = '';
  #away: string | null = null;

  async run(command: Command): Promise<void> {
    this.clock.time += 10;
    switch (command.kind) {
      case 'append':
        for (let at = 0; at < command.count; at++) this.#append(LIVE);
        return;
      case 'append_torn': {
        this.#append(LIVE, command.cut);
        return;
      }
      case 'append_late':
        if (this.files.names().includes(`${LIVE}.1`) && !this.#isTorn(`${LIVE}.1`)) this.#append(`${LIVE}.1`);
        return;
      case 'wait':
        this.clock.time += command.ms;
        return;
      case 'look':
        await this.look();
        return;
      case 'look_and_die':
        await this.look(command.batch);
        this.#tail = undefined;
        return;
      case 'look_while':
        await this.#lookWhile(command.reads, command.then);
        return;
      default:
        this.#reorganise(command);
    }
  }

  async look(stopAt = Infinity, final = false): Promise<void> {
    const { files, clock } = this;
    const path = `${files.folder}/${LIVE}`;
    const options = { files, clock, path, shape: asteriskShape, chunkBytes: 90, batchRecords: 2 };
    this.#tail ??= createTail({ ...options, cursor: this.#stored });
    let batch = 0;
    const looking = this.#tail.look({ final }, ({ records, generation, cursor }) => {
      if (++batch >= stopAt) throw new Error('killed');
      for (const { fields } of records) if (fields.length === 4) this.taken.push({ id: fields[0] ?? '', generation });
      this.#stored = cursor;
    });
    await looking.catch((thrown: unknown) => expect(thrown).toEqual(new Error('killed')));
  }

  /** Writes what is still owed, gives everything time to come to rest, and looks until nothing more can come. */
  async settle(): Promise<void> {
    this.#finishRow();
    if (this.#away !== null) this.files.overwrite(LIVE, this.#away);
    this.#tail = undefined;
    for (let turn = 0; turn < 3; turn++) {
      this.clock.time += 1100;
      await this.look(Infinity, true);
    }
  }

  #append(name: string, cut = Infinity): void {
    if (this.#away !== null) return;
    this.#finishRow();
    const id = `r${this.written.length}`;
    this.written.push(id);
    const text = row(id);
    this.files.append(name, text.slice(0, cut));
    this.#torn = name === LIVE ? text.slice(cut) : '';
  }

  #finishRow(): void {
    if (this.#torn !== '') this.files.append(LIVE, this.#torn);
    this.#torn = '';
  }

  #isTorn(name: string): boolean {
    return !this.files.content(name).endsWith('\n');
  }

  #reorganise(command: Extract<Command, { kind: 'rotate' | 'copy_truncate' | 'rewrite' | 'delete_return' }>): void {
    const { files } = this;
    this.#finishRow();
    if (command.kind === 'delete_return') {
      if (this.#away === null && files.names().includes(LIVE)) {
        this.#away = files.content(LIVE);
        files.remove(LIVE);
      } else if (this.#away !== null) {
        files.overwrite(LIVE, this.#away);
        this.#away = null;
      }
      return;
    }
    if (this.#away !== null || !files.names().includes(LIVE)) return;
    if (command.kind === 'rewrite') {
      files.overwrite(LIVE, `${row('note')}${files.content(LIVE)}`);
      return;
    }
    for (let at = KEPT; at >= 1; at--) files.rename(`${LIVE}.${at}`, `${LIVE}.${at + 1}`);
    if (command.kind === 'rotate') {
      files.rename(LIVE, `${LIVE}.1`);
      if (command.create) files.append(LIVE, '');
    } else {
      files.append(`${LIVE}.1`, files.content(LIVE));
      files.overwrite(LIVE, '');
    }
  }

  /** The files change, or a lock comes, in the middle of a look. */
  async #lookWhile(reads: number, then: 'append' | 'rotate' | 'copy_truncate' | 'locked'): Promise<void> {
    let left = reads;
    this.files.beforeRead = () => {
      if (left-- !== 0) return;
      if (then === 'locked') throw Object.assign(new Error('locked'), { code: 'EBUSY' });
      this.clock.time += 10;
      if (then === 'append') this.#append(LIVE);
      else this.#reorganise(then === 'rotate' ? { kind: then, create: true } : { kind: then });
    };
    await this.look();
    this.files.beforeRead = () => undefined;
  }
}

const looks: fc.Arbitrary<Command>[] = [
  fc.constant({ kind: 'look' }),
  fc.integer({ min: 1, max: 6 }).map((batch) => ({ kind: 'look_and_die', batch })),
  fc.constantFrom(5, 1500, 61_000).map((ms) => ({ kind: 'wait', ms })),
];
const appends: fc.Arbitrary<Command>[] = [
  fc.integer({ min: 1, max: 9 }).map((count) => ({ kind: 'append', count })),
  fc.constantFrom(1, 2, 3, 24, 27, 29).map((cut) => ({ kind: 'append_torn', cut })),
];
const rotations: fc.Arbitrary<Command>[] = [
  fc.boolean().map((create) => ({ kind: 'rotate', create })),
  fc
    .tuple(fc.nat(8), fc.constantFrom('append' as const, 'rotate' as const, 'locked' as const))
    .map(([reads, then]) => ({ kind: 'look_while', reads, then })),
];
const upheavals: fc.Arbitrary<Command>[] = [
  fc.constant({ kind: 'copy_truncate' }),
  fc.constant({ kind: 'rewrite' }),
  fc.constant({ kind: 'delete_return' }),
  fc.nat(8).map((reads) => ({ kind: 'look_while', reads, then: 'copy_truncate' })),
];
const lives = (...commands: fc.Arbitrary<Command>[]) => fc.array(fc.oneof(...commands), { maxLength: 25 });

/** No more rotations in a row than files are kept: what the rotation itself deletes, nobody can read. */
function isReadable(commands: readonly Command[]): boolean {
  return (
    commands.filter(({ kind }) => kind === 'rotate' || kind === 'copy_truncate' || kind === 'look_while').length <= KEPT
  );
}

async function live(commands: readonly Command[]): Promise<World> {
  const world = new World();
  world.files.append(LIVE, '');
  await world.look();
  for (const command of commands) await world.run(command);
  await world.settle();
  return world;
}

test('while a file is only appended to and rotated, every record comes exactly once and in order', async () => {
  const property = fc.asyncProperty(lives(...looks, ...appends, ...rotations).filter(isReadable), async (commands) => {
    const world = await live(commands);
    expect(world.taken.map(({ id }) => id)).toEqual(world.written);
  });
  await fc.assert(property, { numRuns: 1500 });
});

test('a writer that keeps rotated files open changes the order at most', async () => {
  const late = fc.constant<Command>({ kind: 'append_late' });
  const property = fc.asyncProperty(
    lives(...looks, late, ...appends, ...rotations).filter(isReadable),
    async (commands) => {
      const world = await live(commands);
      expect(world.taken.map(({ id }) => id).sort()).toEqual([...world.written].sort());
    },
  );
  await fc.assert(property, { numRuns: 1500 });
});

test('whatever happens to a file, every record comes, and within one generation none comes twice', async () => {
  const everything = lives(...looks, ...appends, ...rotations, ...upheavals).filter(isReadable);
  const property = fc.asyncProperty(everything, async (commands) => {
    const { taken, written } = await live(commands);
    const ids = new Set(taken.map(({ id }) => id));
    expect(written.filter((id) => !ids.has(id))).toEqual([]);
    const places = taken.filter(({ id }) => id !== 'note').map(({ id, generation }) => `${generation} ${id}`);
    expect(places.filter((place, at) => places.indexOf(place) !== at)).toEqual([]);
  });
  await fc.assert(property, { numRuns: 2500 });
});
