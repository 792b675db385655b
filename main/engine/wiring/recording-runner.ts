import { describeThrown, type AppError } from '../../../shared/errors.ts';
import type { HealthReason } from '../../../shared/events.ts';
import type { SourceSettings } from '../../../shared/settings.ts';
import { zoneOf } from '../calls/zones.ts';
import { findRecordings, sweep } from '../recordings/find.ts';
import { Looks } from '../recordings/looks.ts';
import type { Findings, FolderSettings, WantedRecording } from '../recordings/types.ts';
import type { StoredCall } from '../store/port.ts';
import { RecordingStep } from './recording-step.ts';
import type { Shared } from './running.ts';

/** While a recording of a call just ended is to come. Milliseconds. */
const SOON = 1_000;
/** For calls of the last two days: recorders that move their files, shares that were away. */
const LATER = 60_000;
/** The whole tree, for everything that is still missing. */
const SWEEP = 3_600_000;
const DAY = 86_400_000;
const CHUNK = 200;
/** A call is looked after closely for this long beyond its waiting time. */
const CLOSE = 30_000;

type Reach = 'soon' | 'later' | 'sweep';

/**
 * Looks for the recordings of one source's calls and takes each as far as it goes: found, proven whole, hashed, owed to
 * the CRM. Calls whose recording does not come in its time stop waiting, and are still looked for.
 */
export class RecordingRunner {
  readonly sourceId: string;
  readonly #shared: Shared;
  readonly #source: SourceSettings;
  readonly #step: RecordingStep;
  readonly #onHealth: () => void;
  readonly #folder: FolderSettings;
  readonly #looks = new Looks();
  #timer: Disposable | undefined;
  #pass: Promise<void> | undefined;
  #again = false;
  #nextLater = 0;
  #nextSweep = 0;
  #trouble: AppError | undefined;
  #stopped = false;

