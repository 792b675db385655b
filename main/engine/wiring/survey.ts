import type { CallFacts, ExclusionRule } from '../../../shared/call.ts';
import type { LedgerCall } from '../../../shared/ledger.ts';
import type { Leg } from '../../../shared/leg.ts';
import { ok, type Result } from '../../../shared/result.ts';
import type { Settings, SourceSettings } from '../../../shared/settings.ts';
import { foldGroup, type FoldContext } from '../calls/fold.ts';
import { createNumbers, type Numbers } from '../calls/numbers.ts';
import { judge } from '../calls/rules.ts';
import { zoneOf } from '../calls/zones.ts';
import { describeCall } from '../ledger/describe.ts';
import type { Ports } from '../ports.ts';
import type { ReaderRow } from '../readers/port.ts';
import { findRecordings, type WantedRecording } from '../recordings/index.ts';
import { callRef } from './call-ref.ts';
import { Linker } from './linker.ts';
import { openReader } from './open-reader.ts';

/** What a source holds, read before anything is stored. */
export interface Survey {
  readonly calls: number;
  readonly rejected: number;
  /** As a proof that this is the right place, newest first. */
  readonly newest: readonly LedgerCall[];
  /** Own extensions and numbers that took part, the most frequent first. */
  readonly locals: readonly { readonly number: string; readonly calls: number }[];
  /** What the rules of the settings make of the calls. */
  readonly toLog: number;
  readonly excluded: readonly { readonly rule: ExclusionRule; readonly calls: number }[];
  /** Of the newest talked calls; null without a folder of recordings, or when it cannot be looked at. */
  readonly recordings: { readonly paired: number; readonly talked: number } | null;
}

/** Rows after which a survey is content: some seconds of work. */
const MOST_ROWS = 200_000;
const NEWEST = 3;
const MOST_PAIRED = 500;

interface SurveyedCall {
  readonly ref: string;
  readonly facts: CallFacts;
}

/**
 * Reads one source to its end as a run would, and stores nothing. Errors (`local`): those of `openReader` and of its
 * reader.
 */
export async function survey(
  ports: Pick<Ports, 'files' | 'clock'>,
  settings: Pick<Settings, 'agent' | 'logging'>,
  source: SourceSettings,
): Promise<Result<Survey>> {
  const numbers = createNumbers(settings.agent.country);
  const read = await readAll(ports, source);
  if (!read.ok) return read;
  const { groups, rejected } = read.value;
  const context = { ...settings.agent, zone: source.timeZone, numbers, outsideLine: source.outsideLine };
  const calls = [...groups].flatMap((legs) => callsOf(legs, source, context));
  calls.sort((a, b) => b.facts.startedAt - a.facts.startedAt);
  return ok({
    calls: calls.length,
    rejected,
    newest: calls.slice(0, NEWEST).map((call) => described(call, source)),
    locals: localsOf(calls),
    ...judged(calls, settings, numbers),
    recordings: await paired(ports, calls, source),
  });
}

async function readAll(
  { files, clock }: Pick<Ports, 'files' | 'clock'>,
  source: SourceSettings,
): Promise<Result<{ groups: Iterable<readonly Leg[]>; rejected: number }>> {
  const opened = await openReader(
    {
      files,
      clock,
      presets: '',
      stored: { cursor: null, mapper: null },
      pieces: () => new Map(),
      hint: () => undefined,
    },
    source,
  );
  if (!opened.ok) return opened;
  const groups = new Groups();
  if (opened.value === null) return ok({ groups: [], rejected: 0 });
  using reader = opened.value.reader;
  const enough = new AbortController();
  for (let again = true; again && !enough.signal.aborted;) {
    const looked = await reader.look({ final: true, signal: enough.signal }, ({ rows }) => {
      groups.take(rows);
      if (groups.rows >= MOST_ROWS) enough.abort();
    });
    if (!looked.ok) return looked;
    again = looked.value.again && looked.value.rows > 0;
  }
  return ok({ groups: groups.all(), rejected: groups.rejected });
}

/** Legs by the call they belong to, as the intake groups them. */
class Groups {
  rows = 0;
  rejected = 0;
  readonly #linker = new Linker();
  readonly #groups = new Map<number, Leg[]>();
  #count = 0;

