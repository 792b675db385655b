import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { EngineEvent } from '../../shared/events.ts';
import { createOutput } from '../../main/headless/output.ts';
import { createProgress } from '../../main/headless/progress.ts';
import { ledgerOf } from './fake-world.ts';

function streams(terminals: { stdout?: boolean; stderr?: boolean } = {}) {
  const stdout = Object.assign(new PassThrough(), { isTTY: terminals.stdout ?? false });
  const stderr = Object.assign(new PassThrough(), { isTTY: terminals.stderr ?? false });
  const output = createOutput(stdout, stderr);
  const text = (stream: PassThrough) =>
    String((stream.read() as Buffer | null) ?? '').replaceAll('\r\u001b[2K', '<clear>');
  return { stdout, stderr, output, text };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const event: EngineEvent = {
  event: 'state',
  at: '',
  id: 'c',
  from: 'queued',
  to: 'sending',
  reason: null,
  crmId: null,
};

describe('the progress line', () => {
  it('is rewritten in place on a terminal, and gives way to other lines', async () => {
    const { output, stderr, stdout, text } = streams({ stdout: true, stderr: true });
    output.progress('1 call');
    output.progress('2 calls');
    output.note('a note');
    output.progress('3 calls');
    output.line('a result');
    await output.flush();
    expect([text(stderr), text(stdout)]).toEqual([
      '<clear>1 call<clear>2 calls<clear>a note\n<clear>3 calls<clear>',
      'a result\n',
    ]);
  });

  it('is a line of its own elsewhere, and stdout never clears anything', async () => {
    const { output, stderr, stdout, text } = streams();
    output.progress('1 call');
    output.json({ event: 'x' });
    output.note('a note');
    await output.flush();
    expect([text(stderr), text(stdout)]).toEqual(['1 call\na note\n', '{"event":"x"}\n']);
  });

  it('asks for the balance once for many events, and is written only when the balance changed', async () => {
    const { output, stderr, text } = streams({ stderr: true });
    const answers = [ledgerOf({ queued: 1 }), ledgerOf({ queued: 1 }), ledgerOf({ synced: 1 }, 2)];
    let asked = 0;
    const progress = createProgress(output, () => Promise.resolve(answers[asked++] ?? ledgerOf({})));
    for (let round = 0; round < 3; round += 1) {
      for (let count = 0; count < 100; count += 1) progress.note(event);
      await pause(300);
    }
    await progress.end();
    await output.flush();
    expect([asked, text(stderr)]).toEqual([
      3,
      '<clear>1 call found: 1 queued<clear>1 call found: 1 synced · 2 records rejected<clear>',
    ]);
  });

  it('never asks after its end', async () => {
    const { output } = streams({ stderr: true });
    let asked = 0;
    const progress = createProgress(output, () => {
      asked += 1;
      return Promise.resolve(ledgerOf({}));
    });
    progress.note(event);
    await progress.end();
    progress.note(event);
    await pause(300);
    expect(asked).toBe(0);
  });
});

describe('a reader that goes away', () => {
  it('ends the writing and nothing else', async () => {
    const { output, stdout, stderr, text } = streams();
    stdout.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    await pause(0);
    output.json({ event: 'call' });
    output.line('more');
    output.note('still here');
    await output.flush();
    expect(text(stderr)).toBe('still here\n');
  });
});
