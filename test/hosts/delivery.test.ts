import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { check } from '../../main/engine/index.ts';
import { HostSweeper } from '../../main/engine/wiring/host-sweeper.ts';
import { createHosting } from '../../main/engine/wiring/hosting.ts';
import { probeHost } from '../../main/engine/wiring/host.ts';
import { openForUpload } from '../../main/engine/wiring/open-recording.ts';
import { createFiles } from '../../main/node/files.ts';
import { createHttp } from '../../main/node/http.ts';
import type { Http, Ports } from '../../main/engine/ports.ts';
import type { Store } from '../../main/engine/store/port.ts';
import { parseSettings, type Settings } from '../../shared/settings.ts';
import { openTestStore, putCall, temporaryFolder, type TemporaryFolder } from '../fakes/calls.ts';
import type { FakeCrm } from '../fakes/fake-crm.ts';
import { FakeClock, settle } from '../fakes/fake-clock.ts';
import { laneOn } from '../fakes/lane.ts';
import { DAV_SIGN_IN, S3_KEY, startS3, startWebdav, type TestHost } from './servers.ts';

let folder: TemporaryFolder;
let store: Store;
beforeEach(() => {
  folder = temporaryFolder();
  store = openTestStore(folder);
});
afterEach(() => {
  store[Symbol.dispose]();
  folder[Symbol.dispose]();
});

const http = createHttp();
afterAll(() => http[Symbol.asyncDispose]());
const files = createFiles();
const credentials = { keychain: 'host' };
const SOUND = 'RIFF and so on, as good as any sound for a host';

