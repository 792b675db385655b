/** Capture and queue need no secret: the built command line on keyrings that cannot be asked. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Health } from '../../shared/events.ts';
import type { LedgerLine } from '../../shared/ledger.ts';
import { deskCalls, openDesk } from '../crash/desk.ts';
import { startPipedriveSandbox } from '../sandbox/pipedrive/index.ts';
import { ask, createSession, lackingPackages, skipKeyring, UNLOCK } from './session.ts';

vi.setConfig({ testTimeout: 60_000 });

const CLI = path.resolve(import.meta.dirname, '../../out/main/cli.js');
const opened: AsyncDisposableStack[] = [];
afterEach(async () => {
  for (const stack of opened.splice(0)) await stack.disposeAsync();
});

/** Two calls on disk, an account whose credential is the keychain's entry `sales`, and a keyring that holds it. */
async function office() {
  const stack = new AsyncDisposableStack();
  opened.push(stack);
  const sandbox = stack.use(await startPipedriveSandbox());
  const desk = stack.use(openDesk(sandbox, { waitSeconds: 0 }));
  for (const call of deskCalls(2)) await desk.write(call);
  const settings = JSON.parse(readFileSync(desk.settingsFile, 'utf8')) as { accounts: { credentials: unknown }[] };
  for (const account of settings.accounts) account.credentials = { keychain: 'sales' };
  writeFileSync(desk.settingsFile, JSON.stringify(settings));
  const session = stack.adopt(await createSession('nobody there'), (each) => each.remove());
  await session.run(`${UNLOCK}; ${ask(['write', 'sales', { apiToken: sandbox.token }])}`);
  const once = `'${process.execPath}' '${CLI}' run --config '${desk.settingsFile}' --once --json || echo "{\\"exit\\": $?}"`;
  return { sandbox, session, once };
}

type Line = Partial<Omit<LedgerLine, 'event'> & Health> & { readonly event?: string; readonly exit?: number };

function told(output: string) {
  const lines = output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  const ledger = lines.find(({ event }) => event === 'ledger');
  const reasons = lines.filter(({ event }) => event === 'health').at(-1)?.reasons ?? [];
  return {
    exit: lines.at(-1)?.exit ?? 0,
    found: ledger?.found,
    queued: ledger?.states?.queued,
    synced: ledger?.states?.synced,
    reasons: reasons.map(({ scope, id, code, message }) => ({ scope, id, code, message })),
  };
}

const waiting = (code: string, advice: string) => ({
  exit: 3,
  found: 2,
  queued: 2,
  synced: 0,
  reasons: [
    {
      scope: 'account',
      id: 'sales',
      code,
      message: expect.stringMatching(`^${advice} \\(.+\\)\\. Calls wait here`) as string,
    },
  ],
});
const delivered = { exit: 0, found: 2, queued: 0, synced: 2, reasons: [] };

describe.skipIf(skipKeyring)(`capture without a secret${lackingPackages}`, () => {
  test('a locked keyring: calls are captured and queued, and go once when it is open', async () => {
    const { sandbox, session, once } = await office();
    expect(told(await session.run(once))).toEqual(waiting('locked', 'Unlock your keyring'));
    expect(sandbox.requests).toEqual([]);
    expect(told(await session.run(`${UNLOCK}; ${once}`))).toEqual(delivered);
    expect(sandbox.ledger().callLogs).toHaveLength(2);
    expect(told(await session.run(once))).toMatchObject({ exit: 0, found: 2, synced: 2 });
    expect(sandbox.ledger().callLogs).toHaveLength(2);
  });

  test.each([
    ['no activation', 'no_keyring', 'Start a keyring, .*'],
    ['refuses the keyring', 'denied', 'Allow Aftercall to use your keyring'],
  ] as const)('a bus (%s): calls are captured and queued, the account says what to do', async (bus, code, advice) => {
    const { session, once } = await office();
    expect(told(await session.run(`${bus === 'refuses the keyring' ? `${UNLOCK};` : ''} ${once}`, { bus }))).toEqual(
      waiting(code, advice),
    );
  });
});
