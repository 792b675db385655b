import type { RecordingState } from '../../../shared/call.ts';
import type { AppError } from '../../../shared/errors.ts';
import { failPoint } from '../fail-points.ts';
import { hasOwedJobs } from '../outbox/owed.ts';
import type { Looks } from '../recordings/looks.ts';
import { uploadName } from '../recordings/media.ts';
import { prove, type Proof, type WholeProof } from '../recordings/prove.ts';
import { hashFile, openWhole } from '../recordings/whole-file.ts';
import type { StoredCall, StoredRecording } from '../store/port.ts';
import type { Shared } from './shared-parts.ts';

interface StepDeps {
  readonly waitMs: number;
  readonly looks: Looks;
  /** A job may be due. */
  readonly kick: () => void;
}

/** A file that grows for longer than this after its call ended holds up nothing any more. Milliseconds. */
const LONGEST_GROWTH = 900_000;
/** The file is there, and this account may not read it. */
const UNREADABLE = 'recording_unreadable';

/** Takes the recording of one call one step further, durably. */
export class RecordingStep {
  readonly #shared: Shared;
  readonly #deps: StepDeps;

  constructor(shared: Shared, deps: StepDeps) {
    this.#shared = shared;
    this.#deps = deps;
  }

  /**
   * `found`: where the call's recording lies, when this look found it. `sawAll`: everything could be looked at, so what was
   * not found is not there. Answers with the system's refusal when the file is there and cannot be read.
   */
  async take(call: StoredCall, found: string | undefined, sawAll: boolean): Promise<AppError | undefined> {
    const { store, ports } = this.#shared;
    const path = found ?? store.recordings.get(call.no)?.path;
    if (path === undefined || !this.#mine(call.no, path)) {
      if (sawAll) this.#stopWaiting(call);
      return undefined;
    }
    failPoint('recording_found');
    const { talkSeconds, startedAt, endedAt } = call.facts;
    const proof = await prove(path, { talkSeconds, startedAt, endedAt }, { ...ports, looks: this.#deps.looks });
    const lost = proof.ok ? await this.#judged(call, path, proof.value) : proof.error;
    if (lost !== undefined) this.#lost(call, path, lost);
    this.#stopWaiting(call);
    return lost?.code === UNREADABLE ? lost : undefined;
  }

  /** Nothing more will come of this call by itself: its waiting is over, and what is owed for it is not a recording. */
  isAtRest(call: StoredCall): boolean {
    const { store, ports } = this.#shared;
    return hasOwedJobs(store, call.no) && this.waitIsOver(call, ports.clock.now());
  }

  async #judged(call: StoredCall, path: string, proof: Proof): Promise<AppError | undefined> {
    if (proof.state === 'whole') return this.#whole(call, path, proof);
    if (proof.state === 'growing') await this.#keep(call, path, 'growing', proof.reason);
    else await this.#unusable(call, path, proof.reason);
    return undefined;
  }

  /** Nothing more is expected of it: it counts as synced, and a recording that comes later is still attached. */
  waitIsOver(call: StoredCall, now: number): boolean {
    const stored = this.#shared.store.recordings.get(call.no);
    const { endedAt } = call.facts;
    const grewAt = call.recordingState === 'growing' ? Math.min(stored?.modifiedAt ?? 0, endedAt + LONGEST_GROWTH) : 0;
    return now >= Math.max(endedAt, grewAt) + this.#deps.waitMs;
  }

  #mine(callNo: number, path: string): boolean {
    const owner = this.#shared.store.recordings.ownerOf(path);
    return owner === undefined || owner === callNo;
  }

