import type { Leg, Party } from '../../../shared/leg.ts';
import { applicationOf, contextDirection, dispositionOf, placeOf } from './asterisk-words.ts';
import { parseCallerId } from './caller-id.ts';
import { dialledNumber, readChannel } from './channel.ts';
import type { ChannelFacts } from './channel.ts';
import { reject } from './format.ts';
import type { Mapped, Rejected } from './format.ts';
import { parseSeconds, parseStamp } from './stamp.ts';

// prettier-ignore
const COLUMN_NAMES = [
  'src', 'dst', 'dcontext', 'clid', 'channel', 'dstchannel', 'lastapp', 'lastdata', 'start', 'answer', 'end',
  'duration', 'billsec', 'disposition', 'uniqueid', 'userfield', 'linkedid', 'sequence', 'did', 'recording',
  'callerName', 'calledName', 'ownShown',
] as const;
export type AsteriskColumn = (typeof COLUMN_NAMES)[number];

/** Where each value of a call detail stands, from 0; -1: the layout has none. */
export type AsteriskColumns = Readonly<Record<AsteriskColumn, number>>;

const ABSENT = Object.fromEntries(COLUMN_NAMES.map((name) => [name, -1])) as Record<AsteriskColumn, number>;

/** A layout from the columns in their order; null passes one over. */
export function asteriskColumns(order: readonly (AsteriskColumn | null)[]): AsteriskColumns {
  const columns = { ...ABSENT };
  order.forEach((name, index) => {
    if (name !== null && columns[name] < 0) columns[name] = index;
  });
  return columns;
}

interface Times {
  readonly start: number;
  readonly answer: number | null;
  readonly end: number;
  readonly duration: number;
  readonly talk: number;
}

/** One row of Asterisk's call details, whatever the order of its columns. Source: `main/cdr.c`, `cdr/cdr_csv.c`. */
export function readAsteriskLeg(fields: readonly string[], columns: AsteriskColumns): Mapped {
  const disposition = dispositionOf(at(fields, columns.disposition));
  if (disposition === undefined) return reject('bad_disposition', 'disposition', at(fields, columns.disposition));
  const times = readTimes(fields, columns, disposition === 'answered');
  if ('rejection' in times) return times;

  const src = at(fields, columns.src);
  const dst = at(fields, columns.dst);
  const channel = at(fields, columns.channel);
  const dstchannel = at(fields, columns.dstchannel);
  const uniqueId = at(fields, columns.uniqueid);
  const linkedId = at(fields, columns.linkedid);
  const did = at(fields, columns.did);
  const here = readChannel(channel);
  const there = readChannel(dstchannel);
  const application = applicationOf(at(fields, columns.lastapp));
  const voicemail = application === 'voicemail' && disposition === 'answered';
  const { start, answer, end, duration, talk } = times;
  const numbers = `${printable(src)}|${printable(dst)}|${channel}|${dstchannel}`;
  const leg: Leg = {
    identity: `${start}|${answer ?? ''}|${end}|${duration}|${talk}|${disposition}|${numbers}|${uniqueId}|${at(fields, columns.sequence)}`,
    unique: uniqueId !== '',
    groupIds: groupIds(linkedId, uniqueId),
    linkNames: linkNames(here, there),
    clock: 'wall',
    start,
    answer,
    end,
    epoch: epochOfId(uniqueId),
    talkSeconds: disposition === 'answered' ? talk : 0,
    disposition,
    dialplanOnly: disposition === 'answered' && !voicemail && isDialplanOnly(application, dstchannel, talk),
    voicemail,
    from: caller(fields, columns, src, here),
    to: {
      address: destination(dst, fields, columns),
      name: orNull(at(fields, columns.calledName)),
      channel: orNull(dstchannel),
      kind: there.kind,
      endpoint: there.endpoint,
    },
    ownNumber: orNull(did) ?? orNull(at(fields, columns.ownShown)),
    direction: did !== '' ? 'inbound' : contextDirection(at(fields, columns.dcontext)),
    recordingNames: recordings(fields, columns),
    fileIds: uniqueId === linkedId ? present(uniqueId) : [...present(uniqueId), ...present(linkedId)],
    final: true,
  };
  return { leg };
}

const at = (fields: readonly string[], column: number): string => (column < 0 ? '' : (fields[column] ?? ''));
const orNull = (text: string): string | null => (text === '' ? null : text);
const present = (text: string): readonly string[] => (text === '' ? [] : [text]);

