import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';

const SCREENS = path.resolve(import.meta.dirname, '../../../docs/screens');

/** Keeps a picture of the page as `docs/screens/<name>.png`; the file is only written when the picture has changed. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  await mkdir(SCREENS, { recursive: true });
  const picture = await page.screenshot({ animations: 'disabled', caret: 'hide', scale: 'css' });
  const file = path.join(SCREENS, `${name}.png`);
  if (existsSync(file) && hash(await readFile(file)) === hash(picture)) return;
  await writeFile(file, picture);
}

const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
