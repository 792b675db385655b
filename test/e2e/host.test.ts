import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createCodec } from '../host/codec.ts';
import { Schemes } from '../host/schemes.ts';
import type { App } from './driver/app.ts';
import type { ElectronApi } from './driver/process.ts';
import { createWorld, type World } from './driver/start.ts';
import { wavOf } from './wave.ts';

/** What the host refuses that a real Electron would do: it has to be loud about it. Skipped on the real binary. */
const world: World = await createWorld();
const inHost = test.skipIf(world.driver !== 'host');
const MAIN = path.join(import.meta.dirname, 'rules/main.ts');
let folder: string;
let app: App;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'aftercall-host-'));
  await writeFile(path.join(folder, 'wave.wav'), wavOf(1));
  app = await world.start({ main: MAIN, profile: folder });
});

afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

inHost.each<[string, (electron: ElectronApi) => unknown, RegExp]>([
  ['a member', ({ app: one }) => Reflect.get(one, 'showEmojiPanel'), /App\.showEmojiPanel/],
  ['a static member', ({ shell }) => Reflect.get(shell, 'moveItemToTrash') as unknown, /shell\.moveItemToTrash/],
  [
    'an event',
    ({ app: one }) => one.on('accessibility-support-changed', () => undefined),
    /accessibility-support-changed/,
  ],
  ['an option', ({ BrowserWindow }) => new BrowserWindow({ kiosk: true }), /kiosk/],
  ['a web preference', ({ BrowserWindow }) => new BrowserWindow({ webPreferences: { partition: 'x' } }), /partition/],
  [
    'Node in a page',
    ({ BrowserWindow }) => new BrowserWindow({ webPreferences: { nodeIntegration: true } }),
    /nodeIntegration/,
  ],
  [
    'a shared world',
    ({ BrowserWindow }) => new BrowserWindow({ webPreferences: { contextIsolation: false } }),
    /contextIsolation/,
  ],
  ['an open sandbox', ({ BrowserWindow }) => new BrowserWindow({ webPreferences: { sandbox: false } }), /sandbox/],
  ['webviews', ({ BrowserWindow }) => new BrowserWindow({ webPreferences: { webviewTag: true } }), /webviewTag/],
  ['a role', ({ Menu }) => Menu.buildFromTemplate([{ role: 'showSubstitutions' }]), /showsubstitutions/],
  ['safeStorage', ({ safeStorage }) => Reflect.get(safeStorage, 'encryptString'), /keychain/],
  ['a partition', ({ session }) => session.fromPartition('persist:x'), /persist:x/],
  ['a folder', ({ app: one }) => one.getPath('recent'), /recent/],
])('%s that the host does not know is refused by its name', async (_, use, name) => {
  await expect(app.evaluate(use as (electron: ElectronApi) => undefined)).rejects.toThrow(name);
});

inHost('a shortcut has to be one, and one that is taken is not given', async () => {
  const given = await app.evaluate(({ globalShortcut }) => {
    (globalThis as unknown as { host: { takenShortcuts: Set<string> } }).host.takenShortcuts.add('Control+Shift+L');
    const bad = () => globalShortcut.register('Control+Nothing', () => undefined);
    let refused = '';
    try {
      bad();
    } catch (thrown) {
      refused = (thrown as Error).message;
    }
    return [
      refused,
      globalShortcut.register('Control+Shift+L', () => undefined),
      globalShortcut.register('Alt+L', () => undefined),
    ];
  });
  expect(given).toEqual([expect.stringMatching(/conversion failure/), false, true]);
});

/** Runs the small app in a world of its own, for what it makes the host object to. */
async function complaintsAfter(run: (one: App) => Promise<unknown>): Promise<readonly string[]> {
  const place = await mkdtemp(path.join(tmpdir(), 'aftercall-host-'));
  onTestFinished(() => rm(place, { recursive: true, force: true }));
  await writeFile(path.join(place, 'wave.wav'), wavOf(1));
  const one = await world.start({ main: MAIN, profile: place });
  onTestFinished(() => one.kill());
  await one.evaluate(async ({ BrowserWindow }) => new BrowserWindow({}).loadURL('app://rules/index.html'));
  await run(one);
  await expect.poll(() => one.complaints()).not.toEqual([]);
  return one.complaints();
}

inHost('a page that opens a window is a complaint, unless the app refuses it', async () => {
  const heard = await complaintsAfter(async (one) => {
    const page = await one.page();
    expect(await page.evaluate(() => window.open('https://example.com/'))).toBeNull();
  });
  expect(heard).toEqual([expect.stringContaining('window.open(https://example.com/)')]);
});

inHost('sound from a scheme without the privilege for it is a complaint, and so is fetch', async () => {
  const heard = await complaintsAfter(async (one) => {
    const page = await one.page();
    await page.evaluate(() => {
      new Audio('still://call/1').load();
    });
    await expect.poll(() => one.complaints()).toHaveLength(1);
    await page.evaluate(() => fetch('/data.json').catch(() => undefined));
  });
  expect(heard).toEqual([expect.stringContaining('"stream"'), expect.stringContaining('"supportFetchAPI"')]);
});

inHost('an error in a page is a complaint', async () => {
  const heard = await complaintsAfter(async (one) => {
    await (
      await one.page()
    ).evaluate(() => {
      setTimeout(() => {
        throw new Error('in the page');
      });
    });
  });
  expect(heard).toEqual([expect.stringContaining('in the page')]);
});

test('values cross as structured clone has it', () => {
  const codec = createCodec();
  const cross = (value: unknown) => codec.decode(codec.encode(value));
  const list = [1, undefined, 'x'];
  const values = {
    list,
    same: list,
    nan: Number.NaN,
    zero: -0,
    big: 12n,
    at: new Date(3),
    re: /a/gi,
    set: new Set([1]),
    ['__proto__x']: 1,
  };
  expect(cross(values)).toEqual(values);
  const knot: Record<string, unknown> = {};
  knot['self'] = knot;
  const untied = cross(knot) as typeof knot;
  expect(untied['self']).toBe(untied);
  expect(cross([undefined, , 3])).toEqual([undefined, , 3]);
  for (const refused of [() => undefined, Symbol('x'), Promise.resolve(), new WeakMap()]) {
    expect(() => codec.encode({ refused })).toThrow('could not be cloned');
  }
});

test('a policy keeps its words; beside a custom scheme stands where pages find it', () => {
  const schemes = new Schemes();
  schemes.privileges.set('recording', { standard: true, secure: true });
  expect(schemes.policyForPage("default-src 'none'; media-src recording:; img-src data: https://x.example")).toBe(
    "default-src 'none'; media-src recording: http://*.recording.localhost:0; img-src data: https://x.example",
  );
  expect(schemes.toPage('recording://call/1?x#y')).toBe('http://call.recording.localhost:0/1?x#y');
  expect(schemes.toPage('https://call/1')).toBe('https://call/1');
});
