import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { createSoftphone, type Softphone } from '../softphone/index.ts';

/** A simulated softphone for the running test; its folder goes with the test. */
export async function openOffice(): Promise<Softphone> {
  const folder = await mkdtemp(path.join(tmpdir(), 'aftercall-office-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  return createSoftphone({ folder });
}

/** Settings of an agent who captures from this phone and has no account yet. */
export function settingsFor(phone: Softphone, more: object = {}): object {
  return {
    dataDir: './data',
    agent: { name: 'Ann', extensions: ['100'], country: 'US' },
    sources: [
      {
        ...{ id: 'pbx', format: 'asterisk-csv', path: phone.callFile, timeZone: 'UTC' },
        recordings: { folder: phone.recordings },
      },
    ],
    accounts: [],
    logging: { since: '2020-01-01T00:00:00Z' },
    ...more,
  };
}
