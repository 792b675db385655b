import type { Row, Values } from '../preset-values.ts';
import type { Quirk } from './quirk.ts';

/** What 3CX calls the ends of a call. Whatever is none of these is a machine: a menu, a queue, a group, a fax. */
const PEOPLE = new Set(['extension', 'externalline', 'line', 'outsideline', 'inboundline', '']);
const LINES = new Set(['line', 'externalline', 'outsideline', 'inboundline']);

const isLine = (type: string): boolean => LINES.has(type.toLowerCase());
const withoutPrefix = (text: string): string => text.replace(/^(?:ext|call|chain|vmail|hunt|ivr|queue)\s*[.:]\s*/i, '');

/** The call-detail file of the 3CX service: one row a call, its ends named by type. */
export const threeCxCdr: Quirk = {
  order: threeCxOrder,
  values(values, row) {
    const [fromType, toType, finalType] = [row.get('from-type'), row.get('to-type'), row.get('final-type')];
    values.id = row.get('historyid').replace(/^\D+/, '') || row.get('callid');
    const outbound = !isLine(fromType) && (isLine(toType) || isLine(finalType));
    values.from = isLine(fromType) ? numberOf(row, 'from') : row.get('from-dn') || numberOf(row, 'from');
    if (outbound) values.to = row.get('dial-no') || numberOf(row, 'final') || numberOf(row, 'to');
    else values.to = row.get('final-dn') || numberOf(row, 'final') || row.get('to-dn') || numberOf(row, 'to');
    values.to = withoutPrefix(values.to);
    values.direction = outbound ? 'outbound' : isLine(fromType) ? 'inbound' : 'internal';
    if (fromType === '' && toType === '') values.direction = '';
    const reached = finalType === '' ? toType : finalType;
    if (/^v(oice)?mail/i.test(reached)) values.voicemail = values.answer !== '';
    else if (!PEOPLE.has(reached.toLowerCase())) values.machine = true;
    values.result = resultOf(row.get('reason-terminated'), values);
    if (outbound) values.ownNumber = '';
    const { fromName, toName } = namesOf(row);
    values.fromName = fromName === values.from ? '' : fromName;
    values.toName = toName === values.to ? '' : toName;
    return undefined;
  },
};

function numberOf(row: Row, end: 'from' | 'to' | 'final'): string {
  return withoutPrefix(row.get(end === 'final' ? 'final-number' : `${end}-no`));
}

/** Place of the first name in the usual order, and of the last; behind them is one value and an empty one. */
const FIRST_NAME = 23;
const LAST_NAME = 25;
const BEHIND = 2;

/** Names are not quoted: with commas in them, they are the three that fit together, or nobody's. */
function namesOf(row: Row): { fromName: string; toName: string } {
  const end = row.fields.length - BEHIND;
  if (isUsual(row.fields) && end > LAST_NAME + 1) return namesIn(row.fields.slice(FIRST_NAME, end));
  return { fromName: row.get('from-dispname'), toName: row.get('final-dispname') || row.get('to-dispname') };
}

/** The last two are mostly the same name; then what is before them is the first. */
function namesIn(pieces: readonly string[]): { fromName: string; toName: string } {
  for (let length = 1; length * 2 < pieces.length; length++) {
    const last = pieces.slice(-length).join();
    if (last !== pieces.slice(-2 * length, -length).join()) continue;
    return {
      fromName: pieces
        .slice(0, -2 * length)
        .join()
        .trim(),
      toName: last.trim(),
    };
  }
  return { fromName: '', toName: '' };
}

function resultOf(reason: string, values: Values): string {
  if (/busy/i.test(reason)) return 'busy';
  if (/^failed|^blocked|^badrequest|^notfound/i.test(reason)) return 'failed';
  if (/src/i.test(reason) && values.answer === '' && values.direction === 'outbound') return 'cancelled';
  return 'no answer';
}

