import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, onTestFinished } from 'vitest';
import { createSoftphone, type Softphone } from '../softphone/index.ts';

const folders: string[] = [];

afterAll(() => Promise.all(folders.map(remove)));

const remove = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true, maxRetries: 3 });

/** A simulated softphone; its folder goes with the running test, or with the file. */
export async function openOffice(until: 'test' | 'for all' = 'test'): Promise<Softphone> {
  const folder = await mkdtemp(path.join(tmpdir(), 'aftercall-office-'));
  if (until === 'test') onTestFinished(() => remove(folder));
  else folders.push(folder);
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
