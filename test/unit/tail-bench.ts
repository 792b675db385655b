import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Clock, Files } from '../../main/engine/ports.ts';
import { createTail } from '../../main/engine/tail/tail.ts';
import type { LookReport, Tail, TailBatch, TailOptions } from '../../main/engine/tail/tail.ts';
import { createFiles } from '../../main/node/files.ts';
import type { DelimitedShape } from '../../shared/record.ts';
import type { Result } from '../../shared/result.ts';

export const asteriskShape: DelimitedShape = { separator: ',', quote: '"', codePage: 'windows-1252' };

/** A clock that only moves when told. */
export class StandingClock implements Clock {
  time = 1_800_000_000_000;
  now = () => this.time;
  after = (): Disposable => {
    throw new Error('the tail sets no timers');
  };
}

/** What a look gave, in the form most tests compare. */
export interface Outcome {
  readonly rows: readonly string[];
  readonly decision: string;
}

/** A tail over a real folder of its own, and a consumer that keeps what it was given like a database would. */
export class TailBench implements AsyncDisposable {
  readonly clock = new StandingClock();
  readonly folder: string;
  readonly file: string;
  /** First value of every record taken, in order. */
  readonly taken: string[] = [];
  readonly batches: TailBatch[] = [];
  stored: string | null = null;
  #tail: Tail;
  readonly #options: Partial<TailOptions>;

  private constructor(folder: string, options: Partial<TailOptions>) {
    this.folder = folder;
    this.file = path.join(folder, 'Master.csv');
    this.#options = options;
    this.#tail = this.#newTail();
  }

  static async open(options: Partial<TailOptions> = {}): Promise<TailBench> {
    return new TailBench(await mkdtemp(path.join(tmpdir(), 'tail-')), options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  at(name: string): string {
    return path.join(this.folder, name);
  }

  /** A new process: all that is left is what was stored. */
  restart(): void {
    this.#tail = this.#newTail();
  }

  /** Looks; the consumer stops (disk full, killed) instead of taking batch number `stopAt`. */
  async lookRaw(final = false, stopAt = Infinity): Promise<Result<LookReport>> {
    let batch = 0;
    return this.#tail.look({ final }, (given) => {
      if (++batch >= stopAt) throw new Error('stopped');
      this.batches.push(given);
      this.taken.push(...given.records.map(({ fields, problem }) => problem ?? fields[0] ?? ''));
      this.stored = given.cursor;
    });
  }

  async look(final = false): Promise<Outcome> {
    const before = this.taken.length;
    const report = await this.lookRaw(final);
    const decision = report.ok ? report.value.decision : report.error.code;
    return { rows: this.taken.slice(before), decision };
  }

  /** Looks twice with more than a second between, so that the file counts as still. */
  async lookWhenStill(): Promise<Outcome> {
    const before = this.taken.length;
    await this.look();
    this.clock.time += 1001;
    const { decision } = await this.look();
    return { rows: this.taken.slice(before), decision };
  }

  #newTail(): Tail {
    const files: Files = createFiles();
    const { clock, file, stored } = this;
    return createTail({ files, clock, path: file, shape: asteriskShape, cursor: stored, ...this.#options });
  }
}

export const row = (id: string): string => `"${id}","100","5550101","ANSWERED"\n`;
export const rows = (...ids: readonly string[]): string => ids.map(row).join('');
