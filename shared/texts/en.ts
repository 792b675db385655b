import type { Direction, Outcome, StateName } from '../call.ts';
import type { View } from '../desk.ts';

/** Words that the tray, notifications and all screens share, keyed by state, view or stable code. */
export const EN = {
  views: {
    pending: 'To log',
    held: 'Held',
    on_its_way: 'On its way',
    in_crm: 'In CRM',
    excluded: 'Excluded',
    failed: 'Failed',
    all: 'All calls',
  } as Readonly<Record<View, string>>,
  states: {
    settling: 'Settling',
    pending: 'To log',
    held: 'Held',
    queued: 'Queued',
    sending: 'Sending',
    unknown: 'Checking',
    logged: 'Recording to come',
    synced: 'In CRM',
    excluded: 'Excluded',
    failed: 'Failed',
  } as Readonly<Record<StateName, string>>,
  outcomes: {
    connected: 'Connected',
    no_answer: 'No answer',
    busy: 'Busy',
    voicemail_left: 'Voicemail',
    message_left: 'Message',
    wrong_number: 'Wrong number',
    cancelled: 'Cancelled',
    failed: 'Not connected',
  } as Readonly<Record<Outcome, string>>,
  directions: {
    inbound: 'Inbound',
    outbound: 'Outbound',
    internal: 'Internal',
    unknown: 'Direction not known',
  } as Readonly<Record<Direction, string>>,
  /** Why a call is held, excluded, failed or waits. */
  reasons: {
    no_contact: 'No contact',
    several_contacts: 'Several contacts match',
    no_number: 'No number',
    unsupported: 'The CRM does not take it',
    cannot_search: 'Cannot be checked',
    linked_item_gone: 'Deal or contact was deleted',
    internal: 'Internal',
    private: 'Private',
    too_short: 'Too short',
    not_mine: 'Not mine',
    before_start: 'Before the start',
    withheld: 'Withheld',
    ignored: 'Not this call',
    same_call: 'Same call in another source',
    network: 'Waits for network',
    sign_in: 'Waits for sign-in',
    busy: 'Waits for the CRM',
    local: 'Waits for this computer',
  } as Readonly<Record<string, string>>,
  matches: (contacts: number) => `${contacts} contacts match`,
  noNumber: 'No number',
  privateNumber: 'Private number',
  tray: {
    log: (who: string, length: string) => `Log: ${who}, ${length}`,
    length: (minutes: number, seconds: number) => (minutes === 0 ? `${seconds} s` : `${minutes} min ${seconds} s`),
    logAction: 'Log',
    nothingToLog: 'Nothing to log',
    more: (calls: number) => `${calls} more to log…`,
    offlineSince: (time: string, waiting: number) =>
      waiting === 1 ? `Offline since ${time}. 1 call waits` : `Offline since ${time}. ${waiting} calls wait`,
    signIn: (crm: string) => `Sign in to ${crm}…`,
    waitFor: (calls: number) =>
      calls === 1 ? '1 call waits for it, none is lost' : `${calls} calls wait for it, none is lost`,
    pause: 'Pause',
    resume: 'Resume',
    open: 'Open Aftercall',
    settings: 'Settings…',
    quit: 'Quit',
    tipToLog: (pending: number, held: number) =>
      held === 0 ? `Aftercall: ${pending} to log` : `Aftercall: ${pending} to log, ${held} held`,
    tipSending: (calls: number) => `Aftercall: sending, ${calls} to go`,
    tipOffline: (calls: number) =>
      calls === 1 ? 'Aftercall: offline, 1 call waits' : `Aftercall: offline, ${calls} calls wait`,
    tipSignIn: (crm: string) => `Aftercall: sign in to ${crm}`,
    tipPaused: 'Aftercall: paused',
    tipIdle: (_calls: number) => 'Aftercall: all logged',
  },
};

export type Texts = typeof EN;
