import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { startPipedriveSandbox } from '../sandbox/pipedrive/index.ts';
import { createSoftphone } from '../softphone/index.ts';
import { lackingPackages, skipKeyring } from '../secrets/session.ts';
import { startApp, theWorld } from './fixture.ts';
import { looksRight } from './looks-right.ts';
import { screenshots } from './screens.ts';

/** Signing in stores the secret in a real keyring. */
const keyringTest = test.skipIf(skipKeyring);

beforeAll(async () => {
  console.log(`end to end: ${(await theWorld()).words}${lackingPackages}`);
});

keyringTest(
  'the three steps: no barrier in any of them, the button at the same place',
  async () => {
    const home = await mkdtemp(path.join(tmpdir(), 'aftercall-home-'));
    onTestFinished(() => rm(home, { recursive: true, force: true, maxRetries: 3 }));
    const crm = await startPipedriveSandbox({ limits: 'off' });
    onTestFinished(() => crm.stop());
    // Rows and stamps of one afternoon, so that the pictures stay the same.
    let now = Date.parse('2026-11-20T13:38:00Z');
    const phone = await createSoftphone({ folder: path.join(home, 'pbx'), now: () => now });
    await phone.call({ kind: 'unanswered', to: '14805550173', ring: 14 });
    now += 240_000;
    await phone.call({ kind: 'outbound', to: '15035550126', ring: 5, talk: 38 });
    now += 2_400_000;
    await phone.call({ kind: 'inbound', from: { number: '+16465550147' }, ring: 6, talk: 724 });
    now += 60_000;
    await phone.call({ kind: 'internal', to: '101', ring: 3, talk: 20 });
    const { env } = await (await theWorld()).keyring();
    const app = await startApp({ env: { ...env, HOME: home } });
    const page = await app.page('window=setup');
    page.setDefaultTimeout(8_000);
    const big = page.locator('.button.primary').first();
    await app.answerDialog('showOpenDialog', { canceled: false, filePaths: [phone.callFile] });
    await page.getByRole('button', { name: 'Choose a file…' }).click();
    await page.getByText('4 calls').waitFor();
    // The folder of this run has another name each time.
    await page.evaluate((file) => {
      for (const each of document.querySelectorAll('bdi'))
        if (each.textContent === file) each.textContent = 'Master.csv';
    }, phone.callFile);
    await looksRight(page);
    const first = await big.boundingBox();
    const bottom = (first?.y ?? 0) + (first?.height ?? 0);
    await screenshots(app, page, 'first-run-phone');
    await big.click();
    await page.getByLabel('Your Pipedrive address').fill(crm.origin);
    await page.getByLabel('API token').fill(crm.token);
    await page.getByText(/^Signed in as/).waitFor();
    await page.getByRole('button', { name: 'Where is it?' }).click();
    await page.getByText(/Personal preferences, API/).waitFor();
    await looksRight(page);
    await page.getByRole('button', { name: 'Where is it?' }).click();
    await page.getByLabel('Your Pipedrive address').evaluate((field: HTMLInputElement) => {
      field.value = 'https://harborline.pipedrive.com';
    });
    await screenshots(app, page, 'first-run-crm');
    await big.click();
    await page.getByText('Last 30 days').click();
    await page.getByText('Your last 4 calls under these rules').waitFor();
    await page.getByText('1 excluded: 1 internal').waitFor();
    await looksRight(page);
    const last = await big.boundingBox();
    expect((last?.y ?? 0) + (last?.height ?? 0)).toBe(bottom);
    await screenshots(app, page, 'first-run-rules');
  },
  90_000,
);
