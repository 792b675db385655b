import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Page } from 'playwright-core';
import { startPipedriveSandbox, type PipedriveSandbox } from '../sandbox/pipedrive/index.ts';
import { lackingPackages, skipKeyring } from '../secrets/session.ts';
import { createSoftphone } from '../softphone/index.ts';
import { until, type App } from './driver/app.ts';
import { startApp, theWorld } from './fixture.ts';
import { openOffice } from './office.ts';

/** Signing in stores the secret in a real keyring. */
const keyringTest = test.skipIf(skipKeyring);
const JANE = '+14155550142';

beforeAll(async () => {
  console.log(`end to end: ${(await theWorld()).words}${lackingPackages}`);
});

async function openCrm(): Promise<PipedriveSandbox> {
  const crm = await startPipedriveSandbox({ limits: 'off' });
  onTestFinished(() => crm.stop());
  crm.addPerson({ name: 'Jane Doe', phones: [JANE] });
  return crm;
}

/** A user's folder of their own. */
async function openHome(): Promise<string> {
  const home = await mkdtemp(path.join(tmpdir(), 'aftercall-home-'));
  onTestFinished(() => rm(home, { recursive: true, force: true, maxRetries: 3 }));
  return home;
}

const inbound = (number: string, talk = 65) =>
  ({ kind: 'inbound', from: { number, name: 'DOE JANE' }, ring: 4, talk }) as const;

async function firstPage(app: App): Promise<Page> {
  const page = await app.page('window=setup');
  page.setDefaultTimeout(8_000);
  await page.getByRole('radio', { name: /^Another phone/ }).waitFor({ state: 'attached' });
  return page;
}

const settingsOf = async (app: App) =>
  JSON.parse(await readFile(path.join(app.profile, 'settings.json'), 'utf8')) as Record<string, unknown>;

keyringTest('from the first start to the first call in the CRM: at most twelve clicks and three minutes', async () => {
  const began = performance.now();
  let clicks = 0;
  const click = async (page: Page, name: string | RegExp): Promise<void> => {
    clicks++;
    await page.getByRole('button', { name }).click();
  };
  const type = async (page: Page, label: string, text: string): Promise<void> => {
    clicks++;
    await page.getByLabel(label).click();
    await page.keyboard.type(text);
  };
  const crm = await openCrm();
  let ago = 3_600_000;
  const phone = await createSoftphone({ folder: await openHome(), now: () => Date.now() - ago });
  await phone.call(inbound('+14155550143'));
  await phone.call({ kind: 'unanswered', to: '14155550144', ring: 12 });
  const { env } = await (await theWorld()).keyring();
  const app = await startApp({ env: { ...env, HOME: await openHome() } });
  const page = await firstPage(app);
  // The system's own dialog: choosing the file, and Open.
  await app.answerDialog('showOpenDialog', { canceled: false, filePaths: [phone.callFile] });
  clicks += 2;
  await click(page, 'Choose a file…');
  await page.getByText('Recordings found beside it: 1 of 1 talked calls have one.').waitFor();
  await click(page, /^Yes, these are my calls/);
  await type(page, 'Your Pipedrive address', crm.origin);
  await type(page, 'API token', crm.token);
  await page.getByText(/^Signed in as Ann Agent/).waitFor();
  await click(page, /^Log to Pipedrive/);
  await page.getByText('Your last 2 calls under these rules').waitFor();
  await page.getByText('2 to log').waitFor();
  await click(page, /^Start/);
  await app.page('window=calls');
  await until('the first run to be over', () => Promise.resolve(page.isClosed()));
  ago = 0;
  await phone.call(inbound(JANE));
  const wrapUp = await app.page('window=wrap-up');
  await wrapUp.getByRole('heading', { name: 'Jane Doe' }).waitFor();
  await click(wrapUp, /^Log call/);
  await expect.poll(() => crm.liveCallLogs().map(({ person_id }) => person_id), { timeout: 8_000 }).toEqual([1]);
  const seconds = Math.round((performance.now() - began) / 1_000);
  console.log(`first run: ${String(clicks)} clicks, ${String(seconds)} s until the first call was in the CRM`);
  expect(clicks).toBeLessThanOrEqual(12);
  expect(seconds).toBeLessThan(180);
  const written = await settingsOf(app);
  expect(JSON.stringify(written)).not.toContain(crm.token);
  expect(written).toMatchObject({
    agent: { extensions: ['*'], country: 'US' },
    sources: [
      { id: 'asterisk', format: 'asterisk-csv', path: phone.callFile, recordings: { folder: phone.recordings } },
    ],
    accounts: [{ id: 'pipedrive', crm: 'pipedrive', credentials: { keychain: 'account:pipedrive' } }],
    logging: { mode: 'ask', internalCalls: 'exclude' },
  });
});

