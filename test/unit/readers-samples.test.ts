import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { foldGroup } from '../../main/engine/calls/fold.ts';
import { createNumbers } from '../../main/engine/calls/numbers.ts';
import type { SourceReader } from '../../main/engine/readers/port.ts';
import { DatabaseReader } from '../../main/engine/readers/database.ts';
import { SnapshotReader } from '../../main/engine/readers/snapshot.ts';
import { readFreeswitchJson } from '../../main/engine/sources/freeswitch-document.ts';
import { LINPHONE, LINPHONE_LEGACY } from '../../main/engine/sources/linphone.ts';
import { isWholeMicrosip, readMicrosip } from '../../main/engine/sources/microsip.ts';
import { createClock } from '../../main/node/clock.ts';
import { createFiles } from '../../main/node/files.ts';
import type { Leg } from '../../shared/leg.ts';
import { groupsOf } from '../corpus/read-case.ts';
import { temporaryFolder, type TemporaryFolder } from '../fakes/calls.ts';

/** Real files that are not part of the project; where they lie is told by the environment. */
const samples = process.env.AFTERCALL_SAMPLES ?? path.join(import.meta.dirname, '../../../shared/facts/samples');
const sample = (name: string) => path.join(samples, name);
const microsip = sample('microsip/microsip-3.21-calls.utf16le.ini');
const legacy = sample('linphone/legacy-call-history.db');
const linphone = sample('linphone/linphone-db-conference_call.db');
const freeswitch = sample('freeswitch/json_cdr-a-leg.cdr.json');

let folder: TemporaryFolder;
beforeEach(() => (folder = temporaryFolder()));
afterEach(() => folder[Symbol.dispose]());

const common = { files: createFiles(), clock: createClock(), cursor: null };
function copied(file: string): string {
  const copy = folder.file(path.basename(file));
  writeFileSync(copy, readFileSync(file));
  return copy;
}

async function legsOf(reader: SourceReader): Promise<Leg[]> {
  const legs: Leg[] = [];
  const report = await reader.look({ final: true }, ({ rows }) => {
    for (const { mapped } of rows) {
      if (mapped.leg === undefined) throw new Error(JSON.stringify(mapped));
      legs.push(mapped.leg);
    }
  });
  if (!report.ok) throw new Error(report.error.message);
  return legs;
}

function brief(legs: readonly Leg[], extensions: readonly string[] = ['100']): string[] {
  const context = { extensions, internalDigits: 5, zone: 'UTC', numbers: createNumbers('US') };
  const calls = groupsOf(legs).flatMap((group) => foldGroup(group, context).map(({ facts }) => facts));
  calls.sort((a, b) => a.startedAt - b.startedAt);
  return calls.map(({ direction, remote, outcome, talkSeconds, mine, notes }) =>
    [
      direction,
      remote.raw,
      outcome,
      talkSeconds,
      ...(mine ? [] : ['not mine']),
      ...notes.filter((note) => note !== 'answer_guessed'),
    ].join(' '),
  );
}

describe('real files are read as a person reads them', () => {
  test.skipIf(!existsSync(microsip))('MicroSIP 3.21: 44 rows in UTF-16, two of them left by a crash', async () => {
    const layout = { read: readMicrosip, isWhole: isWholeMicrosip };
    const reader = new SnapshotReader({ ...common, path: copied(microsip), codePage: 'windows-1252', layout });
    const calls = brief(await legsOf(reader));
    expect(calls).toEqual(MICROSIP);
  });

  test.skipIf(!existsSync(legacy))('Linphone 4: the history of a test phone', async () => {
    const calls = brief(await legsOf(new DatabaseReader({ ...common, path: copied(legacy), layout: LINPHONE_LEGACY })));
    expect(calls).toEqual(LINPHONE_OLD);
  });

  test.skipIf(!existsSync(linphone))('Linphone of SDK 5: one call with its events', async () => {
    const legs = await legsOf(new DatabaseReader({ ...common, path: copied(linphone), layout: LINPHONE }));
    expect(brief(legs)).toEqual(['inbound chloe_khumi@sip.example.org connected 39']);
    expect(legs).toMatchObject([
      { start: Date.UTC(2023, 9, 31, 10, 15, 58), answer: Date.UTC(2023, 9, 31, 10, 15, 59), final: true },
    ]);
  });

  test.skipIf(!existsSync(freeswitch))('FreeSWITCH: a leg as mod_json_cdr wrote it', () => {
    const reading = readFreeswitchJson(readFileSync(freeswitch, 'utf8'));
    const leg = 'mapped' in reading ? reading.mapped.leg : undefined;
    expect(leg === undefined ? [] : brief([leg], ['1001'])).toEqual(['internal 1002 connected 68']);
    expect(leg).toMatchObject({ start: 1_515_666_344_534, answer: 1_515_666_347_954, end: 1_515_666_415_494 });
  });
});

