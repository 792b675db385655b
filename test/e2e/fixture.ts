import { cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, expect, onTestFailed, onTestFinished } from 'vitest';
import type { App } from './driver/app.ts';
import { createWorld, type StartOptions, type World } from './driver/start.ts';

const EVIDENCE = path.resolve(import.meta.dirname, '../../test-results');

let world: Promise<World> | undefined;

afterAll(async () => {
  for (const app of shared) await end(app);
  const open = await world;
  await open?.[Symbol.asyncDispose]();
});

export const theWorld = (): Promise<World> => (world ??= createWorld());

/**
 * Starts the built app for the running test, with a data folder of its own. It ends with the test; a test that failed
 * leaves pictures of every window, the app's logs and output under `test-results/`.
 */
export async function startApp(options: StartOptions = {}): Promise<App> {
  const { currentTestName = 'test' } = expect.getState();
  const app = await (await theWorld()).start(options);
  onTestFinished(async ({ task }) => {
    if (task.result?.state === 'fail') await keepEvidence(app, currentTestName);
    await end(app);
  });
  return app;
}

/** As `startApp`, for all tests of a file or `describe`: to be called in its `beforeAll`. */
export async function startAppForAll(options: StartOptions = {}): Promise<App> {
  const app = await (await theWorld()).start(options);
  shared.push(app);
  return app;
}

/** Leaves pictures and logs of an app of `startAppForAll` when the running test fails. */
export function keepEvidenceOf(app: App): void {
  const { currentTestName = 'test' } = expect.getState();
  onTestFailed(() => keepEvidence(app, currentTestName));
}

const shared: App[] = [];

async function end(app: App): Promise<void> {
  const complaints = app.isRunning ? await app.complaints() : [];
  await app.kill();
  expect(complaints, 'what the host had to object to').toEqual([]);
}

async function keepEvidence(app: App, name: string): Promise<void> {
  const folder = path.join(EVIDENCE, name.replaceAll(/[^\w-]+/g, '-').slice(0, 100));
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'output.txt'), app.output());
  await cp(path.join(app.profile, 'logs'), path.join(folder, 'logs'), { recursive: true, force: true }).catch(
    (thrown: unknown) => writeFile(path.join(folder, 'no-logs.txt'), String(thrown)),
  );
  if (!app.isRunning) return;
  for (const [index, page] of (await app.pages()).entries()) {
    const picture = path.join(folder, `window-${String(index + 1)}.png`);
    await page
      .screenshot({ path: picture, timeout: 3_000 })
      .catch((thrown: unknown) => writeFile(`${picture}.txt`, String(thrown)));
  }
}
