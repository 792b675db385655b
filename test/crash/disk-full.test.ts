import { spawnSync } from 'node:child_process';
import { appendFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EngineEvent } from '../../shared/events.ts';
import type { LedgerLine } from '../../shared/ledger.ts';
import { temporaryFolder, type TemporaryFolder } from '../fakes/calls.ts';
import { deskCalls, rowOf } from './desk.ts';

const CLI = path.resolve(import.meta.dirname, '../../out/main/cli.js');
const CALLS = 3_000;

let folder: TemporaryFolder;
beforeEach(() => {
  folder = temporaryFolder();
  appendFileSync(folder.file('Master.csv'), deskCalls(CALLS).map(rowOf).join(''));
  writeFileSync(
    folder.file('settings.json'),
    JSON.stringify({
      dataDir: './data',
      agent: { extensions: ['100'], country: 'US' },
      sources: [{ id: 'pbx', format: 'asterisk-csv', path: './Master.csv', timeZone: 'UTC' }],
      logging: { mode: 'ask', since: '2020-01-01' },
    }),
  );
});
afterEach(() => folder[Symbol.dispose]());

/** The command line in a process that may write files of at most `kilobytes`: to SQLite, a full disk. */
function runWithin(kilobytes: number | 'unlimited'): { code: number | null; lines: (EngineEvent | LedgerLine)[] } {
  const script = `trap '' XFSZ; ulimit -f ${kilobytes}; exec "$0" "$@"`;
  const args = [process.execPath, CLI, 'run', '--config', folder.file('settings.json'), '--once', '--json'];
  const { status, stdout } = spawnSync('bash', ['-c', script, ...args], { encoding: 'utf8', maxBuffer: 2 ** 26 });
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as EngineEvent | LedgerLine);
  return { code: status, lines };
}

function ledgerOf(lines: (EngineEvent | LedgerLine)[]): LedgerLine {
  const last = lines.at(-1);
  if (last?.event !== 'ledger') throw new Error('the last line is no ledger');
  return last;
}

describe('a disk that is full', () => {
  it('stops the reading with the reason, and what was not taken is taken when there is room', () => {
    const full = runWithin(400);
    const seen = ledgerOf(full.lines);
    expect(full.lines.findLast((line) => line.event === 'health')).toMatchObject({
      verdict: 'attention',
      reasons: [{ scope: 'source', id: 'pbx', code: 'disk_full', category: 'local' }],
    });
    expect(full.code).toBe(3);
    expect(seen.found).toBeLessThan(CALLS);
    expect(Object.values(seen.states).reduce((sum, count) => sum + count, 0)).toBe(seen.found);

    const after = ledgerOf(runWithin('unlimited').lines);
    expect(after).toMatchObject({
      found: CALLS,
      states: { pending: CALLS * 0.8, excluded: CALLS * 0.2 },
      rejectedRecords: 0,
    });
  }, 60_000);
});
