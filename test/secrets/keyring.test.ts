/** Our Secrets against a real gnome-keyring on a session bus of its own; secret-tool is the independent judge. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import {
  ask,
  createSession,
  keyringRequired,
  lackingPackages,
  missingPackages,
  skipKeyring,
  UNLOCK,
  type Dialog,
  type Session,
} from './session.ts';

const TOKEN = { apiToken: `0123456789'"\\ é` };
const TOKEN_JSON = JSON.stringify(TOKEN);
const SCHEMA = 'xdg:schema org.freedesktop.Secret.Generic';
const LOOKUP = 'secret-tool lookup service Aftercall account sales';

const sessions: Session[] = [];
afterEach(async () => {
  for (const session of sessions.splice(0)) await session.remove();
});

async function start(dialog: Dialog = 'nobody there'): Promise<Session> {
  const session = await createSession(dialog);
  sessions.push(session);
  return session;
}

/** A session whose login keyring holds our entry and is open while the session runs. */
async function startWithEntry(dialog: Dialog = 'nobody there'): Promise<Session> {
  const session = await start(dialog);
  await session.run(`${UNLOCK}; ${ask(['write', 'sales', TOKEN])}`);
  return session;
}

interface Timing {
  heldUpMs: number;
  tookMs: number;
}

function answersOf(output: string): [answers: unknown[], timing: Timing] {
  const lines = output
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  return [lines.slice(0, -1), lines.at(-1) as Timing];
}

const answered = (output: string) => answersOf(output)[0];
const unavailable = (code: string, detail: unknown = expect.any(String)) => ({ kind: 'unavailable', code, detail });

test.runIf(keyringRequired)('the packages for a real keyring are installed where CI is set', () => {
  expect(missingPackages).toEqual([]);
});

describe.skipIf(skipKeyring)(`a real keyring${lackingPackages}`, () => {
  test('what is written can be read by others, what others write by us, and what is removed is gone', async () => {
    const session = await start();
    const output = await session.run(`${UNLOCK}
      ${ask(['read', 'sales'], ['write', 'sales', TOKEN], ['read', 'sales'])}
      ${LOOKUP}; echo
      printf '{"apiToken":"theirs"}' | secret-tool store --label x service Aftercall account support ${SCHEMA}
      ${ask(['read', 'support'], ['remove', 'sales'], ['read', 'sales'], ['read', 'support'])}
      ${LOOKUP} || echo gone`);
    const lines = output.trimEnd().split('\n');
    expect(answered(lines.slice(0, 4).join('\n'))).toEqual([
      { kind: 'none' },
      { kind: 'found', fields: TOKEN },
      { kind: 'found', fields: TOKEN },
    ]);
    expect(lines[4]).toBe(TOKEN_JSON);
    const theirs = { kind: 'found', fields: { apiToken: 'theirs' } };
    expect(answered(lines.slice(5, 10).join('\n'))).toEqual([theirs, { kind: 'none' }, { kind: 'none' }, theirs]);
    expect(lines[10]).toBe('gone');
  });

  test('a locked keyring reads as locked, opens no dialog, and keeps what it holds', async () => {
    const session = await startWithEntry();
    const asked = ask(
      ['read', 'sales'],
      ['read', 'absent'],
      ['write', 'sales', { apiToken: 'new' }],
      ['remove', 'sales'],
    );
    expect(answered(await session.run(asked))).toEqual([
      unavailable('locked', 'the keyring that holds the entry is locked'),
      unavailable('locked', 'the default keyring is locked'),
      unavailable('locked', 'the default keyring is locked'),
      unavailable('locked', 'the keyring that holds the entry is locked'),
    ]);
    expect(existsSync(session.dialogOpened)).toBe(false);
    expect(await session.run(`${UNLOCK}; ${LOOKUP}`)).toBe(TOKEN_JSON);
  });

  test('a dialog that nobody answers ends in locked, and everything else goes on meanwhile', async () => {
    const session = await start('open for two seconds');
    const output = await session.run(ask(['write', 'sales', TOKEN], ['read', 'sales']), {
      env: { ASK_TIMEOUT_MS: '200' },
    });
    const [answers, timing] = answersOf(output);
    const waiting = unavailable('locked', 'a dialog of the keyring waits for an answer');
    expect([answers, existsSync(session.dialogOpened)]).toEqual([[waiting, waiting], true]);
    expect(timing.tookMs).toBeLessThan(1_500);
    expect(timing.heldUpMs).toBeLessThan(1_500);
  });

  test('a dialog that was dismissed is an answer, and nothing was stored', async () => {
    const session = await start('nobody there');
    expect(answered(await session.run(ask(['write', 'sales', TOKEN], ['read', 'sales'])))).toEqual([
      unavailable('no_keyring'),
      { kind: 'none' },
    ]);
    expect(existsSync(session.dialogOpened)).toBe(true);
  });

  test('a bus that forbids us the keyring is a denial', async () => {
    const session = await startWithEntry();
    const asked = ask(['read', 'sales'], ['write', 'sales', TOKEN], ['remove', 'sales']);
    const output = await session.run(`${UNLOCK}; ${asked}`, { bus: 'refuses the keyring' });
    expect(answered(output)).toEqual(Array(3).fill(unavailable('denied')));
  });

  test('a session without a keyring says so', async () => {
    const session = await start();
    const output = await session.run(ask(['read', 'sales'], ['write', 'sales', TOKEN]), { bus: 'no activation' });
    expect(answered(output)).toEqual(Array(2).fill(unavailable('no_keyring')));
  });

  test('an open keyring without libsecret on the machine says so', async () => {
    const session = await startWithEntry();
    const broken = path.join(session.home, 'lib');
    await mkdir(broken);
    await writeFile(path.join(broken, 'libsecret-1.so.0'), '');
    const output = await session.run(`${UNLOCK}; LD_LIBRARY_PATH='${broken}' ${ask(['read', 'sales'])}`);
    expect(answered(output)).toEqual([unavailable('no_keyring', expect.stringContaining('Failed to load keytar'))]);
  });
});

test.runIf(process.platform === 'linux')('a machine without any D-Bus session says so', async () => {
  const { stdout } = await promisify(execFile)('bash', ['-ec', ask(['read', 'sales'], ['write', 'sales', TOKEN])], {
    env: { PATH: process.env['PATH'] ?? '' },
  });
  expect(answered(stdout)).toEqual(Array(2).fill(unavailable('no_keyring', 'there is no D-Bus session')));
});