function settingsWith(recordingHost: unknown): Settings {
  const parsed = parseSettings(
    {
      agent: { extensions: ['100'], country: 'US', timeZone: 'UTC' },
      sources: [
        {
          id: 'pbx',
          format: 'asterisk-csv',
          path: './a.csv',
          recordings: { folder: './monitor', timeZone: 'Europe/Berlin' },
        },
      ],
      accounts: [
        { id: 'sales', crm: 'pipedrive', baseUrl: 'https://a.pipedrive.com', credentials: { env: { apiToken: 'T' } } },
      ],
      recordingHost,
    },
    folder.path,
  );
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

/** Settings with this host, and the ports of a machine that has its secrets. */
function world(recordingHost: unknown, secrets: Readonly<Record<string, string>>, port: Http = http) {
  const clock = new FakeClock(Date.now());
  const ports: Ports = {
    clock,
    files,
    http: port,
    random: { fraction: () => 0.5 },
    log: { write: () => undefined },
    secrets: {
      read: () => Promise.resolve({ kind: 'found', fields: secrets }),
      write: () => Promise.resolve({ kind: 'none' }),
      remove: () => Promise.resolve({ kind: 'none' }),
    },
  };
  return { clock, ports, settings: settingsWith(recordingHost) };
}

/** A lane of a CRM that takes links, with a host as the settings say, and one call with a whole recording to log. */
async function scene(recordingHost: unknown, secrets: Readonly<Record<string, string>> = {}, port: Http = http) {
  const { clock, ports, settings } = world(recordingHost, secrets, port);
  const at = laneOn(store, {
    fakeClock: clock,
    host: createHosting({ ports, settings, store }),
    openRecording: (recording, ref) => openForUpload(ports, recording, ref),
  });
  at.crm.can({ recording: 'url' });
  const no = await callWithRecording(clock, '1');
  const shared = { ports, settings, store, changes: at.deps.changes, emit: () => undefined, since: 0 };
  const sweeper = new HostSweeper(shared as never, () => undefined);
  return { ...at, no, ports, settings, sweeper };
}

async function callWithRecording(clock: FakeClock, key: string): Promise<number> {
  const file = folder.file(`out ${key}.wav`);
  writeFileSync(file, SOUND);
  const facts = await files.facts(file);
  const no = putCall(store, key, { name: 'queued', due: clock.now(), reason: null }, { fileIds: [`17000.${key}`] });
  store.transaction(() => {
    store.deliveries.begin(no, 'sales');
    store.jobs.add(no, 'log', 'sales', clock.now());
    store.calls.setRecordingState(no, 'whole');
    store.recordings.put(
      {
        callNo: no,
        path: file,
        sha256: 'aa',
        bytes: SOUND.length,
        seconds: 60,
        type: 'audio/wav',
        uploadName: `call-${key}.wav`,
        fileId: facts?.id ?? '',
        modifiedAt: facts?.modifiedAt ?? 0,
        reason: null,
      },
      clock.now(),
    );
  });
  return no;
}

/** Lets real traffic happen while the clock of the test stands still or runs. */
async function until(clock: FakeClock, reached: () => boolean, step = 0): Promise<void> {
  for (let turn = 0; turn < 400 && !reached(); turn++) {
    await clock.advance(step);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(reached()).toBe(true);
  await settle();
}

const stateOf = (no: number) => [store.calls.get(no)?.state.name, store.calls.get(no)?.recordingState];
const isSynced = (no: number) => () => store.calls.get(no)?.state.name === 'synced';
const linksOf = (crm: FakeCrm): string[] => [...crm.records.values()].flatMap(({ links }) => links);

describe('a recording for a CRM that takes links', () => {
  it('stays owed without a host: the call is logged, the reason is told, nothing waits for it', async () => {
    const { lane, clock, crm, no } = await scene({ kind: 'none' });
    lane.kick();
    await until(clock, () => store.recordings.get(no)?.reason === 'no_recording_host' && lane.exhausted(), 100);
    expect([stateOf(no), linksOf(crm)]).toEqual([['logged', 'whole'], []]);
    expect([lane.exhausted(), store.recordings.get(no)?.reason]).toEqual([true, 'no_recording_host']);
    expect(lane.health()).toMatchObject([{ code: 'no_recording_host', category: 'notice' }]);
  });

  it('is linked by a template, and nothing is uploaded', async () => {
    const url = 'https://pbx.example.com/{date:YYYY/MM/DD-HHmm}/{uniqueId}/{file}';
    const { lane, clock, crm, no } = await scene({ kind: 'template', url });
    lane.kick();
    await until(clock, isSynced(no));
    // 08:00 UTC on the recorder's wall clock.
    expect(linksOf(crm)).toEqual(['https://pbx.example.com/2026/11/21-0900/17000.1/out%201.wav']);
    expect(stateOf(no)).toEqual(['synced', 'attached']);
  });
});

describe('with an S3 bucket', () => {
  let server: TestHost;
  beforeAll(async () => {
    server = await startS3();
  });
  afterAll(() => server[Symbol.asyncDispose]());
  const host = (more: object = {}) => ({ kind: 's3', endpoint: server.url, bucket: 'calls', credentials, ...more });
  const publicHost = (more: object = {}) => host({ publicBaseUrl: `${server.url}/calls`, prefix: 'ann/', ...more });

  it('the call gets a link that nobody can guess and everybody who has it can open', async () => {
    const { lane, clock, crm, no } = await scene(publicHost(), S3_KEY);
    lane.kick();
    await until(clock, isSynced(no));
    const [link = ''] = linksOf(crm);
    expect(link).toMatch(/\/calls\/ann\/2026-11\/[0-9a-f]{32}-call-1\.wav$/);
    expect(await (await fetch(link)).text()).toBe(SOUND);
  });

  it('an upload whose answer is lost is repeated to the same place', async () => {
    const dropped = { left: 1 };
    const lossy: Http = {
      async send(request) {
        const answered = await http.send(request);
        if (request.method !== 'PUT' || dropped.left-- <= 0) return answered;
        return { ok: false, failure: { kind: 'broken', code: 'ECONNRESET' } };
      },
    };
    const { lane, clock, crm, no } = await scene(publicHost({ prefix: 'lost/' }), S3_KEY, lossy);
    lane.kick();
    await until(clock, () => store.recordings.get(no)?.reason === 'host_unreached');
    const key = store.hosted.get(no)?.key;
    expect([stateOf(no), lane.health()[0]?.code]).toEqual([['logged', 'whole'], 'host_unreached']);
    await until(clock, isSynced(no), 200);
    expect([store.hosted.get(no)?.key, lane.health()]).toEqual([key, []]);
    expect(linksOf(crm)).toEqual([`${server.url}/calls/${key ?? ''}`]);
    expect(
      readdirSync(path.join(server.folder.path, 'calls/lost/2026-11')).filter((name) => name.endsWith('_object')),
    ).toHaveLength(1);
  });

  it('a wrong credential holds up the recordings and nothing else, and says what to do', async () => {
    const { lane, clock, crm, no } = await scene(publicHost(), { ...S3_KEY, accessKeyId: 'nobody' });
    lane.kick();
    await until(clock, () => store.recordings.get(no)?.reason === 'host_sign_in');
    const second = putCall(store, '2', { name: 'queued', due: clock.now(), reason: null });
    store.transaction(() => {
      store.deliveries.begin(second, 'sales');
      store.jobs.add(second, 'log', 'sales', clock.now());
    });
    lane.kick();
    await until(clock, isSynced(second));
    expect([crm.records.size, lane.exhausted()]).toEqual([2, true]);
    expect(lane.health()).toMatchObject([{ scope: 'recordings', code: 'host_sign_in', category: 'sign_in' }]);
  });

  it('a link that expires is renewed in time, without the local file', async () => {
    const { lane, clock, crm, no } = await scene(host({ expiresSeconds: 7_200 }), S3_KEY);
    lane.kick();
    await until(clock, isSynced(no));
    writeFileSync(folder.file('out 1.wav'), 'gone');
    expect(lane.exhausted()).toBe(true);
    await clock.advance(3_500_000);
    expect(linksOf(crm)).toHaveLength(1);
    await clock.advance(200_000);
    await until(clock, () => linksOf(crm).length === 2);
    const dates = linksOf(crm).map((link) => new URL(link).searchParams.get('X-Amz-Date'));
    expect(new Set(dates).size).toBe(2);
    expect(store.timeline.of(no).at(-1)?.code).toBe('link_renewed');
  });

  it('what is taken back is deleted there, and logged again under another name', async () => {
    const { lane, clock, crm, no, actions, sweeper } = await scene(publicHost(), S3_KEY);
    lane.kick();
    await until(clock, isSynced(no));
    const [first = ''] = linksOf(crm);
    const ref = store.calls.get(no)?.ref ?? '';
    await actions.takeBack(ref, 'pending');
    await until(clock, () => store.calls.get(no)?.state.name === 'pending');
    await sweeper.sweep();
    expect((await fetch(first)).status).toBe(404);
    await actions.logNow(ref);
    await until(clock, isSynced(no));
    const [again = ''] = linksOf(crm);
    expect(again).not.toBe(first);
    expect(await (await fetch(again)).text()).toBe(SOUND);
  });

  it('moving a call to another contact takes its recording along, without a second upload', async () => {
    const { lane, clock, crm, no, actions } = await scene(publicHost(), S3_KEY);
    lane.kick();
    await until(clock, isSynced(no));
    const [link] = linksOf(crm);
    await actions.moveCall(store.calls.get(no)?.ref ?? '', { id: '8', name: 'John', organizationId: null });
    await until(clock, () => crm.records.has('CA2') && isSynced(no)());
    expect([...crm.records].map(([id, { call, links }]) => [id, call.contact?.id, links])).toEqual([
      ['CA2', '8', [link]],
    ]);
  });

  it('recordings go when their days are over', async () => {
    const { lane, clock, crm, no, sweeper } = await scene(publicHost({ deleteAfterDays: 30 }), S3_KEY);
    lane.kick();
    await until(clock, isSynced(no));
    const [link = ''] = linksOf(crm);
    await clock.advance(29 * 86_400_000);
    await sweeper.sweep();
    expect((await fetch(link)).status).toBe(200);
    await clock.advance(2 * 86_400_000);
    await sweeper.sweep();
    expect([(await fetch(link)).status, store.hosted.get(no)]).toEqual([404, undefined]);
  });

  it('a probe is written, read by its link and deleted', async () => {
    const { ports, settings } = await scene(publicHost({ prefix: 'probing/' }), S3_KEY);
    expect(await probeHost(ports, settings.recordingHost)).toEqual({ ok: true, value: { linkReadable: true } });
    expect(await probeHost(ports, settings.recordingHost, { ...S3_KEY, accessKeyId: 'x' })).toMatchObject({
      ok: false,
      error: { code: 'host_sign_in' },
    });
  });
});

describe('the check of the recording host', () => {
  const told = async (host: unknown, secrets: Readonly<Record<string, string>>) => {
    const { ports, settings } = world(host, secrets);
    const { lines } = await check(ports, { ...settings, sources: [], accounts: [] });
    return lines.map(({ scope, id, ok, code }) => [scope, id, ok, code]);
  };

  it('says whether it works, and whether its links can be opened', async () => {
    await using server = await startS3();
    const host = {
      kind: 's3',
      endpoint: server.url,
      bucket: 'calls',
      publicBaseUrl: `${server.url}/calls`,
      credentials,
    };
    expect(await told(host, S3_KEY)).toEqual([['recordingHost', 's3', true, 'probed']]);
    expect(await told({ ...host, publicBaseUrl: `${server.url}/elsewhere` }, S3_KEY)).toEqual([
      ['recordingHost', 's3', false, 'link_unreadable'],
    ]);
    expect(await told(host, { ...S3_KEY, accessKeyId: 'nobody' })).toEqual([
      ['recordingHost', 's3', false, 'host_sign_in'],
    ]);
    expect(await told({ kind: 'none' }, {})).toEqual([['recordingHost', 'none', true, 'none']]);
  });
});

describe('with a WebDAV folder', () => {
  let server: Awaited<ReturnType<typeof startWebdav>>;
  beforeAll(async () => {
    server = await startWebdav();
  });
  afterAll(() => server[Symbol.asyncDispose]());
  const host = () => ({ kind: 'webdav', baseUrl: server.url, publicBaseUrl: server.publicUrl, credentials });

  it('the call gets a link that can be opened, and a probe leaves nothing', async () => {
    const { lane, clock, crm, no, ports, settings } = await scene(host(), DAV_SIGN_IN);
    lane.kick();
    await until(clock, isSynced(no));
    const [link = ''] = linksOf(crm);
    expect(await (await fetch(link)).text()).toBe(SOUND);
    expect(await probeHost(ports, settings.recordingHost)).toEqual({ ok: true, value: { linkReadable: true } });
    expect(readdirSync(server.folder.file('probe'))).toEqual([]);
  });
});
