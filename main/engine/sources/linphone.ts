import type { Disposition } from '../../../shared/leg.ts';
import { numberOf, textOf } from './database-row.ts';
import type { DatabaseLayout, DatabaseRow } from './database-row.ts';
import { reject } from './format.ts';
import type { Mapped } from './format.ts';
import { displayName, readSipEnd, softphoneLeg, userOf } from './softphone-leg.ts';
import { parseStamp } from './stamp.ts';

/** Status of a call log, `LinphoneCallStatus`. */
const SUCCESS = 0;
const ABORTED = 1;
const DECLINED = 3;
const EARLY_ABORTED = 4;
const ACCEPTED_ELSEWHERE = 5;
const DECLINED_ELSEWHERE = 6;

/** `event.type` of a call that has ended. */
const CALL_ENDED = 4;

/**
 * `linphone.db` of SDK 5 and later. A row is there from the start of the call: as "aborted" while it rings, as "success"
 * without a length while people talk. Source: liblinphone `src/db/main-db.cpp`.
 */
export const LINPHONE: DatabaseLayout = {
  tables: ['conference_call', 'sip_address'],
  query: (has) => {
    const name = (table: string): string => (has('sip_address.display_name') ? `${table}.display_name` : 'NULL');
    const ended =
      has('event.type') && has('conference_call_event.event_id')
        ? `EXISTS (SELECT 1 FROM conference_call_event ce JOIN event e ON e.id = ce.event_id
             WHERE ce.conference_call_id = c.id AND e.type = ${CALL_ENDED})`
        : '0';
    return `SELECT c.id AS row_id, c.call_id AS call_id, f.value AS caller, t.value AS callee, ${name('f')} AS caller_name,
       ${name('t')} AS callee_name, c.direction AS direction, c.duration AS duration, c.start_time AS start_time,
       c.connected_time AS connected_time, c.status AS status, c.quality AS quality, ${ended} AS ended
     FROM conference_call c LEFT JOIN sip_address f ON f.id = c.from_sip_address_id
       LEFT JOIN sip_address t ON t.id = c.to_sip_address_id
     WHERE c.id > ? ORDER BY c.id LIMIT ?`;
  },
  map: (row) => readRow(row, parseStamp, isFinalRow),
};

/** `call-history.db` of desktop 4 and mobile phones of that age: one row, written when the call has ended. */
export const LINPHONE_LEGACY: DatabaseLayout = {
  tables: ['call_history'],
  query: () => `SELECT id AS row_id, call_id AS call_id, caller AS caller, callee AS callee, NULL AS caller_name,
       NULL AS callee_name, direction AS direction, duration AS duration, start_time AS start_time,
       connected_time AS connected_time, status AS status, quality AS quality, 1 AS ended
     FROM call_history WHERE id > ? ORDER BY id LIMIT ?`,
  map: (row) => readRow(row, epochText, () => true),
};

const epochText = (text: string): number => (/^\d{1,11}$/.test(text) ? Number(text) * 1_000 : NaN);

interface Seen {
  readonly status: number;
  readonly seconds: number;
  readonly quality: number;
  readonly ended: boolean;
}

/**
 * Ended: there is the event, or a length, or a measured quality, or a status that only an end gives. A row that says
 * "aborted" and nothing else may still ring.
 */
function isFinalRow({ status, seconds, quality, ended }: Seen): boolean {
  return ended || seconds > 0 || quality > 0 || (status !== SUCCESS && status !== ABORTED);
}

function readRow(row: DatabaseRow, readTime: (text: string) => number, isFinal: (seen: Seen) => boolean): Mapped {
  const start = readTime(textOf(row['start_time']));
  if (Number.isNaN(start)) return reject('bad_date', 'start_time', textOf(row['start_time']));
  const way = numberOf(row['direction']);
  if (way !== 0 && way !== 1) return reject('bad_direction', 'direction', textOf(row['direction']));
  const status = numberOf(row['status']);
  if (!(status >= SUCCESS && status <= DECLINED_ELSEWHERE))
    return reject('bad_status', 'status', textOf(row['status']));
  const direction = way === 1 ? 'inbound' : 'outbound';
  const length = numberOf(row['duration']);
  const seconds = length > 0 ? Math.floor(length) : 0;
  const connected = readTime(textOf(row['connected_time']));
  // Never connected is 0, 1970 or nothing.
  const answer = connected >= start ? connected : null;
  const answered = status === SUCCESS && (answer !== null || seconds > 0);
  const caller = endOf(row, 'caller');
  const callee = endOf(row, 'callee');
  const [remote, near] = way === 1 ? [caller, callee] : [callee, caller];
  const callId = textOf(row['call_id']);
  const ended = numberOf(row['ended']) === 1;
  const leg = softphoneLeg({
    identity: callId === '' ? `${start}|${direction}|${caller.address}|${callee.address}` : `${callId}|${direction}`,
    direction,
    remote,
    account: userOf(near.address),
    start,
    answer,
    // Without a connection the length is that of the ringing.
    end: (answered ? (answer ?? start) : start) + seconds * 1_000,
    talkSeconds: seconds,
    disposition: answered ? 'answered' : unanswered(status, direction),
    elsewhere: status === ACCEPTED_ELSEWHERE || status === DECLINED_ELSEWHERE,
    final: isFinal({ status, seconds, quality: numberOf(row['quality']), ended }),
    fileIds: callId === '' ? [] : [callId],
  });
  return { leg };
}

function endOf(row: DatabaseRow, side: 'caller' | 'callee'): { address: string; name: string | null } {
  const { address, name } = readSipEnd(textOf(row[side]));
  return { address, name: displayName(textOf(row[`${side}_name`]), address) ?? name };
}

/** "Aborted" is the caller's hang-up, and also busy and failed: the phone does not tell them apart. */
function unanswered(status: number, direction: 'inbound' | 'outbound'): Disposition {
  if (direction === 'inbound') return 'no_answer';
  if (status === DECLINED) return 'busy';
  if (status === EARLY_ABORTED) return 'failed';
  return status === ABORTED ? 'cancelled' : 'no_answer';
}
