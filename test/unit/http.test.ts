import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HttpRequest } from '../../main/engine/ports.ts';
import { createHttp } from '../../main/node/http.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

describe('the Http port', () => {
  const ends: (() => void)[] = [];
  let http: ReturnType<typeof createHttp>;

  beforeEach(() => {
    http = createHttp({ env: {}, connectTimeout: 300 });
  });
  afterEach(async () => {
    await http[Symbol.asyncDispose]();
    for (const end of ends.splice(0)) end();
  });

  async function listen(server: Server): Promise<string> {
    const sockets = new Set<Socket>();
    server.on('connection', (socket: Socket) => sockets.add(socket));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ends.push(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  }

  const serve = (handler: Handler): Promise<string> => listen(createServer(handler));
  /** A server that is handed the bare connection. */
  const serveRaw = (handler: (socket: Socket) => void): Promise<string> =>
    listen(
      createTcpServer((socket) => {
        socket.on('error', () => undefined);
        handler(socket);
      }),
    );
  const send = (url: string, more: Partial<HttpRequest> = {}) =>
    http.send({ method: 'GET', headers: {}, idleTimeout: 300, ...more, url });

  it('sends method, path, query, headers and a text, and gives back the answer', async () => {
    const seen: unknown[] = [];
    const origin = await serve((request, response) => {
      const { method, url, headers } = request;
      seen.push(method, url, headers['x-api-token'], headers['content-length']);
      response.setHeader('X-RateLimit-Remaining', '7');
      response.setHeader('set-cookie', ['a=1', 'b=2']);
      response.writeHead(201).end('{"ä":1}');
    });
    const outcome = await send(`${origin}/api/v1/x?y=%20z`, {
      method: 'POST',
      headers: { 'x-api-token': 't' },
      body: 'Zoë',
    });
    expect(seen).toEqual(['POST', '/api/v1/x?y=%20z', 't', '4']);
    expect(outcome).toMatchObject({
      ok: true,
      answer: { status: 201, body: '{"ä":1}', headers: { 'x-ratelimit-remaining': '7', 'set-cookie': 'a=1, b=2' } },
    });
  });

  it('keeps connections for the requests that follow', async () => {
    const ports = new Set<number | undefined>();
    const origin = await serve((request, response) => {
      ports.add(request.socket.remotePort);
      response.end();
    });
    for (let n = 0; n < 10; n++) await send(origin, { method: 'POST', body: 'x' });
    expect(ports.size).toBeLessThanOrEqual(2);
  });

  it('streams a body with its exact length and tells how much has left', async () => {
    const pieces = Array.from({ length: 5 }, (_, n) => Buffer.alloc(300_000, n));
    let received: unknown;
    const origin = await serve((request, response) => {
      const hash = createHash('sha256');
      request.on('data', (chunk: Buffer) => hash.update(chunk));
      request.on('end', () => {
        received = [request.headers['content-length'], request.headers['transfer-encoding'], hash.digest('hex')];
        response.end();
      });
    });
    const told: number[] = [];
    const outcome = await send(origin, {
      method: 'POST',
      headers: { 'content-length': '1500000' },
      body: Readable.from(pieces),
      sent: (bytes) => told.push(bytes),
    });
    expect(outcome.ok).toBe(true);
    expect(received).toEqual(['1500000', undefined, createHash('sha256').update(Buffer.concat(pieces)).digest('hex')]);
    expect(told).toEqual([0, 300_000, 600_000, 900_000, 1_200_000, 1_500_000]);
  });

  it('has let a piece go before the next but two is asked for, so its memory may be used again', async () => {
    const received = createHash('sha256');
    const sent = createHash('sha256');
    const origin = await serve((request, response) => {
      // Slow to read: the connection is full most of the time.
      request.on('data', (chunk: Buffer) => {
        received.update(chunk);
        request.pause();
        setTimeout(() => request.resume(), 1);
      });
      request.on('end', () => response.end());
    });
    const ring = [0, 1, 2].map(() => Buffer.alloc(256 * 1024));
    function* pieces(): Generator<Buffer> {
      for (let n = 0; n < 40; n++) {
        const piece = ring[n % 3]?.fill(n) ?? Buffer.alloc(0);
        sent.update(piece);
        yield piece;
      }
    }
    const outcome = await send(origin, {
      method: 'POST',
      headers: { 'content-length': String(40 * 256 * 1024) },
      body: Readable.from(pieces(), { highWaterMark: 1 }),
    });
    expect(outcome.ok).toBe(true);
    expect(received.digest('hex')).toBe(sent.digest('hex'));
  });

  it('says `unreached` when nobody listens, the name is unknown or the connection does not come about', async () => {
    const origin = await serve(() => undefined);
    ends.splice(0).forEach((end) => end());
    await wait(20);
    const refused = await send(origin, { method: 'POST', body: 'x' });
    expect(refused).toEqual({ ok: false, failure: { kind: 'unreached', code: 'ECONNREFUSED' } });
    const unknown = await send('http://no-such-host.invalid/');
    expect(unknown).toMatchObject({ ok: false, failure: { kind: 'unreached' } });
    // Never answers the TLS greeting.
    const silent = await serveRaw(() => undefined);
    const mute = await send(silent.replace('http:', 'https:'), { method: 'POST', body: 'x' });
    expect(mute).toMatchObject({ ok: false, failure: { kind: 'unreached' } });
    const plain = await send((await serve((_q, response) => response.end())).replace('http:', 'https:'));
    expect(plain).toMatchObject({ ok: false, failure: { kind: 'unreached' } });
  });

  it.each(['', 'nonsense', 'ftp://127.0.0.1/x'])('refuses the address "%s" without sending', async (url) => {
    expect(await send(url)).toEqual({ ok: false, failure: { kind: 'unreached', code: 'BAD_URL' } });
  });

  it('says `broken` when the connection ends after the request left, and never sends it again', async () => {
    let requests = 0;
    const origin = await serveRaw((socket) => {
      socket.on('data', () => {
        requests++;
        socket.destroy();
      });
    });
    for (const method of ['POST', 'GET'] as const) {
      const outcome = await send(origin, { method, ...(method === 'POST' ? { body: 'x' } : {}) });
      expect(outcome).toMatchObject({ ok: false, failure: { kind: 'broken' } });
    }
    await wait(50);
    expect(requests).toBe(2);
  });

  it('says `broken` for a post on a kept connection that the server closes at that moment', async () => {
    let requests = 0;
    const origin = await serveRaw((socket) => {
      socket.on('data', () => {
        requests++;
        if (requests === 1) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
        else socket.resetAndDestroy();
      });
    });
    expect(await send(origin)).toMatchObject({ ok: true });
    expect(await send(origin, { method: 'POST', body: 'x' })).toMatchObject({ ok: false, failure: { kind: 'broken' } });
    await wait(50);
    expect(requests).toBe(2);
  });

  it.each([
    ['before its head is whole', 'HTTP/1.1 200 OK\r\ncontent-'],
    ['inside its body', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"success":tr'],
    ['inside a chunked body', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n'],
    ['with something that is no HTTP', 'SSH-2.0-OpenSSH\r\n'],
  ])('says `broken` when the answer ends %s', async (_where, text) => {
    const origin = await serveRaw((socket) => socket.once('data', () => socket.end(text)));
    expect(await send(origin, { method: 'POST', body: 'x' })).toMatchObject({ ok: false, failure: { kind: 'broken' } });
  });

  it('gives up when no byte comes for the idle time: before the answer and within it', async () => {
    const silent = await serveRaw((socket) => socket.resume());
    const half = await serveRaw((socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc'));
    for (const origin of [silent, half]) {
      const outcome = await send(origin, { method: 'POST', body: 'x', idleTimeout: 80 });
      expect(outcome).toEqual({ ok: false, failure: { kind: 'broken', code: 'IDLE_TIMEOUT' } });
    }
  });

  it('waits longer than the idle time for an answer that keeps coming, and for an upload that keeps going', async () => {
    const origin = await serve((request, response) => {
      request.resume();
      request.on('end', () => {
        void (async () => {
          for (let n = 0; n < 5; n++) {
            response.write('.');
            await wait(60);
          }
          response.end();
        })();
      });
    });
    async function* slowly(): AsyncGenerator<Buffer> {
      for (let n = 0; n < 5; n++) {
        await wait(60);
        yield Buffer.from('abc');
      }
    }
    const outcome = await send(origin, { method: 'POST', body: Readable.from(slowly()), idleTimeout: 150 });
    expect(outcome).toMatchObject({ ok: true, answer: { body: '.....' } });
  });

  it('ends an upload that the other side no longer takes', async () => {
    const origin = await serveRaw((socket) => socket.pause());
    let left = 0;
    const body = Readable.from(
      (function* () {
        for (;;) yield Buffer.alloc(1024 * 1024);
      })(),
    );
    const outcome = await send(origin, { method: 'POST', body, idleTimeout: 150, sent: (bytes) => (left = bytes) });
    expect(outcome).toEqual({ ok: false, failure: { kind: 'broken', code: 'IDLE_TIMEOUT' } });
    expect([left > 0, body.destroyed]).toEqual([true, true]);
  });

  it('says `aborted`: before sending, while connecting, and in the middle', async () => {
    let requests = 0;
    const origin = await serve(() => requests++);
    const before = await send(origin, { signal: AbortSignal.abort() });
    const aborted = { ok: false, failure: { kind: 'aborted', code: 'ABORTED' } };
    expect(before).toEqual(aborted);
    const connecting = new AbortController();
    const pending = send(origin, { method: 'POST', body: 'x', signal: connecting.signal });
    connecting.abort();
    expect(await pending).toEqual(aborted);
    await wait(50);
    expect(requests).toBe(0);
    const body = new Readable({ read: () => undefined });
    const late = new AbortController();
    const running = send(origin, { method: 'POST', body, signal: late.signal, sent: () => late.abort() });
    expect(await running).toEqual(aborted);
    expect(body.destroyed).toBe(true);
  });

  it('reads 8 MB and no more', async () => {
    const size = 8 * 1024 * 1024;
    const origin = await serve((request, response) =>
      response.end(Buffer.alloc(request.url === '/8' ? size : size + 1)),
    );
    const whole = await send(`${origin}/8`, { idleTimeout: 2_000 });
    expect(whole.ok && whole.answer.body.length).toBe(size);
    const longer = await send(`${origin}/9`, { idleTimeout: 2_000 });
    expect(longer).toEqual({ ok: false, failure: { kind: 'broken', code: 'ANSWER_TOO_LONG' } });
  });

  it('passes on why a body could not be read, and lets go of a body it never needed', async () => {
    const origin = await serve((request) => request.resume());
    const torn = new Readable({ read: () => undefined });
    const running = send(origin, { method: 'POST', body: torn, headers: { 'content-length': '10' } });
    await wait(30);
    torn.destroy(Object.assign(new Error('gone'), { code: 'EIO' }));
    expect(await running).toEqual({ ok: false, failure: { kind: 'broken', code: 'EIO' } });
    const unused = Readable.from(['x']);
    await send('nonsense', { method: 'POST', body: unused });
    expect(unused.destroyed).toBe(true);
  });

  it('refuses a body that is not as long as promised', async () => {
    const origin = await serve((request, response) => request.resume().on('end', () => response.end()));
    for (const length of ['2', '9']) {
      const outcome = await send(origin, {
        method: 'POST',
        headers: { 'content-length': length },
        body: Readable.from([Buffer.from('abcde')]),
      });
      expect(outcome).toMatchObject({ ok: false, failure: { kind: 'broken' } });
    }
  });

  it('takes an early answer to an upload as the answer', async () => {
    const origin = await serve((_request, response) => response.writeHead(401).end('{}'));
    const body = Readable.from(
      (async function* () {
        for (let n = 0; n < 50; n++) {
          await wait(5);
          yield Buffer.alloc(1000);
        }
      })(),
    );
    const outcome = await send(origin, { method: 'POST', headers: { 'content-length': '50000' }, body });
    expect(outcome).toMatchObject({ ok: true, answer: { status: 401 } });
  });

  it('ends what runs when it is disposed of', async () => {
    const origin = await serve(() => undefined);
    const running = send(origin, { idleTimeout: 5_000 });
    await wait(30);
    await http[Symbol.asyncDispose]();
    expect(await running).toMatchObject({ ok: false, failure: { kind: 'broken' } });
    expect(await send(origin)).toMatchObject({ ok: false, failure: { kind: 'unreached' } });
  });
});
