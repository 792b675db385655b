import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { until, type App } from './driver/app.ts';

const SCREENS = path.resolve(import.meta.dirname, '../../docs/screens');

/**
 * Pictures of a page in both themes as `docs/screens/<name>-{light,dark}.png`. Size, language and time zone are those of
 * the driver (`en-US`, UTC), `now` is the page's clock, and nothing moves, so that the same screen gives the same bytes. A
 * file is only written when its picture has changed; answers the names of those.
 */
export async function screenshots(
  app: App,
  page: Page,
  name: string,
  { now, folder = SCREENS }: { now?: Date; folder?: string } = {},
): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  if (now !== undefined) await page.clock.setFixedTime(now);
  const written: string[] = [];
  for (const theme of ['light', 'dark'] as const) {
    await app.theme(theme);
    await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: theme });
    await until(`the ${theme} theme`, () =>
      page.evaluate((one) => matchMedia(`(prefers-color-scheme: ${one})`).matches, theme),
    );
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    const picture = await page.screenshot({ animations: 'disabled', caret: 'hide', scale: 'css' });
    const file = path.join(folder, `${name}-${theme}.png`);
    if (existsSync(file) && hash(await readFile(file)) === hash(picture)) continue;
    await writeFile(file, picture);
    written.push(path.basename(file));
  }
  await page.emulateMedia({ reducedMotion: null, colorScheme: null });
  await app.theme('system');
  return written;
}

const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
