/** The tail at work; `tail.ts` says what it promises. */
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AppError } from '../../../shared/errors.ts';
import { fail, ok } from '../../../shared/result.ts';
import type { Result } from '../../../shared/result.ts';
import type { FileFacts } from '../ports.ts';
import { readCursor, writeCursor } from './cursor.ts';
import type { Cursor } from './cursor.ts';
import { reading, ReadFailure, readFailure } from './failures.ts';
import type { Decision } from './identity.ts';
import { startOf } from './place.ts';
import { Pace } from './pace.ts';
import type { Place } from './place.ts';
import type { Step } from './start.ts';
import { Stillness } from './stillness.ts';
import { StretchReader } from './stretches.ts';
import type { LastRecord, Stretch, StretchOptions } from './stretches.ts';
import { findById, survey } from './survey.ts';
import type { LookOptions, LookReport, Tail, TailBatch, TailOptions } from './tail.ts';
import { openText } from './text-file.ts';
import type { TextFile } from './text-file.ts';

const MEGABYTE = 1024 * 1024;
const CHUNK_BYTES = 256 * 1024;
const BATCH_RECORDS = 1000;
/** How often a look begins anew when the file changes under it. */
const ATTEMPTS = 3;
/** For so long after the first record of a new file its predecessor is still looked at. Milliseconds. */
const BEFORE_KEPT = 60_000;

type Take = (batch: TailBatch) => void | Promise<void>;

/** One look under way. */
interface Turn {
  readonly options: LookOptions;
  readonly take: Take;
  readonly now: number;
  readonly skipped: AppError[];
  decision: Decision;
  records: number;
  partial: boolean;
  again: boolean;
}

/** Functions, so that they are asked anew after every await. */
const isChanged = (turn: Turn): boolean => turn.again;
const isStopped = (turn: Turn): boolean => turn.options.signal?.aborted === true;

/** What the last look saw and left. */
interface LastLook {
  readonly facts: FileFacts;
  readonly partial: boolean;
  /** The unfinished record was examined as the last one, and is none. */
  readonly examined: boolean;
}

export class FileTail implements Tail {
  readonly #options: TailOptions;
  readonly #pace: Pace;
  readonly #stretch: StretchOptions;
  readonly #stillness = new Stillness();
  readonly #firstGeneration: number;
  #cursor: Cursor | null;
  #text: string | null;
  #last: LastLook | null = null;
  /** Since when the path is known to have records of its own. */
  #liveSince: number | null = null;

  constructor(options: TailOptions) {
    const { shape, chunkBytes = CHUNK_BYTES, batchRecords = BATCH_RECORDS, cursor } = options;
    this.#options = options;
    this.#pace = new Pace(options.clock, batchRecords);
    this.#stretch = { shape, chunkBytes: Math.min(chunkBytes, MEGABYTE), pace: this.#pace };
    this.#text = cursor;
    this.#cursor = cursor === null ? null : readCursor(cursor);
    // Whatever an unreadable cursor had counted, seconds since 1970 are more.
    this.#firstGeneration = cursor === null || this.#cursor !== null ? 1 : Math.floor(options.clock.now() / 1000);
  }

  get cursor(): string | null {
    return this.#text;
  }

