import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { openGallery, type Gallery, type GalleryOptions, type Shown } from './gallery/page.ts';
import { keepPicture } from './gallery/picture.ts';
import { createPlacesWorld, NO_CALLS } from './gallery/places.ts';
import { NOW } from './gallery/rows.ts';

let gallery: Gallery;
beforeAll(async () => {
  gallery = await openGallery();
});
afterAll(() => gallery[Symbol.asyncDispose]());

const PLACES = { balance: 'Adds up', settings: 'When a call ends', support: 'Everything works' } as const;
type Place = keyof typeof PLACES;

async function show(place: Place, options: GalleryOptions = {}, world = createPlacesWorld()): Promise<Shown> {
  const shown = await gallery.show(world.answers, { query: `window=calls&view=${place}`, now: NOW, ...options });
  onTestFinished(() => shown[Symbol.asyncDispose]());
  await shown.page.getByRole('heading', { level: 1 }).waitFor();
  return shown;
}

async function violationsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

const hasSidewaysScroll = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.scrollWidth > innerWidth);

for (const place of Object.keys(PLACES) as Place[]) {
  test.each(['light', 'dark'] as const)(`${place}, %s: its picture, and nothing that axe objects to`, async (theme) => {
    const { page } = await show(place, { dark: theme === 'dark' });
    await page.getByText(PLACES[place]).first().waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await keepPicture(page, `${place}-${theme}`);
  });

  test.each<readonly [string, GalleryOptions]>([
    ['narrow', { width: 640, height: 480 }],
    ['text at 200 %', { text: 2 }],
    ['right to left', { rtl: true }],
    ['more contrast', { contrast: 'more' }],
    ['forced colours', { contrast: 'forced' }],
    ['German', { locale: 'de-DE' }],
  ])(`${place}, %s: all in reach, nothing that axe objects to`, async (_, options) => {
    const { page } = await show(place, options);
    expect(await hasSidewaysScroll(page)).toBe(false);
    expect(await violationsOf(page)).toEqual([]);
  });
}

test('balance by keyboard: arrows over the days, Space for their reasons, Enter for their calls', async () => {
  const world = createPlacesWorld();
  const { page } = await show('balance', {}, world);
  await page.getByText('Fri 20 Nov').waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  expect(await page.locator('tr:focus').textContent()).toContain('Thu 19 Nov');
  expect(await page.locator('tr[aria-selected=true]').textContent()).toContain('Thu 19 Nov');
  await expect
    .poll(() => world.asked.filter(({ name }) => name === 'balance').at(-1)?.input)
    .toMatchObject({ from: Date.parse('2026-11-19T00:00:00Z'), before: Date.parse('2026-11-20T00:00:00Z') });
  await page.keyboard.press('End');
  expect(await page.locator('tr:focus').textContent()).toContain('Mon 9 Nov');
  await page.keyboard.press('Enter');
  await expect
    .poll(() => world.asked.filter(({ name }) => name === 'listCalls').at(-1)?.input)
    .toMatchObject({ filter: { view: 'all', from: Date.parse('2026-11-09T00:00:00Z') } });
});

test('balance: X exports, wherever the focus is, and says where to', async () => {
  const world = createPlacesWorld();
  const { page } = await show('balance', {}, world);
  await page.getByText('Adds up').first().waitFor();
  await page.keyboard.press('x');
  await page.getByText('Written to /home/ann/Documents/balance.csv').waitFor();
  expect(world.asked.find(({ name }) => name === 'exportBalance')?.input).toMatchObject({ format: 'csv' });
});

test('balance: each number opens its calls, records that could not be read are shown', async () => {
  const world = createPlacesWorld();
  const { page } = await show('balance', {}, world);
  await page.getByRole('button', { name: '3 that could not be read' }).click();
  await page.getByRole('dialog').getByText('The row has 2 columns, 18 are expected.').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^Several contacts match/ }).click();
  await page.getByRole('heading', { name: 'Held' }).first().waitFor();
});

test('balance without a call says so', async () => {
  const { page } = await show('balance', {}, createPlacesWorld(NO_CALLS));
  await page.getByText('No calls in this time').waitFor();
});

test('settings: a refused value stays to be corrected, the good one stays in force', async () => {
  const { page } = await show('settings');
  const field = page.getByRole('spinbutton', { name: 'Shorter than' });
  await field.fill('6000');
  await page.getByText('Between 0 and 600. Still using 5.').waitFor();
  expect(await field.inputValue()).toBe('6000');
  expect(await field.getAttribute('aria-invalid')).toBe('true');
  expect(await violationsOf(page)).toEqual([]);
  await field.fill('5');
  await page.getByText('Still using').waitFor({ state: 'detached' });
  expect(await field.getAttribute('aria-invalid')).toBe('false');
});

test('settings: what the administrator set is locked and says who, what was changed can be reset', async () => {
  const world = createPlacesWorld();
  const { page } = await show('settings', {}, world);
  const locked = page.getByRole('radiogroup', { name: 'Several contacts' });
  expect(await locked.getByRole('radio').first().isDisabled()).toBe(true);
  expect(await page.getByText('Set by your administrator').count()).toBe(1);
  await page.getByRole('button', { name: 'Reset' }).first().click();
  expect(world.asked.find(({ name }) => name === 'changeSetting')?.input).toEqual({ key: 'logging.unknownNumbers' });
});

test('settings by keyboard: Ctrl F finds, Esc clears and then goes back, Ctrl comma and Ctrl 8 open', async () => {
  const { page } = await show('settings');
  await page.keyboard.press('Control+f');
  await page.keyboard.type('hidden');
  await page.getByText('Hidden numbers').first().waitFor();
  expect(await page.getByText('Log calls').count()).toBe(0);
  await page.keyboard.press('Escape');
  await page.getByText('Log calls').first().waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('navigation', { name: 'Settings' }).waitFor({ state: 'detached' });
  await page.getByRole('link', { name: /^In CRM/ }).focus();
  await page.keyboard.press('Control+8');
  await page.getByText('Adds up').first().waitFor();
  await page.keyboard.press('Control+Comma');
  await page.getByText('When a call ends').first().waitFor();
});

test.each(['sources', 'accounts', 'recordings', 'privacy', 'shortcuts', 'appearance', 'start'] as const)(
  'settings, page %s: nothing that axe objects to',
  async (name) => {
    const { page } = await show('settings');
    const { SETTINGS } = await import('../../renderer/i18n/en/settings.ts');
    await page.getByRole('button', { name: SETTINGS.pages[name] }).click();
    await page.getByRole('heading', { level: 1, name: SETTINGS.pages[name] }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
  },
);

test('support by keyboard: C copies the summary, S saves the file, and each says so', async () => {
  const { page } = await show('support');
  await page.getByText('Everything works').waitFor();
  await page.keyboard.press('c');
  await page.getByText('Copied').waitFor();
  await page.keyboard.press('s');
  await page.getByText('Saved as /home/ann/aftercall-support.txt').waitFor();
});
