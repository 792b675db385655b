import { numberOf, textOf } from './database-row.ts';
import type { DatabaseLayout, DatabaseRow } from './database-row.ts';
import { reject } from './format.ts';
import type { Mapped } from './format.ts';
import { softphoneLeg } from './softphone-leg.ts';
import { parseStamp } from './stamp.ts';

/**
 * GNOME Calls, `records.db`: a row from the start of the call on, `answered` and `end` filled in as they come. There is
 * no status: why a call was not answered is not known. Source: GNOME Calls 44, `src/calls-call-record.c`.
 */
export const GNOME_CALLS: DatabaseLayout = {
  tables: ['calls'],
  query: (has) =>
    `SELECT id AS row_id, target AS target, inbound AS inbound, start AS start_time, answered AS answered,
       "end" AS ended, ${has('calls.protocol') ? 'protocol' : 'NULL'} AS protocol
     FROM calls WHERE id > ? ORDER BY id LIMIT ?`,
  map: readRow,
};

function readRow(row: DatabaseRow): Mapped {
  const startText = textOf(row['start_time']);
  const start = readMoment(startText);
  if (Number.isNaN(start)) return reject('bad_date', 'start', startText);
  const times = { answered: null as number | null, ended: null as number | null };
  for (const column of ['answered', 'ended'] as const) {
    const text = textOf(row[column]);
    if (text === '') continue;
    const moment = readMoment(text);
    if (Number.isNaN(moment)) return reject('bad_date', column === 'ended' ? 'end' : column, text);
    times[column] = moment;
  }
  const { answered, ended } = times;
  const inbound = numberOf(row['inbound']);
  if (inbound !== 0 && inbound !== 1) return reject('bad_direction', 'inbound', textOf(row['inbound']));
  const direction = inbound === 1 ? 'inbound' : 'outbound';
  const target = textOf(row['target']);
  const leg = softphoneLeg({
    identity: `${startText}|${direction}|${target}`,
    direction,
    remote: { address: target, name: null },
    account: '',
    start,
    answer: answered,
    end: ended,
    talkSeconds: answered === null || ended === null ? 0 : Math.max(0, Math.floor((ended - answered) / 1_000)),
    disposition: answered !== null ? 'answered' : direction === 'inbound' ? 'no_answer' : 'unknown',
    elsewhere: false,
    final: ended !== null,
    fileIds: [],
  });
  return { leg };
}

const ZONE = /(?:Z|[+-]00(?::?00)?)$/i;

/** ISO 8601 in UTC with any number of decimals, cut to milliseconds. NaN for anything else. */
function readMoment(text: string): number {
  const bare = text.trim().replace(ZONE, '');
  const whole = parseStamp(bare);
  const decimals = /\.(\d{1,3})/.exec(bare)?.[1] ?? '';
  return decimals === '' ? whole : whole + Number(decimals.padEnd(3, '0'));
}
