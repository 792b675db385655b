import { appendFile, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import type { Engine } from '../../main/engine/index.ts';
import { openOffice, type TestOffice } from './office.ts';

/** A list without ids, whose clock is two hours ahead of what the settings say. */
const source = {
  format: 'delimited',
  path: './list.csv',
  timeZone: 'UTC',
  recordings: undefined,
  mapping: { columns: { start: 'Start', remote: 'Number', talk: 'Talk' } },
};

const row = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')},2125550101,1\n`;
const codes = (engine: Engine): string[] => engine.health().reasons.map(({ code }) => code);

async function health(office: TestOffice): Promise<string[]> {
  const engine = office.engine();
  await engine.runOnce();
  const seen = codes(engine);
  await engine.stop();
  return seen;
}

it.each([
  ['calls that lie in the future are told', 2 * 3_600_000, ['zone_doubtful']],
  ['calls of now are not', -2_000, []],
])('%s', async (_, ahead, reasons) => {
  await using office = openOffice({ origin: 'http://127.0.0.1:1', token: 'none' } as never, {
    source,
    logging: { mode: 'ask', since: '2020-01-01T00:00:00Z' },
  });
  await writeFile(office.folder.file('list.csv'), 'Start,Number,Talk\n');
  await appendFile(office.folder.file('list.csv'), row(Date.now() + ahead));
  expect(await health(office)).toEqual(reasons);
});
