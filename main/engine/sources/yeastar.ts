import type { Disposition, Leg, Party } from '../../../shared/leg.ts';
import type { DelimitedRecord, DelimitedShape } from '../../../shared/record.ts';
import { epochOfId } from './asterisk-leg.ts';
import { reject } from './format.ts';
import type { Mapped, RecordMapper } from './format.ts';
import { parseSeconds, parseStamp } from './stamp.ts';

/** One JSON object a line: the whole line is the one value, because nobody writes this control character. */
export const yeastarShape = (codePage: string): DelimitedShape => ({ separator: '\u001f', quote: null, codePage });

/** Yeastar's call report as its API sends it, one object a line. Source: help.yeastar.com, "CDR" and event `NewCdr`. */
export const startYeastar = (): RecordMapper => ({ map: readLine, headerText: () => null, restore: () => undefined });

/** A line longer than this is no call. */
const LONGEST_LINE = 65_536;

function readLine({ fields, problem, offset }: DelimitedRecord): Mapped {
  if (problem !== null) return { rejection: { reason: problem, detail: `The line at byte ${offset} cannot be cut.` } };
  const line = fields.join('\u001f').trim();
  if (line === '') return { skip: 'empty' };
  if (line.length > LONGEST_LINE) return reject('too_long', 'the line', line);
  const values = parseObject(line);
  if (values === null) return reject('bad_json', 'the line', line);
  return readCall(values);
}

type Values = ReadonlyMap<string, string>;

/**
 * Keys in lower case without `_`: the series of the maker spell them differently (`timestart`, `time_start`). An event
 * carries the report as text in `msg`. Null for anything but an object.
 */
function parseObject(line: string): Values | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return null;
    throw thrown;
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return null;
  const values = new Map<string, string>();
  for (const [key, value] of Object.entries(parsed)) {
    if (typeof value === 'string' || typeof value === 'number')
      values.set(key.toLowerCase().replaceAll('_', ''), String(value));
  }
  const inner = values.get('msg');
  return !values.has('timestart') && inner?.startsWith('{') === true ? parseInner(inner) : values;
}

const parseInner = (text: string): Values | null =>
  text.length < LONGEST_LINE / 2 ? parseObject(text.replace(/"msg"/g, '"_"')) : null;

const DISPOSITIONS: Readonly<Record<string, Disposition | 'voicemail'>> = {
  ANSWERED: 'answered',
  'NO ANSWER': 'no_answer',
  BUSY: 'busy',
  FAILED: 'failed',
  VOICEMAIL: 'voicemail',
};
const DIRECTIONS: Readonly<Record<string, Leg['direction']>> = {
  inbound: 'inbound',
  outbound: 'outbound',
  internal: 'internal',
};

function readCall(values: Values): Mapped {
  const get = (...names: readonly string[]): string => {
    for (const name of names) {
      const value = values.get(name);
      if (value !== undefined && value !== '') return value.trim();
    }
    return '';
  };
  const start = parseStamp(get('timestart'));
  if (Number.isNaN(start)) {
    const isOtherEvent = !values.has('timestart') && (values.has('event') || values.has('action'));
    return isOtherEvent ? { skip: 'other_event' } : reject('bad_date', 'timestart', get('timestart'));
  }
  const length = parseSeconds(get('callduraction', 'callduration') || '0');
  if (Number.isNaN(length)) return reject('bad_number', 'callduraction', get('callduraction', 'callduration'));
  const talked = parseSeconds(get('talkduraction', 'talkduration') || '0');
  if (Number.isNaN(talked)) return reject('bad_number', 'talkduraction', get('talkduraction', 'talkduration'));
  const result = DISPOSITIONS[get('status').toUpperCase()];
  if (result === undefined) return reject('bad_disposition', 'status', get('status'));
  const direction = DIRECTIONS[get('type').toLowerCase()] ?? null;
  const id = get('callid');
  const isUp = result === 'answered' || result === 'voicemail';
  const end = start + Math.max(length, talked) * 1_000;
  const from = party(get('callfrom'), get('srctrunkname'));
  const to = party(get('callto'), get('desttrunkname', 'dsttrunkname', 'dsttrcunkname'));
  const leg: Leg = {
    identity: `${start}|${length}|${talked}|${result}|${from.address}|${to.address}|${id}`,
    unique: id !== '',
    groupIds: id === '' ? [] : [`U:${id}`],
    linkNames: [],
    clock: 'wall',
    start,
    answer: isUp ? end - talked * 1_000 : null,
    end,
    epoch: epochOfId(id),
    talkSeconds: isUp ? talked : 0,
    disposition: result === 'voicemail' ? 'answered' : result,
    dialplanOnly: false,
    voicemail: result === 'voicemail',
    from,
    to,
    ownNumber: get('didnumber') === '' ? null : get('didnumber'),
    direction,
    recordingNames: get('recording') === '' ? [] : [get('recording')],
    fileIds: id === '' ? [] : [id],
    final: true,
  };
  return { leg };
}

/** `Zoë<5550102>` and `Zoë <5550102>` occur where the PBX adds the name. */
function party(text: string, trunk: string): Party {
  const match = /^(.*)<([^<>]*)>$/.exec(text);
  const name = match?.[1]?.trim().replace(/^"(.*)"$/, '$1') ?? '';
  const channel = trunk === '' ? {} : ({ channel: null, kind: 'other', endpoint: null } as const);
  return {
    address: match?.[2]?.trim() ?? text,
    name: name === '' ? null : name,
    channel: null,
    kind: 'none',
    endpoint: null,
    ...channel,
  };
}
