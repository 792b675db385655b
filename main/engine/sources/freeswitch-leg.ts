import type { Disposition, Leg, Party } from '../../../shared/leg.ts';
import { readFreeswitchChannel } from './freeswitch-channel.ts';
import { isDigits } from './channel.ts';
import { reject } from './format.ts';
import type { Mapped } from './format.ts';

/** One part of the way of a call through the dialplan, newest first in the document. */
export interface FreeswitchFlow {
  readonly profile: (name: string) => string;
  readonly times: (name: string) => string;
}

/** What `mod_json_cdr` and `mod_xml_cdr` write, in whichever form. Missing values are empty. */
export interface FreeswitchDocument {
  /** Decoded. */
  readonly variable: (name: string) => string;
  readonly flows: readonly FreeswitchFlow[];
}

/** Microseconds as text to milliseconds; 0 is "never" and gives NaN. */
function moment(text: string): number {
  return /^\d{14,17}$/.test(text) ? Math.floor(Number(text) / 1_000) : NaN;
}

/** The variable in microseconds, else in seconds; NaN for never. */
function timeOf({ variable }: FreeswitchDocument, name: string): number {
  const exact = moment(variable(`${name}_uepoch`));
  if (!Number.isNaN(exact)) return exact;
  const seconds = variable(`${name}_epoch`);
  return /^[1-9]\d{8,10}$/.test(seconds) ? Number(seconds) * 1_000 : NaN;
}

/** One leg of a call. Sources: `mod_json_cdr.c`, `mod_xml_cdr.c`, `switch_ivr_generate_xml_cdr`. */
export function readFreeswitchLeg(document: FreeswitchDocument): Mapped {
  const { variable, flows } = document;
  const uuid = variable('uuid') || (flows[0]?.profile('uuid') ?? '');
  if (uuid === '') return reject('no_uuid', 'uuid', '');
  const cause = variable('hangup_cause');
  // The phones that did not win when many rang.
  if (cause === 'LOSE_RACE') return { skip: 'lose_race' };
  const oldest = flows.at(-1);
  const start = firstNumber(timeOf(document, 'start'), moment(oldest?.times('created_time') ?? ''));
  if (Number.isNaN(start)) return reject('bad_date', 'start_epoch', variable('start_epoch'));
  const end = firstNumber(timeOf(document, 'end'), ...flows.map((flow) => moment(flow.times('hangup_time'))));
  if (Number.isNaN(end)) return reject('bad_date', 'end_epoch', variable('end_epoch'));
  const sides = sidesOf(document);
  const application = applicationOf(variable('last_app'));
  const answer = answerOf(document, application);
  const answered = !Number.isNaN(answer);
  const bridged = isBridged(document);
  const voicemail = answered && application === 'voicemail';
  const leg: Leg = {
    identity: uuid,
    unique: true,
    groupIds: groupIdsOf(document, uuid),
    linkNames: [],
    clock: 'utc',
    start,
    answer: answered ? answer : null,
    end: Math.max(start, end),
    epoch: null,
    talkSeconds: answered ? talkOf(document, answer, end) : 0,
    disposition: answered ? 'answered' : dispositionOf(cause, sides.from.kind === 'extension'),
    dialplanOnly: answered && !voicemail && !bridged && application !== 'person',
    voicemail,
    from: sides.from,
    to: sides.to,
    ownNumber: sides.ownNumber,
    direction: directionOf(variable('call_direction')),
    recordingNames: recordingsOf(variable),
    fileIds: [...new Set([uuid, variable('bridge_uuid')])].filter((id) => id !== ''),
    final: true,
  };
  return { leg };
}

function firstNumber(...values: readonly number[]): number {
  return values.find((value) => !Number.isNaN(value)) ?? NaN;
}

const isBridged = ({ variable, flows }: FreeswitchDocument): boolean =>
  variable('bridge_uuid') !== '' ||
  variable('bridge_channel') !== '' ||
  variable('originating_leg_uuid') !== '' ||
  flows.some((flow) => !Number.isNaN(moment(flow.times('bridged_time'))));

type Application = 'voicemail' | 'person' | 'queue' | 'other';

function applicationOf(name: string): Application {
  if (/^voicemail$/i.test(name)) return 'voicemail';
  if (/^(callcenter|fifo)$/i.test(name)) return 'queue';
  return /^(conference|valet_park|eavesdrop|intercept)$/i.test(name) ? 'person' : 'other';
}

