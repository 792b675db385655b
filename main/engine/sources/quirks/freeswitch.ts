import type { Quirk } from './quirk.ts';

/**
 * FreeSWITCH. The caller hung up before an answer: for the one who was called this is a missed call. The name of the
 * caller of a leg that FreeSWITCH placed itself is a word of its own.
 */
export const freeswitch: Quirk = {
  values(values, row) {
    if (values.fromName === 'Outbound Call') values.fromName = '';
    if (values.direction === '' && values.result === 'ORIGINATOR_CANCEL') values.result = 'NO_ANSWER';
    if (values.direction.toLowerCase() === 'public' && values.result === 'ORIGINATOR_CANCEL')
      values.result = 'NO_ANSWER';
    const callerId = row.get('caller_id');
    if (values.fromName === '' && callerId !== '') values.fromName = nameIn(callerId);
    const application = row.get('last_app').toLowerCase();
    if (application === 'voicemail') values.voicemail = values.answer !== '';
    else if (MACHINES.has(application)) values.machine = true;
    return undefined;
  },
};

/** Applications that end a leg nobody was bridged to. */
const MACHINES = new Set(['playback', 'ivr', 'play_and_get_digits', 'hangup', 'respond', 'echo', 'playback_echo']);

/** `"Name" <100>`, its quotes not escaped. */
function nameIn(callerId: string): string {
  const open = callerId.lastIndexOf('<');
  const name = (open < 0 ? '' : callerId.slice(0, open)).trim();
  return name.replace(/^"/, '').replace(/"$/, '').trim();
}
