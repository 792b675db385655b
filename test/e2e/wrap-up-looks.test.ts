import { beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { lackingPackages, skipKeyring } from '../secrets/session.ts';
import { theWorld } from './fixture.ts';
import { looksRight } from './looks-right.ts';
import { screenshots } from './screens.ts';
import { JANE, KELLERS, NOBODY, startDesk, type WrapUpDesk } from './wrap-up-world.ts';

/** The sandbox's token lies in a real keyring. */
const keyringTest = test.skipIf(skipKeyring);
const LONG = 60_000;

beforeAll(async () => {
  console.log(`end to end: ${(await theWorld()).words}${lackingPackages}`);
});

const inbound = (number: string) =>
  ({ kind: 'inbound', from: { number, name: 'OKONKWO R' }, ring: 4, talk: 201 }) as const;

/** Where the big button lies. */
const place = (page: Page) => page.locator('.button.primary').first().boundingBox();

async function shown(desk: WrapUpDesk, number: string, text: string): Promise<Page> {
  await desk.phone.call(inbound(number));
  const page = await desk.page();
  await page.getByText(text).first().waitFor();
  return page;
}

const EXPECTED_PLACE = { x: 16, width: 368, height: 44 };

keyringTest(
  'one match, several, an unknown number: no barrier, the button at the same place',
  async () => {
    const places: unknown[] = [];
    for (const [number, text, name] of [
      [JANE, 'Same number in Pipedrive', 'wrap-up'],
      [KELLERS, '3 contacts share this number', 'wrap-up-several'],
      [NOBODY, 'Not in Pipedrive', 'wrap-up-unknown'],
    ] as const) {
      const desk = await startDesk();
      const page = await shown(desk, number, text);
      places.push(await place(page));
      await looksRight(page);
      await screenshots(desk.app, page, name, { now: new Date('2026-11-21T14:38:00Z') });
    }
    expect(places).toEqual(places.map(() => places[0]));
    expect(places[0]).toMatchObject(EXPECTED_PLACE);
  },
  3 * LONG,
);

keyringTest(
  'by itself: countdown, and the strip after it',
  async () => {
    const desk = await startDesk({ mode: 'auto', graceSeconds: 120 });
    const page = await shown(desk, JANE, 'Log now');
    expect(await place(page)).toMatchObject(EXPECTED_PLACE);
    await looksRight(page);
    await page.getByRole('button', { name: 'Log now' }).click();
    await page.getByText('to Jane Doe').waitFor();
    await page.locator('main').hover();
    await looksRight(page);
    await page.locator('main').hover();
    await screenshots(desk.app, page, 'wrap-up-strip');
  },
  LONG,
);

keyringTest(
  'in German',
  async () => {
    const desk = await startDesk({}, { desktop: { language: 'de' } });
    const page = await shown(desk, JANE, 'Gleiche Nummer in Pipedrive');
    for (const name of [/^Anruf erfassen/, /^Später/, 'Nicht erfassen', 'Privat']) {
      await page.getByRole('button', { name }).first().waitFor();
    }
    expect(await place(page)).toMatchObject(EXPECTED_PLACE);
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('de');
    await looksRight(page);
    await page.getByRole('button', { name: /^Anruf erfassen/ }).click();
    await page.getByText('bei Jane Doe').waitFor();
  },
  LONG,
);
