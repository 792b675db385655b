import { readFileSync } from 'node:fs';
import path from 'node:path';
import { foldGroup } from '../../main/engine/calls/fold.ts';
import type { FoldContext } from '../../main/engine/calls/fold.ts';
import { createNumbers } from '../../main/engine/calls/numbers.ts';
import { judge, missingNumber } from '../../main/engine/calls/rules.ts';
import { createFormat, formatOf, recognise } from '../../main/engine/sources/index.ts';
import type { FormatName } from '../../main/engine/sources/format.ts';
import { readDelimited } from '../../main/engine/tail/delimited.ts';
import type { CallFacts } from '../../shared/call.ts';
import type { Leg } from '../../shared/leg.ts';
import { delimitedMappingSchema } from '../../shared/mapping.ts';
import type { DelimitedShape } from '../../shared/record.ts';

/** The settings of a case; everything but the format has the product's default. */
export interface CaseSettings {
  readonly format: FormatName;
  readonly timeZone?: string;
  readonly extensions?: readonly string[];
  readonly country?: string;
  readonly internalDigits?: number;
  readonly outsideLine?: string;
  readonly codePage?: string;
  readonly mapping?: unknown;
}

/** What was made of one file: what `expected.json` holds beside the settings. */
export interface CaseReading {
  readonly recognised: string | null;
  readonly calls: readonly object[];
  readonly rejected: readonly string[];
  readonly skipped: readonly string[];
}

/** Reads a whole file as the engine does, without engine, store and CRM. */
export function readCase(bytes: Buffer, settings: CaseSettings): CaseReading {
  const { codePage = 'windows-1252', country = 'US', timeZone = 'UTC', extensions = ['100'], internalDigits = 5 } = settings;
  const mapping = settings.mapping === undefined ? {} : { mapping: delimitedMappingSchema.parse(settings.mapping) };
  const sample = { name: 'input.csv', cut: (shape: DelimitedShape) => readDelimited(bytes, shape, 'utf8') };
  const seen = recognise(sample);
  // As the engine does: the separator is that of the file.
  const own = seen?.format === settings.format ? formatOf(seen, codePage) : undefined;
  const format = own ?? createFormat(settings.format, { codePage, ...mapping });
  const mapper = format.start();
  const legs: Leg[] = [];
  const rejected: string[] = [];
  const skipped: string[] = [];
  for (const record of readDelimited(bytes, format.shape, 'utf8')) {
    const { leg, before, rejection, skip } = { before: undefined, ...mapper.map(record) };
    if (before !== undefined) rejected.push(`${before.reason}: ${before.detail}`);
    if (leg !== undefined) legs.push(leg);
    else if (rejection !== undefined) rejected.push(`${rejection.reason}: ${rejection.detail}`);
    else skipped.push(skip);
  }
  const numbers = createNumbers(country);
  const { outsideLine = '' } = settings;
  const context: FoldContext = { extensions, internalDigits, zone: timeZone, numbers, outsideLine };
  const calls = groupsOf(withoutRepeats(legs)).flatMap((group) => foldGroup(group, context).map(({ facts }) => facts));
  calls.sort((a, b) => a.startedAt - b.startedAt);
  return {
    recognised: seen?.format ?? null,
    calls: calls.map((facts) => written(facts, numbers)),
    rejected,
    skipped,
  };
}

/** Legs with an id of their format are known again; the rest are told apart by counting, so that none is lost here. */
function withoutRepeats(legs: readonly Leg[]): Leg[] {
  const known = new Set<string>();
  return legs.filter(({ unique, identity }) => !unique || (!known.has(identity) && known.add(identity)));
}

const TOUCH = 2_000;
const CALLER_TOUCH = 5_000;

/** Legs that share an id, or a channel or caller while they touch in time. */
export function groupsOf(legs: readonly Leg[]): Leg[][] {
  const group = legs.map((_, index) => index);
  const endOf = ({ start, end }: Leg): number => end ?? start;
  const touches = (leg: Leg, other: Leg, slack: number): boolean =>
    leg.start - slack <= endOf(other) && other.start - slack <= endOf(leg);
  legs.forEach((leg, a) => {
    legs.slice(0, a).forEach((other, b) => {
      const shared = leg.linkNames.filter((name) => other.linkNames.includes(name));
      const linked =
        leg.groupIds.some((id) => other.groupIds.includes(id)) ||
        shared.some((name) => touches(leg, other, name.startsWith('who:') ? CALLER_TOUCH : 2 * TOUCH));
      const [from, to] = [group[a], group[b]];
      if (linked && from !== to) group.forEach((of, index) => of === from && (group[index] = to ?? index));
    });
  });
  return [...new Set(group)].map((of) => legs.filter((_, index) => group[index] === of));
}

/** As the ledger prints it; notes and recordings only where there are any. */
function written(facts: CallFacts, numbers: FoldContext['numbers']): object {
  const time = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString().replace('.000Z', 'Z'));
  const rules = { since: null, minimumSeconds: 0, internalCalls: 'exclude', withheldNumbers: 'exclude' } as const;
  const rule = judge(facts, { ...rules, privateNumbers: [], numbers }) ?? (missingNumber(facts) ? 'no_number' : null);
  return {
    direction: facts.direction,
    remoteNumber: facts.remote.e164,
    remoteRaw: facts.remote.raw,
    remoteName: facts.remoteName,
    localNumber: facts.localNumber,
    startedAt: time(facts.startedAt),
    answeredAt: time(facts.answeredAt),
    endedAt: time(facts.endedAt),
    talkSeconds: facts.talkSeconds,
    outcome: facts.outcome,
    mine: facts.mine,
    legs: facts.legs,
    ...(rule === null ? {} : { rule }),
    ...(facts.recordingNames.length === 0 ? {} : { recordingNames: facts.recordingNames }),
    ...(facts.notes.length === 0 ? {} : { notes: facts.notes }),
  };
}

export interface Expected extends CaseReading {
  readonly settings: CaseSettings;
}

export function readExpected(folder: string): Expected {
  return JSON.parse(readFileSync(path.join(folder, 'expected.json'), 'utf8')) as Expected;
}
