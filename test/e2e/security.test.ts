import { statSync } from 'node:fs';
import path from 'node:path';
import type { WebPreferences } from 'electron';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CALL_NAMES } from '../../shared/channels.ts';
import { WINDOW_NAMES, type Bridge } from '../../shared/contract.ts';
import { CONTENT_SECURITY_POLICY } from '../../main/app/scheme.ts';
import { OUT } from './driver/process.ts';
import { OPEN, type OpenWindow } from './every-window.ts';
import { keepEvidenceOf, startApp, theWorld } from './fixture.ts';
import { openForeign, type Foreign } from './foreign.ts';
import { openOffice, settingsFor } from './office.ts';

type OurWindow = Window & { readonly aftercall: Bridge };

interface Preferring {
  getLastWebPreferences(): WebPreferences;
}

let foreign: Foreign;

beforeAll(async () => {
  console.log(`end to end: ${(await theWorld()).words}`);
  foreign = await openForeign();
});

afterAll(() => foreign[Symbol.asyncDispose]());

describe.each(WINDOW_NAMES)('the window %s', (name) => {
  let open: OpenWindow;
  let address: string;
  let titles: number;

  beforeAll(async () => {
    open = await OPEN[name]();
    address = open.page.url();
    titles = (await open.app.windows()).length;
  });

  beforeEach(() => {
    keepEvidenceOf(open.app);
    foreign.asked.length = 0;
  });

  /** Nothing has left the window, and nobody else has heard of it. */
  async function expectUntouched(): Promise<void> {
    expect(open.page.url()).toBe(address);
    expect(await open.app.windows()).toHaveLength(titles);
    expect(foreign.asked).toEqual([]);
    expect(await open.app.openedLinks()).toEqual([]);
  }

  test('is sandboxed, isolated and without Node', async () => {
    const preferences = await open.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map(({ webContents }) => {
        // Electron has it, and its types do not.
        const has = (webContents as unknown as Preferring).getLastWebPreferences();
        return [has.sandbox, has.contextIsolation, has.nodeIntegration, has.webSecurity, has.webviewTag];
      }),
    );
    for (const one of preferences) expect(one).toEqual([true, true, false, true, false]);
    const reached = await open.page.evaluate(() =>
      ['require', 'process', 'module', 'exports', 'global', 'Buffer', 'setImmediate', 'electron', 'ipcRenderer'].filter(
        (word) => word in window,
      ),
    );
    expect(reached).toEqual([]);
  });

  test.each([
    ['by script', (url: string) => location.assign(url)],
    [
      'by a link',
      (url: string) => document.body.appendChild(Object.assign(document.createElement('a'), { href: url })).click(),
    ],
    [
      'by a form',
      (url: string) => {
        document.body.appendChild(Object.assign(document.createElement('form'), { action: url })).submit();
      },
    ],
    ['to data', () => location.assign('data:text/html,elsewhere')],
    ['to another page of its own', () => location.assign('/other.html')],
  ])('goes nowhere else %s', async (_, go) => {
    await open.page.evaluate(go, foreign.url);
    await open.page.waitForTimeout(100);
    await expectUntouched();
  });

  test.each([
    ['by script', (url: string) => void window.open(url)],
    [
      'by a link',
      (url: string) =>
        document.body.appendChild(Object.assign(document.createElement('a'), { href: url, target: '_blank' })).click(),
    ],
    ['without an address', () => void window.open()],
  ])('opens no other window %s', async (_, go) => {
    const pages = open.page.context().pages().length;
    await open.page.evaluate(go, foreign.url);
    await expect.poll(() => open.page.context().pages().length).toBe(pages);
    await expectUntouched();
  });

  test('gets no permission', async () => {
    const answers = await open.page.evaluate(async () => {
      const refusal = (thrown: unknown) => (thrown as DOMException).name;
      const place = new Promise((resolve) => {
        navigator.geolocation.getCurrentPosition(
          () => resolve('given'),
          ({ code }) => resolve(code === 1 ? 'NotAllowedError' : `other error ${String(code)}`),
          { timeout: 1_000 },
        );
      });
      return {
        notifications: await Notification.requestPermission(),
        microphone: await navigator.mediaDevices.getUserMedia({ audio: true }).then(() => 'given', refusal),
        clipboard: await navigator.clipboard.readText().then(() => 'given', refusal),
        place: await place,
      };
    });
    const refused = 'NotAllowedError';
    expect(answers).toEqual({ notifications: 'denied', microphone: refused, clipboard: refused, place: refused });
  });

  test('holds no webview', async () => {
    const webview = await open.page.evaluate((url) => {
      const element = document.createElement('webview');
      element.setAttribute('src', url);
      document.body.append(element);
      return 'loadURL' in element;
    }, foreign.url);
    expect(webview).toBe(false);
    const prevented = await open.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map(({ webContents }) => {
        let held = false;
        const event = { preventDefault: () => (held = true), defaultPrevented: false };
        webContents.emit('will-attach-webview', event, {}, {});
        return held;
      }),
    );
    expect(prevented).not.toContain(false);
    await expectUntouched();
  });

  test('runs no inline or evaluated script, loads nothing foreign, trusts no text as HTML', async () => {
    const held = await open.page.evaluate(async (url) => {
      const violations: string[] = [];
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) =>
        violations.push(effectiveDirective),
      );
      const tried = (run: () => unknown): string => {
        try {
          return String(run());
        } catch (thrown) {
          return (thrown as Error).name;
        }
      };
      // Chromium lets a debugger evaluate, and forgets it with the first turn.
      await new Promise((resolve) => setTimeout(resolve));
      const script = document.createElement('script');
      const texts = {
        evaluated: tried(() => (0, eval)('1 + 1')),
        inline: tried(() => (script.textContent = 'window.inline = true')),
        html: tried(() => (document.createElement('p').innerHTML = '<b>x</b>')),
      };
      document.body.append(script);
      document.body.append(Object.assign(document.createElement('img'), { src: `${url}/image` }));
      document.body.append(Object.assign(document.createElement('iframe'), { src: `${url}/frame` }));
      const fetched = await fetch(`${url}/fetch`).then(
        () => 'answered',
        (thrown: unknown) => (thrown as Error).name,
      );
      await new Promise((resolve) => setTimeout(resolve, 100));
      return { ...texts, fetched, ran: 'inline' in window, violations: [...new Set(violations)].sort() };
    }, foreign.url);
    expect(held).toMatchObject({
      evaluated: 'EvalError',
      inline: 'TypeError',
      html: 'TypeError',
      fetched: 'TypeError',
      ran: false,
    });
    expect(held.violations).toEqual(expect.arrayContaining(['connect-src', 'frame-src', 'img-src']));
    await expectUntouched();
  });

  test('finds its functions on the bridge, frozen, and nothing else', async () => {
    const bridge = await open.page.evaluate(() => {
      const { aftercall } = window as unknown as OurWindow;
      const attempt = Object.assign(() => undefined, { evil: true });
      Reflect.set(aftercall, 'overview', attempt);
      Reflect.set(window, 'aftercall', attempt);
      return {
        same: (window as unknown as OurWindow).aftercall === aftercall && !('evil' in aftercall.overview),
        frozen: Object.isFrozen(aftercall),
        names: Object.keys(aftercall),
        kinds: [...new Set(Object.values(aftercall).map((member) => typeof member))],
      };
    });
    expect(bridge).toEqual({ same: true, frozen: true, names: [...CALL_NAMES, 'onChanged'], kinds: ['function'] });
  });

  test('is refused when it asks with a key that is not in the contract', async () => {
    const ask = (input: unknown) =>
      open.page.evaluate((one) => (window as unknown as OurWindow).aftercall.overview(one as never), input);
    const unknown = { ok: false, error: { category: 'bug', code: 'bad_input' } };
    expect(await ask({ file: '/etc/passwd' })).toMatchObject(unknown);
    expect(await ask('overview')).toMatchObject(unknown);
    expect(await ask(null)).toMatchObject(unknown);
  });
});

