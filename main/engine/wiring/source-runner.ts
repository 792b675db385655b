import { appError, describeThrown, type AppError } from '../../../shared/errors.ts';
import type { HealthReason } from '../../../shared/events.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { SourceSettings } from '../../../shared/settings.ts';
import type { Numbers } from '../calls/numbers.ts';
import { failPoint } from '../fail-points.ts';
import { storeTrouble } from '../store/index.ts';
import { createLooker, type Looker } from '../tail/schedule.ts';
import type { ReaderBatch, ReaderReport, SourceReader } from '../readers/port.ts';
import { Intake, pieceName } from './intake.ts';
import { openReader } from './open-reader.ts';
import { sharesFolder } from './recording-files.ts';
import { createPlan, type CallPlan } from './plan.ts';
import type { Shared } from './shared-parts.ts';
import { Twins } from './twins.ts';
import { promoteSettled } from './settled.ts';
import { zoneWarning } from './zone-warning.ts';
import { ZoneWatch } from './zone-watch.ts';

interface Tell {
  /** Calls of this source may be due. */
  readonly taken: (sourceId: string) => void;
  readonly onHealth: () => void;
}

/** After a start the rows of other sources are read and given their recordings before files count as calls. Milliseconds. */
const OTHERS_FIRST = 10_000;
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
  readonly #startedAt: number;
  readonly #ending = new AbortController();
  #firstScanDone: boolean;
  readonly #plan: CallPlan;
  readonly #twins: Twins;
  readonly #zoneWatch: ZoneWatch;
  #intake: Intake;
  #reader: SourceReader | undefined;
  #skipped: readonly AppError[] = [];
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
    this.#startedAt = shared.ports.clock.now();
    this.#twins = new Twins({ store: tables, changes, clock: ports.clock, settings, source, numbers });
    this.#zoneWatch = new ZoneWatch(source);
    this.#plan = this.#newPlan();
    this.#intake = this.#newIntake();
  }

  /** Its files are the calls, and another source may have rows of the same calls: that one comes first. */
  get comesLast(): boolean {
    return this.#source.format === 'recordings' && sharesFolder(this.#source, this.#shared.settings.sources);
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
    const [skipped] = this.#skipped;
    if (skipped !== undefined) {
      const more = this.#skipped.length === 1 ? '' : ` (and ${this.#skipped.length - 1} more)`;
      const message = `A part of the source is passed over: ${skipped.message}${more}`;
      reasons.push({ scope: 'source', id, code: 'part_unreadable', category: 'notice', message });
    }
    const zone = this.#zone ?? this.#zoneWatch.reason;
    if (zone !== undefined) reasons.push(zone);
    if (this.#looksLike !== null) {
      const message = `The settings say ${this.#source.format}, the content looks like ${this.#looksLike}.`;
      reasons.push({ scope: 'source', id, code: 'format_differs', category: 'notice', message });
    }
    return reasons;
  }

  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#looker?.[Symbol.asyncDispose]();
    this.#reader?.[Symbol.dispose]();
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
      fold: {
        ...agent,
        zone: this.#source.timeZone,
        numbers: this.#numbers,
        outsideLine: this.#source.outsideLine,
      },
      plan: this.#plan,
      seen: (facts, legs) => {
        this.#zoneWatch.seen(facts, legs);
        if (this.#zone === undefined && facts.notes.includes('zone_differs')) {
          this.#zone = zoneWarning(this.#source, legs);
        }
      },
    });
  }

  async #look(final: boolean): Promise<{ active: boolean; again: boolean }> {
    if (!final && this.comesLast && this.#shared.ports.clock.now() < this.#startedAt + OTHERS_FIRST) {
      // The first look is still to come; what other sources have may go meanwhile.
      this.caughtUp = true;
      return { active: false, again: false };
    }
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
    const { rows: records, again, skipped } = outcome.value;
    this.#skipped = skipped;
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

  async #lookSafely(final: boolean): Promise<Result<ReaderReport>> {
    try {
      // What an earlier process took and had no time to compare.
      this.#twins.settle();
      const reader = await this.#openReader();
      if (!reader.ok) return reader;
      if (reader.value === null) return ok({ rows: 0, again: false, skipped: [] });
      const looked = await reader.value.look({ final, signal: this.#ending.signal }, (batch) => this.#take(batch));
      if (looked.ok && looked.value.rows > 0 && !looked.value.again) {
        this.#twins.caughtUp();
        await this.#zoneWatch.check(this.#shared.ports.files, this.#firstScanDone);
      }
      return looked;
    } catch (thrown) {
      // What the intake remembers of a rolled back batch is not true.
      this.#intake = this.#newIntake();
      this.#reader?.[Symbol.dispose]();
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

  #take(batch: ReaderBatch): void {
    failPoint('bytes_read');
    this.#intake.take({ ...batch, searchFirst: !this.#firstScanDone });
    this.#twins.settle();
  }

  async #openReader(): Promise<Result<SourceReader | null>> {
    if (this.#reader !== undefined) return { ok: true, value: this.#reader };
    const { ports, settings, store } = this.#shared;
    const { files, clock } = ports;
    const stored = store.sources.enter(this.#source.id);
    const opened = await openReader(
      {
        ...{ files, clock, stored, presets: settings.presetsDir },
        pieces: () => this.#pieces(),
        hint: () => this.#looker?.lookNow(),
        claimed: (file) => this.#isOfAnother(file),
        shared: sharesFolder(this.#source, settings.sources),
      },
      this.#source,
    );
    if (!opened.ok) return opened;
    if (opened.value === null) return ok(null);
    this.#looksLike = opened.value.looksLike;
    this.#reader = opened.value.reader;
    return ok(this.#reader);
  }

  #isOfAnother(file: string): boolean {
    const { recordings, calls } = this.#shared.store;
    const owner = recordings.ownerOf(file);
    return owner !== undefined && calls.get(owner)?.source !== this.#source.id;
  }

  /** Named by numbers from 0 on. */
  #pieces(): ReadonlyMap<string, string> {
    const pieces = new Map<string, string>();
    for (let name = 0; ; name++) {
      const text = this.#shared.store.meta.get(pieceName(this.#no, String(name)));
      if (text === undefined) return pieces;
      pieces.set(String(name), text);
    }
  }

  #troubled(error: AppError | undefined): void {
    if (error?.code !== this.#trouble?.code) this.#trouble = error;
    this.#tell.onHealth();
  }
}
