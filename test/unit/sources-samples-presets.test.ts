import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readCase, type CaseSettings } from '../corpus/read-case.ts';

/** Real files that are not part of the project; where they lie is told by the environment. */
const samples = process.env.AFTERCALL_SAMPLES ?? path.join(import.meta.dirname, '../../../shared/facts/samples');

interface Seen {
  direction: string;
  remoteRaw: string;
  localNumber: string | null;
  startedAt: string;
  talkSeconds: number;
  outcome: string;
  legs: number;
}

function read(name: string, settings: CaseSettings) {
  const { recognised, calls, rejected, skipped } = readCase(readFileSync(path.join(samples, name)), settings);
  expect({ recognised, rejected }).toEqual({ recognised: settings.format, rejected: [] });
  const brief = (calls as Seen[]).map(({ direction, remoteRaw, localNumber, startedAt, talkSeconds, outcome, legs }) =>
    [direction, remoteRaw, localNumber, startedAt, talkSeconds, outcome, legs].join(' '),
  );
  return { calls: calls as Seen[], brief, skipped };
}

const all = ['*'];
const there = (name: string): boolean => existsSync(path.join(samples, name));

describe('real files of delimited systems are read as a person reads them', () => {
  const resaved = 'freeswitch/cdr_csv-example-template-resaved-by-excel.csv';
  test.skipIf(!there(resaved))('FreeSWITCH, saved again by a spreadsheet: ten rows, eight ids', () => {
    const { brief } = read(resaved, { format: 'freeswitch-csv', timeZone: 'Asia/Shanghai', extensions: all });
    expect(brief).toEqual([
      'outbound & 1002 2020-02-10T14:40:00Z 61 connected 1',
      'outbound & 1002 2020-02-10T14:41:00Z 9 connected 1',
      'internal 1002 0 2020-02-10T14:41:00Z 0 no_answer 1',
      'outbound & 1002 2020-02-10T14:41:00Z 21 connected 1',
      'outbound & 1002 2020-02-10T14:42:00Z 327 connected 1',
      'outbound & 1004 2020-02-11T02:55:00Z 20 connected 1',
      'internal 1004 1002 2020-02-11T03:05:00Z 32 connected 1',
      'outbound & 1004 2020-02-11T03:13:00Z 20 connected 1',
    ]);
  });

  const official = 'freeswitch/cdr_csv-official-doc-example.csv';
  test.skipIf(!there(official))('FreeSWITCH, the example of its own documentation', () => {
    const { brief } = read(official, { format: 'freeswitch-csv', extensions: all });
    expect(brief).toEqual(['inbound 9007 0034555010392 2014-05-29T16:59:50Z 0 no_answer 1']);
  });

  const service = '3cx/cdr-separate-file-27field.log';
  test.skipIf(!there(service))('3CX, one file of the service', () => {
    const { brief } = read(service, { format: '3cx-cdr', extensions: ['10016'] });
    expect(brief).toEqual(['outbound +15550100001 10016 2024-06-17T05:59:49Z 25 connected 1']);
  });

  const report = '3cx/console-inbound-report.csv';
  test.skipIf(!there(report))('3CX, a report: two people were reached, everybody else met a menu or a queue', () => {
    const { calls, brief, skipped } = read(report, { format: '3cx-report', extensions: all });
    expect(skipped).toEqual(['header', 'totals']);
    expect(brief.filter((line) => line.includes(' connected '))).toEqual([
      'inbound 15550100024 105 2025-08-16T00:25:41Z 49 connected 3',
      'inbound 15550100008 137 2025-08-16T01:10:19Z 45 connected 3',
    ]);
    expect(calls.reduce((sum, { legs }) => sum + legs, 0)).toBe(52);
    expect(calls.every(({ direction }) => direction === 'inbound')).toBe(true);
    expect(calls).toHaveLength(36);
  });

  const ucm = 'grandstream/ucm-cdr-export-first-rows.csv';
  test.skipIf(!there(ucm))('Grandstream, an office five hours ahead of UTC: five callers who met a menu', () => {
    const { brief } = read(ucm, { format: 'grandstream-csv', extensions: all });
    expect(brief).toEqual([
      'inbound 555010001 7001 2026-07-03T02:07:54Z 0 no_answer 2',
      'inbound 555010003  2026-07-03T02:17:49Z 0 failed 1',
      'inbound 555010005 7001 2026-07-03T02:18:02Z 0 no_answer 2',
      'inbound 555010003 7000 2026-07-03T02:18:41Z 0 no_answer 4',
      'inbound 555010003 7000 2026-07-03T02:20:22Z 0 no_answer 2',
    ]);
  });

  const api = 'grandstream/cdr-api-22col-unquoted-commas.csv';
  test.skipIf(!there(api))('Grandstream, the example of the API: six hours behind the epoch of its id', () => {
    const { brief } = read(api, { format: 'grandstream-csv', extensions: all });
    expect(brief).toEqual(['internal 5301 5300 2013-12-03T17:46:40Z 6 connected 1']);
  });

  const cucm = 'cucm/cdr-with-header-and-types.txt';
  test.skipIf(!there(cucm))('CUCM: one call between two phones, two rows of the recorder', () => {
    const { brief, skipped } = read(cucm, { format: 'cucm-cdr', extensions: all });
    expect(brief).toEqual(['internal 555010003 555010002 2025-04-18T16:32:08Z 11 connected 1']);
    expect(skipped).toEqual(['header', 'types', 'recording_bridge', 'recording_bridge']);
  });

  const fixture = 'cucm/sample_cdr-fixture.txt';
  test.skipIf(!there(fixture))('CUCM, a file that begins with the types', () => {
    const { brief } = read(fixture, { format: 'cucm-cdr', extensions: all });
    expect(brief).toEqual(['outbound 555010005 555010004 2024-03-25T17:01:44Z 60 connected 1']);
  });

  const box = 'fritzbox/anrufliste-8col.csv';
  test.skipIf(!there(box))('FRITZ!Box', () => {
    const { brief } = read(box, { format: 'fritzbox-csv', timeZone: 'Europe/Berlin', country: 'DE', extensions: all });
    expect(brief).toEqual([
      'inbound 05550100001 55501001 2026-07-20T08:45:00Z 600 connected 1',
      'inbound 05550100002 55501001 2026-07-20T12:37:00Z 0 no_answer 1',
      'inbound 05550100003 55501001 2026-07-20T13:00:00Z 60 connected 1',
      'outbound 05550100004 55501001 2026-07-21T07:08:00Z 240 connected 1',
    ]);
  });
});