test('a page that is not ours is answered by no call, whatever it was given', async () => {
  const app = await startApp({ settings: settingsFor(await openOffice()), args: ['--background'] });
  const preload = path.join(OUT, 'preload/index.js');
  const answer = await app.evaluate(
    async ({ BrowserWindow }, { url, script }) => {
      const window = new BrowserWindow({ show: false, webPreferences: { preload: script } });
      await window.loadURL(url);
      return window.webContents.executeJavaScript('window.aftercall.overview({})') as Promise<unknown>;
    },
    { url: foreign.url, script: preload },
  );
  expect(answer).toMatchObject({ ok: false, error: { category: 'bug', code: 'foreign_frame' } });
});

test('the pages’ policy is a header of each of them, and only they are served', async () => {
  const app = await startApp({ settings: settingsFor(await openOffice()), args: ['--background'] });
  const ask = (url: string) =>
    app.evaluate(async ({ net }, one) => {
      const { status, headers } = await net.fetch(one);
      return { status, policy: headers.get('content-security-policy') };
    }, url);
  expect(await ask('app://aftercall/index.html')).toEqual({ status: 200, policy: CONTENT_SECURITY_POLICY });
  for (const elsewhere of [
    'app://aftercall/../main/index.js',
    'app://aftercall/%2e%2e/main/index.js',
    'app://aftercall/..%2fmain%2findex.js',
    'app://aftercall/assets/..%5c..%5cmain%5cindex.js',
    'app://aftercall//etc/passwd.html',
    'app://aftercall/index.html%00.js',
    'app://elsewhere/index.html',
    'app://aftercall/',
  ]) {
    expect([elsewhere, (await ask(elsewhere)).status]).toEqual([elsewhere, 404]);
  }
});

test('the preload has at most 1 kB', () => {
  expect(statSync(path.join(OUT, 'preload/index.js')).size).toBeLessThanOrEqual(1024);
});
