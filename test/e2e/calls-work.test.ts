import type { Page } from 'playwright-core';
import { beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { startPipedriveSandbox, type PipedriveSandbox } from '../sandbox/pipedrive/index.ts';
import { lackingPackages, skipKeyring } from '../secrets/session.ts';
import type { Softphone } from '../softphone/index.ts';
import { startApp, theWorld } from './fixture.ts';
import { openOffice, settingsFor } from './office.ts';

/** A slow machine may need so long for what takes a second. */
const SOON = { timeout: 12_000 };
const SECRETS = { sales: { apiToken: 'sandbox-token' } };
/** The sandbox's own token lies in a real keyring. */
const keyringTest = test.skipIf(skipKeyring);
const jane = (talk = 201) =>
  ({ kind: 'inbound', from: { number: '+12025550101', name: 'DOE JANE' }, ring: 4, talk }) as const;

let crm: PipedriveSandbox;
let phone: Softphone;

beforeAll(async () => {
  console.log(`end to end: ${(await theWorld()).words}${lackingPackages}`);
});

beforeEach(async () => {
  const sandbox = await startPipedriveSandbox({ limits: 'off' });
  sandbox.addPerson({ name: 'Jane Doe', phones: ['(202) 555-0101'] });
  onTestFinished(() => sandbox.stop());
  crm = sandbox;
  phone = await openOffice();
});

async function openCalls(): Promise<Page> {
  const accounts = [
    { id: 'sales', crm: 'pipedrive', baseUrl: crm.origin, credentials: { keychain: 'sales' }, burst: 1_000 },
  ];
  const app = await startApp({
    settings: settingsFor(phone, { accounts, desktop: { wrapUp: false, notifications: false } }),
    secrets: SECRETS,
    args: ['--background'],
  });
  await app.clickTray();
  const page = await app.page('window=calls');
  await page.getByText('Watching').first().waitFor();
  return page;
}

const logs = () => [...crm.state.callLogs.values()];
const view = (page: Page, name: RegExp) => page.getByRole('link', { name });
const detail = (page: Page) => page.getByRole('complementary');

keyringTest('a call arrives and one click logs it, with its recording', async () => {
  const page = await openCalls();
  await phone.call(jane());
  await page.getByRole('button', { name: /^Log / }).first().click(SOON);
  await expect.poll(() => logs().map(({ person_id }) => person_id), SOON).toEqual([1]);
  await view(page, /^In CRM, 1$/).click(SOON);
  await page.getByRole('row', { name: /^In CRM, Inbound, Jane Doe/ }).waitFor(SOON);
  await detail(page).getByText('Recording attached').waitFor(SOON);
  expect(await detail(page).getByText('You logged it').count()).toBe(1);
});

keyringTest('several match: the agent chooses, and the call goes to that contact', async () => {
  crm.addPerson({ name: 'Marta Keller', phones: ['+1 202 555 0101'] });
  const page = await openCalls();
  await phone.call(jane());
  const row = page.getByRole('row', { name: /Inbound/ });
  await row.click(SOON);
  await detail(page).getByRole('button', { name: 'Choose' }).first().click(SOON);
  await detail(page)
    .getByRole('radio', { name: /Marta Keller/ })
    .click({ ...SOON, force: true });
  await detail(page).getByRole('button', { name: 'Use' }).click();
  await detail(page).getByRole('button', { name: 'Log call' }).click(SOON);
  await expect.poll(() => logs().map(({ person_id }) => person_id), SOON).toEqual([2]);
});

keyringTest(
  'keys alone: found, edited, logged, moved to another contact, taken back',
  async () => {
    crm.addPerson({ name: 'Paul Keller', phones: [] });
    const page = await openCalls();
    await phone.call(jane());
    await page.getByRole('row', { name: /^To log/ }).waitFor(SOON);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('jane');
    await page.getByRole('heading', { name: '“jane”' }).waitFor(SOON);
    await page.keyboard.press('F6');
    await page.getByRole('row', { name: /Jane|DOE/ }).waitFor(SOON);
    await page.keyboard.press('Home');
    await detail(page).getByRole('button', { name: 'Edit' }).waitFor(SOON);
    await page.keyboard.press('e');
    await page.keyboard.type('Wants the spring rates.');
    await page.keyboard.press('Control+Enter');
    await detail(page).getByText('Wants the spring rates.').waitFor(SOON);
    await page.getByRole('grid').focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => logs().map(({ note }) => note), SOON).toEqual([expect.stringContaining('spring rates')]);
    await detail(page).getByText('Recording attached').waitFor(SOON);
    await page.getByRole('grid').focus();
    await page.keyboard.press('m');
    await page.keyboard.type('Paul');
    await detail(page)
      .getByRole('radio', { name: /Paul Keller/ })
      .waitFor(SOON);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect.poll(() => JSON.stringify([...crm.state.activities.values()]), SOON).toMatch(/"person_id":2\b/);
    await detail(page).getByText('Paul Keller').first().waitFor(SOON);
    await page.getByRole('grid').focus();
    await page.keyboard.press('z');
    await expect
      .poll(() => crm.requests.filter(({ method }) => method === 'DELETE').map(({ status }) => status), SOON)
      .toContain(200);
    await detail(page).getByText('Taken back; it waits for you again').waitFor(SOON);
  },
  60_000,
);

keyringTest(
  'offline and back: the line says so, the call waits and goes by itself',
  async () => {
    const page = await openCalls();
    crm.faults.add({ match: /./, kind: 'drop_before', times: 1_000 });
    await phone.call(jane());
    await page.getByRole('button', { name: /^Log / }).first().click(SOON);
    await page.getByText(/^Offline since/).waitFor(SOON);
    await page.getByText('Waits for network').first().waitFor(SOON);
    crm.faults.clear();
    await expect.poll(() => logs().length, { timeout: 25_000 }).toBe(1);
    await page.getByText('Pipedrive is connected.', { exact: false }).waitFor(SOON);
    expect(crm.violations).toEqual([]);
  },
  60_000,
);

keyringTest(
  'sign-in lost and renewed in the pane: nothing is lost, the call goes',
  async () => {
    const page = await openCalls();
    crm.setToken('renewed-token');
    await phone.call(jane());
    await page.getByRole('button', { name: /^Log / }).first().click(SOON);
    await page.getByText('Pipedrive wants you to sign in again.').first().waitFor(SOON);
    await page.getByRole('button', { name: 'Sign in' }).click();
    const token = detail(page).getByLabel(/^API token for/);
    await token.fill('wrong-token');
    await token.press('Enter');
    await detail(page).getByText('The CRM does not accept it.').waitFor(SOON);
    await token.fill('renewed-token');
    await token.press('Enter');
    await expect.poll(() => logs().length, SOON).toBe(1);
    await page.getByText('Pipedrive is connected.', { exact: false }).waitFor(SOON);
  },
  60_000,
);

keyringTest('several selected are logged at once', async () => {
  const page = await openCalls();
  for (const talk of [61, 62, 63]) await phone.call(jane(talk));
  await view(page, /^To log, 3$/).waitFor(SOON);
  await page
    .getByRole('row', { name: /^To log/ })
    .nth(2)
    .waitFor(SOON);
  await page.getByRole('grid').focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+End');
  await page.getByRole('button', { name: 'Log 3 calls' }).click(SOON);
  await expect.poll(() => logs().length, SOON).toBe(3);
});
