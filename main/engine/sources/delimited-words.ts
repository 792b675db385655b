import type { Disposition, Leg } from '../../../shared/leg.ts';
import type { DelimitedMapping } from '../../../shared/mapping.ts';

type Values = DelimitedMapping['values'];

const DIRECTIONS = {
  inbound: ['inbound', 'incoming', 'in', 'received'],
  outbound: ['outbound', 'outgoing', 'out', 'placed'],
  internal: ['internal', 'local'],
} as const;

const RESULTS = {
  answered: ['answered', 'connected', 'completed', 'success', 'successful', 'ok', 'yes'],
  noAnswer: ['no answer', 'no_answer', 'noanswer', 'no-answer', 'missed', 'unanswered', 'not answered', 'no'],
  busy: ['busy'],
  cancelled: ['cancelled', 'canceled', 'cancel', 'abandoned'],
  failed: ['failed', 'error', 'congestion', 'rejected'],
  voicemail: ['voicemail'],
} as const;

const DISPOSITIONS = {
  answered: 'answered',
  noAnswer: 'no_answer',
  busy: 'busy',
  cancelled: 'cancelled',
  failed: 'failed',
  voicemail: 'voicemail',
} as const satisfies Record<keyof typeof RESULTS, Disposition | 'voicemail'>;

/** Word in lower case to direction. The mapping's own words win over the usual ones. */
export function directionWords(values: Values, usual = true): ReadonlyMap<string, NonNullable<Leg['direction']>> {
  const names = Object.keys(DIRECTIONS) as (keyof typeof DIRECTIONS)[];
  return collect(names, usual ? DIRECTIONS : {}, values, (name) => name);
}

/** Word in lower case to result. */
export function resultWords(values: Values, usual = true): ReadonlyMap<string, Disposition | 'voicemail'> {
  const names = Object.keys(RESULTS) as (keyof typeof RESULTS)[];
  return collect<keyof typeof RESULTS, Disposition | 'voicemail'>(
    names,
    usual ? RESULTS : {},
    values,
    (name) => DISPOSITIONS[name],
  );
}

function collect<Name extends keyof Values, Meaning>(
  names: readonly Name[],
  usual: Readonly<Partial<Record<Name, readonly string[]>>>,
  values: Values,
  meaning: (name: Name) => Meaning,
): ReadonlyMap<string, Meaning> {
  const words = new Map<string, Meaning>();
  for (const name of names) for (const word of usual[name] ?? []) words.set(word, meaning(name));
  for (const name of names) for (const word of values[name] ?? []) words.set(word.trim().toLowerCase(), meaning(name));
  return words;
}
