import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { challengeOf, exchangeCode, makePkce } from '../../main/engine/crm/salesforce/oauth.ts';
import { signIn } from '../../main/engine/crm/salesforce/sign-in.ts';
import { createHttp } from '../../main/node/http.ts';
import { listenForRedirect, REDIRECT_PORTS } from '../../main/node/oauth-loopback.ts';
import { loggable } from '../fakes/loggable.ts';
import { connectSalesforce, type Connection } from '../fakes/salesforce.ts';
import {
  startSalesforceSandbox,
  type SalesforceSandbox,
  type SalesforceSandboxOptions,
} from '../sandbox/salesforce/index.ts';

let sandbox: SalesforceSandbox;
let http: ReturnType<typeof createHttp>;

async function begin(options: SalesforceSandboxOptions = {}): Promise<void> {
  sandbox = await startSalesforceSandbox(options);
}

beforeEach(() => {
  http = createHttp({ env: {} });
});
afterEach(async () => {
  await http[Symbol.asyncDispose]();
  await sandbox.stop();
});

const refreshes = () => sandbox.requests.filter(({ path }) => path === '/token').length;
const call = (n: number) => loggable({ ref: n.toString(16).toUpperCase().padStart(12, '0') });

describe('signing in with the browser', () => {
  it('brings a refresh token, the instance and the user; the verifier is held against the challenge', async () => {
    await begin();
    const visited: string[] = [];
    const signedIn = await signIn(
      {
        http,
        listen: (state) => listenForRedirect({ state }),
        // A browser follows the redirect of the consent page.
        openBrowser: (url) => {
          visited.push(url);
          void fetch(url).then((response) => response.text());
        },
      },
      { loginUrl: sandbox.origin, clientId: sandbox.clientId },
    );
    expect(signedIn).toMatchObject({
      ok: true,
      value: { refreshToken: sandbox.refreshToken, instanceUrl: sandbox.instanceUrl },
    });
    expect(Object.fromEntries(new URL(visited[0] ?? '').searchParams)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      scope: 'api refresh_token id',
    });
    const adapter = connectSalesforce(http, sandbox);
    expect(await adapter.verify()).toMatchObject({ ok: true });
    expect(sandbox.violations).toEqual([]);
  });

  it('fails with a wrong verifier, and a code is good once', async () => {
    await begin();
    const app = { loginUrl: sandbox.origin, clientId: sandbox.clientId };
    const redirectUri = `http://localhost:${REDIRECT_PORTS[0] ?? 0}/OauthRedirect`;
    const consent = async (challenge: string) => {
      const query = new URLSearchParams({
        ...{ response_type: 'code', client_id: app.clientId, redirect_uri: redirectUri, state: 'x'.repeat(20) },
        ...{ code_challenge: challenge, code_challenge_method: 'S256' },
      });
      const page = await fetch(`${app.loginUrl}/services/oauth2/authorize?${query.toString()}`, { redirect: 'manual' });
      return new URL(page.headers.get('location') ?? '').searchParams.get('code') ?? '';
    };
    const { verifier, challenge } = makePkce();
    expect(challengeOf(verifier)).toBe(challenge);
    const wrong = await exchangeCode(http, app, {
      code: await consent(challenge),
      redirectUri,
      verifier: makePkce().verifier,
    });
    expect(wrong).toMatchObject({ error: { category: 'sign_in', code: 'sign_in_refused' } });
    const code = await consent(challenge);
    expect(await exchangeCode(http, app, { code, redirectUri, verifier })).toMatchObject({ ok: true });
    expect(await exchangeCode(http, app, { code, redirectUri, verifier })).toMatchObject({
      error: { code: 'token_refused' },
    });
  });
});

describe('the listener on this machine', () => {
  const get = (uri: string, headers: Record<string, string> = {}) =>
    new Promise<number>((done, failed) => {
      const url = new URL(uri);
      request({ host: '127.0.0.1', port: url.port, path: url.pathname + url.search, headers }, (response) => {
        response.resume();
        done(response.statusCode ?? 0);
      })
        .on('error', failed)
        .end();
    });
  const listening = async (options: Partial<Parameters<typeof listenForRedirect>[0]> = {}) => {
    const made = await listenForRedirect({ state: 'the-state', ports: [0], ...options });
    if (!made.ok) throw new Error(made.error.message);
    return made.value;
  };

  it('takes one answer with the right state and closes its port', async () => {
    await begin();
    const listener = await listening();
    const { redirectUri } = listener;
    expect(await get(`${redirectUri}?code=stolen&state=other`)).toBe(400);
    expect(await get(`${redirectUri}?code=stolen`)).toBe(400);
    expect(await get(redirectUri.replace('OauthRedirect', 'other'))).toBe(404);
    expect(await get(`${redirectUri}?code=c&state=the-state`, { host: 'evil.example.com' })).toBe(404);
    expect(await get(`${redirectUri}?code=c1&state=the-state`)).toBe(200);
    expect(await listener.code).toEqual({ ok: true, value: 'c1' });
    await listener[Symbol.asyncDispose]();
    await expect(get(`${redirectUri}?code=c2&state=the-state`)).rejects.toThrow('ECONNREFUSED');
  });

  it('says when the person refused, when nobody came, and when it was given up', async () => {
    await begin();
    const refused = await listening();
    await get(`${refused.redirectUri}?error=access_denied&state=the-state`);
    const late = await listening({ timeout: 1 });
    const abandoned = await listening();
    await abandoned[Symbol.asyncDispose]();
    const codes = [];
    for (const { code } of [refused, late, abandoned]) {
      const end = await code;
      codes.push(end.ok ? 'ok' : end.error.code);
    }
    expect(codes).toEqual(['access_denied', 'timed_out', 'aborted']);
  });

  it('goes on to the next port, and says when none is free', async () => {
    await begin();
    const first = await listening();
    const port = Number(new URL(first.redirectUri).port);
    const second = await listening({ ports: [port, 0] });
    expect(new URL(second.redirectUri).port).not.toBe(String(port));
    expect(await listenForRedirect({ state: 's', ports: [port] })).toMatchObject({ error: { code: 'ports_in_use' } });
    await first[Symbol.asyncDispose]();
    await second[Symbol.asyncDispose]();
  });
});

