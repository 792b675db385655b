import { appError, describeThrown, type AppError } from '../../../shared/errors.ts';
import type { HealthReason } from '../../../shared/events.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { SourceSettings } from '../../../shared/settings.ts';
import type { Numbers } from '../calls/numbers.ts';
import { failPoint } from '../fail-points.ts';
import { storeTrouble } from '../store/index.ts';
import { createLooker, type Looker } from '../tail/schedule.ts';
import { createTail, type Tail, type TailBatch } from '../tail/tail.ts';
import { chooseFormat } from './choose-format.ts';
import { Intake } from './intake.ts';
import { Mappers } from './mappers.ts';
import { createPlan, type CallPlan } from './plan.ts';
import type { Shared } from './shared-parts.ts';
import { Twins } from './twins.ts';
import { promoteSettled } from './settled.ts';
import { zoneWarning } from './zone-warning.ts';

interface Tell {
  /** Calls of this source may be due. */
  readonly taken: (sourceId: string) => void;
  readonly onHealth: () => void;
}

/** What reading one file needs; made when the format is known. */
interface Reader {
  readonly tail: Tail;
  readonly mappers: Mappers;
}

/** How often an unfinished look is begun anew at once. */
const LOOKS_IN_A_ROW = 100;

/** Follows one source: looks when it is time, takes what is new, says what is wrong. */
export class SourceRunner {
  /** Everything that is known to be there was taken. */
  caughtUp = false;
  readonly #shared: Shared;
  readonly #source: SourceSettings;
  readonly #numbers: Numbers;
  readonly #tell: Tell;
  readonly #no: number;
  readonly #ending = new AbortController();
  #firstScanDone: boolean;
  readonly #plan: CallPlan;
  readonly #twins: Twins;
  #intake: Intake;
  #reader: Reader | undefined;
  #looker: Looker | undefined;
  #trouble: AppError | undefined;
  #zone: HealthReason | undefined;
  #looksLike: string | null = null;

  constructor(shared: Shared, source: SourceSettings, numbers: Numbers, tell: Tell) {
    this.#shared = shared;
    this.#source = source;
    this.#numbers = numbers;
    this.#tell = tell;
    const stored = shared.store.sources.enter(source.id);
    this.#no = stored.no;
    this.#firstScanDone = stored.firstScanDone;
    const { store: tables, changes, settings, ports } = shared;
    this.#twins = new Twins({ store: tables, changes, clock: ports.clock, settings, source, numbers });
    this.#plan = this.#newPlan();
    this.#intake = this.#newIntake();
  }

  /** Begins to watch; resolves before the first look has ended. */
  start(): void {
    const { files, clock } = this.#shared.ports;
    this.#looker = createLooker({ files, clock, path: this.#source.path, look: () => this.#look(false) });
  }

