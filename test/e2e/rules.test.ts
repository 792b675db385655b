import { writeFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { wavOf } from './wave.ts';
import { until, type App } from './driver/app.ts';
import { startApp, startAppForAll, theWorld } from './fixture.ts';

const MAIN = path.join(import.meta.dirname, 'rules/main.ts');
const PRELOAD = path.join(import.meta.dirname, 'rules/preload.cjs');

interface Rules {
  readonly early: Record<string, string>;
  readonly ranges: string[];
  readonly told: string[];
}

interface PageRules {
  readonly required: string[];
  readonly nested: { list: [number, { deep: boolean }]; add: (a: number, b: number) => number };
  readonly point: { x: number; double?: () => number };
  readonly invoke: (channel: string, value?: unknown) => Promise<unknown>;
  call(listener: (value: unknown) => unknown, value: unknown): unknown;
  fails(): never;
  rejects(): Promise<never>;
  later(value: unknown): Promise<unknown>;
  on(listener: (value: unknown) => void): () => void;
  again(): string;
  readonly whole: object;
}

type RulesWindow = Window & { readonly rules: PageRules };

let folder: string;
let app: App;
let page: Page;

async function profile(name: string): Promise<string> {
  const place = path.join(folder, name);
  await mkdir(place, { recursive: true });
  await writeFile(path.join(place, 'wave.wav'), wavOf(60));
  return place;
}

/** Opens a window of the small app on one of its pages. */
async function openWindow(one: App, file: string): Promise<Page> {
  await one.evaluate(
    async ({ BrowserWindow }, { address, preload }) => {
      await new BrowserWindow({ webPreferences: { preload } }).loadURL(address);
    },
    { address: `app://rules/${file}`, preload: PRELOAD },
  );
  return one.page(file);
}

beforeAll(async () => {
  console.log(`rules of Electron: ${(await theWorld()).words}`);
  folder = await mkdtemp(path.join(tmpdir(), 'aftercall-rules-'));
  app = await startAppForAll({ main: MAIN, profile: await profile('shared') });
  page = await openWindow(app, 'index.html');
});

afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));

const inPage = <Answer>(run: (rules: PageRules) => Answer | Promise<Answer>): Promise<Answer> =>
  page.evaluate<Answer>(`(${String(run)})(window.rules)`);

describe('before and after ready', () => {
  test('what needs a running app is refused before', async () => {
    const early = await app.evaluate(() => (globalThis as unknown as { rules: Rules }).rules.early);
    for (const [what, answer] of Object.entries(early)) expect([what, answer]).not.toEqual([what, 'allowed']);
    expect(early['window']).toBe('Cannot create BrowserWindow before app is ready');
  });

  test('what Chromium is told at its start is refused after', async () => {
    const late = await app.evaluate(({ app: electronApp, protocol }) => {
      const attempt = (run: () => void) => {
        try {
          run();
          return 'allowed';
        } catch (thrown) {
          return (thrown as Error).message;
        }
      };
      return [
        attempt(() => {
          protocol.registerSchemesAsPrivileged([]);
        }),
        attempt(() => {
          electronApp.enableSandbox();
        }),
      ];
    });
    expect(late).toEqual([expect.stringMatching(/before app is ready/), expect.stringMatching(/before app is ready/)]);
  });
});