  take(rows: readonly ReaderRow[]): void {
    for (const { mapped } of rows) {
      this.rows++;
      if (mapped.leg !== undefined) this.#add(mapped.leg);
      else if (mapped.rejection !== undefined) this.rejected++;
    }
  }

  all(): Iterable<readonly Leg[]> {
    return this.#groups.values();
  }

  #add(leg: Leg): void {
    const [to = this.#count++, ...others] = this.#linker.groupsOf(leg);
    const legs = this.#groups.get(to) ?? [];
    for (const from of others) {
      legs.push(...(this.#groups.get(from) ?? []));
      this.#groups.delete(from);
      this.#linker.merge(from, to);
    }
    // A row that was read before and says more now takes the place of what it said then.
    const before = leg.unique ? legs.findIndex(({ identity }) => identity === leg.identity) : -1;
    if (before >= 0) legs[before] = leg;
    else legs.push(leg);
    this.#groups.set(to, legs);
    this.#linker.remember(leg, to);
  }
}

function callsOf(legs: readonly Leg[], source: SourceSettings, context: FoldContext): SurveyedCall[] {
  const key = legs[0]?.groupIds[0] ?? legs[0]?.identity ?? '';
  return foldGroup(legs, context).map(({ facts }, index) => ({ ref: callRef(source.id, `${key}:${index}`), facts }));
}

function judged(
  calls: readonly SurveyedCall[],
  { logging }: Pick<Settings, 'logging'>,
  numbers: Numbers,
): Pick<Survey, 'toLog' | 'excluded'> {
  const rules = { ...logging, numbers };
  const counts = new Map<ExclusionRule, number>();
  let toLog = 0;
  for (const { facts } of calls) {
    const rule = judge(facts, rules);
    if (rule === null) toLog++;
    else counts.set(rule, (counts.get(rule) ?? 0) + 1);
  }
  const excluded = [...counts].map(([rule, count]) => ({ rule, calls: count }));
  return { toLog, excluded: excluded.sort((a, b) => b.calls - a.calls) };
}

function localsOf(calls: readonly SurveyedCall[]): Survey['locals'] {
  const counts = new Map<string, number>();
  for (const { facts } of calls) {
    const { localNumber } = facts;
    if (localNumber !== null && localNumber !== '') counts.set(localNumber, (counts.get(localNumber) ?? 0) + 1);
  }
  return [...counts].map(([number, count]) => ({ number, calls: count })).sort((a, b) => b.calls - a.calls);
}

async function paired(
  ports: Pick<Ports, 'files' | 'clock'>,
  calls: readonly SurveyedCall[],
  { recordings }: SourceSettings,
): Promise<Survey['recordings']> {
  if (recordings === undefined) return null;
  const talked = calls.filter(({ facts }) => facts.talkSeconds > 0 && facts.answeredAt !== null).slice(0, MOST_PAIRED);
  const { folder, timeZone } = recordings;
  const found = await findRecordings(
    talked.map(wantedOf),
    { folder, timeZone, wallToUtc: (wall, zone) => zoneOf(zone).earliest(wall) },
    ports,
  );
  return found.ok ? { paired: found.value.found.length, talked: talked.length } : null;
}

function wantedOf({ ref, facts }: SurveyedCall): WantedRecording {
  const { recordingNames, fileIds, remote, localNumber, startedAt, answeredAt, endedAt, talkSeconds } = facts;
  const remoteDigits = remote.national ?? (remote.raw.replace(/\D/g, '') || null);
  return {
    ...{ callId: ref, names: recordingNames, fileIds, remoteDigits, localNumber },
    ...{ startedAt, answeredAt, endedAt, talkSeconds },
  };
}

function described({ ref, facts }: SurveyedCall, { id }: SourceSettings): LedgerCall {
  const state = { name: 'pending' } as const;
  const flags = { searchFirst: false, revise: false, recordingState: null };
  return describeCall(
    { no: 0, ref, source: id, sourceNo: 0, groupNo: 0, facts, state, ...flags },
    undefined,
    undefined,
  );
}
