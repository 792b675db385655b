import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { callOfFile, findRecordings, type WantedRecording } from '../../main/engine/recordings/index.ts';
import { MemoryFiles, SetClock, wallToUtc } from '../audio/memory-files.ts';
import { wavBytes } from '../audio/wav-writer.ts';
import type { Party } from '../../shared/leg.ts';

/** Traps of pairing and of recordings as calls that real recorders set; the rest stands in test/corpus/audio. */
const START = Date.UTC(2026, 10, 20, 9, 0, 0);

function call(callId: string, more: Partial<WantedRecording> = {}): WantedRecording {
  return {
    ...{ callId, names: [], fileIds: [], remoteDigits: '5550100123', localNumber: '100', startedAt: START },
    ...{ answeredAt: START + 4_000, endedAt: START + 14_000, talkSeconds: 10 },
    ...more,
  };
}

/** Which file goes to which call; zone UTC. */
async function pairs(wanted: readonly WantedRecording[], names: readonly string[]): Promise<Record<string, string>> {
  const files = new MemoryFiles('/rec');
  for (const name of names) files.put(`/rec/${name}`, wavBytes({ seconds: 10 }), START + 14_000);
  const settings = { folder: '/rec', timeZone: 'UTC', wallToUtc, ignoreCase: false };
  const answer = await findRecordings(wanted, settings, { files, clock: new SetClock(START + 86_400_000) });
  if (!answer.ok) throw new Error(answer.error.code);
  return Object.fromEntries(answer.value.found.map(({ callId, path }) => [callId, path.slice('/rec/'.length)]));
}

describe('A recording is paired', () => {
  it.each([
    ['without the +', '20261120-090004-15550100123-outgoing-100.wav'],
    ['with the + ', '20261120-090004-+15550100123-outgoing-100.wav'],
    ['with _ for @ and .', '20261120-090004-5550100123_pbx_example_com-outgoing-100.wav'],
    ['with the @ and _ for .', '20261120-090004-5550100123@pbx_example_com-outgoing-office_1.wav'],
    ['with an account that holds -', '20261120-090004-5550100123-outgoing-head-office-2.wav'],
  ])('by a number %s', async (_, name) => {
    expect(await pairs([call('a')], [name])).toEqual({ a: name });
  });

  it.each([
    ['of the dial', '20261120-090000-5550100123-outgoing-100.wav'],
    ['of the answer', '20261120-090004-5550100123-outgoing-100.wav'],
    ['of a recorder that was started by hand', '20261120-090009-5550100123-outgoing-100.wav'],
    ['of the agent’s own leg in a queue', 'q600-5550100123-20261120-090002-1795165200.7-100.wav'],
  ])('by a stamp %s', async (_, name) => {
    expect(await pairs([call('a')], [name])).toEqual({ a: name });
  });

  it('one to one and in order with three redials within a minute', async () => {
    const redials = [0, 20_000, 40_000].map((later, index) =>
      call(`c${index}`, {
        startedAt: START + later,
        answeredAt: START + later + 4_000,
        endedAt: START + later + 14_000,
      }),
    );
    const names = ['090004', '090024', '090044'].map((time) => `20261120-${time}-5550100123-outgoing-100.wav`);
    expect(await pairs(redials.toReversed(), names)).toEqual({ c0: names[0], c1: names[1], c2: names[2] });
  });

  it('never with a stamp of the time after the call', async () => {
    expect(await pairs([call('a')], ['20261120-090030-5550100123-outgoing-100.wav'])).toEqual({});
  });
});

const shown = ({ address, kind }: Party): string => (kind === 'self' ? '*' : '') + address;

/** What the name of a recording tells of its call; `*` is the agent's own phone. */
function told(name: string): string {
  const sound = { container: 'wav', codec: 'pcm', seconds: 5, end: 'final', reason: null, zeroTail: false } as const;
  const found = { path: `/rec/${name}`, sound, modifiedAt: START, growing: false, sidecar: null };
  const mapped = callOfFile(found, { timeZone: 'UTC', wallToUtc });
  if ('rejection' in mapped) return mapped.rejection.reason;
  const { clock, start, direction, from, to } = mapped.leg;
  const at = new Date(start).toISOString().slice(0, 19) + (clock === 'utc' ? 'Z' : '');
  return `${at} ${direction ?? '?'} ${shown(from)} > ${shown(to)}`;
}

const SAMPLES = join(
  process.env['AFTERCALL_SAMPLES'] ?? join(import.meta.dirname, '../../../shared/facts/samples'),
  'recordings/filename-patterns.tsv',
);

/** Written down by hand from the examples and what is known of each recorder. */
const EXPECTED: Readonly<Record<string, string>> = {
  microsip: '2026-03-14T10:15:02 outbound *1998 > 5550100102',
  'linphone-4.2': '2021-03-14T10:15:02 ? sipuser1 > sipuser2',
  'linphone-5.3': '2024-03-14T09:15:02 ? user1 > user2',
  'linphone-6': '2026-03-14T10:15:02 ? 5550100102 > *',
  zoiper5: '2026-03-14T10:15:02 ?  > *',
  'jitsi-desktop': '2015-03-14T10:15:02 ? Alice > *',
  baresip: '2026-03-14T10:15:02 ? 5550100102 > *1001',
  '3cx': '2026-01-30T15:27:48 ? +15550100575 > *302',
  '3cx-internal': '2026-01-30T12:00:00 ? 102 > *101',
  freepbx: '2025-03-27T09:25:17 ? 3201 > 0821555010',
  'freepbx-old': '2013-03-14T10:15:02 outbound 101 > 5550100102',
  fusionpbx: '2026-11-20T08:59:55Z ?  > *',
  'grandstream-direct': '2026-07-03T04:03:25Z ? 203 > 555010013',
  'grandstream-queue': '2026-07-03T10:07:55 ? 555010025 > 177',
  yeastar: '2026-03-14T10:15:02 outbound 1001 > 5550100102',
  swyx: '2005-02-17T15:58:44 outbound *123 > 0012345678',
  'google-voice-takeout': '2020-06-18T15:44:01Z ? +11025550144 > *',
  'android-bcr': '2022-05-22T16:28:02Z ? +12345678900 > *',
  'android-lineageos': '2024-05-06T22:54:06 ? +48555010001 > *',
};

describe.skipIf(!existsSync(SAMPLES))('What each recorder’s name tells of a call', () => {
  const lines = existsSync(SAMPLES) ? readFileSync(SAMPLES, 'utf8').trim().split('\n').slice(1) : [];
  const examples = lines.map((line) => line.split('\t')).filter(([, , example]) => example !== '-' && example !== '');

  it('is written down here for every one in the list', () => {
    expect(examples.map(([system]) => system)).toEqual(Object.keys(EXPECTED));
  });

  it.each(examples)('%s', (system = '', _pattern, example = '') => {
    expect(told(example)).toBe(EXPECTED[system]);
  });
});
