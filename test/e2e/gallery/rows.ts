import type { ActionName, CallDetail, FoundContact } from '../../../shared/actions.ts';
import type { CallState, StateName } from '../../../shared/call.ts';
import type { CallRow, CallSheet, Overview } from '../../../shared/desk.ts';
import { ledgerCall, ledgerOf } from '../../fakes/ledger.ts';

/** When it is in these pictures. */
export const NOW = new Date('2026-11-20T14:41:00Z');

/** Hour and minute of the pictures' day, epoch milliseconds. */
export const at = (clock: string): number => Date.parse(`2026-11-20T${clock}:00Z`);

const id = (index: number): string => (0xa0_0000 + index).toString(16).toUpperCase().padStart(12, '0');

interface Line {
  readonly who: string | null;
  readonly firm?: string;
  readonly number?: string;
  readonly state: StateName;
  readonly reason?: string;
  readonly way?: CallRow['direction'];
  readonly outcome?: CallRow['outcome'];
  readonly rec?: boolean;
  readonly seconds: number;
  readonly clock: string;
  readonly more?: Partial<CallRow>;
}

const LINES: readonly Line[] = [
  { who: null, number: '+1 312 555 0188', state: 'settling', seconds: 47, clock: '14:39' },
  {
    who: 'Jane Doe',
    firm: 'Harbor & Pine',
    number: '+1 415 555 0142',
    state: 'pending',
    way: 'outbound',
    rec: true,
    seconds: 201,
    clock: '14:34',
  },
  {
    who: 'Amara Nwosu',
    firm: 'Castellan Freight',
    number: '+1 646 555 0147',
    state: 'synced',
    rec: true,
    seconds: 724,
    clock: '14:22',
  },
  {
    who: null,
    number: '+1 617 555 0119',
    state: 'held',
    reason: 'several_contacts',
    rec: true,
    seconds: 358,
    clock: '14:15',
    more: { matches: 3 },
  },
  { who: 'Étienne Marchand', firm: 'Marchand Frères', state: 'queued', seconds: 122, clock: '14:12' },
  {
    who: 'Luis Ortega',
    firm: 'Brightwater Foods',
    state: 'sending',
    way: 'outbound',
    rec: true,
    seconds: 577,
    clock: '14:01',
    more: { progress: 0.64 },
  },
  { who: 'Sofia Lindqvist', firm: 'Norrby Timber', state: 'unknown', way: 'outbound', seconds: 75, clock: '13:59' },
  { who: 'Hiro Tanabe', firm: 'Meridian Dental', state: 'logged', seconds: 400, clock: '13:51' },
  {
    who: null,
    number: '+1 206 555 0164',
    state: 'held',
    reason: 'no_contact',
    rec: true,
    seconds: 146,
    clock: '13:47',
  },
  {
    who: 'Warehouse desk',
    firm: 'ext. 204',
    state: 'excluded',
    reason: 'internal',
    way: 'internal',
    seconds: 68,
    clock: '13:44',
  },
  {
    who: 'Margaret O’Shaughnessy',
    firm: 'Whitfield & Sons',
    state: 'pending',
    way: 'outbound',
    outcome: 'voicemail_left',
    rec: true,
    seconds: 38,
    clock: '13:41',
  },
  {
    who: 'Noor Haddad',
    firm: 'Atlas Clinics',
    state: 'synced',
    way: 'outbound',
    outcome: 'no_answer',
    seconds: 0,
    clock: '13:38',
  },
  {
    who: 'Priya Raman',
    firm: 'Juniper Labs',
    state: 'failed',
    reason: 'linked_item_gone',
    way: 'outbound',
    rec: true,
    seconds: 495,
    clock: '13:24',
  },
  { who: null, state: 'excluded', reason: 'private', seconds: 291, clock: '13:11' },
  { who: 'Ingrid Bøe', firm: 'Fjordline Analytics', state: 'synced', rec: true, seconds: 1072, clock: '12:49' },
  {
    who: 'Daniel Kim',
    firm: 'Kestrel Software',
    state: 'synced',
    way: 'outbound',
    outcome: 'busy',
    seconds: 0,
    clock: '12:46',
  },
];

