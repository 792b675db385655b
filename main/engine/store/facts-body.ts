import type { CallFacts, Direction, Outcome } from '../../../shared/call.ts';

type FactsRow = [
  direction: Direction,
  outcome: Outcome,
  raw: string,
  e164: string | null,
  national: string | null,
  withheld: 0 | 1,
  remoteName: string | null,
  localNumber: string | null,
  answeredAt: number | null,
  talkSeconds: number,
  mine: 0 | 1,
  legs: number,
  recordingNames: readonly string[],
  fileIds: readonly string[],
  notes: readonly string[],
];

/** What is known of a call as text, without names of fields; start and end have columns of their own. */
export function writeFacts(facts: CallFacts): string {
  const { remote } = facts;
  const row: FactsRow = [
    facts.direction,
    facts.outcome,
    remote.raw,
    remote.e164,
    remote.national,
    remote.withheld ? 1 : 0,
    facts.remoteName,
    facts.localNumber,
    facts.answeredAt,
    facts.talkSeconds,
    facts.mine ? 1 : 0,
    facts.legs,
    facts.recordingNames,
    facts.fileIds,
    facts.notes,
  ];
  return JSON.stringify(row);
}

export function readFacts(body: string, startedAt: number, endedAt: number): CallFacts {
  const row = JSON.parse(body) as FactsRow;
  return {
    direction: row[0],
    outcome: row[1],
    remote: { raw: row[2], e164: row[3], national: row[4], withheld: row[5] === 1 },
    remoteName: row[6],
    localNumber: row[7],
    startedAt,
    answeredAt: row[8],
    endedAt,
    talkSeconds: row[9],
    mine: row[10] === 1,
    legs: row[11],
    recordingNames: row[12],
    fileIds: row[13],
    notes: row[14],
  };
}