  async #whole(call: StoredCall, path: string, proof: WholeProof): Promise<AppError | undefined> {
    const { ports } = this.#shared;
    const opened = await openWhole(path, proof, ports);
    if (!opened.ok) return opened.error;
    await using file = opened.value;
    const sum = await hashFile(file, proof.bytes);
    if (!sum.ok) return sum.error;
    failPoint('hash_done');
    this.#store(call, 'whole', {
      ...empty(call.no, path),
      sha256: sum.value,
      bytes: proof.bytes,
      seconds: proof.seconds,
      type: proof.type,
      uploadName: uploadName(path, call.ref, proof.container),
      fileId: proof.fileId,
      modifiedAt: proof.modifiedAt,
      reason: proof.shorterThanCall ? 'shorter_than_call' : null,
    });
    this.#deps.kick();
    return undefined;
  }

  async #unusable(call: StoredCall, path: string, reason: string): Promise<void> {
    const over = this.waitIsOver(call, this.#shared.ports.clock.now());
    await this.#keep(call, path, over ? 'unusable' : 'growing', reason);
  }

  async #keep(call: StoredCall, path: string, state: RecordingState, reason: string): Promise<void> {
    const stored = this.#shared.store.recordings.get(call.no);
    const modifiedAt = (await this.#shared.ports.files.facts(path))?.modifiedAt ?? null;
    if (call.recordingState === state && stored?.reason === reason && stored.modifiedAt === modifiedAt) return;
    this.#store(call, state, { ...empty(call.no, path), reason, modifiedAt });
  }

  /** It was there and is not: it is looked for again. One that cannot be read stays owed, with the reason. */
  #lost(call: StoredCall, path: string, error: AppError): void {
    const { store, changes, ports } = this.#shared;
    changes.transaction(() => {
      const stored = store.recordings.get(call.no);
      if (call.recordingState !== 'awaited') store.calls.setRecordingState(call.no, 'awaited');
      if (error.code !== UNREADABLE) {
        store.recordings.remove(call.no);
        return;
      }
      if (stored?.reason !== UNREADABLE) {
        store.recordings.put({ ...empty(call.no, path), reason: UNREADABLE }, ports.clock.now());
        store.timeline.add(call.no, ports.clock.now(), UNREADABLE);
        changes.recordingChanged(call.ref, 'awaited', null);
      }
      const current = store.calls.get(call.no);
      const crmId = store.deliveries.get(call.no)?.crmId;
      if (current?.state.name === 'synced' && crmId != null) changes.move(current, { name: 'logged' }, crmId);
    });
  }

  #store(call: StoredCall, state: RecordingState, recording: StoredRecording): void {
    const { store, changes, ports } = this.#shared;
    const now = ports.clock.now();
    changes.transaction(() => {
      store.recordings.put(recording, now);
      store.calls.setRecordingState(call.no, state);
      changes.recordingChanged(call.ref, state, recording.seconds);
      if (state !== call.recordingState) store.timeline.add(call.no, now, `recording_${state}`, recording.reason);
      if (state !== 'whole') return;
      const delivery = store.deliveries.get(call.no);
      const current = store.calls.get(call.no);
      if (delivery === undefined || delivery.crmId === null || current === undefined) return;
      if (current.state.name !== 'logged' && current.state.name !== 'synced') return;
      if (current.state.name === 'synced') changes.move(current, { name: 'logged' }, delivery.crmId);
      store.jobs.add(call.no, 'attach', delivery.account, now);
    });
  }

  #stopWaiting(call: StoredCall): void {
    const { store, changes, ports } = this.#shared;
    const current = store.calls.get(call.no);
    if (current?.state.name !== 'logged' || current.recordingState === 'whole') return;
    if (hasOwedJobs(store, call.no) || store.recordings.get(call.no)?.reason === UNREADABLE) return;
    if (current.recordingState !== 'unusable' && !this.waitIsOver(current, ports.clock.now())) return;
    changes.transaction(() => {
      store.timeline.add(call.no, ports.clock.now(), 'no_recording', current.recordingState);
      changes.move(current, { name: 'synced' });
    });
  }
}

function empty(callNo: number, path: string): StoredRecording {
  return {
    callNo,
    path,
    sha256: null,
    bytes: null,
    seconds: null,
    type: null,
    uploadName: null,
    fileId: null,
    modifiedAt: null,
    reason: null,
  };
}