describe('sessions', () => {
  const connect = (change: Connection = {}) => connectSalesforce(http, sandbox, change);

  it('are renewed once for all who meet the end of one, and nothing is sent twice', async () => {
    await begin();
    const adapter = connect();
    expect((await adapter.logCall(call(0))).ok).toBe(true);
    expect(refreshes()).toBe(1);
    sandbox.expireSessions();
    const results = await Promise.all([1, 2, 3, 4, 5].map((n) => adapter.logCall(call(n))));
    expect(results.every(({ ok }) => ok)).toBe(true);
    expect(refreshes()).toBe(2);
    expect(sandbox.live().length).toBe(6);
    expect(sandbox.violations).toEqual([]);
  });

  it('a rotated token is saved, with the other secrets, before the session is used', async () => {
    await begin();
    const order: string[] = [];
    const adapter = connect({
      credentials: { refreshToken: sandbox.refreshToken, token: 'other' },
      saveCredentials: async (fields) => {
        await new Promise((done) => setTimeout(done, 20));
        order.push(`saved ${String(fields['refreshToken'] === sandbox.refreshToken)} ${fields['token'] ?? ''}`);
        order.push(`requests ${sandbox.requests.length}`);
        return true;
      },
    });
    await adapter.logCall(call(0));
    expect(order).toEqual(['saved true other', 'requests 1']);
  });

  it('two adapters of one account share theirs, also when one was opened with the old token', async () => {
    await begin();
    const old = sandbox.refreshToken;
    const [one, two] = [connect(), connect()];
    expect((await Promise.all([one.logCall(call(0)), two.logCall(call(1))])).every(({ ok }) => ok)).toBe(true);
    sandbox.expireSessions();
    await one.logCall(call(2));
    const three = connect({ credentials: { refreshToken: old } });
    expect(await three.logCall(call(3))).toMatchObject({ ok: true });
    expect(refreshes()).toBe(2);
    expect(sandbox.violations).toEqual([]);
  });

  it('two accounts with one sign-in each keep the new token', async () => {
    await begin();
    const saved: string[] = [];
    const save = (id: string) => ({
      id,
      saveCredentials: (fields: Readonly<Record<string, string>>) => {
        saved.push(`${id} ${String(fields['refreshToken'] === sandbox.refreshToken)}`);
        return Promise.resolve(true);
      },
    });
    const one = connect(save('one'));
    connect(save('two'));
    await one.logCall(call(0));
    expect(saved).toEqual(['one true', 'two true']);
  });

  it('a token that cannot be kept is told by `verify`', async () => {
    await begin();
    const verified = await connect({ saveCredentials: () => Promise.resolve(false) }).verify();
    expect(verified.ok && verified.value.remarks?.join()).toMatch(/refresh token/);
  });

  it('that was withdrawn asks for a new sign-in; nothing is sent', async () => {
    await begin();
    const adapter = connect();
    await adapter.logCall(call(0));
    sandbox.revoke();
    expect(await adapter.logCall(call(1))).toMatchObject({
      error: { category: 'sign_in', code: 'token_refused', delivery: 'not_sent' },
    });
    expect(sandbox.live().length).toBe(1);
  });

  it('a session that is refused although it is new is not renewed for ever', async () => {
    await begin();
    sandbox.faults.add({ match: /^POST \/sobjects\/Task$/, kind: 'status', status: 401, times: 5 });
    expect(await connect().logCall(call(0))).toMatchObject({ error: { category: 'sign_in', code: 'session_refused' } });
    expect(sandbox.requests.filter(({ status }) => status === 401).length).toBe(2);
  });

  it.each([
    ['drop_before', undefined, 'network', 'connection_lost'],
    ['html', undefined, 'network', 'unreadable_answer'],
    ['status', 503, 'network', 'server_error'],
    ['status', 400, 'sign_in', 'token_refused'],
  ] as const)('a sign-in that ends with %s %s', async (kind, status, category, code) => {
    await begin();
    sandbox.faults.add({ match: /^POST \/token$/, kind, ...(status === undefined ? {} : { status }) });
    expect(await connect().logCall(call(0))).toMatchObject({ error: { category, code, delivery: 'not_sent' } });
    expect(sandbox.live()).toEqual([]);
  });

  it('where the org does not rotate tokens, the one token goes on', async () => {
    await begin({ rotation: false });
    const adapter = connect({ saveCredentials: () => Promise.reject(new Error('nothing to save')) });
    await adapter.logCall(call(0));
    sandbox.expireSessions();
    expect(await adapter.logCall(call(1))).toMatchObject({ ok: true });
    expect(refreshes()).toBe(2);
  });
});
