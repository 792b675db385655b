/** How Asterisk's `cdr_csv` writes a row. Source: `cdr/cdr_csv.c` and `main/callerid.c` of the Asterisk project. */

export interface CallDetail {
  readonly accountCode: string;
  readonly src: string;
  readonly dst: string;
  readonly context: string;
  /** Display name and number of the caller id, as the phone sent them. */
  readonly callerId: { readonly name: string; readonly number: string };
  readonly channel: string;
  readonly dstChannel: string;
  readonly app: string;
  readonly data: string;
  /** Epoch milliseconds; the row shows whole seconds. */
  readonly start: number;
  readonly answer: number | null;
  readonly end: number;
  readonly disposition: 'ANSWERED' | 'NO ANSWER' | 'BUSY' | 'FAILED';
  /** Seconds of the first channel's creation, a dot, a sequence number. */
  readonly uniqueId: string;
  readonly linkedId: string;
  readonly sequence: number;
}

/** 16 fixed columns; 18 with `uniqueid` and `userfield`; 21 with `peeraccount`, `linkedid` and `sequence` as well. */
export type ColumnCount = 16 | 18 | 21;

/** One line, line end included. `zone` is an IANA name: what the server's clock shows. */
export function formatRow(call: CallDetail, columns: ColumnCount, zone: string): string {
  const date = (moment: number | null): string => (moment === null ? '' : quoted(wallClock(moment, zone)));
  const fields = [
    ...[call.accountCode, call.src, call.dst, call.context, callerIdText(call.callerId)].map(quoted),
    ...[call.channel, call.dstChannel, call.app, call.data].map(quoted),
    ...[date(call.start), date(call.answer), date(call.end)],
    String(wholeSeconds(call.end - call.start)),
    String(call.answer === null ? 0 : wholeSeconds(call.end - call.answer)),
    ...[call.disposition, 'DOCUMENTATION'].map(quoted),
  ];
  if (columns >= 18) fields.push(quoted(call.uniqueId), quoted(''));
  if (columns >= 21) fields.push(quoted(''), quoted(call.linkedId), String(call.sequence));
  return `${fields.join(',')}\n`;
}

/** `YYYY-MM-DD HH:MM:SS` as a clock in this zone shows it. */
export function wallClock(moment: number, zone: string): string {
  return zone === 'UTC' ? new Date(moment).toISOString().slice(0, 19).replace('T', ' ') : clockOf(zone).format(moment);
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Swedish dates are ISO 8601 dates. */
function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known !== undefined) return known;
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  clocks.set(zone, clock);
  return clock;
}

const wholeSeconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** A quote or backslash inside the name gets a backslash here, and the quote is doubled once more by the row. */
function callerIdText({ name, number }: CallDetail['callerId']): string {
  return `"${name.replaceAll(/["\\]/g, String.raw`\$&`)}" <${number}>`;
}
