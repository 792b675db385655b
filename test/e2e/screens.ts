import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import type { App } from './driver/app.ts';

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
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const written: string[] = [];
  for (const theme of ['light', 'dark'] as const) {
    await app.theme(theme);
    await page.waitForFunction((dark) => matchMedia('(prefers-color-scheme: dark)').matches === dark, theme === 'dark');
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    const picture = await page.screenshot({ animations: 'disabled', caret: 'hide', scale: 'css' });
    const file = path.join(folder, `${name}-${theme}.png`);
    if (existsSync(file) && hash(await readFile(file)) === hash(picture)) continue;
    await writeFile(file, picture);
    written.push(path.basename(file));
  }
  await app.theme('system');
  return written;
}

const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
