/** What stands behind a code of the timeline, in words. `d` is its detail: a code, an id, a day, names of fields. */
export type Told = 'good' | 'warn' | 'bad' | '';
export interface TimelineWords {
  readonly codes: Readonly<Record<string, (d: TimelineDetail) => string>>;
  /** An entry that these words do not know yet. */
  readonly unknown: (code: string) => string;
  readonly fields: Readonly<Record<string, string>>;
  readonly problems: Readonly<Record<string, string>>;
  readonly next: Readonly<
    Record<
      'pending' | 'network' | 'busy' | 'sign_in' | 'unknown' | 'logged' | 'auto' | 'settling',
      (d: NextDetail) => string
    >
  >;
  readonly found: (source: string) => string;
  readonly legs: (count: number) => string;
}
export interface TimelineDetail {
  readonly detail: string | null;
  readonly crm: string;
  /** The detail as a reason, a field or a problem in words. */
  readonly why: string;
  readonly day: string;
}
export interface NextDetail {
  readonly crm: string;
  readonly time: string;
}

const because = (sentence: string, why: string): string => (why === '' ? sentence : `${sentence}: ${why}`);

export const TIMELINE: TimelineWords = {
  found: (source) => `Found in ${source}`,
  legs: (count) => `Put together from ${count} legs: 1 call`,
  unknown: (code) => `Something happened that this version has no words for: ${code.replaceAll('_', ' ')}`,
  codes: {
    more_legs: () => 'More of this call came in and was added',
    same_call: ({ detail }) =>
      detail === null ? 'The same call is in another source' : `The same call is in another source, as ${detail}`,
    recording_awaited: () => 'No recording yet',
    recording_growing: () => 'Recording is still being written',
    recording_whole: () => 'Recording whole',
    recording_unusable: ({ why }) => because('Recording cannot be used', why),
    recording_refused: ({ why }) => because('Recording not accepted', why),
    recording_attached: () => 'Recording attached',
    recording_changed: () => 'The recording changed on disk, so it is checked again',
    recording_waits: ({ why }) => because('Recording waits', why),
    recording_deleted_from_host: () => 'Recording deleted from the recording host',
    no_recording: () => 'No recording came in the time set for it; one that comes later is still attached',
    link_renewed: () => 'Link to the recording renewed',
    link_not_renewed: ({ why }) => because('Link to the recording not renewed', why),
    answer_lost: ({ crm }) => `Sent to ${crm}, no answer. Looking before it is sent again`,
    sent: ({ crm }) => `Sent to ${crm}`,
    logged: ({ crm }) => `In ${crm}`,
    found_in_crm: ({ crm }) => `Found in ${crm}, so not sent twice`,
    failed_attempt: ({ why }) => because('Not sent yet', why),
    failed_upload: ({ why }) => because('Recording not sent yet', why),
    held: ({ why }) => because('Waits for a decision', why),
    failed: ({ why, crm }) => because(`${crm} did not take it`, why),
    matched: ({ why }) => because('Contact found', why),
    no_contact: () => 'No contact has this number; logged without one',
    looked_up: ({ why, crm }) => because(`Asked ${crm} who it was`, why),
    contact_created: ({ crm }) => `Contact created in ${crm}`,
    contact_chosen: ({ detail }) =>
      detail === 'none'
        ? 'You chose no contact'
        : detail === 'create'
          ? 'You chose to create a contact'
          : 'You chose the contact',
    contact_remembered: () => 'The contact is remembered for this number',
    approved: () => 'You logged it',
    ignored: () => 'You said: not this call',
    marked_private: () => 'You marked the number private; it never leaves this computer',
    tried_again: () => 'You asked to try again',
    edited: ({ why }) => because('You edited it', why),
    updated: ({ why, crm }) => because(`Changed in ${crm}`, why),
    kept_in_crm: ({ why, crm }) => because(`Left as somebody wrote it in ${crm}`, why),
    cannot_change: ({ why, crm }) => because(`${crm} cannot change this afterwards`, why),
    change_refused: ({ why, crm }) => because(`${crm} did not take the change`, why),
    take_back_asked: () => 'You took it back',
    taken_back: ({ detail, crm }) =>
      detail === 'private'
        ? `Removed from ${crm}; the number is private`
        : detail === 'ignored'
          ? `Removed from ${crm}; not to be logged`
          : 'Taken back; it waits for you again',
    remove_refused: ({ why, crm }) => because(`${crm} did not let it be removed`, why),
    record_removed: ({ crm }) => `Removed from ${crm}, to be logged anew`,
    follow_up_added: ({ day }) => `You added a follow-up for ${day}`,
    follow_up_created: ({ crm }) => `Follow-up is in ${crm}`,
    follow_up_owed: () => 'Follow-up waits to be sent',
    follow_up_refused: ({ why, crm }) => because(`${crm} did not take the follow-up`, why),
    follow_up_uncertain: ({ crm }) => `No answer for the follow-up. Look in ${crm} whether it is there`,
  },
  fields: {
    note: 'note',
    outcome: 'outcome',
    contact: 'contact',
    deal: 'deal',
    dealId: 'deal',
    lead: 'lead',
    leadId: 'lead',
    recording: 'recording',
    direction: 'direction',
    startedAt: 'start',
    talkSeconds: 'length',
    number: 'number',
    subject: 'subject',
  },
  problems: {
    only_match: 'the only match',
    remembered: 'remembered from last time',
    created: 'created',
    chosen: 'your choice',
    no_match: 'nobody has this number',
    several_contacts: 'several contacts match',
    no_contact: 'no contact',
    no_number: 'no number',
    killed: 'the app was ended meanwhile',
    cannot_search: 'it cannot be looked for there',
    cannot_remove: 'records cannot be removed there',
    linked_item_gone: 'the deal or contact was deleted',
    no_permission: 'it lacks the right',
    not_found: 'it is not there',
    not_accepted: 'a field is not accepted',
    proxy_sign_in: 'the proxy wants a sign-in',
    token_refused: 'it wants a new sign-in',
    key_refused: 'it wants a new sign-in',
    keys_refused: 'it wants a new sign-in',
    session_refused: 'it wants a new sign-in',
    plan_limit: 'its plan does not allow it',
    daily_budget: 'its calls of today are used up',
    conflict: 'somebody else changed it',
    row_locked: 'somebody else changes it',
    duplicate: 'it is there already',
    recording_exists: 'it has a recording already',
    outcome_gone: 'the outcome is gone there',
    feature_off: 'it is switched off there',
    api_disabled: 'it is switched off there',
    account_closed: 'the account is closed',
    blocked: 'something on the way blocks it',
    wrong_address: 'its address is wrong',
    unsupported_type: 'it does not take this kind of file',
    network: 'no network',
    unreachable: 'no network',
    offline: 'no network',
    connection_lost: 'the connection broke',
    aborted: 'it was broken off',
    host_unreached: 'the recording host cannot be reached',
    host_trouble: 'the recording host has a fault of its own',
    host_busy: 'the recording host asks for a pause',
    host_sign_in: 'the recording host wants a new sign-in',
    host_full: 'the recording host is full',
    host_refused: 'the recording host does not take it',
    host_none: 'there is no recording host',
    not_confirmed: 'it was not confirmed',
    unreadable_answer: 'its answer makes no sense',
    list_changed: 'its list changed meanwhile',
    sign_in_broke: 'the sign-in broke off',
    busy: 'it asks for a pause',
    rate_limited: 'it asks for a pause',
    sign_in: 'it wants a new sign-in',
    bad_credential: 'it wants a new sign-in',
    no_credential: 'there is no sign-in for it',
    no_refresh_token: 'it wants a new sign-in',
    user_unknown: 'it does not know this user',
    insecure_url: 'its address is not secure',
    unsupported: 'it does not take such calls',
    not_supported: 'it does not take such calls',
    invalid_data: 'a field is not accepted',
    record_gone: 'the record was deleted there',
    too_large: 'it is too large',
    recording_too_large: 'it is too large',
    insecure_recording_url: 'its address is not secure',
    insecure_link: 'its address is not secure',
    not_on_host: 'it is not on the recording host',
    template_incomplete: 'its link cannot be made',
    recording_changed: 'it changed meanwhile',
    recording_gone: 'it is not where it was',
    recording_unreadable: 'it cannot be read',
    recordings_unreadable: 'the folder cannot be read',
    recordings_folder_missing: 'the folder is not there',
    store_unusable: 'the disk does not take it',
    in_use: 'another program has the file open',
    local: 'this computer cannot do it now',
    job_broke: 'a fault of ours',
    refused: 'it does not accept it',
    bug: 'a fault of ours',
    unknown_format: 'its format is not known',
    cut: 'it ends in the middle',
    damaged: 'it is damaged',
    not_a_file: 'it is not a file',
    no_header: 'its beginning is missing',
    zero_bytes: 'it has gaps',
    still_changing: 'it still changes',
  },
  next: {
    settling: () => 'May still change',
    pending: () => 'Waits for you',
    network: () => 'Goes by itself when the network is back',
    busy: ({ time }) => `Goes by itself at ${time}`,
    sign_in: ({ crm }) => `Goes by itself once you sign in to ${crm}`,
    unknown: ({ crm }) => `Looking in ${crm}, not sent again before that`,
    logged: () => 'The recording is attached when it comes',
    auto: ({ time }) => `Goes by itself at ${time}`,
  },
};
