import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import type { Bridge } from '../../shared/contract.ts';
import type { CallFilter } from '../../shared/desk.ts';
import { until, type App } from '../e2e/driver/app.ts';
import { createWorld, type World } from '../e2e/driver/start.ts';
import { startPipedriveSandbox } from '../sandbox/pipedrive/index.ts';
import { createSoftphone } from '../softphone/index.ts';
import { generateCallFile } from './generate-rows.ts';
import { measured, median, percentile, type Bench, type BenchRun, type Measured } from './harness.ts';

/** Milliseconds in which the CRM answers. */
const ANSWER = 200;
const SECRETS = { bench: { apiToken: 'sandbox-token' } };

/** The app as a person has it: in Electron where its binary is, else in the test host with an installed Chromium. */
export const desktop: Bench = {
  name: 'desktop',
  needsBuild: true,
  async run(run) {
    await using world = await createWorld();
    run.say(`the desktop app runs in ${world.words}`);
    return [
      ...(await startToReady(world, run)),
      ...(await clickToRecord(world, run)),
      ...(await manyCalls(world, run)),
    ];
  },
};

const settingsFor = (callFile: string, accounts: readonly object[] = []): object => ({
  dataDir: './data',
  agent: { name: 'Ann', extensions: ['100'], country: 'US' },
  sources: [{ id: 'pbx', format: 'asterisk-csv', path: callFile, timeZone: 'UTC' }],
  accounts,
  logging: { mode: 'ask', since: '2020-01-01T00:00:00Z' },
  desktop: { wrapUp: false },
});

async function startToReady(world: World, run: BenchRun): Promise<Measured[]> {
  const taken: number[] = [];
  const file = path.join(run.folder, 'none.csv');
  for (let turn = 0; turn < (run.quick ? 1 : 5); turn++) {
    const app = await world.start({ settings: settingsFor(file), args: ['--background'] });
    const log = path.join(app.profile, 'logs', 'aftercall.log');
    const ready = await until('the ready line', async () => {
      const lines = existsSync(log) ? (await readFile(log, 'utf8')).split('\n') : [];
      return lines.find((line) => line.includes('"event":"ready"'));
    });
    taken.push(Date.parse((JSON.parse(ready) as { at: string }).at) - app.spawnedAt);
    await app.quit();
  }
  return [measured('desktop_start_to_ready', median(taken), 'ms', { target: '≤ 1000' })];
}

/** One click in the tray, to the moment at which the CRM has the call. */
async function clickToRecord(world: World, run: BenchRun): Promise<Measured[]> {
  const crm = await startPipedriveSandbox({ limits: 'off' });
  try {
    crm.faults.add({ match: /./, kind: 'slow', delayMs: ANSWER, times: Number.POSITIVE_INFINITY });
    const phone = await createSoftphone({ folder: path.join(run.folder, 'office') });
    const account = { id: 'bench', crm: 'pipedrive', baseUrl: crm.origin, credentials: { keychain: 'bench' } };
    const app = await world.start({
      settings: settingsFor(phone.callFile, [account]),
      secrets: SECRETS,
      args: ['--background'],
    });
    const taken: number[] = [];
    for (let turn = 0; turn < (run.quick ? 2 : 20); turn++) {
      const number = `+1202555${String(1_000 + turn)}`;
      crm.addPerson({ name: `Person ${String(turn)}`, phones: [number] });
      await phone.call({ kind: 'inbound', from: { number }, ring: 3, talk: 30 + turn });
      await until('the call in the tray', async () =>
        (await app.tray()).menu.some(({ label }) => /^Log: /.test(label)),
      );
      const clickedAt = Date.now();
      await app.chooseInTray(/^Log: /);
      const record = await until('the record', () => Promise.resolve(crm.liveCallLogs()[turn]));
      // It is stored, then answered.
      taken.push(record.createdAt - clickedAt);
    }
    await app.quit();
    const words = `desktop_click_to_record_${String(ANSWER)}ms_answers`;
    return [
      measured(`${words}_p50`, percentile(taken, 0.5), 'ms', { target: '≤ 600' }),
      measured(`${words}_p99`, percentile(taken, 0.99), 'ms', { target: '≤ 1500' }),
    ];
  } finally {
    await crm.stop();
  }
}

