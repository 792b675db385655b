import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createHttp } from '../../main/node/http.ts';
import { temporaryFolder } from '../fakes/calls.ts';
import { KEY, KNOWN, STRANGER } from '../fakes/certificates.ts';

// Elsewhere the system's store is no file that a test may add to.
describe.runIf(process.platform === 'linux')('https', () => {
  const folder = temporaryFolder();
  const before = process.env['SSL_CERT_FILE'];
  const ends: (() => void)[] = [];

  beforeAll(() => {
    writeFileSync(folder.file('store.pem'), KNOWN);
    process.env['SSL_CERT_FILE'] = folder.file('store.pem');
  });
  afterEach(() => ends.splice(0).forEach((end) => end()));
  afterAll(() => {
    if (before === undefined) delete process.env['SSL_CERT_FILE'];
    else process.env['SSL_CERT_FILE'] = before;
    folder[Symbol.dispose]();
  });

  async function serve(cert: string): Promise<{ port: number; requests: string[] }> {
    const requests: string[] = [];
    const server = createServer({ key: KEY, cert }, (request, response) => {
      requests.push(request.url ?? '');
      response.end('ok');
    });
    server.listen(0);
    await once(server, 'listening');
    ends.push(() => {
      server.closeAllConnections();
      server.close();
    });
    return { port: (server.address() as AddressInfo).port, requests };
  }

  it('trusts what the system trusts', async () => {
    await using http = createHttp({ env: {} });
    const { port } = await serve(KNOWN);
    for (const host of ['localhost', '127.0.0.1']) {
      const outcome = await http.send({
        method: 'GET',
        url: `https://${host}:${String(port)}/`,
        headers: {},
        idleTimeout: 2_000,
      });
      expect(outcome).toMatchObject({ ok: true, answer: { status: 200, body: 'ok' } });
    }
  });

  it.each([
    ['that nobody vouches for', STRANGER, 'localhost'],
    ['of another name', KNOWN, '127.0.0.2'],
  ])('sends nothing to a server with a certificate %s', async (_what, cert, host) => {
    await using http = createHttp({ env: {}, connectTimeout: 2_000 });
    const { port, requests } = await serve(cert);
    const outcome = await http.send({
      method: 'POST',
      url: `https://${host}:${String(port)}/`,
      headers: { 'x-api-token': 'secret' },
      body: 'x',
      idleTimeout: 2_000,
    });
    expect(outcome).toMatchObject({ ok: false, failure: { kind: 'unreached' } });
    expect(requests).toEqual([]);
  });
});