  /** Takes everything that is there now; a last record without a line end included when it is whole. */
  async readToEnd(): Promise<void> {
    for (let look = 0; look < LOOKS_IN_A_ROW && !this.#ending.signal.aborted; look++) {
      if (!(await this.#look(true)).again) return;
    }
  }

  health(): HealthReason[] {
    const { id } = this.#source;
    const reasons: HealthReason[] = [];
    if (this.#trouble !== undefined) {
      const { code, category, message } = this.#trouble;
      reasons.push({ scope: 'source', id, code, category, message });
    }
    if (this.#zone !== undefined) reasons.push(this.#zone);
    if (this.#looksLike !== null) {
      const message = `The settings say ${this.#source.format}, the content looks like ${this.#looksLike}.`;
      reasons.push({ scope: 'source', id, code: 'format_differs', category: 'notice', message });
    }
    return reasons;
  }

  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#looker?.[Symbol.asyncDispose]();
  }

  #newPlan(): CallPlan {
    const { store, ports, settings, since } = this.#shared;
    const { logging } = settings;
    const rules = { ...logging, since, numbers: this.#numbers };
    const plan = createPlan(
      { store, clock: ports.clock },
      {
        mode: logging.mode,
        account: logging.account,
        graceMs: logging.graceSeconds * 1_000,
        settleMs: this.#source.settleSeconds * 1_000,
        hasRecordings: this.#source.recordings !== undefined,
        rules,
      },
    );
    return {
      ...plan,
      enqueue: (callNo, state) => {
        plan.enqueue(callNo, state);
        this.#twins.changed(callNo, state);
      },
    };
  }

  #newIntake(): Intake {
    const { store, changes, ports, settings } = this.#shared;
    const { agent } = settings;
    return new Intake({
      store,
      changes,
      clock: ports.clock,
      source: { no: this.#no, id: this.#source.id },
      fold: { ...agent, zone: this.#source.timeZone, numbers: this.#numbers },
      plan: this.#plan,
      seen: (facts, legs) => {
        if (this.#zone === undefined && facts.notes.includes('zone_differs')) {
          this.#zone = zoneWarning(this.#source, legs);
        }
      },
    });
  }

  async #look(final: boolean): Promise<{ active: boolean; again: boolean }> {
    const outcome = await this.#lookSafely(final);
    const isNews = !this.caughtUp;
    const error = outcome.ok ? undefined : outcome.error;
    this.#troubled(error);
    if (!outcome.ok) {
      // A file that is away is no reason to hold back the calls that were read from it before.
      this.caughtUp = true;
      if (isNews) this.#tell.taken(this.#source.id);
      return { active: false, again: false };
    }
    const { records, again } = outcome.value;
    this.caughtUp = !again;
    if (this.caughtUp && !this.#firstScanDone) {
      this.#shared.store.sources.finishFirstScan(this.#no);
      this.#firstScanDone = true;
    }
    const settled = promoteSettled(this.#shared, this.#plan);
    if (settled > 0) this.#twins.settle();
    // A look that found nothing must cost nothing: there are many of them in a day.
    if (records > 0 || settled > 0 || isNews) this.#tell.taken(this.#source.id);
    return { active: records > 0, again };
  }

  async #lookSafely(final: boolean): Promise<Result<{ records: number; again: boolean }>> {
    try {
      const reader = await this.#openReader();
      if (!reader.ok) return reader;
      if (reader.value === null) return ok({ records: 0, again: false });
      const { tail, mappers } = reader.value;
      const looked = await tail.look({ final, signal: this.#ending.signal }, (batch) => this.#take(batch, mappers));
      if (looked.ok && looked.value.records > 0 && !looked.value.again) this.#twins.caughtUp();
      return looked;
    } catch (thrown) {
      // What the intake remembers of a rolled back batch is not true.
      this.#intake = this.#newIntake();
      this.#reader = undefined;
      const trouble = storeTrouble(thrown);
      const code = trouble === 'full' ? 'disk_full' : trouble === 'other' ? 'source_broke' : `store_${trouble}`;
      const message =
        trouble === 'full'
          ? 'The disk is full. Free some space: calls wait in their file and are taken then.'
          : `Reading stopped: ${describeThrown(thrown)}. It is tried again.`;
      this.#shared.ports.log.write('error', code, { source: this.#source.id, message });
      return fail(appError(trouble === 'other' ? 'bug' : 'local', code, message));
    }
  }

  #take(batch: TailBatch, mappers: Mappers): void {
    failPoint('bytes_read');
    const { cursor, file, generation, records } = batch;
    this.#intake.take({ records, generation, file, cursor, searchFirst: !this.#firstScanDone }, mappers);
    this.#twins.settle();
  }

  async #openReader(): Promise<Result<Reader | null>> {
    if (this.#reader !== undefined) return { ok: true, value: this.#reader };
    const { ports, settings, store } = this.#shared;
    const { path } = this.#source;
    const chosen = await chooseFormat(ports.files, this.#source, settings.presetsDir);
    if (!chosen.ok) return chosen;
    if (chosen.value === null) return ok(null);
    const { format, looksLike } = chosen.value;
    this.#looksLike = looksLike;
    const { cursor, mapper } = store.sources.enter(this.#source.id);
    const tail = createTail({ files: ports.files, clock: ports.clock, path, shape: format.shape, cursor });
    this.#reader = { tail, mappers: new Mappers(() => format.start(), mapper) };
    return { ok: true, value: this.#reader };
  }

  #troubled(error: AppError | undefined): void {
    if (error?.code !== this.#trouble?.code) this.#trouble = error;
    this.#tell.onHealth();
  }
}