function rowOf(
  { who, firm, number, state, reason, way = 'inbound', outcome = 'connected', rec, seconds, clock, more }: Line,
  index: number,
): CallRow {
  return {
    ...{ id: id(index), state, reason: reason ?? null, direction: way, name: who, company: firm ?? null },
    ...{
      number: number ?? (who === null ? null : '+1 303 555 0172'),
      outcome,
      startedAt: at(clock),
      endedAt: at(clock) + seconds * 1_000,
    },
    ...{ talkSeconds: seconds, recording: rec === true ? (state === 'synced' ? 'attached' : 'whole') : null },
    ...{ progress: null, matches: null, account: 'sales', source: 'pbx', ...more },
  };
}

/** The calls of the reference's pictures, and as many more of the same day as make 80. */
export const ROWS: readonly CallRow[] = [
  ...LINES.map(rowOf),
  ...Array.from({ length: 64 }, (_, index) => {
    const minute = 12 * 60 + 40 - index * 6;
    const clock = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
    const states: readonly StateName[] = [
      'synced',
      'synced',
      'synced',
      'synced',
      'excluded',
      'synced',
      'synced',
      'synced',
      'synced',
      'synced',
      'synced',
      'synced',
      'synced',
      'synced',
      'synced',
      'synced',
    ];
    const state = index < 2 ? 'pending' : index === 2 ? 'held' : (states[index % 16] ?? 'synced');
    return rowOf(
      {
        who: `Robin Okafor ${String(index + 1)}`,
        firm: 'Lindgren Partners',
        state,
        seconds: 60 + index * 3,
        clock,
        ...(state === 'excluded' ? { reason: 'too_short' } : state === 'held' ? { reason: 'no_number' } : {}),
      },
      LINES.length + index,
    );
  }),
];

const MARTA: FoundContact = {
  ...{ id: '1', name: 'Marta Keller', organization: { id: '9', name: 'Oakridge Legal' }, numbers: ['+1 617 555 0119'] },
  ...{ openDeals: [{ id: '4', title: 'Fleet renewal 2027' }], leads: [], changedAt: at('09:00') },
};
export const CONTACTS: readonly FoundContact[] = [
  MARTA,
  { ...MARTA, id: '2', name: 'Paul Keller', openDeals: [] },
  { ...MARTA, id: '3', name: 'Oakridge Legal', organization: null, openDeals: [] },
];

const ALLOWED: Readonly<Partial<Record<StateName, readonly ActionName[]>>> = {
  pending: ['editCall', 'decideContact', 'addFollowUp', 'logNow', 'ignore', 'markPrivate'],
  held: ['editCall', 'takeBack', 'retry', 'decideContact', 'addFollowUp', 'ignore', 'markPrivate'],
  queued: ['editCall', 'takeBack', 'retry', 'decideContact', 'addFollowUp', 'logNow', 'ignore', 'markPrivate'],
  failed: ['editCall', 'takeBack', 'retry', 'addFollowUp', 'ignore', 'markPrivate'],
  synced: ['editCall', 'moveCall', 'takeBack', 'retry', 'addFollowUp', 'markPrivate'],
  logged: ['editCall', 'moveCall', 'takeBack', 'retry', 'addFollowUp', 'markPrivate'],
};

function stateOf({ state, reason, startedAt }: CallRow): CallState {
  switch (state) {
    case 'held':
    case 'failed':
      return { name: state, reason: reason ?? '' };
    case 'excluded':
      return { name: state, reason: reason === 'private' ? 'private' : 'internal' };
    case 'settling':
      return { name: state, until: startedAt };
    case 'unknown':
      return { name: state, since: startedAt };
    case 'queued':
      return {
        name: state,
        due: at('14:52'),
        reason: reason === 'network' || reason === 'sign_in' || reason === 'busy' ? reason : null,
      };
    default:
      return { name: state };
  }
}

