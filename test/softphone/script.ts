import type { CallDetail } from './row.ts';
import type { Conversation, Office, Outside, Scenario } from './scenario.ts';

/** What the PBX will write for one scenario. All moments are epoch milliseconds. */
export interface Script {
  readonly startedAt: number;
  readonly endedAt: number;
  /** In the order in which they are written; `at` is the hang-up that causes the row. */
  readonly rows: readonly { readonly at: number; readonly call: CallDetail }[];
  readonly recordings: readonly ScriptedRecording[];
  readonly conversations: readonly Conversation[];
}

/** Name parts of FreePBX: `<type>-<dst>-<from>-<stamp>-<uniqueid>`. Sound runs from `from` to `to`; null: never any. */
export interface ScriptedRecording {
  readonly type: 'external' | 'internal' | 'out' | 'rg';
  readonly dst: string;
  readonly src: string;
  readonly openedAt: number;
  readonly uniqueId: string;
  readonly sound: { readonly from: number; readonly to: number } | null;
  readonly closedAt: number;
}

export interface Channel {
  readonly name: string;
  readonly uniqueId: string;
}

/** Numbers channels as Asterisk does: one count for names and unique ids, for as long as it runs. */
export function createSwitchboard(): (endpoint: string, moment: number) => Channel {
  let opened = 0;
  return (endpoint, moment) => {
    const count = opened++;
    return {
      name: `PJSIP/${endpoint}-${count.toString(16).padStart(8, '0')}`,
      uniqueId: `${Math.floor(moment / 1000)}.${count}`,
    };
  };
}

type OpenChannel = ReturnType<typeof createSwitchboard>;

/** Writes the script of a scenario whose first channel opens at `startedAt`. */
export function writeScript(scenario: Scenario, office: Office, open: OpenChannel, startedAt: number): Script {
  const stage: Stage = { office, open, startedAt };
  switch (scenario.kind) {
    case 'inbound':
    case 'missed':
      return inbound(stage, scenario.from, scenario.ring, scenario.kind === 'inbound' ? scenario.talk : null);
    case 'voicemail':
      return voicemail(stage, scenario);
    case 'ring_group':
      return ringGroup(stage, scenario);
    case 'outbound':
    case 'unanswered':
    case 'busy':
      return outbound(stage, scenario);
    case 'internal':
      return internal(stage, scenario);
    case 'blind_transfer':
      return blindTransfer(stage, scenario);
    case 'attended_transfer':
      return attendedTransfer(stage, scenario);
  }
}

interface Stage {
  readonly office: Office;
  readonly open: OpenChannel;
  readonly startedAt: number;
}

type Of<Kind extends Scenario['kind']> = Extract<Scenario, { kind: Kind }>;

const seconds = (count: number): number => Math.round(count * 1000);

/** What every row of a call from outside has in common. */
function fromOutside({ office, startedAt }: Stage, from: Outside, line: Channel): CallDetail {
  return {
    accountCode: '',
    src: from.number,
    dst: office.extension,
    context: 'from-trunk',
    callerId: { name: from.name ?? '', number: from.number },
    channel: line.name,
    dstChannel: '',
    app: 'Dial',
    data: `PJSIP/${office.extension},30,tT`,
    start: startedAt,
    answer: null,
    end: startedAt,
    disposition: 'NO ANSWER',
    uniqueId: line.uniqueId,
    linkedId: line.uniqueId,
    sequence: sequenceOf(line),
  };
}

function fromInside({ office, startedAt }: Stage, dst: string, phone: Channel): CallDetail {
  return {
    accountCode: '',
    src: office.extension,
    dst,
    context: 'from-internal',
    callerId: { name: office.agent, number: office.extension },
    channel: phone.name,
    dstChannel: '',
    app: 'Dial',
    data: `PJSIP/${dst},30,tT`,
    start: startedAt,
    answer: null,
    end: startedAt,
    disposition: 'NO ANSWER',
    uniqueId: phone.uniqueId,
    linkedId: phone.uniqueId,
    sequence: sequenceOf(phone),
  };
}

const sequenceOf = (channel: Channel): number => Number(channel.uniqueId.split('.')[1]);

function inbound(stage: Stage, from: Outside, ring: number, talk: number | null): Script {
  return oneRow(ringAgent(stage, from, ring, talk), 'inbound', from.number);
}

