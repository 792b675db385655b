import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttp } from '../../main/node/http.ts';
import { isLoopback, routeFor } from '../../main/node/proxy.ts';

const PROXY = 'http://proxy.example:3128/';
const route = (url: string, env: NodeJS.ProcessEnv) => {
  const found = routeFor(new URL(url), env);
  return found.kind === 'proxy' ? found.url : found.kind;
};

describe('the way a request takes', () => {
  it.each<[string, NodeJS.ProcessEnv, string]>([
    ['https://acme.pipedrive.com/x', {}, 'direct'],
    ['https://acme.pipedrive.com/x', { HTTPS_PROXY: 'http://proxy.example:3128' }, PROXY],
    ['https://acme.pipedrive.com/x', { https_proxy: 'proxy.example:3128' }, PROXY],
    ['https://acme.pipedrive.com/x', { https_proxy: PROXY, HTTPS_PROXY: 'http://other' }, PROXY],
    ['https://acme.pipedrive.com/x', { HTTP_PROXY: PROXY }, 'direct'],
    ['http://intranet.example/x', { HTTP_PROXY: PROXY }, PROXY],
    ['https://acme.pipedrive.com/x', { ALL_PROXY: 'socks5://proxy.example:1080' }, 'socks5://proxy.example:1080'],
    ['https://acme.pipedrive.com/x', { HTTPS_PROXY: ' ' }, 'direct'],
    ['https://acme.pipedrive.com/x', { HTTPS_PROXY: 'ftp://proxy.example' }, 'invalid'],
    ['https://acme.pipedrive.com/x', { HTTPS_PROXY: 'http://' }, 'invalid'],
  ])('%s with %o goes %s', (url, env, expected) => {
    expect(route(url, env)).toBe(expected);
  });

  it.each<[string, string, boolean]>([
    ['pipedrive.com', 'https://acme.pipedrive.com', true],
    ['.pipedrive.com', 'https://acme.pipedrive.com', true],
    ['*.pipedrive.com', 'https://acme.pipedrive.com', true],
    ['drive.com', 'https://acme.pipedrive.com', false],
    ['other.example, PipeDrive.com', 'https://acme.pipedrive.com', true],
    ['acme.pipedrive.com:443', 'https://acme.pipedrive.com', true],
    ['acme.pipedrive.com:8443', 'https://acme.pipedrive.com', false],
    ['*', 'https://acme.pipedrive.com', true],
    ['10.0.0.0/8', 'https://10.20.30.40', true],
    ['10.0.0.0/8', 'https://11.20.30.40', false],
    ['10.0.0.0/99', 'https://10.20.30.40', false],
    ['10.20.30.40', 'https://10.20.30.40', true],
    ['fd00::/8', 'https://[fd00::7]', true],
    ['fd00::7', 'https://[fd00::7]', true],
    ['[fd00::7]:443', 'https://[fd00::7]', true],
    ['', 'https://acme.pipedrive.com', false],
  ])('NO_PROXY %s excepts %s: %s', (list, url, excepted) => {
    expect(route(url, { HTTPS_PROXY: PROXY, NO_PROXY: list })).toBe(excepted ? 'direct' : PROXY);
  });

  it.each(['localhost', 'crm.localhost', '127.0.0.1', '127.9.9.9', '[::1]', 'LOCALHOST.'])(
    '%s is this machine, never behind a proxy',
    (host) => {
      expect([isLoopback(host), route(`https://${host}/`, { HTTPS_PROXY: PROXY })]).toEqual([true, 'direct']);
    },
  );

  it.each(['128.0.0.1', 'localhost.example', 'example.com', '[fd00::1]'])('%s is another machine', (host) => {
    expect(isLoopback(host)).toBe(false);
  });
});

describe('a request through a proxy', () => {
  const open: Server[] = [];
  afterEach(async () => {
    for (const server of open.splice(0)) {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    }
  });

  async function listen(server: Server): Promise<string> {
    open.push(server);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return `127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  }

  it('asks the proxy for a tunnel to an https host, with the credentials of its address, and names a refusal', async () => {
    const asked: unknown[] = [];
    const proxy = createServer();
    proxy.on('connect', (request, socket) => {
      asked.push(request.url, request.headers['proxy-authorization']);
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    });
    const address = await listen(proxy);
    await using http = createHttp({ env: { HTTPS_PROXY: `http://ann:secret@${address}` } });
    const outcome = await http.send({ method: 'GET', url: 'https://crm.example/me', headers: {}, idleTimeout: 2_000 });
    expect(asked).toEqual(['crm.example:443', `Basic ${btoa('ann:secret')}`]);
    expect(outcome).toEqual({ ok: false, failure: { kind: 'unreached', code: 'PROXY_REFUSED' } });
  });

  it('ends with the connect timeout when the proxy hangs up over and over', async () => {
    const proxy = createServer();
    proxy.on('connect', (_request, socket) => socket.destroy());
    await using http = createHttp({ env: { HTTPS_PROXY: `http://${await listen(proxy)}` }, connectTimeout: 100 });
    const outcome = await http.send({ method: 'GET', url: 'https://crm.example/', headers: {}, idleTimeout: 2_000 });
    expect(outcome).toMatchObject({ ok: false, failure: { kind: 'unreached' } });
  });

  it('reaches a plain http host of another machine through the proxy', async () => {
    const proxy = createServer((request, response) => response.end(`via ${request.url ?? ''}`));
    await using http = createHttp({ env: { HTTP_PROXY: `http://${await listen(proxy)}` } });
    const outcome = await http.send({
      method: 'GET',
      url: 'http://crm.example/me?x=1',
      headers: {},
      idleTimeout: 2_000,
    });
    expect(outcome).toMatchObject({ ok: true, answer: { status: 200, body: 'via http://crm.example/me?x=1' } });
  });

  it('carries a request through the tunnel', async () => {
    const target = createServer((_request, response) => response.end('not TLS'));
    const address = await listen(target);
    const proxy = createServer();
    proxy.on('connect', (_request, socket) => {
      const [host = '', port] = address.split(':');
      const through = connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        through.pipe(socket).pipe(through);
      });
      through.on('error', () => socket.destroy());
      socket.on('error', () => through.destroy());
    });
    await using http = createHttp({ env: { HTTPS_PROXY: `http://${await listen(proxy)}` } });
    const outcome = await http.send({ method: 'POST', url: 'https://crm.example/', headers: {}, idleTimeout: 2_000 });
    // The far end speaks no TLS: the request itself never left.
    expect(outcome).toMatchObject({ ok: false, failure: { kind: 'unreached' } });
  });

  it('sends nothing when the named proxy makes no sense', async () => {
    await using http = createHttp({ env: { HTTPS_PROXY: 'gopher://proxy' } });
    const outcome = await http.send({ method: 'GET', url: 'https://crm.example/', headers: {}, idleTimeout: 2_000 });
    expect(outcome).toEqual({ ok: false, failure: { kind: 'unreached', code: 'BAD_PROXY' } });
  });
});
