import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { until } from './driver/app.ts';
import { startApp, theWorld } from './fixture.ts';
import { openOffice, settingsFor } from './office.ts';

beforeAll(async () => {
  console.log(`end to end: ${(await theWorld()).words}`);
});

const FORMULA = { kind: 'inbound', from: { number: '+12025550101', name: '=1+2' }, ring: 4, talk: 61 } as const;

async function openPlace(key: string) {
  const phone = await openOffice();
  await phone.call(FORMULA);
  const app = await startApp({ settings: settingsFor(phone) });
  const page = await app.page('window=calls');
  await page.getByRole('link', { name: /^All calls/ }).focus();
  await page.keyboard.press(key);
  return { app, page };
}

test('the balance counts the calls that are there, and is exported without a formula of a stranger', async () => {
  const { app, page } = await openPlace('Control+8');
  await page.getByText('Adds up').first().waitFor();
  await until('the call to be counted', async () => (await page.locator('tbody tr').count()) > 0);
  const csv = path.join(app.profile, 'balance.csv');
  await app.answerDialog('showSaveDialog', { canceled: false, filePath: csv });
  await page.keyboard.press('x');
  await page.getByText(`Written to ${csv}`).waitFor();
  const text = await readFile(csv, 'utf8');
  expect(text).toContain(",'+12025550101,");
  expect(text).toContain(",'=1+2,");
  expect(text.trim().split('\r\n')).toHaveLength(2);

  const json = path.join(app.profile, 'balance.json');
  await app.answerDialog('showSaveDialog', { canceled: false, filePath: json });
  await page.getByRole('button', { name: /^Export/ }).click();
  await page.getByRole('menuitem', { name: 'Export as JSON…' }).click();
  await page.getByText(`Written to ${json}`).waitFor();
  expect(JSON.stringify(JSON.parse(await readFile(json, 'utf8')))).toContain('+12025550101');
});

test('a changed setting counts at once and stands in the file; a refused one changes nothing; reset takes it out', async () => {
  const { app, page } = await openPlace('Control+Comma');
  const file = path.join(app.profile, 'settings.json');
  const logging = async () =>
    (JSON.parse(await readFile(file, 'utf8')) as { logging: Record<string, unknown> }).logging;
  const field = page.getByRole('spinbutton', { name: 'Shorter than' });
  await field.fill('7');
  await expect.poll(async () => (await logging())['minimumSeconds'], { timeout: 8_000 }).toBe(7);
  await field.fill('-3');
  await page.getByText('Between 0 and 600. Still using 7.').waitFor();
  expect((await logging())['minimumSeconds']).toBe(7);
  await field.fill('7');
  await page.getByText('Still using').waitFor({ state: 'detached' });
  await page.locator('#setting-logging-minimumSeconds').getByRole('button', { name: 'Reset' }).click();
  await expect.poll(async () => 'minimumSeconds' in (await logging()), { timeout: 8_000 }).toBe(false);
});

test('the language and the theme are those of the settings, at once', async () => {
  const { page } = await openPlace('Control+Comma');
  await page.getByRole('button', { name: 'Appearance' }).click();
  await page.getByText('Deutsch').click();
  await page.getByRole('heading', { level: 1, name: 'Darstellung' }).waitFor();
  await page.getByText('Dunkel').click();
  await expect
    .poll(() => page.evaluate(() => document.documentElement.dataset['theme']), { timeout: 8_000 })
    .toBe('dark');
});

test('a support file is written where the agent says, without the number or the name of a caller', async () => {
  const { app, page } = await openPlace('Control+8');
  await page.getByText('Adds up').first().waitFor();
  await page.getByRole('link', { name: 'Support' }).click();
  await page.getByText('What the support file holds').waitFor();
  const file = path.join(app.profile, 'support.txt');
  await app.answerDialog('showSaveDialog', { canceled: false, filePath: file });
  await page.keyboard.press('s');
  await page.getByText(`Saved as ${file}`).waitFor();
  const text = await readFile(file, 'utf8');
  expect(text).toContain('source pbx (asterisk-csv): 1 calls');
  expect(text).not.toMatch(/2025550101|=1\+2/);
});
