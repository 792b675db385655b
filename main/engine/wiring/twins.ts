import type { CallFacts, CallState } from '../../../shared/call.ts';
import type { Settings, SourceSettings } from '../../../shared/settings.ts';
import { clockOffset, startDifferences } from '../calls/clock-offset.ts';
import { ownExtensions } from '../calls/extensions.ts';
import type { Numbers } from '../calls/numbers.ts';
import { isSameCall, isSameRemote, START_TOLERANCE } from '../calls/same-call.ts';
import type { Clock } from '../ports.ts';
import type { Store, StoredCall } from '../store/port.ts';
import type { AnnouncedChanges } from './changes.ts';

interface TwinDeps {
  readonly store: Store;
  readonly changes: AnnouncedChanges;
  readonly clock: Clock;
  readonly settings: Settings;
  readonly source: SourceSettings;
  readonly numbers: Numbers;
}

/** Calls of each source that are held against one another for the clocks. */
const COMPARED = 300;
/** How old a measurement of the clocks may be while calls come in. Milliseconds. */
const MEASURE_EVERY = 1_000;
/** Calls looked at in one go when a clock turned out to be another than was thought. */
const SWEEP = 5_000;
/** Calls that began this long ago are compared again at a start: a process may have ended between taking and comparing. */
const RECENT = 86_400_000;
/** Where a call may be found out to be the same as another one. */
const OPEN = ['pending', 'held', 'queued'] as const satisfies readonly CallState['name'][];

/**
 * The same call in two sources (softphone and PBX, overlapping exports) is logged once: the later found of two is
 * `excluded`, `same_call`, unless only its source has recordings and nothing was sent yet. What was found to be the same
 * stays so, whatever its own source adds to it later.
 */
export class Twins {
  readonly #deps: TwinDeps;
  readonly #dirty = new Set<number>();
  readonly #others: readonly SourceSettings[];
  readonly #offsets = new Map<string, number>();
  #measuredAt = -Infinity;

  constructor(deps: TwinDeps) {
    this.#deps = deps;
    this.#others = deps.settings.sources.filter(({ id }) => id !== deps.source.id);
    this.#takeUp();
  }