function ringAgent(stage: Stage, from: Outside, ring: number, talk: number | null): CallDetail {
  const { office, open, startedAt } = stage;
  const line = open(office.trunk, startedAt);
  const phone = open(office.extension, startedAt);
  const picked = startedAt + seconds(ring);
  const call = { ...fromOutside(stage, from, line), dstChannel: phone.name, end: picked + seconds(talk ?? 0) };
  return talk === null ? call : { ...call, answer: picked, disposition: 'ANSWERED' };
}

const RECORDING_TYPES = { inbound: 'external', outbound: 'out', internal: 'internal' } as const;

function oneRow(call: CallDetail, direction: Conversation['direction'], remote: string): Script {
  return {
    startedAt: call.start,
    endedAt: call.end,
    rows: [{ at: call.end, call }],
    recordings: [recordingOf(call, RECORDING_TYPES[direction])],
    conversations: [conversationOf(direction, remote, call)],
  };
}

/** Two rows of one channel: nobody picked up, then the mailbox did. */
function voicemail(stage: Stage, { from, ring, message }: Of<'voicemail'>): Script {
  const missed = ringAgent(stage, from, ring, null);
  const endedAt = missed.end + seconds(message);
  const mailbox: CallDetail = {
    ...missed,
    ...{ dstChannel: '', app: 'VoiceMail', data: `${stage.office.extension}@default,u`, disposition: 'ANSWERED' },
    ...{ start: missed.end, answer: missed.end, end: endedAt, sequence: missed.sequence + 1 },
  };
  return {
    startedAt: missed.start,
    endedAt,
    rows: [missed, mailbox].map((call) => ({ at: endedAt, call })),
    recordings: [{ ...recordingOf(missed, 'external'), closedAt: endedAt }],
    conversations: [{ ...conversationOf('inbound', from.number, missed), endedAt }],
  };
}

/** One row per rung phone, all with the unique id of the caller's channel. */
function ringGroup(stage: Stage, scenario: Of<'ring_group'>): Script {
  const { office, open, startedAt } = stage;
  const line = open(office.trunk, startedAt);
  const answer = startedAt + seconds(scenario.ring);
  const endedAt = answer + seconds(scenario.talk);
  const common: CallDetail = {
    ...fromOutside(stage, scenario.from, line),
    dst: scenario.group,
    data: `${scenario.phones.map((phone) => `PJSIP/${phone}`).join('&')},30,tT`,
  };
  const calls = scenario.phones.map((phone): CallDetail => {
    const rung = { ...common, dstChannel: open(phone, startedAt).name };
    return phone === scenario.answeredBy
      ? { ...rung, answer, end: endedAt, disposition: 'ANSWERED' }
      : { ...rung, end: answer };
  });
  const talked = calls.find((call) => call.disposition === 'ANSWERED') ?? common;
  return {
    startedAt,
    endedAt,
    rows: calls.map((call) => ({ at: endedAt, call })),
    recordings: [recordingOf(talked, 'rg')],
    conversations: [conversationOf('inbound', scenario.from.number, talked)],
  };
}

function outbound(stage: Stage, scenario: Of<'outbound' | 'unanswered' | 'busy'>): Script {
  const { office, open, startedAt } = stage;
  const phone = open(office.extension, startedAt);
  const line = open(office.trunk, startedAt);
  const picked = startedAt + seconds(scenario.ring);
  const talked = scenario.kind === 'outbound';
  const call: CallDetail = {
    ...fromInside(stage, scenario.to, phone),
    dstChannel: line.name,
    data: `PJSIP/${scenario.to}@${office.trunk},300,T`,
    answer: talked ? picked : null,
    end: talked ? picked + seconds(scenario.talk) : picked,
    disposition: talked ? 'ANSWERED' : scenario.kind === 'busy' ? 'BUSY' : 'NO ANSWER',
  };
  return oneRow(call, 'outbound', scenario.to);
}

function internal(stage: Stage, scenario: Of<'internal'>): Script {
  const { office, open, startedAt } = stage;
  const phone = open(office.extension, startedAt);
  const other = open(scenario.to, startedAt);
  const answer = startedAt + seconds(scenario.ring);
  const end = answer + seconds(scenario.talk);
  const call: CallDetail = {
    ...fromInside(stage, scenario.to, phone),
    ...{ dstChannel: other.name, answer, end, disposition: 'ANSWERED' },
  };
  return oneRow(call, 'internal', scenario.to);
}

/**
 * Two rows of the caller's channel, both written when it ends. The first one's destination is overwritten with where
 * the caller went, and the second counts as answered from its start: the caller's channel already was. The recording of
 * the first part goes on; the second part gets one of its own.
 */
