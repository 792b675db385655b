import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { CallName } from '../../../shared/channels.ts';
import type { Topic } from '../../../shared/contract.ts';
import { findChromium } from '../../host/chromium.ts';

const BUILT = path.resolve(import.meta.dirname, '../../../out/renderer');
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
};

/** Answers a window's calls instead of the main process. */
export type Answers = (name: CallName, input: unknown) => unknown;

export interface GalleryOptions {
  /** `window=calls&view=held`. */
  readonly query?: string;
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
  readonly contrast?: 'more' | 'forced';
  readonly locale?: string;
  /** Of the root, as the system's text size does; 2 is 200 %. */
  readonly text?: number;
  readonly rtl?: boolean;
  readonly now?: Date;
}

export interface Shown extends AsyncDisposable {
  readonly page: Page;
  readonly tell: (topic: Topic) => Promise<void>;
}

export interface Gallery extends AsyncDisposable {
  show(answers: Answers, options?: GalleryOptions): Promise<Shown>;
}

/** The built windows in a real Chromium over answers that are made up, for states that are hard to reach. */
export async function openGallery(): Promise<Gallery> {
  const server = createServer((request, response) => {
    const name = new URL(request.url ?? '/', 'http://gallery').pathname;
    const file = path.join(BUILT, path.normalize(name === '/' ? '/index.html' : name));
    readFile(file).then(
      (bytes) => {
        response.setHeader('content-type', TYPES[path.extname(file)] ?? 'application/octet-stream');
        response.end(bytes);
      },
      () => {
        response.statusCode = 404;
        response.end();
      },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('no Chromium is installed; name one in CHROMIUM_PATH');
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  return {
    show: (answers, options = {}) => showPage(browser, origin, answers, options),
    async [Symbol.asyncDispose]() {
      await browser.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function showPage(browser: Browser, origin: string, answers: Answers, options: GalleryOptions): Promise<Shown> {
  const { query = 'window=calls', width = 1100, height = 720, dark = false, contrast, locale = 'en-GB' } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    contrast: contrast === 'more' ? 'more' : 'no-preference',
    forcedColors: contrast === 'forced' ? 'active' : 'none',
    reducedMotion: 'reduce',
    timezoneId: 'UTC',
    locale,
  });
  const page = await context.newPage();
  if (options.now !== undefined) await page.clock.setFixedTime(options.now);
  await page.exposeFunction('answerCall', (name: CallName, input: unknown) => answers(name, input));
  await page.addInitScript(bridge);
  if (options.text !== undefined || options.rtl === true) {
    await page.addInitScript(
      ({ text, rtl }) => {
        document.addEventListener('DOMContentLoaded', () => {
          document.documentElement.style.fontSize = `${String(text * 100)}%`;
          document.documentElement.dir = rtl ? 'rtl' : 'ltr';
        });
      },
      { text: options.text ?? 1, rtl: options.rtl === true },
    );
  }
  await page.goto(`${origin}/index.html?${query}`);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  return {
    page,
    tell: (topic) =>
      page.evaluate((told) => {
        (window as unknown as { tellAll: (topic: unknown) => void }).tellAll(told);
      }, topic),
    [Symbol.asyncDispose]: () => context.close(),
  };
}

/** Runs in the page: the bridge as the preload puts it there. */
function bridge(): void {
  const page = window as unknown as Record<string, unknown>;
  const listeners = new Set<(topic: unknown) => void>();
  const ask = page['answerCall'] as (name: string, input: unknown) => Promise<unknown>;
  page['tellAll'] = (topic: unknown) => {
    for (const listener of listeners) listener(topic);
  };
  page['aftercall'] = new Proxy(
    {},
    {
      get: (_, name) =>
        name === 'onChanged'
          ? (listener: (topic: unknown) => void) => {
              listeners.add(listener);
              return () => listeners.delete(listener);
            }
          : (input: unknown) => ask(String(name), input),
    },
  );
}