/** By hand from the file, in its order: type 0 is outbound, 1 and 2 inbound, 3 was answered elsewhere. */
const MICROSIP = [
  'inbound 5550100102 no_answer 0 unfinished',
  'outbound Operator1 connected 7',
  'outbound Operator1 connected 5',
  'outbound 5550100102 no_answer 0',
  'outbound 5550100102 no_answer 0',
  'inbound 5550100102 no_answer 0 unfinished',
  'outbound ivr-777775550100101 connected 28',
  'outbound 75550100101 no_answer 0',
  'inbound 5550100101 no_answer 0',
  'inbound 5550100101 connected 30',
  'inbound 5550100101 connected 6',
  'inbound 5550100101 no_answer 0',
  'inbound 5550100102 connected 10',
  'inbound 5550100102 no_answer 0',
  'inbound 5550100102 connected 30',
  'inbound 5550100102 connected 30',
  'inbound 5550100102 connected 22',
  'inbound 5550100102 connected 10',
  'inbound 10002 no_answer 0',
  'outbound 5550100101 no_answer 0',
  'inbound 10002 no_answer 0',
  'outbound 9985550100101 no_answer 0',
  'outbound 00025550100103 no_answer 0',
  'inbound 5550100101 connected 18',
  'inbound 5550100101 connected 10',
  'outbound 00015550100104 connected 7',
  'inbound 5550100101 connected 18',
  'inbound 5550100101 connected 6',
  'inbound 5550100101 connected 14',
  'inbound 5550100101 connected 5',
  'outbound 00025550100105 connected 10',
  'inbound 5550100101 connected 3',
  'inbound 5550100101 no_answer 0',
  'inbound 5550100101 no_answer 0',
  'inbound 5550100101 connected 15',
  'inbound 5550100101 no_answer 0',
  'inbound 5550100101 no_answer 0',
  'inbound 5550100101 no_answer 0',
  'inbound 5550100101 no_answer 0',
  'inbound 5550100101 no_answer 0',
  'inbound 5550100101 no_answer 0',
  'inbound 5550100101 no_answer 0',
  'inbound 5550100101 no_answer 0 not mine',
  'inbound 5550100101 no_answer 0',
];

/** By hand from the table: direction 1 is inbound; status 0 connected, 1 aborted, 2 missed, 3 declined, 5 and 6 elsewhere. */
const LINPHONE_OLD = [
  'outbound user02@pbx.example connected 59',
  'outbound user02@pbx.example connected 27',
  'outbound user02@pbx.example connected 61',
  'outbound user02@pbx.example connected 86',
  'outbound user02@pbx.example connected 13',
  'outbound user02@pbx.example connected 25',
  'outbound user02@pbx.example connected 8',
  'outbound user02@pbx.example connected 27',
  'outbound user02@pbx.example connected 40',
  'outbound user02@pbx.example connected 14',
  'outbound user02@pbx.example connected 9',
  'outbound user02@pbx.example connected 22',
  'outbound user02@pbx.example connected 11',
  'outbound user02@pbx.example connected 279',
  'outbound user03@pbx.example cancelled 0',
  'outbound user03@pbx.example cancelled 0',
  'outbound user04@pbx.example cancelled 0',
  'inbound user02@pbx.example connected 70',
  'inbound user02@pbx.example connected 66',
  'inbound user02@pbx.example connected 9',
  'inbound user02@pbx.example connected 21',
  'inbound user02@pbx.example connected 7',
  'inbound user02@pbx.example connected 47',
  'inbound user02@pbx.example connected 48',
  'inbound user02@pbx.example connected 13',
  'outbound user05@pbx.example cancelled 0',
  'inbound user06@pbx.example connected 11',
  'inbound user06@pbx.example connected 15',
  'inbound user06@pbx.example connected 11',
  'inbound user06@pbx.example connected 41',
  'inbound user06@pbx.example connected 49',
  'inbound user06@pbx.example connected 31',
  'outbound user07@pbx.example cancelled 0',
  'outbound user08@pbx.example cancelled 0',
  'outbound user08@pbx.example cancelled 0',
  'outbound user08@pbx.example cancelled 0',
  'outbound user08@pbx.example cancelled 0',
  'inbound user09@pbx.example no_answer 0',
  'inbound user01@pbx.example no_answer 0',
  'inbound user01@pbx.example no_answer 0',
  'inbound user01@pbx.example no_answer 0',
  'inbound user01@pbx.example no_answer 0',
  'inbound user01@pbx.example no_answer 0',
  'inbound user01@pbx.example no_answer 0',
  'inbound user01@pbx.example no_answer 0',
  'inbound user10@pbx.example no_answer 0',
  'outbound bc-conf@pbx.example busy 0',
  'inbound user11@pbx.example no_answer 0',
  'inbound user01@pbx.example no_answer 0',
  'inbound user01@pbx.example no_answer 0',
  'inbound user01@pbx.example no_answer 0',
  'inbound user12@pbx.example no_answer 0',
  'inbound +15550100199 connected 6',
  'inbound user09@pbx.example no_answer 0',
  'inbound user09@pbx.example no_answer 0',
  'inbound user10@pbx.example no_answer 0',
  'inbound user06@pbx.example no_answer 0',
  'inbound user06@pbx.example no_answer 0',
  'inbound user06@pbx.example no_answer 0',
  'inbound user06@pbx.example no_answer 0',
  'inbound user06@pbx.example no_answer 0 not mine',
  'inbound user06@pbx.example no_answer 0 not mine',
];
