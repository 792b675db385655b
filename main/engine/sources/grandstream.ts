import type { Leg } from '../../../shared/leg.ts';
import type { Mapped, RecordMapper } from './format.ts';
import { parseStamp } from './stamp.ts';
import { startWithHeader } from './with-header.ts';
import type { Relative } from './with-header.ts';

/**
 * Grandstream UCM, an Asterisk with names of its own: 26 columns in the export of the web page, 22 in the answer of the
 * CDR API. Source: the vendor's guide to the CDR API, and real exports.
 */
// prettier-ignore
const NAMES: Relative['names'] = {
  'start time': 'start', start: 'start', 'answer time': 'answer', answer: 'answer', 'end time': 'end', end: 'end',
  'caller number': 'src', src: 'src', 'callee number': 'dst', dst: 'dst', context: 'dcontext', dcontext: 'dcontext',
  'callerid number': 'clid', clid: 'clid', 'source channel': 'channel', channel: 'channel',
  'dest. channel': 'dstchannel', dstchannel: 'dstchannel', 'last app.': 'lastapp', lastapp: 'lastapp',
  'last date': 'lastdata', lastdata: 'lastdata', 'call time': 'duration', duration: 'duration', 'talk time': 'billsec',
  billsec: 'billsec', disposition: 'disposition', 'unique id': 'uniqueid', uniqueid: 'uniqueid', session: 'linkedid',
  'caller name': 'callerName',
};

const WORDS: Readonly<Record<string, Leg['direction']>> = {
  inbound: 'inbound',
  outbound: 'outbound',
  internal: 'internal',
};

function grandstream(separator: string): Relative {
  return {
    names: NAMES,
    needed: ['start', 'answer', 'end', 'src', 'dst', 'duration', 'billsec', 'disposition', 'uniqueid'],
    repair: (fields, { start, lastdata }, width) => repaired(fields, { start, lastdata, width, separator }),
    finish,
  };
}

/** The API does not quote `lastdata`, which has commas in it: the start is where a date stands. */
function repaired(
  fields: readonly string[],
  at: { readonly start: number; readonly lastdata: number; readonly width: number; readonly separator: string },
): readonly string[] {
  const { start, lastdata, width, separator } = at;
  const surplus = fields.length - width;
  if (surplus <= 0 || lastdata !== start - 1 || isDate(fields[start])) return fields;
  for (let extra = 1; extra <= surplus; extra++) {
    if (!isDate(fields[start + extra])) continue;
    const whole = fields.slice(lastdata, start + extra).join(separator);
    return [...fields.slice(0, lastdata), whole, ...fields.slice(start + extra)];
  }
  return fields;
}

const isDate = (text: string | undefined): boolean => !Number.isNaN(parseStamp(text ?? ''));

/** The UCM says the direction itself, and what the call went through: a menu answers, and nobody speaks there. */
function finish(mapped: Mapped, value: (name: string) => string): Mapped {
  const { leg } = mapped;
  if (leg === undefined) return mapped;
  const direction = WORDS[value('log userfield').toLowerCase()] ?? leg.direction;
  const isMenu = /^IVR\[/.test(value('action type')) && leg.to.kind === 'none';
  return { leg: { ...leg, direction, dialplanOnly: leg.dialplanOnly || (isMenu && leg.disposition === 'answered') } };
}

export const startGrandstream = (separator = ','): RecordMapper => startWithHeader(grandstream(separator));
