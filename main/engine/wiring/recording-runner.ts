import { appError, describeThrown, type AppError } from '../../../shared/errors.ts';
import type { HealthReason } from '../../../shared/events.ts';
import type { SourceSettings } from '../../../shared/settings.ts';
import { zoneOf } from '../calls/zones.ts';
import {
  findRecordings,
  Looks,
  sweep,
  type Findings,
  type FolderSettings,
  type WantedRecording,
} from '../recordings/index.ts';
import type { StoredCall } from '../store/port.ts';
import { RecordingStep } from './recording-step.ts';
import type { Shared } from './shared-parts.ts';

/** Between two looks while a recording is to come: at first, and when it takes its time. Milliseconds. */
const SOON = 1_000;
/** However many calls come in. */
const SHORTEST_GAP = 200;
const LESS_SOON = 5_000;
const FRESH = 15_000;
/** For calls of the last two days: recorders that move or convert their files, shares that were away. */
const LATER = 60_000;
/** The whole tree, for everything that is still missing. */
const SWEEP = 3_600_000;
const DAY = 86_400_000;
const CHUNK = 200;
/** A call is looked after closely for this long beyond its waiting time. */
const CLOSE = 30_000;
/** A row without the moment of the answer may have rung this long before the talk that its recording holds. */
const LONGEST_RINGING = 180_000;

type Reach = 'soon' | 'later' | 'sweep';

/**
 * Looks for the recordings of one source's calls and takes each as far as it goes: found, proven whole, hashed, owed to
 * the CRM. Calls whose recording does not come in its time stop waiting, and are still looked for.
 */
export class RecordingRunner {
  readonly sourceId: string;
  readonly #shared: Shared;
  readonly #source: SourceSettings;
  readonly #sourceNo: number;
  readonly #step: RecordingStep;
  readonly #onHealth: () => void;
  readonly #folder: FolderSettings;
  #timer: Disposable | undefined;
  #pass: Promise<void> | undefined;
  #again = false;
  #lastStart = 0;
  #nextLater = 0;
  #nextSweep = 0;
  #trouble: AppError | undefined;
  #stopped = false;

  constructor(shared: Shared, source: SourceSettings, tell: { kick: () => void; onHealth: () => void }) {
    if (source.recordings === undefined) throw new Error('a source without recordings has no runner');
    this.sourceId = source.id;
    this.#shared = shared;
    this.#source = source;
    this.#sourceNo = shared.store.sources.enter(source.id).no;
    this.#onHealth = tell.onHealth;
    const { folder, timeZone, waitSeconds } = source.recordings;
    this.#folder = { folder, timeZone, wallToUtc: (wall, zone) => zoneOf(zone).earliest(wall) };
    this.#step = new RecordingStep(shared, { waitMs: waitSeconds * 1_000, looks: new Looks(), kick: tell.kick });
  }

