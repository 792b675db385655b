import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { row } from './tail-bench.ts';

const KILLS = 10;
const ROWS_A_TURN = 400;

/** Appends rows in small writes, and rotates now and then, as fast as it may. */
async function write(file: string, from: number): Promise<void> {
  for (let at = 0; at < ROWS_A_TURN; at++) {
    appendFileSync(file, row(String(from + at)));
    if (at % 150 === 149) {
      rmSync(`${file}.4`, { force: true });
      for (let age = 3; age >= 1; age--)
        if (existsSync(`${file}.${age}`)) renameSync(`${file}.${age}`, `${file}.${age + 1}`);
      renameSync(file, `${file}.1`);
    }
    if (at % 20 === 0) await sleep(1);
  }
}

const taken = (journal: string): string[] =>
  existsSync(journal)
    ? readFileSync(journal, 'utf8')
        .split('\n')
        .filter((line) => line.endsWith('}'))
        .flatMap((line) => (JSON.parse(line) as { ids: string[] }).ids)
    : [];

test('killed at any moment while files grow and rotate, every record is taken once', { timeout: 60_000 }, async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'tail-kill-'));
  const [file, journal] = [path.join(folder, 'Master.csv'), path.join(folder, 'journal')];
  let child: ChildProcess | undefined;
  let written = 1;
  appendFileSync(file, row('0'));
  try {
    for (let kill = 0; kill <= KILLS; kill++) {
      child = spawn(process.execPath, [path.join(import.meta.dirname, 'tail-kill-child.ts'), file, journal]);
      const died = once(child, 'exit');
      // It has to catch up before the next turn, or rotation deletes files that nobody has read.
      while (child.exitCode === null && taken(journal).length < written) await sleep(5);
      const writing = kill < KILLS ? write(file, written) : undefined;
      await sleep(Math.random() * 60);
      child.kill('SIGKILL');
      await Promise.all([writing, died]);
      if (kill < KILLS) written += ROWS_A_TURN;
    }
    expect(taken(journal)).toEqual(Array.from({ length: written }, (_, at) => String(at)));
  } finally {
    child?.kill('SIGKILL');
    await rm(folder, { recursive: true });
  }
});
