import { join } from 'node:path';
import { momentsOf, type Moment } from './moments.ts';
import { readName, type NameFacts } from './names.ts';
import { digitRuns, numberKey, sameNumber } from './numbers.ts';
import { baseName, isUnfinishedName, soundEnding, stemOf, takeOf } from './stem.ts';
import type { FolderSettings, WantedRecording } from './types.ts';

/** A file that may be a recording, known by its name alone. */
export interface Candidate {
  readonly path: string;
  readonly name: string;
  readonly stem: string;
  /** Files of one take (two directions, parts, two formats, a copy) share it. */
  readonly take: string;
  readonly facts: NameFacts;
}

/** A call and a file that may belong together. The smaller `distance`, the better. */
export interface Pair {
  readonly call: WantedRecording;
  readonly file: Candidate;
  readonly pairing: 'name' | 'id' | 'number_time';
  readonly distance: number;
  /** The file's own times must agree before the pair counts: the name alone could mean another call. */
  readonly doubt: 'name_repeats' | 'zone' | null;
}

/** A stamped file without a telling number, and where its stamp points. */
export interface Timed {
  readonly file: Candidate;
  readonly moments: readonly number[];
}

/** Seconds by which stamps may miss the call at either end. */
const SLACK = 2000;
const DAY = 86_400_000;
/** Dates with an hour and a minute, compact or with marks between. */
const STAMPS = /(?:19|20)\d\d([-_.]?)[01]\d\1[0-3]\d[-_@T ]?[0-2]\d[-_.:]?[0-5]\d/g;
const NO_DIGITS = /\D/g;
const ID_TAIL = /\d{9,10}\.\d+$/;

/** Enough digits that two recordings cannot share the name by chance. */
export function isDistinct(stem: string): boolean {
  return stem.replace(/\D/g, '').length >= 6;
}

/** Looks at names only; keeps what could belong to a wanted call and forgets the rest. */
export class Matcher {
  readonly pairs: Pair[] = [];
  readonly timed: Timed[] = [];
  /** Sound files whose name says neither time nor number nor id. */
  readonly bare: Candidate[] = [];
  readonly #calls: readonly WantedRecording[];
  /** Calls that another long number in a name does not rule out. */
  readonly #unnumbered: readonly WantedRecording[];
  readonly #settings: FolderSettings;
  readonly #fold: (text: string) => string;
  readonly #byName = new Map<string, WantedRecording[]>();
  readonly #byId = new Map<string, WantedRecording[]>();
  readonly #byNumber = new Map<string, WantedRecording[]>();
  readonly #earliest: number;
  readonly #latest: number;
  readonly #firstDay: string;
  readonly #lastDay: string;
  #read: { readonly file: Candidate; readonly moments: readonly Moment[] } | null = null;
  readonly #claimedPaths: ReadonlySet<string>;
  readonly #claimedTakes = new Set<string>();