keyringTest('known places are looked at first, and everything works with the keyboard', async () => {
  const crm = await openCrm();
  const phone = await openOffice();
  await phone.call(inbound('+14155550143'));
  const home = await openHome();
  await mkdir(path.join(home, 'Downloads'), { recursive: true });
  await copyFile(phone.callFile, path.join(home, 'Downloads', 'Master.csv'));
  const { env } = await (await theWorld()).keyring();
  const app = await startApp({ env: { ...env, HOME: home } });
  const page = await firstPage(app);
  await page.getByText('+14155550143').waitFor();
  await page.keyboard.press('Enter');
  await page.getByLabel('Your Pipedrive address').waitFor();
  await page.keyboard.press('Alt+ArrowLeft');
  await page.getByText('+14155550143').waitFor();
  await page.keyboard.press('Enter');
  await page.getByLabel('Your Pipedrive address').focus();
  await page.keyboard.type(crm.origin);
  await page.getByLabel('API token').focus();
  await page.keyboard.type('wrong');
  await page
    .locator('[role=status]')
    .getByText(/token|sign/i)
    .first()
    .waitFor();
  expect(await page.getByRole('button', { name: /^Log to Pipedrive/ }).isEnabled()).toBe(false);
  await page.getByLabel('API token').fill(crm.token);
  await page.getByText(/^Signed in as/).waitFor();
  await page.keyboard.press('Enter');
  await page.getByText('Your last call under these rules').waitFor();
  await page.getByRole('radio', { name: /^Ask me/ }).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await app.page('window=calls');
  expect(await settingsOf(app)).toMatchObject({ logging: { mode: 'auto' } });
});

test('the preview counts what each rule would leave out', async () => {
  const phone = await openOffice();
  await phone.call(inbound('+14155550143', 3));
  await phone.call(inbound('+14155550144', 90));
  await phone.call({ kind: 'internal', to: '101', ring: 3, talk: 30 });
  const app = await startApp({ env: { HOME: await openHome() } });
  const page = await firstPage(app);
  const preview = (logging: object) =>
    page.evaluate(
      ([file, rules]) => {
        const { aftercall } = window as unknown as { aftercall: Record<string, (input: unknown) => Promise<unknown>> };
        const source = { id: null, path: file, format: 'asterisk-csv', recordings: null };
        return aftercall['previewRules']?.({ source, logging: rules, extensions: ['100'] });
      },
      [phone.callFile, logging] as const,
    );
  expect(await preview({ since: '2020-01-01', minimumSeconds: 5 })).toEqual({
    ok: true,
    value: {
      calls: 3,
      toLog: 1,
      excluded: [
        { rule: expect.any(String) as string, calls: 1 },
        { rule: expect.any(String) as string, calls: 1 },
      ],
    },
  });
  expect(await preview({ since: '2020-01-01', internalCalls: 'log', privateNumbers: ['+14155550144'] })).toMatchObject({
    value: { calls: 3, toLog: 2, excluded: [{ rule: 'private', calls: 1 }] },
  });
});

test('a file that nobody knows: its columns are proposed, with the calls they give', async () => {
  const home = await openHome();
  const file = path.join(home, 'calls of our system.csv');
  const rows = ['Call date;Caller number;Called number;Talk seconds;Result'];
  for (let minute = 10; minute < 20; minute++) {
    rows.push(
      `2026-11-20 09:${String(minute)}:00;+1415555014${String(minute % 10)};100;${String(minute * 3)};answered`,
    );
  }
  await writeFile(file, `${rows.join('\r\n')}\r\n`);
  const app = await startApp({ env: { HOME: home } });
  const page = await firstPage(app);
  await app.answerDialog('showOpenDialog', { canceled: false, filePaths: [file] });
  await page.getByRole('button', { name: 'Choose a file…' }).click();
  await page.getByText(/Columns taken as .*start: Call date/).waitFor();
  await page.getByText('10 calls').waitFor();
  await page.getByText('+14155550149').waitFor();
});

test('an empty place says so, and what to do', async () => {
  const home = await openHome();
  const app = await startApp({ env: { HOME: home } });
  const page = await firstPage(app);
  await app.answerDialog('showOpenDialog', { canceled: false, filePaths: [home] });
  await page.getByRole('button', { name: 'Choose a folder…' }).click();
  await page.getByText('No calls were recognised there. Choose another file or folder.').waitFor();
  expect(await page.getByRole('button', { name: /^Yes, these are my calls/ }).isEnabled()).toBe(false);
});

test('with sample data: no account, no phone, and a call arrives', async () => {
  const app = await startApp({ env: { HOME: await openHome() } });
  const page = await firstPage(app);
  await page.getByRole('button', { name: 'Try with sample data' }).click();
  await app.page('window=calls');
  await until('the first run to be over', () => Promise.resolve(page.isClosed()));
});