const STAMP = /^\d{4}[/-]\d{2}[/-]\d{2} \d{2}:\d{2}:\d{2}$/;
const LENGTH = /^\d{1,3}:\d{2}:\d{2}$/;
const REASON = /^(?:TerminatedBy|Replaced|Failed|BlackListed|Blocked|Missed|Polling|Cancel)/i;
const TYPE =
  /^(?:Extension|ExternalLine|Line|Queue|RingGroup|Ivr|VMail|VoiceMail|Fax|Park|Conference|SpecialMenu|Script|None)$/i;

/**
 * The administrator chooses fields and their order. What a row shows by its content is enough to find them: dates, a
 * length, a reason, a chain, words for the types of the ends. Null for the usual order, and for a row that shows less.
 */
export function threeCxOrder(fields: readonly string[]): readonly string[] | null {
  if (isUsual(fields)) return null;
  const names = new Array<string>(fields.length).fill('');
  const take = (index: number, name: string): void => {
    if (index >= 0 && names[index] === '') names[index] = name;
  };
  const stamps = [...fields.keys()].filter((index) => STAMP.test(fields[index] ?? ''));
  const [first, last] = [stamps[0] ?? -1, stamps.at(-1) ?? -1];
  if (stamps.length < 2) return null;
  take(first, 'time-start');
  take(last, 'time-end');
  take(stamps.length > 2 ? (stamps[1] ?? -1) : -1, 'time-answered');
  const index = (test: RegExp): number => fields.findIndex((value) => test.test(value));
  take(index(LENGTH), 'duration');
  const reason = index(REASON);
  take(reason, 'reason-terminated');
  take(index(/^Chain:/i), 'chain');
  take(index(/^(?:Call )\d+$/i), 'historyid');
  take(index(/^[0-9a-f]{8,}_\d+$/i), 'callid');
  const types = [...fields.keys()].filter((at) => TYPE.test(fields[at] ?? ''));
  ['from-type', 'to-type', 'final-type'].forEach((name, at) => take(types[at] ?? -1, name));
  const parties = ['from-no', 'to-no', 'from-dn', 'to-dn', 'dial-no', 'reason-changed', 'final-number', 'final-dn'];
  if (reason >= 0) parties.forEach((name, at) => take(reason + 1 + at < fields.length ? reason + 1 + at : -1, name));
  return names;
}

/** Row of the order that the vendor's page lists: dates in columns 4 to 6, types in columns 21 to 23. */
function isUsual(fields: readonly string[]): boolean {
  return STAMP.test(fields[3] ?? '') && STAMP.test(fields[5] ?? '') && TYPE.test(fields[20] ?? '');
}

/** Words in the names of menus, queues and groups in the languages of the product. */
const MACHINE_NAME =
  /\b(?:welcome|ivr|digital receptionist|receptionist|queue|ring ?group|hunt ?group|menu|announcement|voice ?mail|fax|warteschlange|sammelruf|ansage|begrüßung|coda|gruppo di squillo|benvenuto|cola|grupo|bienvenida|file d'attente|groupe|accueil)\b/i;
const NO_TIME = /^0*[:0]*$/;

/**
 * The console's call report: a call from outside has a row for each menu, queue, group and phone it reached, and no id.
 * A menu answers at once; a phone rings before somebody answers. Rows of one caller that touch in time are one call.
 */
export const threeCxReport: Quirk = {
  values(values, row) {
    const isInbound = row.has('did') || values.direction.toLowerCase() === 'inbound';
    if (row.has('destination callee id')) values.direction = 'outbound';
    else if (row.has('did')) values.direction = 'inbound';
    const named = MACHINE_NAME.test(values.toName);
    const atOnce = isInbound && row.has('ringing') && NO_TIME.test(values.ring);
    values.machine = named || atOnce;
    if (/\bvoice ?mail\b/i.test(values.toName) && /^answered$/i.test(values.result)) values.voicemail = true;
    if (values.direction !== 'outbound' && values.id === '' && values.from !== '')
      values.links = [`who:${values.from}`];
    return undefined;
  },
};