  /** A call was found, or logged: look now, or right after the look under way. */
  hurry(): void {
    if (this.#stopped) return;
    if (this.#pass !== undefined) this.#again = true;
    else this.#runAfter(this.#lastStart + SHORTEST_GAP - this.#shared.ports.clock.now());
  }

  /** One look at everything that is missing, the whole tree included. For a run that ends by itself. */
  async everything(): Promise<void> {
    this.#nextSweep = 0;
    if (this.#pass === undefined) this.#run();
    else this.#again = true;
    await this.#idle();
  }

  /** Some call waits for a look, or for a recording that may come by itself. */
  get waiting(): boolean {
    if (this.#pass !== undefined) return true;
    if (this.#trouble !== undefined) return false;
    const calls = this.#shared.store.calls.awaitingRecording(this.#sourceNo, CHUNK);
    return calls.some((call) => !this.#step.isAtRest(call));
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

  async #idle(): Promise<void> {
    while (this.#pass !== undefined) await this.#pass;
  }

  #run(): void {
    this.#timer?.[Symbol.dispose]();
    this.#lastStart = this.#shared.ports.clock.now();
    this.#pass = this.#look()
      .catch((thrown: unknown) => {
        const message = describeThrown(thrown);
        this.#shared.ports.log.write('error', 'recordings_broke', { source: this.sourceId, message });
        this.#troubled(
          appError('bug', 'recordings_broke', `Looking for recordings stopped: ${message}. It is tried again.`),
        );
      })
      .finally(() => {
        this.#pass = undefined;
        if (this.#stopped) return;
        if (!this.#again) {
          this.#schedule();
          return;
        }
        this.#again = false;
        this.hurry();
      });
  }

  #schedule(): void {
    const { clock } = this.#shared.ports;
    const now = clock.now();
    const close = this.#close(now);
    const fresh = close.some((call) => call.facts.endedAt > now - FRESH || call.state.name === 'logged');
    const soon = close.length === 0 ? Number.POSITIVE_INFINITY : now + (fresh ? SOON : LESS_SOON);
    const next = this.#trouble === undefined ? Math.min(soon, this.#nextLater, this.#nextSweep) : now + LESS_SOON;
    this.#runAfter(next - now);
  }

  #runAfter(ms: number): void {
    this.#timer?.[Symbol.dispose]();
    if (ms <= 0) this.#run();
    else this.#timer = this.#shared.ports.clock.after(ms, () => this.#run());
  }

  /** Calls just ended, and those of any age that are logged and wait for nothing else. */
  #close(now: number): StoredCall[] {
    const { calls } = this.#shared.store;
    const from = now - (this.#source.recordings?.waitSeconds ?? 0) * 1_000 - CLOSE;
    const before = Number.MAX_SAFE_INTEGER;
    const recent = calls.wantingRecording(this.#sourceNo, ['awaited', 'growing'], { from, before, limit: CHUNK });
    const known = new Set(recent.map((call) => call.no));
    return [...recent, ...calls.awaitingRecording(this.#sourceNo, CHUNK).filter((call) => !known.has(call.no))];
  }

  async #look(): Promise<void> {
    const now = this.#shared.ports.clock.now();
    const reach: Reach = now >= this.#nextSweep ? 'sweep' : now >= this.#nextLater ? 'later' : 'soon';
    if (reach === 'soon') return this.#lookFor(this.#close(now), reach);
    this.#nextLater = now + LATER;
    if (reach === 'sweep') this.#nextSweep = now + SWEEP;
    const from = now - (reach === 'later' ? 2 : this.#source.lateDays) * DAY;
    let before = Number.MAX_SAFE_INTEGER;
    while (!this.#stopped) {
      const span = { from, before, limit: CHUNK };
      const { calls } = this.#shared.store;
      const wanting = calls.wantingRecording(this.#sourceNo, ['awaited', 'growing', 'unusable'], span);
      await this.#lookFor(wanting, reach);
      if (wanting.length < CHUNK) return;
      before = wanting.at(-1)?.facts.endedAt ?? 0;
    }
  }

  async #lookFor(calls: readonly StoredCall[], reach: Reach): Promise<void> {
    if (calls.length === 0) return;
    const { ports, store } = this.#shared;
    // A file that is of no use yet does not keep a better one from being found, but not at every look.
    const wanted = reach === 'soon' ? calls.filter((call) => store.recordings.get(call.no) === undefined) : calls;
    const settings = { ...this.#folder, claimed: this.#claimed(calls) };
    const near = await findRecordings(wanted.map(toWanted), settings, ports);
    if (!near.ok) {
      this.#troubled(near.error);
      return;
    }
    const paths = pathsOf(near.value);
    const missing = wanted.filter((call) => !paths.has(call.ref));
    const far =
      reach === 'sweep' && missing.length > 0 ? await sweep(missing.map(toWanted), settings, ports) : undefined;
    if (far?.ok === true) for (const [ref, path] of pathsOf(far.value)) paths.set(ref, path);
    const unreadable = [...near.value.unreadable, ...(far?.ok === true ? far.value.unreadable : [])];
    let trouble = unreadable[0] === undefined ? undefined : unreadableFolder(unreadable[0].code);
    for (const call of calls) {
      if (this.#stopped) return;
      const refused = await this.#step.take(call, paths.get(call.ref), unreadable.length === 0);
      trouble ??= refused && unreadableFile(refused);
    }
    this.#troubled(trouble);
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

function unreadableFolder(code: string): AppError {
  const message = `Some recordings cannot be looked at (${code}). Their calls wait; give this account the right to read them.`;
  return appError('local', 'recordings_unreadable', message);
}

function unreadableFile({ message }: AppError): AppError {
  const advice = `${message} Its call waits; give this account the right to read it.`;
  return appError('local', 'recordings_unreadable', advice);
}

function pathsOf(findings: Findings): Map<string, string> {
  return new Map(findings.found.map(({ callId, path }) => [callId, path]));
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
    endedAt: facts.endedAt + (facts.notes.includes('answer_guessed') ? LONGEST_RINGING : 0),
    talkSeconds: facts.talkSeconds,
  };
}
