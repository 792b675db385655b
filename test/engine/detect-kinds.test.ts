import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { detect } from '../../main/engine/index.ts';
import { createClock } from '../../main/node/clock.ts';
import { createFiles } from '../../main/node/files.ts';
import { temporaryFolder } from '../fakes/calls.ts';
import {
  freeswitchJson,
  freeswitchXml,
  gnomeDatabase,
  linphoneDatabase,
  microsipIni,
  putLinphoneCall,
  twinkleFile,
  utf16,
} from '../fakes/softphones.ts';

const ports = { files: createFiles(), clock: createClock() };
const AT = 1_793_000_000;
const call = {
  uuid: 'u',
  from: '100',
  to: '2025550102',
  start: AT,
  answer: AT + 3,
  end: AT + 63,
  bridge: 'sofia/gateway/x/2',
};

async function seen(file: string): Promise<unknown> {
  const answer = await detect(ports, file, { country: 'US', timeZone: 'UTC', extensions: ['100'] });
  if ('found' in answer) throw new Error('a folder');
  expect(answer.evidence.length).toBeGreaterThan(0);
  return [
    answer.format,
    ...answer.calls.map(({ direction, remoteNumber, talkSeconds }) => [direction, remoteNumber, talkSeconds].join(' ')),
  ];
}

describe('detect shows calls of every kind of file', () => {
  it.each([
    [
      'microsip-ini',
      utf16(microsipIni(new Map([[0, { number: '2025550102', type: 0, at: AT, seconds: 60, info: 'x' }]]), 0)),
    ],
    [
      'twinkle',
      twinkleFile([
        { start: AT, answer: AT + 3, end: AT + 63, way: 'out', peer: 'sip:2025550102@x.example', code: 200 },
      ]),
    ],
    ['freeswitch-json', freeswitchJson(call)],
    ['freeswitch-xml', freeswitchXml(call)],
  ])('%s', async (format, content) => {
    using folder = temporaryFolder();
    writeFileSync(folder.file('any-name'), content);
    expect(await seen(folder.file('any-name'))).toEqual([format, 'outbound +12025550102 60']);
  });

  it('databases, also one whose tables lie in the -wal file alone, and one of nobody known', async () => {
    using folder = temporaryFolder();
    using gnome = disposable(gnomeDatabase(folder.file('records.db')));
    gnome.db.exec(
      `INSERT INTO calls VALUES (1, '+12025550102', 0, '2026-03-02T09:00:00Z', '2026-03-02T09:00:03Z', '2026-03-02T09:01:03Z', 'tel')`,
    );
    using linphone = disposable(linphoneDatabase(folder.file('linphone.db')));
    const row = {
      way: 'out',
      peer: 'sip:2025550102@x.example',
      callId: 'c',
      start: '2026-03-02 09:00:00',
      status: 0,
    } as const;
    putLinphoneCall(linphone.db, { ...row, connected: '2026-03-02 09:00:03', duration: 60, quality: 4 });
    using other = disposable(linphoneDatabase(folder.file('other.db')));
    other.db.exec('DROP TABLE conference_call');
    expect(await seen(folder.file('records.db'))).toEqual(['gnome-calls-db', 'outbound +12025550102 60']);
    expect(await seen(folder.file('linphone.db'))).toEqual(['linphone-db', 'outbound +12025550102 60']);
    expect(await seen(folder.file('other.db'))).toEqual([null]);
  });
});

function disposable<T extends { close: () => unknown }>(db: T): { readonly db: T } & Disposable {
  return { db, [Symbol.dispose]: () => void db.close() };
}
