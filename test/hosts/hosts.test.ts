import { createHash, createHmac, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Http } from '../../main/engine/ports.ts';
import type { RecordingHost } from '../../main/engine/recordings/hosts/host.ts';
import { createS3Host } from '../../main/engine/recordings/hosts/s3.ts';
import { createWebdavHost } from '../../main/engine/recordings/hosts/webdav.ts';
import { createHttp } from '../../main/node/http.ts';
import { systemClock } from '../fakes/pipedrive.ts';
import { DAV_SIGN_IN, S3_KEY, startS3, startWebdav, type TestHost } from './servers.ts';

const KEY = '2026-11/0123456789abcdef-call-ABC.wav';
const http = createHttp();
afterAll(() => http[Symbol.asyncDispose]());

const content = (bytes: Buffer) => ({
  bytes: bytes.length,
  type: 'audio/wav',
  stream: () => Readable.from([bytes.subarray(0, 1_000), bytes.subarray(1_000)]),
});
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Source: Amazon S3 API reference, "Authenticating Requests: Using Query Parameters (AWS Signature Version 4)". */
function signatureOf(signed: string, secret: string): string {
  const url = new URL(signed);
  const pairs = url.search
    .slice(1)
    .split('&')
    .filter((pair) => !pair.startsWith('X-Amz-Signature='));
  const canonical = ['GET', url.pathname, pairs.sort().join('&'), `host:${url.host}`, '', 'host', 'UNSIGNED-PAYLOAD'];
  const [, ...scope] = (url.searchParams.get('X-Amz-Credential') ?? '').split('/');
  const stamp = url.searchParams.get('X-Amz-Date') ?? '';
  const text = ['AWS4-HMAC-SHA256', stamp, scope.join('/'), hashOf(Buffer.from(canonical.join('\n')))].join('\n');
  const key = scope.reduce<Buffer | string>(
    (by, part) => createHmac('sha256', by).update(part).digest(),
    `AWS4${secret}`,
  );
  return createHmac('sha256', key).update(text).digest('hex');
}

/** Everything a host promises, held against a real server. */
function keepsItsPromises(open: () => { host: RecordingHost; wrong: RecordingHost; gone: RecordingHost }): void {
  it.each([1, 70_000, 12_000_000])('puts %i bytes where the link leads, whole', async (size) => {
    const { host } = open();
    const bytes = randomBytes(size);
    expect(await host.put(KEY, content(bytes))).toEqual({ ok: true, value: undefined });
    const link = await host.link(KEY);
    if (!link.ok) throw new Error(link.error.message);
    const answer = await fetch(link.value.url);
    expect([answer.status, answer.headers.get('content-type')?.replace('x-', '')]).toEqual([200, 'audio/wav']);
    expect(hashOf(new Uint8Array(await answer.arrayBuffer()))).toBe(hashOf(bytes));
  });

  it('replaces what the same key had, and forgets it when told, twice if need be', async () => {
    const { host } = open();
    await host.put(KEY, content(Buffer.from('first of all')));
    await host.put(KEY, content(Buffer.from('second')));
    expect(await host.read(KEY)).toEqual({ ok: true, value: 'second' });
    expect(await host.remove(KEY)).toEqual({ ok: true, value: undefined });
    expect(await host.remove(KEY)).toEqual({ ok: true, value: undefined });
    expect(await host.read(KEY)).toEqual({ ok: true, value: undefined });
  });

  it('says what is wrong: credentials, place, a host that is away', async () => {
    const { wrong, gone } = open();
    const answers = await Promise.all([wrong, gone].map((host) => host.put(KEY, content(Buffer.from('x')))));
    expect(answers.map((answer) => (answer.ok ? 'ok' : [answer.error.category, answer.error.code]))).toEqual([
      ['sign_in', 'host_sign_in'],
      ['network', 'host_unreached'],
    ]);
  });

  it('tells an upload whose file was cut short, and the next one with the same key is whole', async () => {
    const { host } = open();
    const key = `2026-11/${randomBytes(8).toString('hex')}.wav`;
    const cut = {
      bytes: 6_000_000,
      type: 'audio/wav',
      stream: () =>
        Readable.from(
          (async function* () {
            yield randomBytes(5_500_000);
            await Promise.resolve();
            throw Object.assign(new Error('the file ended'), { code: 'file_shrank' });
          })(),
        ),
    };
    expect(await host.put(key, cut)).toMatchObject({
      ok: false,
      error: { category: 'local', code: 'recording_changed' },
    });
    await host.put(key, content(Buffer.from('all of it')));
    expect(await host.read(key)).toEqual({ ok: true, value: 'all of it' });
  });
}

