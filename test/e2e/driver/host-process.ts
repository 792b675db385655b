import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { HostOnly, Reply } from '../../host/control.ts';
import { OUT, gather, type AppProcess, type InMain, type Launch } from './process.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const HOST = path.join(ROOT, 'test/host/main.ts');
const MAIN = path.join(OUT, 'main/index.js');

const electronVersion = (): string => {
  const file = path.join(ROOT, 'node_modules/electron/package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version;
};

/** The built app in the test host, its windows in the given Chromium. */
export function launchInHost(
  { main = MAIN, profile, args, env }: Launch,
  chromium: { readonly endpoint: string; readonly browser: Browser },
): AppProcess {
  const spawnedAt = Date.now();
  const child = fork(HOST, [main, `--user-data-dir=${profile}`, ...args], {
    env: {
      ...env,
      HOST_CHROMIUM: chromium.endpoint,
      HOST_BEFORE: path.join(import.meta.dirname, 'recorder.ts'),
      HOST_ELECTRON_VERSION: electronVersion(),
    },
    execArgv: ['--disable-warning=ExperimentalWarning'],
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const output = gather(child);
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  const waiting = new Map<number, (reply: Reply) => void>();
  let last = 0;
  child.on('message', (reply: Reply) => {
    waiting.get(reply.id)?.(reply);
    waiting.delete(reply.id);
  });

  async function evaluate<Argument, Answer>(run: InMain<Argument, Answer>, argument: Argument): Promise<Answer> {
    const id = ++last;
    const asked = new Promise<Reply>((resolve) => waiting.set(id, resolve));
    if (!child.connected) throw new Error(`The app has ended:\n${output()}`);
    child.send({ id, run: String(run), argument });
    const ended = exited.then((code) => {
      throw new Error(`The app ended (${String(code)}) before it answered:\n${output().slice(-4_000)}`);
    });
    const reply = await Promise.race([asked, ended]);
    if (!reply.ok) throw Object.assign(new Error(reply.message), { cause: reply.stack });
    return reply.value as Answer;
  }

  async function pageOf(windowId: number): Promise<Page | undefined> {
    const target = await evaluate((_, id) => (globalThis as unknown as { host: HostOnly }).host.targetOf(id), windowId);
    const pages = chromium.browser.contexts().flatMap((context) => context.pages());
    const ids = await Promise.all(pages.map(targetOf));
    const page = target === undefined ? undefined : pages[ids.indexOf(target)];
    if (page !== undefined && !themed.has(page)) {
      themed.add(page);
      await page.emulateMedia({ colorScheme: null });
      await evaluate(() => {
        (globalThis as unknown as { host: HostOnly }).host.themePages();
      }, undefined);
    }
    return page;
  }
  return { driver: 'host', child, spawnedAt, exited, output, evaluate, pageOf };
}

/** Pages whose light or dark is the app's, and no longer what Playwright starts with. */
const themed = new WeakSet<Page>();
const known = new WeakMap<Page, Promise<string>>();

function targetOf(page: Page): Promise<string> {
  const asked = known.get(page) ?? askTarget(page);
  known.set(page, asked);
  return asked;
}

/** Empty for a page that vanished meanwhile. */
async function askTarget(page: Page): Promise<string> {
  try {
    const session = await page.context().newCDPSession(page);
    const { targetInfo } = await session.send('Target.getTargetInfo');
    await session.detach();
    return targetInfo.targetId;
  } catch (thrown) {
    if (page.isClosed() || /closed|detached/i.test(String(thrown))) return '';
    throw thrown;
  }
}
