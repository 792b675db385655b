import type { CrmRecord } from '../../../../shared/call.ts';
import { appError } from '../../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import type { Clock } from '../../ports.ts';
import type { LoggableCall } from '../port.ts';
import { callPage, type CallLog } from './answers.ts';
import type { PipedriveClient } from './client.ts';
import { unreadable } from './errors.ts';
import { epochSeconds, parties, recordOf } from './map.ts';
import { refsIn } from '../../../../shared/text.ts';

export interface LoggedCalls {
  /**
   * The record of this call, or undefined when Pipedrive has none. The list cannot be filtered and costs 20 tokens a
   * page, so one reading of it serves every call whose `asOf` is not later than its beginning.
   */
  find(call: LoggableCall, asOf: number): Promise<Result<CrmRecord | undefined>>;
  /** A record was removed: what was read is no longer true. */
  forget(): void;
}

/** What is kept of the list: records by the reference in their note, the others by their start. */
interface Index {
  readonly marked: ReadonlyMap<string, CrmRecord>;
  readonly unmarked: ReadonlyMap<number, readonly CallLog[]>;
}

interface Scan {
  readonly startedAt: number;
  readonly index: Promise<Result<Index>>;
}

/** Pipedrive gives no more at once. */
const PAGE = 50;
/** A list that keeps changing under the reading hand is given up after this many readings. */
const READINGS = 3;

export function loggedCalls(client: PipedriveClient, clock: Clock): LoggedCalls {
  let latest: Scan | undefined;

  function scanSince(asOf: number): Scan {
    if (latest !== undefined && latest.startedAt >= asOf) return latest;
    const scan: Scan = { startedAt: clock.now(), index: readAll(client) };
    latest = scan;
    void scan.index.then((index) => {
      if (!index.ok && latest === scan) latest = undefined;
    });
    return scan;
  }

  return {
    async find(call, asOf) {
      const index = await scanSince(asOf).index;
      return index.ok ? ok(match(index.value, call)) : index;
    },
    forget() {
      latest = undefined;
    },
  };
}

/** By reference first. Else an unmarked log with the same start, end or length, and numbers: our note may be edited away. */
function match(index: Index, call: LoggableCall): CrmRecord | undefined {
  const marked = index.marked.get(call.ref);
  if (marked !== undefined) return marked;
  const alike = index.unmarked.get(Math.floor(call.startedAt / 1000))?.find((log) => isSame(log, call));
  return alike === undefined ? undefined : recordOf(alike);
}

function isSame(log: CallLog, call: LoggableCall): boolean {
  const { from, to } = parties(call);
  const end = Math.floor(Math.max(call.startedAt, call.endedAt) / 1000);
  const sameEnd = epochSeconds(log.end_time) === end || Number(log.duration ?? NaN) === Math.round(call.talkSeconds);
  return sameEnd && (log.from_phone_number ?? null) === from && (log.to_phone_number ?? null) === (to ?? 'unknown');
}

async function readAll(client: PipedriveClient): Promise<Result<Index>> {
  for (let reading = 1; reading <= READINGS; reading++) {
    const logs = await readOnce(client);
    if (!logs.ok) return logs;
    if (logs.value !== 'changed') return ok(indexOf(logs.value));
  }
  return fail(appError('network', 'list_changed', 'The list of call logs changed while it was read.'));
}

/**
 * The whole list. Each page begins with the last log of the page before: when it is not there, something was deleted in
 * between and what moved up over the edge would be missed. New logs only push known ones back.
 */
async function readOnce(client: PipedriveClient): Promise<Result<readonly CallLog[] | 'changed'>> {
  const logs = new Map<string, CallLog>();
  for (let start = 0, last: string | undefined; ;) {
    const page = await client.call('listCalls', {
      path: '/api/v1/callLogs',
      query: { start: String(start), limit: String(PAGE) },
      answer: callPage,
    });
    if (!page.ok) return page;
    const data = page.value.data ?? [];
    if (last !== undefined && !data.some((log) => log.id === last)) return ok('changed');
    for (const log of data) logs.set(log.id, log);
    const { more_items_in_collection: more, next_start: next } = page.value.additional_data?.pagination ?? {};
    if (more !== true) return ok([...logs.values()]);
    last = data.at(-1)?.id;
    const following = (next ?? start + data.length) - 1;
    if (last === undefined || following <= start) return fail(unreadable('listCalls'));
    start = following;
  }
}

function indexOf(logs: readonly CallLog[]): Index {
  const marked = new Map<string, CrmRecord>();
  const unmarked = new Map<number, CallLog[]>();
  for (const log of logs) {
    const refs = refsIn(log.note ?? '');
    for (const ref of refs) marked.set(ref, recordOf(log));
    const start = epochSeconds(log.start_time);
    if (refs.length > 0 || start === undefined) continue;
    unmarked.set(start, [...(unmarked.get(start) ?? []), log]);
  }
  return { marked, unmarked };
}