function blindTransfer(stage: Stage, scenario: Of<'blind_transfer'>): Script {
  const { office, open, startedAt } = stage;
  const line = open(office.trunk, startedAt);
  const phone = open(office.extension, startedAt);
  const answer = startedAt + seconds(scenario.ring);
  const sent = answer + seconds(scenario.talk);
  const colleague = open(scenario.to, sent);
  const endedAt = sent + seconds(scenario.ringAgain + scenario.talkAgain);
  const first: CallDetail = {
    ...fromOutside(stage, scenario.from, line),
    ...{ dst: scenario.to, dstChannel: phone.name, answer, end: sent, disposition: 'ANSWERED' },
  };
  const second: CallDetail = {
    ...first,
    ...{ context: 'from-internal', dstChannel: colleague.name, data: `PJSIP/${scenario.to},30,tT` },
    ...{ start: sent, answer: sent, end: endedAt, sequence: first.sequence + 2 },
  };
  const whole = { ...first, dst: office.extension, end: endedAt };
  return {
    startedAt,
    endedAt,
    rows: [
      { at: endedAt, call: first },
      { at: endedAt, call: second },
    ],
    recordings: [recordingOf(whole, 'external'), recordingOf(second, 'internal')],
    conversations: [conversationOf('inbound', scenario.from.number, whole)],
  };
}

/**
 * Five rows with four unique ids at two moments. When the agent leaves: the consultation, and the agent's first channel
 * left alone (no destination). When the caller leaves: both parts of the caller's channel, and between them the
 * colleague's channel left alone.
 */
function attendedTransfer(stage: Stage, scenario: Of<'attended_transfer'>): Script {
  const { office, open, startedAt } = stage;
  const answer = startedAt + seconds(scenario.ring);
  const asked = answer + seconds(scenario.talk);
  const agreed = asked + seconds(scenario.ringAgain);
  const handed = agreed + seconds(scenario.consult);
  const endedAt = handed + seconds(scenario.talkAgain);
  const line = open(office.trunk, startedAt);
  const firstPhone = open(office.extension, startedAt);
  const secondPhone = open(office.extension, asked);
  const colleague = open(scenario.to, asked);

  const toAgent: CallDetail = {
    ...fromOutside(stage, scenario.from, line),
    ...{ dstChannel: firstPhone.name, answer, end: handed, disposition: 'ANSWERED' },
  };
  const toColleague: CallDetail = {
    ...toAgent,
    dstChannel: colleague.name,
    start: handed,
    answer: handed,
    end: endedAt,
  };
  const consultation: CallDetail = {
    ...fromInside({ ...stage, startedAt: asked }, scenario.to, secondPhone),
    ...{ dstChannel: colleague.name, answer: agreed, end: handed, disposition: 'ANSWERED' },
  };
  const leftAlone = (channel: Channel, src: string, moment: number): CallDetail => ({
    ...{ ...toAgent, src, dst: '', context: 'from-internal', callerId: { name: '', number: src } },
    ...{ channel: channel.name, dstChannel: '', app: 'AppDial', data: '(Outgoing Line)' },
    ...{ start: moment, answer: moment, end: moment, uniqueId: channel.uniqueId, sequence: sequenceOf(channel) },
  });
  return {
    startedAt,
    endedAt,
    rows: [
      { at: handed, call: consultation },
      { at: handed, call: leftAlone(firstPhone, office.extension, handed) },
      { at: endedAt, call: toColleague },
      { at: endedAt, call: leftAlone(colleague, scenario.to, endedAt) },
      { at: endedAt, call: toAgent },
    ],
    recordings: [recordingOf({ ...toAgent, end: endedAt }, 'external'), recordingOf(consultation, 'internal')],
    conversations: [
      conversationOf('inbound', scenario.from.number, { ...toAgent, end: endedAt }),
      conversationOf('internal', scenario.to, consultation),
    ],
  };
}

/** The recorder is started when the number is dialled and has sound from the answer on. */
function recordingOf(call: CallDetail, type: ScriptedRecording['type']): ScriptedRecording {
  return {
    type,
    dst: call.dst,
    src: call.src,
    openedAt: call.start,
    uniqueId: call.uniqueId,
    sound: call.answer === null ? null : { from: call.answer, to: call.end },
    closedAt: call.end,
  };
}

function conversationOf(direction: Conversation['direction'], remote: string, call: CallDetail): Conversation {
  return {
    direction,
    remote,
    startedAt: call.start,
    endedAt: call.end,
    talkSeconds: call.answer === null ? 0 : Math.floor((call.end - call.answer) / 1000),
  };
}
