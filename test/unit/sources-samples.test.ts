import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readCase } from '../corpus/read-case.ts';

/** Real files that are not part of the project; where they lie is told by the environment. */
const samples = process.env.AFTERCALL_SAMPLES ?? path.join(import.meta.dirname, '../../../shared/facts/samples');
const sample = (name: string) => path.join(samples, 'asterisk', name);

interface Seen {
  direction: string;
  remoteRaw: string;
  remoteNumber: string | null;
  startedAt: string;
  talkSeconds: number;
  outcome: string;
  notes?: string[];
}

const brief = (calls: readonly object[]) =>
  (calls as Seen[]).map((call) =>
    [call.direction, call.remoteRaw, call.startedAt, call.talkSeconds, call.outcome].join(' '),
  );

const custom = sample('cdr-custom-Master-19col.csv');
const mixed = sample('cdr-csv-18col-mixed.csv');

describe('real files are read as a person reads them', () => {
  test.skipIf(!existsSync(custom))('cdr_custom of an office three hours ahead of UTC', () => {
    const settings = { format: 'asterisk-custom-csv', timeZone: 'UTC', extensions: ['*'] } as const;
    const { recognised, calls, rejected, skipped } = readCase(readFileSync(custom), settings);
    expect({ recognised, rejected, skipped }).toEqual({ recognised: 'asterisk-custom-csv', rejected: [], skipped: [] });
    expect((calls as Seen[]).every(({ notes }) => notes?.join() === 'zone_differs')).toBe(true);
    expect(brief(calls)).toEqual([
      'outbound 6789 2023-07-25T22:51:32Z 13 connected',
      'outbound 1234 2023-07-25T22:52:11Z 0 no_answer',
      'outbound 1234 2023-07-25T22:54:19Z 13 connected',
      'outbound 6789 2023-07-25T23:18:26Z 18 connected',
      'outbound 1234 2023-07-25T23:23:06Z 0 no_answer',
      'outbound 6789 2023-07-25T23:23:35Z 8 connected',
      'outbound 6789 2023-07-25T23:35:51Z 8 connected',
      'outbound 6789 2023-07-25T23:39:21Z 7 connected',
      'outbound 6789 2023-07-25T23:45:39Z 3 connected',
      'outbound 6789 2023-07-25T23:53:44Z 0 no_answer',
      'outbound 6789 2023-07-25T23:57:25Z 2 connected',
      'outbound 6789 2023-07-26T00:01:40Z 2 connected',
      'outbound 1234 2023-07-26T06:22:15Z 2 connected',
      'outbound 1234 2023-07-26T06:25:00Z 2 connected',
    ]);
  });

  test.skipIf(!existsSync(mixed))('cdr_csv with lines of three systems', () => {
    const { recognised, calls, rejected } = readCase(readFileSync(mixed), {
      format: 'asterisk-csv',
      extensions: ['*'],
    });
    expect({ recognised, rejected }).toEqual({ recognised: 'asterisk-csv', rejected: [] });
    expect(brief(calls)).toEqual([
      'inbound anonymous 2017-05-31T19:49:18Z 0 no_answer',
      'internal 7001 2020-08-25T14:11:41Z 11 connected',
      'internal 8002 2020-08-27T09:02:16Z 5 connected',
      'internal 8002 2020-08-27T09:02:40Z 0 busy',
      'internal 8001 2020-08-27T09:09:40Z 654 connected',
      'inbound +445550100810 2026-07-24T11:44:19Z 0 no_answer',
      'outbound 009005550167 2026-07-24T17:50:01Z 0 no_answer',
      'outbound 009005550168 2026-07-24T17:50:15Z 0 no_answer',
    ]);
  });
});