/** A window over a long history: how soon it shows, answers, scrolls and filters. */
async function manyCalls(world: World, run: BenchRun): Promise<Measured[]> {
  const rows = run.quick ? 2_000 : 100_000;
  const file = path.join(run.folder, 'Master.csv');
  await generateCallFile(file, { rows, from: Date.now() - rows * 300_000 });
  const app = await world.start({ settings: settingsFor(file), args: ['--background'] });
  const [first, firstTook] = await openCalls(app);
  run.say(`first window ${String(firstTook)} ms, while ${String(rows)} rows are read`);
  await untilRead(first, rows);
  const opened: number[] = [];
  let page = first;
  for (let turn = 0; turn < (run.quick ? 1 : 5); turn++) {
    for (const { id } of await app.windows()) await app.closeWindow(id);
    const [next, took] = await openCalls(app);
    page = next;
    opened.push(took);
  }
  const answers = await page.evaluate(timeAnswers, run.quick ? 3 : 20);
  const { frames, nodes } = await page.evaluate(scroll, run.quick ? 30 : 240);
  await app.quit();
  return [
    measured('desktop_window_to_first_rows', median(opened), 'ms', { target: '≤ 400' }),
    measured('desktop_screen_answers_p99', percentile(answers.screens, 0.99), 'ms', { target: '≤ 100' }),
    measured('desktop_filter_p95', percentile(answers.filters, 0.95), 'ms', { target: '≤ 50' }),
    measured('desktop_scroll_frame_p95', percentile(frames, 0.95), 'ms', { target: '≤ 16.7' }),
    measured('desktop_row_nodes', nodes, 'rows', { target: '≤ 60' }),
  ];
}

/** From the click on the tray to rows in the page, seen from outside: the driver's own looks are in it. */
async function openCalls(app: App): Promise<readonly [Page, number]> {
  const before = performance.now();
  await app.clickTray();
  const page = await app.page('window=calls');
  await page.locator('[role=row]').first().waitFor({ timeout: 60_000 });
  return [page, Math.round(performance.now() - before)];
}

type Aftercall = typeof globalThis & { readonly aftercall: Bridge };

async function untilRead(page: Page, rows: number): Promise<void> {
  await page.waitForFunction(
    async (wanted) => {
      const answer = await (globalThis as Aftercall).aftercall.overview({});
      return answer.ok && answer.value.ledger.found >= wanted;
    },
    // Rows of one conversation are one call; the file has one row for each.
    rows,
    { timeout: 300_000, polling: 500 },
  );
}

/** Runs in the page. */
async function timeAnswers(turns: number): Promise<{ screens: number[]; filters: number[] }> {
  const { aftercall } = globalThis as Aftercall;
  const all: CallFilter = { view: 'all', search: '', from: null, before: null, direction: null, account: null };
  const time = async (ask: () => Promise<unknown>): Promise<number> => {
    const before = performance.now();
    await ask();
    return performance.now() - before;
  };
  const list = (change: Partial<CallFilter>) => () =>
    aftercall.listCalls({ filter: { ...all, ...change }, offset: 0, limit: 60 });
  const first = await aftercall.listCalls({ filter: all, offset: 0, limit: 1 });
  const id = first.ok ? (first.value.rows[0]?.id ?? '') : '';
  const screens: number[] = [];
  const filters: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    screens.push(await time(() => aftercall.overview({})));
    screens.push(await time(list({})));
    screens.push(await time(() => aftercall.callSheet({ id })));
    screens.push(
      await time(() => aftercall.balance({ from: Date.now() - 14 * 86_400_000, before: null, account: null })),
    );
    filters.push(await time(list({ view: 'excluded' })));
    filters.push(await time(list({ direction: 'outbound' })));
    filters.push(await time(list({ search: `Caller ${String(turn)}` })));
    filters.push(await time(list({ search: `15551000${String(100 + turn)}` })));
  }
  return { screens, filters };
}

/** Runs in the page: scrolls from frame to frame and counts the rows that are there. */
async function scroll(frames: number): Promise<{ frames: number[]; nodes: number }> {
  let box = document.querySelector('[role=row]')?.parentElement ?? null;
  while (box !== null && box.scrollHeight <= box.clientHeight + 1) box = box.parentElement;
  if (box === null) throw new Error('nothing scrolls');
  const taken: number[] = [];
  let nodes = 0;
  let last = 0;
  for (let frame = 0; frame <= frames; frame++) {
    const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
    if (frame > 0) taken.push(now - last);
    last = now;
    box.scrollTop += 180;
    nodes = Math.max(nodes, document.querySelectorAll('[role=row]').length);
  }
  return { frames: taken, nodes };
}
