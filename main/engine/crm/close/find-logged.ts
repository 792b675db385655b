import type { CrmRecord } from '../../../../shared/call.ts';
import { ok, type Result } from '../../../../shared/result.ts';
import { refsIn } from '../../../../shared/text.ts';
import type { LoggableCall } from '../port.ts';
import { callPage, type CallActivity } from './answers.ts';
import type { CloseClient } from './client.ts';
import { durationOf, isoTime, recordOf } from './map.ts';

const PAGE = 100;
const SECOND = 1_000;

/**
 * The record of this call: the organisation's calls of that second, searched for the reference in the note, whatever lead
 * they were moved to. Else one without any reference that has the same number, length and second: our note may be edited
 * away. `removed` are ids that we deleted: Close shows them for a while.
 */
export async function findLogged(
  client: CloseClient,
  call: LoggableCall,
  removed: ReadonlySet<string>,
): Promise<Result<CrmRecord | undefined>> {
  let alike: CallActivity | undefined;
  for (let skip = 0; ; skip += PAGE) {
    const page = await client.call('listCalls', {
      path: '/activity/call/',
      query: {
        activity_at__gte: isoTime(call.startedAt - SECOND),
        activity_at__lte: isoTime(call.startedAt + SECOND),
        _limit: String(PAGE),
        _skip: String(skip),
      },
      answer: callPage,
    });
    if (!page.ok) return page;
    const there = page.value.data.filter(({ id }) => !removed.has(id));
    const marked = there.find((entry) => refsOf(entry).includes(call.ref));
    if (marked !== undefined) return ok(recordOf(marked));
    alike ??= there.find((entry) => refsOf(entry).length === 0 && isSame(entry, call));
    if (page.value.has_more !== true || page.value.data.length === 0) break;
  }
  return ok(alike === undefined ? undefined : recordOf(alike));
}

function refsOf(entry: CallActivity): string[] {
  return refsIn(entry.note ?? entry.note_html ?? '');
}

function isSame(entry: CallActivity, call: LoggableCall): boolean {
  const second = (at: number) => Math.floor(at / SECOND);
  return (
    call.remote.e164 !== null &&
    entry.phone === call.remote.e164 &&
    (entry.duration ?? NaN) === durationOf(call) &&
    second(Date.parse(entry.activity_at ?? '')) === second(call.startedAt)
  );
}