describe('a sandboxed preload', () => {
  test('requires what Electron gives it and nothing else', async () => {
    const required = await inPage(({ required: answers }) => answers);
    expect(required).toEqual([
      ...['module not found: fs', 'module not found: node:fs', 'module not found: path'],
      ...['module not found: child_process', 'module not found: ./other.js'],
    ]);
  });

  test('exposes frozen copies without prototypes, and once', async () => {
    const seen = await inPage((rules) => ({
      frozen: [rules, rules.nested, rules.nested.list, rules.nested.list[1], rules.nested.add].map((one) =>
        Object.isFrozen(one),
      ),
      point: [rules.point.x, typeof rules.point.double],
      added: rules.nested.add(1, 2),
      again: rules.again(),
      whole: Object.keys(rules.whole),
    }));
    expect(seen).toEqual({
      frozen: [true, true, true, true, true],
      point: [1, 'undefined'],
      added: 3,
      again: 'Cannot bind an API on top of an existing property on the window object',
      whole: [],
    });
  });

  test('hands functions, promises and failures across', async () => {
    const crossed = await inPage(async (rules) => {
      const failure = (thrown: unknown) => (thrown as Error).message;
      return {
        called: rules.call((value) => `got ${String(value)}`, 'this'),
        rejected: await rules.rejects().catch(failure),
        later: JSON.stringify(await rules.later({ at: new Date(0), list: [1] })),
      };
    });
    expect(crossed).toEqual({
      called: 'got this',
      rejected: 'not now',
      later: '{"at":"1970-01-01T00:00:00.000Z","list":[1]}',
    });
    expect(await inPage((rules) => rules.fails()).catch(String)).toContain('not so');
    expect(await inPage((rules) => rules.later(Symbol('x'))).catch(String)).toContain('could not be cloned');
  });

  test('shares no object of its world with the page', async () => {
    const reached = await page.evaluate(() => {
      const names = Object.getOwnPropertyNames(window).filter((name) =>
        /^(host|electron|require|process|ipc)/.test(name),
      );
      const { rules } = window as unknown as RulesWindow;
      const own = rules.call.constructor === Function && Object.getPrototypeOf(rules) === Object.prototype;
      return { names, own };
    });
    expect(reached).toEqual({ names: [], own: true });
  });
});

describe('ipc', () => {
  test('crosses by structured clone in both directions', async () => {
    const answer = await inPage(async ({ invoke }) => {
      const sent = {
        at: new Date(5),
        map: new Map([[1, 'a']]),
        bytes: new Uint8Array([1, 2]),
        none: undefined,
        far: -Infinity,
      };
      const got = (await invoke('echo', sent)) as typeof sent;
      const { at, map, bytes, far } = got;
      return [at instanceof Date && at.getTime(), map.get(1), [...bytes], 'none' in got, far === -Infinity];
    });
    expect(answer).toEqual([5, 'a', [1, 2], true, true]);
  });

  test('refuses functions, names a missing handler, tells a failure in words', async () => {
    const words = await inPage(({ invoke }) => {
      const failure = (thrown: unknown) => (thrown as Error).message;
      return Promise.all(
        ['function', 'missing', 'throw'].map((channel) => invoke(channel).then(() => 'answered', failure)),
      );
    });
    expect(words).toEqual([
      expect.stringContaining('An object could not be cloned.'),
      "Error invoking remote method 'missing': Error: No handler registered for 'missing'",
      "Error invoking remote method 'throw': RangeError: too far",
    ]);
  });

  test('says which frame asks, in the scheme’s own address', async () => {
    expect(await inPage(({ invoke }) => invoke('frame'))).toEqual(['app://rules/index.html', true, 'app://rules']);
  });

  test('reaches the listeners of a page until they are taken off', async () => {
    const heard = await page.evaluateHandle(() => {
      const list: unknown[] = [];
      const off = (window as unknown as RulesWindow).rules.on((value) => list.push(value));
      return { list, off };
    });
    const tell = (value: unknown) =>
      app.evaluate(({ BrowserWindow }, one) => {
        BrowserWindow.getAllWindows()[0]?.webContents.send('told', one);
      }, value);
    await tell({ n: 1 });
    await expect.poll(() => heard.evaluate(({ list }) => list)).toEqual([{ n: 1 }]);
    await heard.evaluate(({ off }) => {
      off();
    });
    await tell({ n: 2 });
    await inPage(({ invoke }) => invoke('echo'));
    expect(await heard.evaluate(({ list }) => list.length)).toBe(1);
  });

  test('takes one handler for a channel', async () => {
    const again = app.evaluate(({ ipcMain }) => {
      ipcMain.handle('echo', () => undefined);
    });
    await expect(again).rejects.toThrow("Attempted to register a second handler for 'echo'");
  });
});

