import type { Disposition, Leg, Party } from '../../../shared/leg.ts';

type PartyRow = [
  address: string,
  name: string | null,
  channel: string | null,
  kind: Party['kind'],
  endpoint: string | null,
];

type LegRow = [
  groupIds: readonly string[],
  /** Those that are the channel of a side are its number: 0 from, 1 to. */
  linkNames: readonly (string | 0 | 1)[],
  clock: 'utc' | 'wall',
  start: number,
  answer: number | null,
  end: number | null,
  epoch: number | null,
  talkSeconds: number,
  disposition: Disposition,
  flags: number,
  from: PartyRow,
  to: PartyRow,
  ownNumber: string | null,
  direction: Leg['direction'],
  recordingNames: readonly string[],
  fileIds: readonly string[],
];

const UNIQUE = 1;
const DIALPLAN_ONLY = 2;
const VOICEMAIL = 4;
const FINAL = 8;
const ANSWER_GUESSED = 16;

/** A leg as text without names of fields and without its identity, which is kept as a hash beside it: half the size. */
export function writeLeg(leg: Leg): string {
  const flags =
    (leg.unique ? UNIQUE : 0) |
    (leg.dialplanOnly ? DIALPLAN_ONLY : 0) |
    (leg.voicemail ? VOICEMAIL : 0) |
    (leg.final ? FINAL : 0) |
    (leg.answerGuessed === true ? ANSWER_GUESSED : 0);
  const row: LegRow = [
    leg.groupIds,
    leg.linkNames.map((name) => (name === leg.from.channel ? 0 : name === leg.to.channel ? 1 : name)),
    leg.clock,
    leg.start,
    leg.answer,
    leg.end,
    leg.epoch,
    leg.talkSeconds,
    leg.disposition,
    flags,
    partyRow(leg.from),
    partyRow(leg.to),
    leg.ownNumber,
    leg.direction,
    leg.recordingNames,
    leg.fileIds,
  ];
  return JSON.stringify(row);
}

/** `identity`: what stands for the identity that was not kept; equal for equal legs. */
export function readLeg(body: string, identity: string): Leg {
  const row = JSON.parse(body) as LegRow;
  const flags = row[9];
  return {
    identity,
    unique: (flags & UNIQUE) !== 0,
    groupIds: row[0],
    linkNames: row[1].map((name) => (typeof name === 'string' ? name : (row[name === 0 ? 10 : 11][2] ?? ''))),
    clock: row[2],
    start: row[3],
    answer: row[4],
    end: row[5],
    epoch: row[6],
    talkSeconds: row[7],
    disposition: row[8],
    dialplanOnly: (flags & DIALPLAN_ONLY) !== 0,
    voicemail: (flags & VOICEMAIL) !== 0,
    from: party(row[10]),
    to: party(row[11]),
    ownNumber: row[12],
    direction: row[13],
    recordingNames: row[14],
    fileIds: row[15],
    final: (flags & FINAL) !== 0,
    ...((flags & ANSWER_GUESSED) === 0 ? {} : { answerGuessed: true }),
  };
}

function partyRow({ address, name, channel, kind, endpoint }: Party): PartyRow {
  return [address, name, channel, kind, endpoint];
}

function party([address, name, channel, kind, endpoint]: PartyRow): Party {
  return { address, name, channel, kind, endpoint };
}