describe('an S3 bucket', () => {
  let server: TestHost;
  beforeAll(async () => {
    server = await startS3();
  });
  afterAll(() => server[Symbol.asyncDispose]());
  const settings = () => ({ endpoint: server.url, region: 'us-east-1', bucket: 'calls' });
  const make = (change: object = {}, secrets = S3_KEY, port: Http = http): RecordingHost =>
    createS3Host(
      { http: port, clock: systemClock },
      { ...settings(), publicBaseUrl: `${server.url}/calls`, ...change },
      secrets,
    );

  keepsItsPromises(() => ({
    host: make(),
    wrong: make({}, { ...S3_KEY, accessKeyId: 'nobody' }),
    gone: make({ endpoint: 'http://127.0.0.1:9' }),
  }));

  it('that is not there is named', async () => {
    expect(await make({ bucket: 'nobodys' }).put(KEY, content(Buffer.from('x')))).toMatchObject({
      error: { category: 'local', code: 'host_missing' },
    });
  });

  it('gives links that expire when they say, and that nobody can alter', async () => {
    const host = make({ publicBaseUrl: undefined, expiresSeconds: 3_600 });
    await host.put(KEY, content(Buffer.from('listen')));
    const before = Date.now();
    const link = await host.link(KEY);
    if (!link.ok) throw new Error(link.error.message);
    const { url, expiresAt } = link.value;
    expect((expiresAt ?? 0) - before).toBeGreaterThanOrEqual(3_600_000);
    expect((expiresAt ?? 0) - before).toBeLessThan(3_610_000);
    expect(await (await fetch(url)).text()).toBe('listen');
    // This server takes any signature; a right one is worked out here, step by step as Amazon describes it.
    expect(new URL(url).searchParams.get('X-Amz-Signature')).toBe(signatureOf(url, S3_KEY.secretAccessKey));
    const old = createS3Host(
      { http, clock: { ...systemClock, now: () => Date.now() - 7_200_000 } },
      { ...settings(), expiresSeconds: 3_600 },
      S3_KEY,
    );
    const expired = await old.link(KEY);
    expect(expired.ok && (await fetch(expired.value.url)).status).toBe(403);
  });
});

describe('a WebDAV folder', () => {
  let server: Awaited<ReturnType<typeof startWebdav>>;
  beforeAll(async () => {
    server = await startWebdav();
  });
  afterAll(() => server[Symbol.asyncDispose]());
  const make = (baseUrl = server.url, secrets: Readonly<Record<string, string>> = DAV_SIGN_IN): RecordingHost =>
    createWebdavHost(http, { baseUrl, publicBaseUrl: server.publicUrl }, secrets);

  keepsItsPromises(() => ({
    host: make(),
    wrong: make(server.url, { ...DAV_SIGN_IN, password: 'wrong' }),
    gone: make('http://127.0.0.1:9'),
  }));

  it('that is not there is named', async () => {
    expect(await make(`${server.url}/nobodys/folder`).put(KEY, content(Buffer.from('x')))).toMatchObject({
      error: { category: 'local', code: 'host_missing' },
    });
  });
});