describe('schemes', () => {
  const play = (address: string): Promise<unknown> =>
    page.evaluate(
      (src) =>
        new Promise((resolve) => {
          const audio = new Audio(src);
          audio.onerror = () => {
            resolve('refused');
          };
          audio.onloadedmetadata = () => {
            audio.currentTime = 45;
          };
          audio.onseeked = () => {
            resolve([Math.round(audio.duration), Math.round(audio.currentTime), audio.currentSrc]);
          };
        }),
      address,
    );

  test('serve pages that have an origin of their own and run their scripts', async () => {
    expect(await page.title()).toBe('Ran');
    expect(await page.evaluate(() => isSecureContext)).toBe(true);
  });

  test('stream a recording in ranges, where the privilege and the policy allow it', async () => {
    expect(await play('recording://call/1')).toEqual([60, 45, 'recording://call/1']);
    const ranges = await app.evaluate(() => (globalThis as unknown as { rules: Rules }).rules.ranges);
    expect(ranges[0]).toBe('bytes=0-');
  });

  test('are silent where the page’s policy does not name them', async () => {
    const silent = await startApp({ main: MAIN, profile: await profile('silent') });
    const blocked = await (
      await openWindow(silent, 'silent.html')
    ).evaluate(
      () =>
        new Promise((resolve) => {
          document.addEventListener('securitypolicyviolation', (event) => {
            resolve([event.effectiveDirective, event.blockedURI]);
          });
          new Audio('recording://call/1').load();
        }),
    );
    expect(blocked).toEqual(['media-src', expect.stringMatching(/^recording/)]);
  });
});

describe('lifecycle', () => {
  test('without a listener the app ends with its last window', async () => {
    const one = await startApp({ main: MAIN, profile: await profile('last') });
    const opened = await openWindow(one, 'other.html');
    await opened.evaluate(() => {
      window.close();
    });
    expect(await one.exited).toBe(0);
  });

  test('before-quit holds the end off, and so does a window that refuses to close', async () => {
    const one = await startApp({ main: MAIN, profile: await profile('held') });
    await openWindow(one, 'other.html');
    const told = await one.evaluate(({ app: electronApp, BrowserWindow }) => {
      electronApp.once('before-quit', (event) => {
        event.preventDefault();
      });
      electronApp.quit();
      const [window] = BrowserWindow.getAllWindows();
      window?.once('close', (event) => {
        event.preventDefault();
      });
      electronApp.quit();
      return [...(globalThis as unknown as { rules: Rules }).rules.told];
    });
    expect(told).toEqual(['before-quit', 'before-quit']);
    expect(await one.quit()).toBe(0);
  });

  test('exit ends at once with its code', async () => {
    const one = await startApp({ main: MAIN, profile: await profile('exit') });
    await one.evaluate(
      ({ app: electronApp }) =>
        void setImmediate(() => {
          electronApp.exit(3);
        }),
    );
    expect(await one.exited).toBe(3);
  });

  test('the first instance hears the second one’s arguments; a killed one is none', async () => {
    const world = await theWorld();
    const place = await profile('single');
    const first = await startApp({ main: MAIN, profile: place });
    expect(await world.startAgain(first, ['--again'])).toBe(0);
    const told = () => first.evaluate(() => (globalThis as unknown as { rules: Rules }).rules.told);
    await expect.poll(told).toEqual(['second-instance true {"hello":"first"}']);
    await first.kill();
    const next = await startApp({ main: MAIN, profile: place });
    expect(await next.evaluate(({ app: electronApp }) => electronApp.hasSingleInstanceLock())).toBe(true);
  });

  test('a window that is closed answers nothing any more', async () => {
    const closing = app.evaluate(({ BrowserWindow }) => {
      const window = new BrowserWindow({ show: false });
      window.destroy();
      return window.getBounds();
    });
    await expect(closing).rejects.toThrow('Object has been destroyed');
  });

  test('a page goes where nobody forbids it, and stays where it is forbidden', async () => {
    const one = await startApp({ main: MAIN, profile: await profile('walk') });
    const walking = await openWindow(one, 'index.html');
    await one.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.webContents.on('will-navigate', (event) => {
        if (event.url.endsWith('/data.json')) event.preventDefault();
      });
    });
    await walking.evaluate(() => {
      location.href = '/data.json';
    });
    await walking.waitForTimeout(100);
    expect(await walking.evaluate(() => location.pathname)).toBe('/index.html');
    await walking.evaluate(() => {
      location.href = '/other.html';
    });
    await until('the other page', async () => (await one.windows())[0]?.url === 'app://rules/other.html');
  });
});