  constructor(shared: Shared, source: SourceSettings, tell: { kick: () => void; onHealth: () => void }) {
    if (source.recordings === undefined) throw new Error('a source without recordings has no runner');
    this.sourceId = source.id;
    this.#shared = shared;
    this.#source = source;
    this.#onHealth = tell.onHealth;
    this.#folder = {
      folder: source.recordings.folder,
      timeZone: source.recordings.timeZone,
      wallToUtc: (wall, zone) => zoneOf(zone).earliest(wall),
    };
    const waitMs = source.recordings.waitSeconds * 1_000;
    this.#step = new RecordingStep(shared, { waitMs, looks: this.#looks, kick: tell.kick });
  }

  /** A call was found: look now. */
  hurry(): void {
    if (this.#stopped) return;
    if (this.#pass !== undefined) this.#again = true;
    else this.#run();
  }

  /** One look at everything that is missing, the whole tree included. For a run that ends by itself. */
  async everything(): Promise<void> {
    this.#nextSweep = 0;
    this.hurry();
    await this.#idle();
  }

  /** Some call still waits for a recording that may come by itself. */
  get waiting(): boolean {
    if (this.#pass !== undefined) return true;
    const now = this.#shared.ports.clock.now();
    return this.#wanted(now - this.#closeMs).some(
      (call) => call.state.name === 'logged' && !this.#step.waitIsOver(call, now),
    );
  }

  health(): HealthReason[] {
    if (this.#trouble === undefined) return [];
    const { code, category, message } = this.#trouble;
    return [{ scope: 'recordings', id: this.sourceId, code, category, message }];
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.[Symbol.dispose]();
    await this.#idle();
  }

  get #closeMs(): number {
    return (this.#source.recordings?.waitSeconds ?? 0) * 1_000 + CLOSE;
  }

  async #idle(): Promise<void> {
    while (this.#pass !== undefined) await this.#pass;
  }

  #run(): void {
    this.#timer?.[Symbol.dispose]();
    this.#pass = this.#look()
      .catch((thrown: unknown) => {
        this.#shared.ports.log.write('error', 'recordings_broke', { message: describeThrown(thrown) });
      })
      .finally(() => {
        this.#pass = undefined;
        if (this.#stopped) return;
        if (this.#again) {
          this.#again = false;
          this.#run();
        } else this.#schedule();
      });
  }

  #schedule(): void {
    const { clock } = this.#shared.ports;
    const now = clock.now();
    const close = this.#wanted(now - this.#closeMs).length > 0;
    const next = close ? now + SOON : Math.min(this.#nextLater, this.#nextSweep);
    this.#timer?.[Symbol.dispose]();
    this.#timer = clock.after(Math.max(50, next - now), () => this.#run());
  }

  async #look(): Promise<void> {
    const now = this.#shared.ports.clock.now();
    const reach: Reach = now >= this.#nextSweep ? 'sweep' : now >= this.#nextLater ? 'later' : 'soon';
    if (reach !== 'soon') this.#nextLater = now + LATER;
    if (reach === 'sweep') this.#nextSweep = now + SWEEP;
    const since = { soon: now - this.#closeMs, later: now - 2 * DAY, sweep: now - this.#source.lateDays * DAY }[reach];
    let before = Number.MAX_SAFE_INTEGER;
    while (!this.#stopped) {
      const calls = this.#wanted(since, before);
      if (calls.length === 0) return;
      await this.#lookFor(calls, reach);
      before = calls.at(-1)?.facts.endedAt ?? 0;
    }
  }

  #wanted(since: number, endedBefore = Number.MAX_SAFE_INTEGER): StoredCall[] {
    const { store } = this.#shared;
    const { no } = store.sources.enter(this.sourceId);
    return store.calls.wantingRecording(no, since, { endedAt: endedBefore, limit: CHUNK });
  }

  async #lookFor(calls: readonly StoredCall[], reach: Reach): Promise<void> {
    const { ports } = this.#shared;
    const unpaired = calls.filter((call) => this.#shared.store.recordings.get(call.no) === undefined);
    const settings = { ...this.#folder, claimed: this.#claimed(calls) };
    const near = await findRecordings(unpaired.map(toWanted), settings, ports);
    this.#troubled(near.ok ? undefined : near.error);
    const paths = new Map<string, string>();
    if (near.ok) note(near.value, paths);
    const missing = unpaired.filter((call) => !paths.has(call.ref));
    if (near.ok && reach === 'sweep' && missing.length > 0) {
      const far = await sweep(missing.map(toWanted), { ...settings, claimed: this.#claimed(calls) }, ports);
      if (far.ok) note(far.value, paths);
    }
    for (const call of calls) await this.#step.take(call, paths.get(call.ref));
  }

  /** Files that belong to calls around these in time. */
  #claimed(calls: readonly StoredCall[]): Set<string> {
    const ends = calls.map((call) => call.facts.endedAt);
    return new Set(
      this.#shared.store.recordings.pathsBetween(Math.min(...ends) - 2 * DAY, Math.max(...ends) + 2 * DAY),
    );
  }

  #troubled(error: AppError | undefined): void {
    if (error?.code === this.#trouble?.code) return;
    this.#trouble = error;
    this.#onHealth();
  }
}

function note(findings: Findings, paths: Map<string, string>): void {
  for (const found of findings.found) paths.set(found.callId, found.path);
}

function toWanted(call: StoredCall): WantedRecording {
  const { facts } = call;
  return {
    callId: call.ref,
    names: facts.recordingNames,
    fileIds: facts.fileIds,
    remoteDigits: facts.remote.national ?? (facts.remote.raw.replace(/\D/g, '') || null),
    localNumber: facts.localNumber,
    startedAt: facts.startedAt,
    answeredAt: facts.answeredAt,
    endedAt: facts.endedAt,
    talkSeconds: facts.talkSeconds,
  };
}