  /** A process that was killed may have taken calls and not yet compared them: those after the mark, and the recent ones. */
  #takeUp(): void {
    if (this.#others.length === 0) return;
    const { store, clock, source } = this.#deps;
    const mark = Number(store.meta.get(this.#markName) ?? 0);
    const sourceNo = store.sources.enter(source.id).no;
    // The next number is known without looking: mostly nothing was taken since.
    if (mark + 1 < store.calls.nextNo()) {
      for (const no of store.calls.openAfter(sourceNo, mark, SWEEP)) this.#dirty.add(no);
    }
    const now = clock.now();
    for (const call of store.calls.startedBetween(now - RECENT, now + RECENT)) {
      if (call.source === source.id && isOpen(call.state)) this.#dirty.add(call.no);
    }
  }

  get #markName(): string {
    return `compared/${this.#deps.source.id}`;
  }

  /** This call is new, or more is known of it. */
  changed(callNo: number, state: CallState): void {
    if (this.#others.length > 0 && isOpen(state)) this.#dirty.add(callNo);
  }

  /** Compares what changed; to be called in the same turn as the transaction that changed it, before anything is sent. */
  settle(): void {
    if (this.#dirty.size === 0) return;
    if (this.#deps.clock.now() - this.#measuredAt >= MEASURE_EVERY) this.#measure();
    this.#compareAll();
  }

  /** Everything that was there was read: now the clocks can be told, and with them calls that were missed before. */
  caughtUp(): void {
    if (this.#others.length === 0) return;
    if (this.#measure()) this.#sweep();
    this.#compareAll();
  }

  #compareAll(): void {
    if (this.#dirty.size === 0) return;
    const callNos = [...this.#dirty];
    const { changes, store } = this.#deps;
    const before = Number(store.meta.get(this.#markName) ?? 0);
    const mark = callNos.reduce((most, callNo) => Math.max(most, callNo), before);
    changes.transaction(() => {
      for (const callNo of callNos) this.#compare(callNo);
      store.meta.set(this.#markName, String(mark));
    });
    for (const callNo of callNos) this.#dirty.delete(callNo);
  }

  #sweep(): void {
    if (this.#others.length === 0) return;
    const { store, source } = this.#deps;
    for (const name of OPEN) {
      for (const call of store.calls.inState(name, SWEEP)) if (call.source === source.id) this.#dirty.add(call.no);
    }
  }

  #compare(callNo: number): void {
    const { store } = this.#deps;
    const call = store.calls.get(callNo);
    if (call === undefined || !isOpen(call.state)) return;
    if (typeof call.sameAs === 'number') {
      this.#exclude(call, store.calls.get(call.sameAs));
      return;
    }
    const other = this.#twinOf(call);
    if (other === undefined) return;
    // What is settled already comes first, then what was found first.
    const isEarlier = !isOpen(other.state) || other.no < call.no;
    const [first, second] = isEarlier ? [other, call] : [call, other];
    const [kept, left] = this.#isBetter(second, first) ? [second, first] : [first, second];
    store.calls.setSameAs(left.no, kept.no);
    this.#exclude(left, kept);
  }

  /** The call of another source that began nearest, has no counterpart in this source yet, and is this one. */
  #twinOf(call: StoredCall): StoredCall | undefined {
    const { store, settings, numbers, source } = this.#deps;
    const { startedAt } = call.facts;
    const everybody = ownExtensions(settings.agent.extensions).all;
    const offsets = new Map(this.#others.map(({ id }) => [id, this.#offsets.get(id) ?? 0]));
    const latest = startedAt - Math.min(...offsets.values()) + START_TOLERANCE;
    const found = store.calls
      .startedBetween(startedAt - Math.max(...offsets.values()) - START_TOLERANCE, latest)
      .flatMap((other) => {
        const offset = offsets.get(other.source);
        if (offset === undefined || other.state.name === 'settling' || typeof other.sameAs === 'number') return [];
        const apart = Math.abs(other.facts.startedAt - (startedAt - offset));
        const isTwin = apart <= START_TOLERANCE && isSameCall(call.facts, other.facts, { numbers, offset, everybody });
        return isTwin ? [{ other, apart }] : [];
      })
      .filter(({ other }) => !store.calls.sameAs(other.no).some((twin) => twin.source === source.id));
    return found.sort((a, b) => a.apart - b.apart || a.other.no - b.other.no)[0]?.other;
  }

  /** The second one is a row and the first a mere file, or only its source has recordings; and neither the CRM nor the agent has had to do with the first yet. */
  #isBetter(second: StoredCall, first: StoredCall): boolean {
    if (!isOpen(first.state) || second.facts.talkSeconds === 0) return false;
    const isMore = this.#isFile(first)
      ? !this.#isFile(second)
      : this.#hasRecordings(second) && !this.#hasRecordings(first);
    if (!isMore) return false;
    const delivery = this.#deps.store.deliveries.get(first.no);
    return delivery === undefined || (!delivery.decided && !delivery.approved && delivery.note === null);
  }

  /** A row says more of a call than the name of its recording. */
  #isFile(call: StoredCall): boolean {
    return this.#deps.settings.sources.some(({ id, format }) => id === call.source && format === 'recordings');
  }

  #hasRecordings(call: StoredCall): boolean {
    return this.#deps.settings.sources.some(({ id, recordings }) => id === call.source && recordings !== undefined);
  }

  #exclude(call: StoredCall, kept: StoredCall | undefined): void {
    const { store, changes, clock } = this.#deps;
    changes.move(call, { name: 'excluded', reason: 'same_call' });
    store.jobs.removeOf(call.no, 'log');
    store.timeline.add(call.no, clock.now(), 'same_call', kept?.ref ?? null);
  }

  /** True when a clock turned out to be another than was thought. */
  #measure(): boolean {
    const { store, clock, source, numbers } = this.#deps;
    this.#measuredAt = clock.now();
    const newest = (id: string): CallFacts[] =>
      store.calls.newestOf(store.sources.enter(id).no, COMPARED).map(({ facts }) => facts);
    const own = newest(source.id);
    let changed = false;
    for (const { id } of this.#others) {
      const differences = startDifferences(own, newest(id), (a, b) => isSameRemote(a, b, numbers));
      const offset = clockOffset(differences)?.offset ?? 0;
      changed ||= Math.abs(offset - (this.#offsets.get(id) ?? 0)) >= 1_000;
      this.#offsets.set(id, offset);
    }
    return changed;
  }
}

const isOpen = ({ name }: CallState): boolean => (OPEN as readonly string[]).includes(name);