/** An announcement or a queue answers first: people hear one another when the call is bridged. */
function answerOf(document: FreeswitchDocument, application: Application): number {
  const answered = timeOf(document, 'answer');
  if (Number.isNaN(answered)) return NaN;
  const queued = timeOf(document, 'cc_queue_answered');
  if (!Number.isNaN(queued)) return Math.max(answered, queued);
  if (application === 'voicemail') return answered;
  const bridges = document.flows.map((flow) => moment(flow.times('bridged_time'))).filter((at) => !Number.isNaN(at));
  const bridged = bridges.length > 0 ? Math.min(...bridges) : timeOf(document, 'bridge');
  return Number.isNaN(bridged) ? answered : Math.max(answered, bridged);
}

/** The switch's own number of seconds; counted here where people spoke later than the switch answered. */
function talkOf(document: FreeswitchDocument, answer: number, end: number): number {
  const billed = document.variable('billsec');
  if (answer === timeOf(document, 'answer') && /^\d{1,7}$/.test(billed)) return Number(billed);
  return Math.max(0, Math.floor((end - answer) / 1_000));
}

const BUSY = new Set(['USER_BUSY', 'NORMAL_CIRCUIT_CONGESTION', 'CALL_REJECTED']);
const UNANSWERED = new Set([
  'NO_ANSWER',
  'NO_USER_RESPONSE',
  'ALLOTTED_TIMEOUT',
  'PROGRESS_TIMEOUT',
  'SUBSCRIBER_ABSENT',
]);

/** Who hangs up while it rings has cancelled his own call, or missed nobody's: for the called it is an unanswered one. */
function dispositionOf(cause: string, ownCall: boolean): Disposition {
  if (cause === 'ORIGINATOR_CANCEL') return ownCall ? 'cancelled' : 'no_answer';
  if (cause === 'CALL_REJECTED' && !ownCall) return 'no_answer';
  if (cause === 'USER_BUSY' || (ownCall && BUSY.has(cause) && cause !== 'NORMAL_CIRCUIT_CONGESTION')) return 'busy';
  if (UNANSWERED.has(cause) || cause === 'NORMAL_CLEARING' || cause === 'LOSE_RACE') return 'no_answer';
  return cause === '' ? 'unknown' : 'failed';
}

function directionOf(word: string): Leg['direction'] {
  if (word === 'local') return 'internal';
  return word === 'inbound' || word === 'outbound' || word === 'internal' ? word : null;
}

/** Both legs of a call carry the a-leg's id as `call_uuid`; older versions only name the other leg. */
function groupIdsOf({ variable }: FreeswitchDocument, uuid: string): readonly string[] {
  const ids = ['call_uuid', 'originating_leg_uuid', 'bridge_uuid'].map(variable).concat(uuid);
  return [...new Set(ids.filter((id) => id !== '').map((id) => `U:${id}`))];
}

interface Sides {
  readonly from: Party;
  readonly to: Party;
  readonly ownNumber: string | null;
}

/** `variables.direction` is the switch's view of a leg: `outbound` is a leg that it made itself, to the called. */
function sidesOf({ variable, flows }: FreeswitchDocument): Sides {
  const made = variable('direction') === 'outbound';
  const newest = flows[0];
  const oldest = flows.at(-1);
  const profile = (name: string): string => newest?.profile(name) ?? '';
  const channel = variable('channel_name') || profile('chan_name');
  const number = variable('caller_id_number') || profile('caller_id_number') || variable('sip_from_user');
  const name = variable('caller_id_name') || profile('caller_id_name') || variable('sip_from_display');
  const dialled = oldest?.profile('destination_number') || variable('destination_number') || variable('sip_req_user');
  const reached = variable('dialed_user') || profile('destination_number') || dialled;
  const here = readFreeswitchChannel(channel);
  const there = readFreeswitchChannel(variable('bridge_channel') || profile('originatee_chan_name'));
  const caller = { address: number, name: name === '' || name === number ? null : name };
  if (made) {
    const from = readFreeswitchChannel(profile('originator_chan_name'));
    return { from: { ...caller, ...from }, to: { address: reached, name: null, ...here }, ownNumber: null };
  }
  const fromOutside = here.kind !== 'extension';
  const did = fromOutside && dialled !== reached && isDigits(dialled.replace(/^\+/, '')) ? dialled : null;
  const to: Party = { address: reached, name: null, ...there };
  return { from: { ...caller, ...here }, to, ownNumber: did };
}

function recordingsOf(variable: (name: string) => string): readonly string[] {
  const folder = variable('record_path');
  const name = variable('record_name');
  const named = name === '' ? '' : folder === '' ? name : `${folder.replace(/[/\\]$/, '')}/${name}`;
  const all = [named, ...['cc_record_filename', 'sofia_record_file', 'conference_recording'].map(variable)];
  return [...new Set(all.filter((text) => text !== ''))];
}