  async look(options: LookOptions, take: Take): Promise<Result<LookReport>> {
    const { clock } = this.#options;
    const fixed = { options, take, now: clock.now(), skipped: [] };
    const turn: Turn = { ...fixed, decision: 'unchanged', records: 0, partial: false, again: false };
    try {
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        turn.again = false;
        await this.#attempt(turn);
        if (!isChanged(turn) || isStopped(turn)) break;
      }
    } catch (thrown) {
      if (thrown instanceof ReadFailure) return fail(thrown.failure);
      throw thrown;
    }
    const { decision, records, partial, skipped } = turn;
    return ok({ decision, records, partial, again: isChanged(turn) || isStopped(turn), skipped });
  }

  async #attempt(turn: Turn): Promise<void> {
    const { files, path: target } = this.#options;
    const facts = await reading(target, () => files.facts(target));
    const settled = turn.options.final || (facts !== undefined && this.#stillness.note(target, facts, turn.now));
    await this.#readBefore(turn);
    if (isChanged(turn) || isStopped(turn)) return;
    if (facts !== undefined && this.#nothingNew(facts, settled)) {
      turn.partial = this.#last?.partial ?? false;
      return;
    }
    const { decision, steps } = await survey(files, target, this.#cursor);
    turn.decision = decision;
    for (const step of steps) {
      await this.#readStep(step, turn);
      if (isChanged(turn) || isStopped(turn)) return;
    }
    if (facts !== undefined) this.#last = { facts, partial: turn.partial, examined: settled };
    if (decision === 'missing') throw await this.#missing();
  }

  #nothingNew(facts: FileFacts, settled: boolean): boolean {
    const last = this.#last;
    if (last === null || (last.partial && settled && !last.examined)) return false;
    const { id, size, modifiedAt } = last.facts;
    return facts.id === id && facts.size === size && facts.modifiedAt === modifiedAt;
  }

  async #missing(): Promise<ReadFailure> {
    this.#last = null;
    const { files, path: target } = this.#options;
    const folder = path.dirname(target);
    const there = (await reading(folder, () => files.facts(folder)))?.kind === 'folder';
    return new ReadFailure(readFailure(there ? 'file_missing' : 'folder_missing', target));
  }

  /** A writer that kept the rotated file open may have added to it. */
  async #readBefore(turn: Turn): Promise<void> {
    const cursor = this.#cursor;
    if (cursor?.before == null) return;
    if (this.#isOver(cursor, turn.now)) {
      this.#forgetBefore(cursor);
      return;
    }
    const { files, path: target } = this.#options;
    const { before } = cursor;
    await this.#passOver(turn, async () => {
      const found = await findById(files, target, before);
      if (found === undefined) {
        this.#forgetBefore(cursor);
        return;
      }
      const settled = this.#stillness.note(found.file, found.facts, turn.now) || turn.options.final;
      if (found.facts.size <= before.offset) return;
      await using file = await openText(files, found.file);
      const reader = await StretchReader.open(file, { ...before, modifiedAt: found.facts.modifiedAt }, this.#stretch);
      await this.#drain(reader, settled ? 'all' : 'wait', turn, (stretch) => {
        return { next: { at: cursor.at, before: stretch.place }, place: stretch.place, caughtUp: false };
      });
    });
  }

  #isOver(cursor: Cursor, now: number): boolean {
    if (cursor.at.offset === 0) return false;
    this.#liveSince ??= now;
    return now - this.#liveSince > BEFORE_KEPT;
  }

  #forgetBefore(cursor: Cursor): void {
    this.#cursor = { at: cursor.at, before: null };
  }

  async #readStep(step: Step, turn: Turn): Promise<void> {
    if (step.role === 'live') return this.#readFile(step, turn);
    await this.#passOver(turn, () => this.#readFile(step, turn));
  }

  /** Of a rotated file only a lock is worth waiting for; one that may not be read or is damaged must not stop the rest. */
  async #passOver(turn: Turn, read: () => Promise<void>): Promise<void> {
    try {
      await read();
    } catch (thrown) {
      if (!(thrown instanceof ReadFailure) || thrown.failure.code === 'file_locked') throw thrown;
      turn.skipped.push(thrown.failure);
    }
  }

  async #readFile(step: Step, turn: Turn): Promise<void> {
    const { files } = this.#options;
    await using file = await openText(files, step.file);
    if (file.facts.id !== step.seen.id || file.size < step.seen.size) {
      turn.again = true;
      return;
    }
    const start = this.#startOf(step, file);
    const reader = await StretchReader.open(file, { ...start.at, modifiedAt: step.seen.modifiedAt }, this.#stretch);
    const live = step.role === 'live';
    await this.#drain(reader, this.#lastRecord(step, file, turn), turn, ({ place }) => {
      return { next: { at: place, before: start.before }, place, caughtUp: live && reader.drained };
    });
    turn.partial = reader.partial;
  }

  #startOf(step: Step, file: TextFile): Cursor {
    const cursor = this.#cursor;
    if (step.from === 'offset' && cursor !== null) return cursor;
    this.#liveSince = null;
    const generation = cursor === null ? this.#firstGeneration : cursor.at.generation + 1;
    const rotated = cursor !== null && cursor.at.file !== this.#options.path;
    return { at: startOf(step.file, file.facts, generation), before: rotated ? cursor.at : null };
  }

  #lastRecord(step: Step, file: TextFile, turn: Turn): LastRecord {
    if (step.role === 'closed') return 'all';
    const settled = this.#stillness.note(step.file, file.facts, turn.now) || turn.options.final;
    if (!settled) return 'wait';
    return step.role === 'live' ? 'whole' : 'all';
  }

  async #drain(reader: StretchReader, last: LastRecord, turn: Turn, describe: Describe): Promise<void> {
    for (;;) {
      const stretch = await reader.next(last);
      if (stretch === undefined) break;
      await this.#hand(stretch, describe(stretch), turn);
      if (isStopped(turn)) return;
    }
    turn.again = reader.changed;
    const stretch = { records: [], place: reader.place };
    if (!reader.changed && this.#isNew(reader.place)) await this.#hand(stretch, describe(stretch), turn);
  }

  /** Reading went over to a file that the cursor does not name yet. */
  #isNew(place: Place): boolean {
    const known = [this.#cursor?.at, this.#cursor?.before];
    return !known.some((one) => one?.file === place.file && one.id === place.id && one.generation === place.generation);
  }

  async #hand(stretch: Stretch, step: Progress, turn: Turn): Promise<void> {
    const cursor = writeCursor(step.next);
    const batch = {
      ...{ records: stretch.records, cursor, generation: step.place.generation, file: step.place.file },
      ...{ caughtUp: step.caughtUp, decision: turn.decision },
    };
    await this.#pace.measure(stretch.records.length, () => turn.take(batch));
    this.#cursor = step.next;
    this.#text = cursor;
    turn.records += stretch.records.length;
    await nextTurn();
  }
}

interface Progress {
  readonly next: Cursor;
  readonly place: Place;
  readonly caughtUp: boolean;
}

type Describe = (stretch: Stretch) => Progress;
