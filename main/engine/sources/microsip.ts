import type { TextLine, ReadRow } from './row.ts';
import { cutText } from './row.ts';
import { reject } from './format.ts';
import type { Mapped } from './format.ts';
import { displayName, softphoneLeg } from './softphone-leg.ts';

/**
 * MicroSIP and phones built from it: section `[Calls]` of the ini file, one key per call, used as a ring. A row stands
 * there from the first ring on and is final when its last field, the reason of the end, is not empty; that text is
 * translated and never read. Source: MicroSIP 3.20 and 3.21, `Calls.cpp`.
 */
export function* readMicrosip(lines: readonly TextLine[]): Generator<ReadRow> {
  const account = accountOf(lines);
  const seen = new Map<string, number>();
  for (const { text, offset } of sectionOf(lines, 'calls')) {
    const equals = text.indexOf('=');
    if (equals < 0) continue;
    const value = text.slice(equals + 1);
    yield { mapped: readValue(value, account, seen), offset, text: cutText(value) };
  }
}

/** Whether the section with the calls and the key that the ring points to are there: else the file is being written. */
export function isWholeMicrosip(lines: readonly TextLine[]): boolean {
  let last: string | undefined;
  let hasCalls = false;
  let pointed = false;
  let section = '';
  for (const { text } of lines) {
    const name = sectionName(text);
    if (name !== null) {
      section = name;
      hasCalls ||= name === 'calls';
    } else if (section === 'settings' && /^callsLastKey=/i.test(text)) last = text.slice(text.indexOf('=') + 1).trim();
    else if (section === 'calls' && last !== undefined && text.startsWith(`${last}=`)) pointed = true;
  }
  return hasCalls && (pointed || last === undefined || !/^\d+$/.test(last));
}

function sectionName(text: string): string | null {
  return text.startsWith('[') && text.trimEnd().endsWith(']') ? text.trim().slice(1, -1).toLowerCase() : null;
}

function sectionOf(lines: readonly TextLine[], wanted: string): TextLine[] {
  let inside = false;
  return lines.filter((line) => {
    const name = sectionName(line.text);
    if (name !== null) inside = name === wanted;
    return name === null && inside && line.text.trim() !== '';
  });
}

/** The account's user name; empty when there are several, because a row does not say which one it was. */
function accountOf(lines: readonly TextLine[]): string {
  const users: string[] = [];
  let inAccount = false;
  for (const { text } of lines) {
    const name = sectionName(text);
    if (name !== null) inAccount = /^account\d+$/.test(name);
    else if (inAccount && /^username=./i.test(text)) users.push(text.slice(text.indexOf('=') + 1).trim());
  }
  return users.length === 1 ? (users[0] ?? '') : '';
}

/** Number, name, type, start, seconds, reason. Nothing is escaped: a name may hold what separates the fields. */
const ROW = /^([^;]*);(.*);(-?\d{1,2});(\d{9,11});(\d{1,7})(?:;(.*))?$/s;
/** Parameters of a SIP address that was dialled with them. */
const PARAMETERS = /^(?:(?:transport|user|method|ttl|maddr|lr|ob|gr)(?:=[^;]*)?;)+/i;

function readValue(value: string, account: string, seen: Map<string, number>): Mapped {
  if (value === '' || value === 'null') return { skip: 'deleted' };
  const match = ROW.exec(value);
  if (match === null) {
    const fields = value.split(';').length;
    return fields < 5
      ? { rejection: { reason: 'too_few_columns', detail: `The row has ${fields} fields, 6 are needed.` } }
      : reject('bad_row', 'the row', value);
  }
  const [, number = '', written = '', type = '', time = '', seconds = '', info] = match;
  if (!/^[0-3]$/.test(type)) return reject('bad_type', 'type', type);
  const direction = type === '0' ? 'outbound' : 'inbound';
  const start = Number(time) * 1_000;
  const talkSeconds = Number(seconds);
  const key = `${time}|${number}|${direction}`;
  const nth = (seen.get(key) ?? 0) + 1;
  seen.set(key, nth);
  const leg = softphoneLeg({
    identity: nth === 1 ? key : `${key}|${nth}`,
    direction,
    remote: { address: number, name: displayName(written.replace(PARAMETERS, ''), number) },
    account,
    start,
    answer: null,
    end: start + talkSeconds * 1_000,
    talkSeconds,
    disposition: talkSeconds > 0 ? 'answered' : direction === 'inbound' ? 'no_answer' : 'unknown',
    elsewhere: type === '3',
    // The oldest versions write no reason: with them a length is all that tells the end.
    final: info === undefined ? talkSeconds > 0 : info.trim() !== '',
    fileIds: [],
  });
  return { leg };
}
