import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** Ids of the rules that the page breaks, with where. */
async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

/** The page in every way in which somebody may have to look at it. */
export async function looksRight(page: Page): Promise<void> {
  const contrasts = ['no-preference', 'more'] as const;
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const contrast of contrasts) {
      await page.emulateMedia({ colorScheme, contrast, reducedMotion: 'reduce' });
      expect(await violations(page), `${colorScheme}, contrast ${contrast}`).toEqual([]);
    }
  }
  await page.emulateMedia({ colorScheme: 'light', contrast: 'no-preference', forcedColors: 'active' });
  expect(await violations(page), 'forced colours').toEqual([]);
  await page.emulateMedia({ forcedColors: 'none' });
  for (const [attribute, value] of [
    ['dir', 'rtl'],
    ['style', 'font-size: 200%'],
  ] as const) {
    await page.evaluate(
      ([name, set]) => {
        if (name === 'style') document.documentElement.style.fontSize = '200%';
        else document.documentElement.setAttribute(name, set);
      },
      [attribute, value] as const,
    );
    expect(await violations(page), value).toEqual([]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow, `${value} does not scroll sideways`).toBeLessThanOrEqual(0);
  }
  await page.evaluate(() => {
    document.documentElement.removeAttribute('dir');
    document.documentElement.style.fontSize = '';
  });
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
}