const TIMELINE: readonly (readonly [string, string, string | null])[] = [
  ['14:34', 'recording_whole', null],
  ['14:34', 'looked_up', 'only_match'],
];
const IN_CRM: readonly (readonly [string, string, string | null])[] = [
  ['14:34', 'approved', null],
  ['14:34', 'answer_lost', 'connection_lost'],
  ['14:35', 'found_in_crm', '41'],
  ['14:35', 'recording_whole', null],
  ['14:35', 'recording_attached', null],
];

export function sheetOf(row: CallRow): CallSheet {
  const isThere = row.state === 'synced' || row.state === 'logged';
  const isHeld = row.state === 'held';
  const contact =
    row.name === null || isHeld ? null : { id: '1', name: row.name, organizationId: '9', reason: 'only_match' };
  const entries = isThere
    ? IN_CRM
    : isHeld
      ? ([...TIMELINE.slice(0, 1), ['14:35', 'held', row.reason]] as const)
      : TIMELINE;
  const detail: CallDetail = {
    ...{ id: row.id, state: stateOf(row), account: 'sales', outcome: null, contact, contactDecided: contact !== null },
    ...{
      note: isThere ? 'Wants the spring rates for lane 7 by Friday; Paul signs.' : null,
      dealId: isThere ? '4' : null,
      leadId: null,
    },
    lookedUp: {
      at: at('14:34'),
      contacts: isHeld ? (row.reason === 'several_contacts' ? CONTACTS : []) : [{ ...MARTA, name: row.name ?? '' }],
      proposal: { reason: isHeld ? (row.reason ?? '') : 'only_match', contact, dealId: null, leadId: null },
    },
    followUps: isThere
      ? [
          {
            no: 1,
            subject: 'Send the rates',
            dueDate: '2026-11-23',
            note: null,
            state: 'created',
            reason: null,
            url: null,
          },
        ]
      : [],
    timeline: entries.map(([clock, code, text]) => ({ at: at(clock), code, detail: text })),
    allowed: ALLOWED[row.state] ?? [],
  };
  const leg = {
    startedAt: row.startedAt,
    endedAt: row.endedAt,
    from: '204',
    to: '100',
    talkSeconds: 30,
    answered: true,
  };
  return {
    row,
    call: ledgerCall({
      ...{ id: row.id, state: row.state, reason: row.reason, direction: row.direction, remoteNumber: row.number },
      endedAt: new Date(row.endedAt).toISOString(),
      crm: isThere ? { account: 'sales', id: '41', url: 'https://harborline.example.com/41', contact: null } : null,
    }),
    detail,
    crm: 'pipedrive',
    legs: isThere ? [leg, { ...leg, from: '+16465550147', to: '204', talkSeconds: 12 }] : [leg],
    goesAt: null,
    recording:
      row.recording === null
        ? null
        : { state: row.recording, reason: null, seconds: row.talkSeconds, bytes: 5_700_000, playable: true },
  };
}

export function overviewOf(rows: readonly CallRow[], change: Partial<Overview> = {}): Overview {
  const states: Partial<Record<StateName, number>> = {};
  for (const { state } of rows) states[state] = (states[state] ?? 0) + 1;
  const ledger = ledgerOf(states);
  return {
    ...{
      ledger,
      today: ledger,
      health: { verdict: 'fine', reasons: [] },
      healthSince: at('14:36'),
      paused: false,
      mode: 'ask',
    },
    sources: [
      { id: 'pbx', format: 'microsip-ini', path: '/calls', trouble: null },
      { id: 'office', format: 'asterisk-csv', path: '/cdr', trouble: null },
    ],
    accounts: [{ id: 'sales', crm: 'pipedrive', state: 'fine', why: null }],
    catchingUp: null,
    next: null,
    ...change,
  };
}