/** Times as printed. Layouts without an end or an answer are filled up from the durations. */
function readTimes(fields: readonly string[], columns: AsteriskColumns, answered: boolean): Times | Rejected {
  const start = parseStamp(at(fields, columns.start));
  if (Number.isNaN(start)) return reject('bad_date', 'start', at(fields, columns.start));
  const duration = parseSeconds(at(fields, columns.duration));
  if (Number.isNaN(duration)) return reject('bad_number', 'duration', at(fields, columns.duration));
  const talk = parseSeconds(at(fields, columns.billsec));
  if (Number.isNaN(talk)) return reject('bad_number', 'billsec', at(fields, columns.billsec));
  const printedEnd = at(fields, columns.end);
  const end = printedEnd === '' ? start + duration * 1000 : parseStamp(printedEnd);
  if (Number.isNaN(end)) return reject('bad_date', 'end', printedEnd);
  const printedAnswer = at(fields, columns.answer);
  const answer = printedAnswer === '' ? Math.max(start, end - talk * 1000) : parseStamp(printedAnswer);
  if (Number.isNaN(answer)) return reject('bad_date', 'answer', printedAnswer);
  return { start, answer: answered ? answer : null, end, duration, talk };
}

function caller(fields: readonly string[], columns: AsteriskColumns, src: string, channel: ChannelFacts): Party {
  const { name, number } = parseCallerId(at(fields, columns.clid));
  const shown = at(fields, columns.callerName);
  const address = src === '' ? number : src;
  const written = shown === '' ? name : shown;
  const raw = at(fields, columns.channel);
  return {
    address,
    name: written === address ? null : written,
    channel: orNull(raw),
    kind: channel.kind,
    endpoint: channel.endpoint,
  };
}

/** A place in the dialplan (`s`, `h`, `s-NOANSWER`) is no number: then the number that was dialled, where the row has it. */
function destination(dst: string, fields: readonly string[], columns: AsteriskColumns): string {
  const place = placeOf(dst);
  if (place === undefined) return dst;
  if (place !== '') return place;
  return at(fields, columns.lastapp) === 'Dial' ? dialledNumber(at(fields, columns.lastdata)) : '';
}

/**
 * Nobody spoke: there is no other party's channel, or the dialplan hung up or played something at once. A conference
 * has people in it and no other channel.
 */
function isDialplanOnly(application: ReturnType<typeof applicationOf>, dstchannel: string, talk: number): boolean {
  if (application === 'conference') return false;
  return dstchannel === '' || (talk === 0 && application !== 'person');
}

function groupIds(linkedId: string, uniqueId: string): readonly string[] {
  if (linkedId === '') return uniqueId === '' ? [] : [`U:${uniqueId}`];
  return uniqueId === '' ? [`L:${linkedId}`] : [`L:${linkedId}`, `U:${uniqueId}`];
}

function linkNames(here: ChannelFacts, there: ChannelFacts): readonly string[] {
  if (here.linkName === null) return there.linkName === null ? [] : [there.linkName];
  return there.linkName === null || there.linkName === here.linkName
    ? [here.linkName]
    : [here.linkName, there.linkName];
}

/** `1690325492.2`, with or without the name of the system before it (`pbx1-1690325492.2`). */
export function isUniqueId(text: string): boolean {
  return epochOfId(text) !== null;
}

/** When the channel of a unique id was made. Epoch milliseconds, null when the text is no unique id. */
export function epochOfId(text: string): number | null {
  let dot = text.length - 1;
  while (dot >= 0 && isDigit(text.charCodeAt(dot))) dot--;
  if (dot < 9 || dot === text.length - 1 || text.charCodeAt(dot) !== 0x2e) return null;
  let value = 0;
  let unit = 1000;
  let from = dot - 1;
  for (; from >= 0 && isDigit(text.charCodeAt(from)); from--) {
    value += (text.charCodeAt(from) - 0x30) * unit;
    unit *= 10;
  }
  const count = dot - 1 - from;
  const standsAlone = from < 0 || (from > 0 && text.charCodeAt(from) === 0x2d);
  return standsAlone && (count === 9 || count === 10) ? value : null;
}

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

/** The same bytes may be decoded in more than one way: what makes a leg itself must not depend on it. */
function printable(text: string): string {
  for (let index = 0; index < text.length; index++) {
    if (text.charCodeAt(index) > 0x7e) return text.replace(/[^ -~]/g, '');
  }
  return text;
}

const AUDIO_NAME = /\.(wav|wav49|wav16|gsm|mp3|ogg|opus|m4a|au|sln\d*|raw|ul|al|[ua]law|g722|g729)$/i;

/** FreePBX has a column for it; older set-ups put the name into the user field (`audio:OUT100-….wav`). */
function recordings(fields: readonly string[], columns: AsteriskColumns): readonly string[] {
  const named = at(fields, columns.recording);
  if (named !== '') return [named];
  const userfield = at(fields, columns.userfield);
  if (userfield === '' || !AUDIO_NAME.test(userfield)) return [];
  return [userfield.replace(/^audio:/, '')];
}
