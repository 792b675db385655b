import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Overview } from '../../shared/desk.ts';
import { createCallsWorld, type World } from './gallery/calls.ts';
import { openGallery, type Gallery, type GalleryOptions } from './gallery/page.ts';
import { keepPicture } from './gallery/picture.ts';
import { NOW, ROWS } from './gallery/rows.ts';

let gallery: Gallery;
beforeAll(async () => {
  gallery = await openGallery();
});
afterAll(() => gallery[Symbol.asyncDispose]());

const QUIET = ROWS.filter(({ state }) => state === 'synced' || state === 'excluded');
const LOST: Partial<Overview> = {
  health: {
    verdict: 'attention',
    reasons: [
      { scope: 'account', id: 'sales', code: 'bad_credential', category: 'sign_in', message: 'Sign in again.' },
    ],
  },
  accounts: [{ id: 'sales', crm: 'pipedrive', state: 'sign_in', why: 'Sign in again.' }],
};
const click = (text: string) => async (page: Page) => {
  await page.getByRole('grid').getByText(text).click();
  await page.getByRole('complementary').getByText(text).first().waitFor();
};
const key = (name: string, pressed: string) => async (page: Page) => {
  await click(name)(page);
  await page.keyboard.press(pressed);
};

interface State {
  readonly world: () => World;
  readonly options?: GalleryOptions;
  readonly act?: (page: Page) => Promise<void>;
  /** Words that show that the state is there. */
  readonly says: string;
}

const plain = () => createCallsWorld();

const STATES: Readonly<Record<string, State>> = {
  calls: { world: plain, act: click('Amara Nwosu'), says: 'Found in Pipedrive, so not sent twice' },
  'calls-narrow': {
    world: () => createCallsWorld(ROWS, { catchingUp: { done: 412, of: 1_204, perMinute: 372 } }),
    options: { width: 720, height: 640 },
    act: click('Jane Doe'),
    says: 'Waits for you',
  },
  'calls-offline': {
    world: () => createCallsWorld(ROWS, { health: { verdict: 'offline', reasons: [] } }),
    says: 'Offline since 14:36. Keep working: 3 calls wait here and go by themselves.',
  },
  'calls-sign-in': {
    world: () => createCallsWorld(ROWS, LOST),
    act: (page) => page.getByRole('button', { name: 'Sign in' }).click(),
    says: 'Kept in GNOME Keyring, never in a file.',
  },
  'calls-empty': {
    world: () => createCallsWorld(QUIET),
    options: { query: 'window=calls&view=pending' },
    says: 'Nothing to log',
  },
  'calls-first-day': {
    world: () => createCallsWorld([]),
    says: 'Watching MicroSIP and Asterisk. The next call you finish',
  },
  'calls-several': {
    world: plain,
    act: async (page) => {
      await click('Jane Doe')(page);
      await page.keyboard.down('Control');
      for (const name of ['Margaret O’Shaughnessy', 'Hiro Tanabe'])
        await page.getByRole('grid').getByText(name).click();
      await page.keyboard.up('Control');
    },
    says: 'Log 3 calls',
  },
  'calls-held': { world: plain, act: key('+1 617 555 0119', 'm'), says: 'Paul Keller' },
  'calls-edit': { world: plain, act: key('Jane Doe', 'e'), says: 'Wrong number' },
  'calls-failed': { world: plain, act: click('Priya Raman'), says: 'The CRM did not take the call' },
  'calls-no-hit': {
    world: plain,
    act: (page) => page.getByRole('searchbox').fill('okonjo'),
    says: 'No call matches “okonjo”',
  },
  'calls-catching-up': {
    world: () => createCallsWorld(ROWS, { catchingUp: { done: 412, of: 1_204, perMinute: 372 } }),
    says: '6.2 a second, 2 min left',
  },
  'calls-keys': {
    world: plain,
    act: async (page) => {
      await page.getByRole('grid').focus();
      await page.keyboard.press('?');
    },
    says: 'Next part of the window',
  },
};

/** The state on the screen, with the pointer where it points at nothing. */
async function shown({ world, options, act, says }: State, more: GalleryOptions = {}) {
  const open = await gallery.show(world().answers, { now: NOW, ...options, ...more });
  await act?.(open.page);
  await open.page.mouse.move(2, 2);
  await open.page.getByText(says).filter({ visible: true }).first().waitFor();
  return open;
}

async function complaints(page: Page): Promise<string[]> {
  const { violations, passes } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  expect(passes.length).toBeGreaterThan(10);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}: ${failureSummary ?? ''}`),
  );
}

test.each(Object.entries(STATES))(
  '%s: no complaint of axe in light, dark and high contrast',
  async (name, state) => {
    for (const look of [{}, { dark: true }, { contrast: 'more' as const }]) {
      await using open = await shown(state, look);
      if (!('contrast' in look)) await keepPicture(open.page, `${name}-${'dark' in look ? 'dark' : 'light'}`);
      expect(await complaints(open.page), JSON.stringify(look)).toEqual([]);
    }
  },
  60_000,
);

test.each([
  ['right to left', { rtl: true }],
  ['at 200 % text', { text: 2 }],
  ['in forced colours', { contrast: 'forced' as const }],
  ['in German', { locale: 'de-DE' }],
])('one call beside the list %s: no complaint of axe, nothing beyond the edge', async (_, look) => {
  await using open = await gallery.show(createCallsWorld().answers, { now: NOW, ...look });
  await click('Amara Nwosu')(open.page);
  expect(await complaints(open.page)).toEqual([]);
  const [wide, room] = await open.page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  expect(wide).toBe(room);
});

test('high contrast is drawn with its own colours', async () => {
  await using open = await shown(STATES['calls'] as State, { contrast: 'more' });
  await keepPicture(open.page, 'calls-contrast');
  expect(await open.page.evaluate(() => matchMedia('(prefers-contrast: more)').matches)).toBe(true);
});