  constructor(calls: readonly WantedRecording[], settings: FolderSettings) {
    const ignoreCase = settings.ignoreCase ?? (process.platform === 'win32' || process.platform === 'darwin');
    this.#fold = ignoreCase ? (text) => text.toLowerCase() : (text) => text;
    this.#calls = calls;
    this.#unnumbered = calls.filter(({ remoteDigits }) => (remoteDigits?.length ?? 0) < 7);
    this.#settings = settings;
    this.#claimedPaths = settings.claimed ?? new Set();
    for (const path of this.#claimedPaths) {
      if (isDistinct(stemOf(path))) this.#claimedTakes.add(this.#fold(takeOf(stemOf(path))));
    }
    this.#earliest = calls.reduce((least, { startedAt }) => Math.min(least, startedAt), Infinity) - DAY;
    this.#latest = calls.reduce((most, { endedAt }) => Math.max(most, endedAt), -Infinity) + DAY;
    this.#firstDay = dayOf(this.#earliest - DAY);
    this.#lastDay = dayOf(this.#latest + DAY);
    for (const call of calls) {
      if (call.remoteDigits !== null) put(this.#byNumber, numberKey(call.remoteDigits), call);
      for (const name of call.names) put(this.#byName, this.#fold(stemOf(name)), call);
      for (const id of call.fileIds) {
        put(this.#byId, id.toLowerCase(), call);
        const tail = ID_TAIL.exec(id)?.[0];
        if (tail !== undefined && tail !== id) put(this.#byId, tail, call);
      }
    }
  }

  see(folder: string, name: string): void {
    if (isUnfinishedName(name)) return;
    const stem = stemOf(name);
    const exact = this.#byName.get(this.#fold(stem));
    if (exact === undefined && this.#isOfAnotherDay(name)) return;
    const named = exact ?? this.#byName.get(this.#fold(takeOf(stem))) ?? [];
    if (soundEnding(name) === '' && named.length === 0) return;
    const path = join(folder, name);
    const take = this.#fold(takeOf(stem));
    if (this.#claimedPaths.has(path) || this.#claimedTakes.has(take)) return;
    const file = { path, name, stem, take: isDistinct(stem) ? take : join(folder, take), facts: readName(name) };
    const paired = this.#pairByName(file, named) || this.#pairById(file) || this.#pairByNumber(file);
    if (!paired) this.#keepForLength(file);
  }

  /** All stamps in the name are days away from every call: no need to read it closely. Keeps large folders cheap. */
  #isOfAnotherDay(name: string): boolean {
    const stamps = name.match(STAMPS);
    return (
      stamps !== null &&
      stamps.every((stamp) => {
        const day = stamp.replace(NO_DIGITS, '').slice(0, 8);
        return day < this.#firstDay || day > this.#lastDay;
      })
    );
  }

  #pairByName(file: Candidate, named: readonly WantedRecording[]): boolean {
    for (const call of new Set(named)) {
      const distance = this.#nameDistance(file, call);
      const doubt = distance === 0 || isDistinct(file.stem) ? null : 'name_repeats';
      this.pairs.push({ call, file, pairing: 'name', distance, doubt });
    }
    return named.length > 0;
  }

  /** 0: the very path or its end; 1: the very name; 2: another ending of sound; 3: a part, a direction or a copy. */
  #nameDistance(file: Candidate, call: WantedRecording): number {
    const path = '/' + this.#fold(file.path).replaceAll('\\', '/');
    const distances = call.names.map((name) => {
      const wanted = this.#fold(name.normalize('NFC')).replaceAll('\\', '/');
      if (wanted.includes('/') && (path.endsWith('/' + wanted) || path === '/' + wanted)) return 0;
      if (this.#fold(file.name.normalize('NFC')) === baseName(wanted)) return 1;
      return this.#fold(file.stem) === this.#fold(stemOf(name)) ? 2 : 3;
    });
    return Math.min(...distances);
  }

  #pairById(file: Candidate): boolean {
    const calls = new Set<WantedRecording>();
    for (const id of file.facts.ids) {
      const tail = ID_TAIL.exec(id)?.[0] ?? '';
      for (const call of this.#byId.get(id.toLowerCase()) ?? this.#byId.get(tail) ?? []) calls.add(call);
    }
    for (const call of calls) {
      const near = this.#momentsIn(file, call)[0]?.distance ?? 0;
      this.pairs.push({ call, file, pairing: 'id', distance: near, doubt: null });
    }
    return calls.size > 0;
  }

  #pairByNumber(file: Candidate): boolean {
    const runs = file.facts.numbers.flatMap(digitRuns);
    if (file.facts.stamp === null || runs.length === 0) return false;
    let paired = false;
    for (const call of new Set(runs.flatMap((run) => this.#byNumber.get(numberKey(run)) ?? []))) {
      const { remoteDigits, localNumber } = call;
      if (remoteDigits === null || !runs.some((run) => sameNumber(run, remoteDigits))) continue;
      const strange = runs.some((run) => run.length < 7 && run !== localNumber && !sameNumber(run, remoteDigits));
      const away = strange && localNumber !== null && /^\d{2,6}$/.test(localNumber) ? 30_000 : 0;
      for (const { distance, zone } of this.#momentsIn(file, call)) {
        const doubt = this.#momentsOf(file).some((moment) => moment.zone === 'utc') ? 'zone' : null;
        const far = zone === 'utc' ? 3_600_000 : 0;
        this.pairs.push({ call, file, pairing: 'number_time', distance: distance + away + far, doubt });
        paired = true;
      }
    }
    return paired;
  }

  /** All readings of the stamp; none for a stamp far from every call. Kept for the file in hand. */
  #momentsOf(file: Candidate): readonly Moment[] {
    if (this.#read?.file === file) return this.#read.moments;
    const { stamp } = file.facts;
    const near = stamp !== null && stamp.ms >= this.#earliest && stamp.ms <= this.#latest;
    const moments = near ? momentsOf(stamp, this.#settings) : [];
    this.#read = { file, moments };
    return moments;
  }

  /** Readings of the stamp that fall into the call; a stamp at its very end belongs to the next call. */
  #momentsIn(file: Candidate, call: WantedRecording): readonly { distance: number; zone: 'source' | 'utc' }[] {
    const last = call.endedAt - call.startedAt > 5000 ? call.endedAt - 1000 : call.endedAt + SLACK;
    return this.#momentsOf(file)
      .filter(({ at }) => at >= call.startedAt - SLACK && at <= last)
      .map(({ at, zone }) => ({ zone, distance: distanceTo(call, at) }));
  }

  /** A file with another call's long number or id is no candidate for "time and length alone". */
  #keepForLength(file: Candidate): void {
    const { ids, numbers, stamp } = file.facts;
    if (ids.length > 0 && this.#byId.size > 0) return;
    if (stamp === null) {
      this.bare.push(file);
      return;
    }
    const numbered = numbers.flatMap(digitRuns).some((run) => run.length >= 7);
    const calls = numbered ? this.#unnumbered : this.#calls;
    if (calls.length === 0) return;
    const moments = this.#momentsOf(file)
      .map(({ at }) => at)
      .filter((at) => calls.some((call) => at >= call.startedAt - SLACK && at <= call.endedAt + SLACK));
    if (moments.length > 0) this.timed.push({ file, moments });
  }
}

/** `20261120`; with no call at all the bounds are infinite and so are the days. */
function dayOf(ms: number): string {
  return Number.isFinite(ms) ? new Date(ms).toISOString().slice(0, 10).replace(NO_DIGITS, '') : ms < 0 ? '0' : '9';
}

/** Milliseconds from the nearer of dial and answer. */
function distanceTo(call: WantedRecording, at: number): number {
  return Math.min(Math.abs(at - call.startedAt), Math.abs(at - (call.answeredAt ?? call.startedAt)));
}

function put<T>(map: Map<string, T[]>, key: string, value: T): void {
  const values = map.get(key);
  if (values === undefined) map.set(key, [value]);
  else values.push(value);
}
