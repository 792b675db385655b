import type { Direction, StateName } from '../../../shared/call.ts';
import type { CallFilter, DayOfCalls, View } from '../../../shared/desk.ts';
import type { Clock } from '../ports.ts';
import type { CallBody, CallHead, Store } from '../store/port.ts';
import { createCalendar, type Calendar } from './days.ts';

/** What the list knows of one call. The words come a little later than the rest: they have to be read from its body. */
export interface Entry {
  readonly no: number;
  readonly ref: string;
  readonly sourceNo: number;
  state: StateName;
  reason: string | null;
  startedAt: number;
  day: number;
  talkSeconds: number;
  direction: Direction;
  account: string | null;
  /** Lower case: name, caller id, number, note. */
  words: string;
}

export interface Matches {
  readonly entries: readonly Entry[];
  readonly days: readonly DayOfCalls[];
}

const VIEW_OF: Readonly<Record<StateName, Exclude<View, 'all'>>> = {
  pending: 'pending',
  held: 'held',
  settling: 'on_its_way',
  queued: 'on_its_way',
  sending: 'on_its_way',
  unknown: 'on_its_way',
  logged: 'on_its_way',
  synced: 'in_crm',
  excluded: 'excluded',
  failed: 'failed',
};

/** Bodies read in one turn: a few milliseconds. */
const SLICE = 500;

/**
 * All calls in memory as a list needs them, while a window shows them: built in one go from the heads, the words read in
 * slices. Told of changes by reference, it reads again what it must.
 */
export class CallIndex {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #calendar: Calendar;
  readonly #byRef = new Map<string, Entry>();
  /** Newest first; null: has to be sorted again. */
  #sorted: Entry[] | null = null;
  /** In the order of their numbers: as they were taken in. */
  #byNo: Entry[] | undefined;
  #lastNo = 0;
  #readTo = 0;
  #kept: { key: string; matches: Matches } | undefined;
  #reading: Disposable | undefined;
  readonly #onRead: () => void;

  constructor(store: Store, clock: Clock, timeZone: string, onRead: () => void) {
    this.#store = store;
    this.#clock = clock;
    this.#calendar = createCalendar(timeZone);
    this.#onRead = onRead;
    this.#takeNew();
  }

  /** Newest first, from `from` on and before `before`. */
  between(from: number | null, before: number | null): readonly Entry[] {
    return this.#newestFirst().filter(
      ({ startedAt }) => (from === null || startedAt >= from) && (before === null || startedAt < before),
    );
  }

  find(ref: string): Entry | undefined {
    if (!this.#byRef.has(ref)) this.#takeNew();
    return this.#byRef.get(ref);
  }

  /** Something about this call is not as it was. */
  changed(ref: string): void {
    const entry = this.find(ref);
    this.#kept = undefined;
    if (entry === undefined) return;
    const [body] = this.#store.list.bodies(entry.no - 1, 1);
    const call = this.#store.calls.get(entry.no);
    if (call === undefined || body?.no !== entry.no) {
      this.#byRef.delete(ref);
      this.#sorted = null;
      return;
    }
    entry.state = call.state.name;
    entry.reason = 'reason' in call.state ? call.state.reason : null;
    if (entry.startedAt !== call.facts.startedAt) {
      entry.startedAt = call.facts.startedAt;
      entry.day = this.#calendar.dayOf(entry.startedAt);
      this.#sorted = null;
    }
    describe(entry, body);
  }

  matches(filter: CallFilter): Matches {
    const key = JSON.stringify(filter);
    if (this.#kept?.key === key) return this.#kept.matches;
    const wanted = predicate(filter);
    const entries = this.#newestFirst().filter(wanted);
    const matches = { entries, days: this.#daysOf(entries) };
    this.#kept = { key, matches };
    return matches;
  }

  [Symbol.dispose](): void {
    this.#reading?.[Symbol.dispose]();
  }

  #takeNew(): void {
    for (const head of this.#store.list.heads(this.#lastNo)) {
      this.#byRef.set(head.ref, entryOf(head, this.#calendar.dayOf(head.startedAt)));
      this.#lastNo = head.no;
      this.#sorted = null;
      this.#kept = undefined;
      this.#byNo = undefined;
    }
    if (this.#lastNo > this.#readTo && this.#reading === undefined) this.#readOn();
  }

  /** The words of all calls, a slice a turn, so that nothing waits for it. */
  #readOn(): void {
    this.#reading = this.#clock.after(0, () => {
      const bodies = this.#store.list.bodies(this.#readTo, SLICE);
      const byNo = new Map(bodies.map((body) => [body.no, body]));
      if (bodies.length === 0) {
        this.#kept = undefined;
        this.#reading = undefined;
        this.#onRead();
        return;
      }
      for (const entry of this.#unread(bodies)) {
        const body = byNo.get(entry.no);
        if (body !== undefined) describe(entry, body);
      }
      this.#readTo = bodies.at(-1)?.no ?? this.#readTo;
      this.#readOn();
    });
  }

  #unread(bodies: readonly CallBody[]): readonly Entry[] {
    this.#byNo ??= [...this.#byRef.values()];
    const from = lowerBound(this.#byNo, bodies[0]?.no ?? 0);
    return this.#byNo.slice(from, from + bodies.length);
  }
  #newestFirst(): readonly Entry[] {
    this.#sorted ??= [...this.#byRef.values()].sort((a, b) => b.startedAt - a.startedAt || b.no - a.no);
    return this.#sorted;
  }

  #daysOf(entries: readonly Entry[]): DayOfCalls[] {
    const days: { day: number; calls: number; talkSeconds: number }[] = [];
    for (const { day, talkSeconds } of entries) {
      const last = days.at(-1);
      if (last?.day === day) {
        last.calls++;
        last.talkSeconds += talkSeconds;
      } else days.push({ day, calls: 1, talkSeconds });
    }
    return days.map((each) => ({ ...each, day: this.#calendar.nameOf(each.day) }));
  }
}

function entryOf(head: CallHead, day: number): Entry {
  return { ...head, day, talkSeconds: 0, direction: 'unknown', account: null, words: '' };
}

function describe(entry: Entry, { facts, account, contactName, note }: CallBody): void {
  const { remote } = facts;
  entry.talkSeconds = facts.talkSeconds;
  entry.direction = facts.direction;
  entry.account = account;
  entry.words = [contactName, facts.remoteName, remote.e164, remote.raw, remote.national, note]
    .filter((text) => text !== null && text !== '')
    .join('\n')
    .toLowerCase();
}

/** Every word must be found; digits are compared without what stands between them. */
function predicate(filter: CallFilter): (entry: Entry) => boolean {
  const { view, from, before, direction, account } = filter;
  const words = filter.search.toLowerCase().split(/\s+/).filter(Boolean);
  const digits = /^[\d\s()+/.-]{3,}$/.test(filter.search.trim())
    ? filter.search.replace(/\D/g, '').replace(/^00/, '')
    : '';
  return (entry) =>
    (view === 'all' || VIEW_OF[entry.state] === view) &&
    (from === null || entry.startedAt >= from) &&
    (before === null || entry.startedAt < before) &&
    (direction === null || entry.direction === direction) &&
    (account === null || entry.account === account) &&
    (words.length === 0 ||
      words.every((word) => entry.words.includes(word)) ||
      (digits !== '' && entry.words.includes(digits)));
}

function lowerBound(entries: readonly Entry[], no: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((entries[middle]?.no ?? 0) < no) low = middle + 1;
    else high = middle;
  }
  return low;
}
