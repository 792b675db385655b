/**
 * Named places where the crash suite kills the process. Compiled out of every other build: `FAIL_POINTS` is a constant
 * of the build, so the call and its name disappear.
 *
 * `AFTERCALL_FAIL_POINT=name` or `name:3` (the third time it is reached).
 */
export type FailPoint =
  | 'bytes_read'
  | 'record_parsed'
  | 'call_inserted'
  | 'cursor_committed'
  | 'match_sent'
  | 'match_stored'
  | 'decision_stored'
  | 'job_committed'
  | 'request_opened'
  | 'answer_read'
  | 'crm_id_stored'
  | 'recording_found'
  | 'hash_done'
  | 'upload_opened'
  | 'upload_half'
  | 'upload_answered'
  | 'attachment_stored'
  | 'marked_synced'
  | 'contact_opened'
  | 'contact_answered'
  | 'host_key_stored'
  | 'host_upload_done'
  | 'link_opened'
  | 'update_opened'
  | 'update_answered'
  | 'update_stored'
  | 'remove_opened'
  | 'remove_answered'
  | 'task_opened'
  | 'task_answered';

const reached = new Map<string, number>();

export function failPoint(name: FailPoint): void {
  if (!FAIL_POINTS) return;
  const [wanted, nth = '1'] = (process.env['AFTERCALL_FAIL_POINT'] ?? '').split(':');
  if (wanted !== name) return;
  const count = (reached.get(name) ?? 0) + 1;
  reached.set(name, count);
  if (count === Number(nth)) process.kill(process.pid, 'SIGKILL');
}
