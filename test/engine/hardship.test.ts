import { mkdir, readdir, rename, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GrowingWav, writeWav } from '../audio/wav-writer.ts';
import { deskCalls, expectedInCrm, foundInCrm, recordingName, rowOf, type DeskCall } from '../crash/desk.ts';
import { createClock } from '../../main/node/clock.ts';
import { startPipedriveSandbox, type PipedriveSandbox } from '../sandbox/pipedrive/index.ts';
import { openOffice, type TestOffice } from './office.ts';

let sandbox: PipedriveSandbox;
let office: TestOffice;
beforeEach(async () => {
  sandbox = await startPipedriveSandbox({ limits: 'off' });
  sandbox.addPerson({ name: 'Jane Doe', phones: ['+1 202 555 1000'] });
  office = openOffice(sandbox);
});
afterEach(async () => {
  await office[Symbol.asyncDispose]();
  await sandbox.stop();
});

const LOG = /^POST \/callLogs$/;
const calls = deskCalls(4);
const unrecorded = (call: DeskCall): DeskCall => ({ ...call, recorded: false });

async function bring(some: readonly DeskCall[]): Promise<void> {
  for (const call of some) {
    if (call.recorded)
      await writeWav(path.join(office.folder.path, 'monitor', recordingName(call)), { seconds: call.talk });
    await office.append(rowOf(call));
  }
}

/** Every call once in the CRM, each recording attached, nothing owed. */
async function expectAllDelivered(some: readonly DeskCall[]): Promise<void> {
  const ledger = await office.ledger();
  expect(ledger.calls.map(({ state, reason }) => [state, reason])).toEqual(some.map(() => ['synced', null]));
  expect(foundInCrm(sandbox)).toEqual(expectedInCrm(some));
}

describe('the answer to a new call log', () => {
  it('is lost after the server saved: one record, found again', async () => {
    await bring(calls);
    sandbox.faults.add({ match: LOG, kind: 'drop_after', times: 2 });
    await office.once();
    await expectAllDelivered(calls);
  });

  it('is lost before the server did anything: sent again after two searches', async () => {
    await bring(calls);
    sandbox.faults.add({ match: LOG, kind: 'drop_before', times: 2 });
    await office.once();
    await expectAllDelivered(calls);
  });

  it.each([
    ['a truncated answer', { kind: 'drop_half_answer' }],
    ['text that is no JSON', { kind: 'garbage', effective: true }],
    ['500 although it saved', { kind: 'status', status: 500, effective: true }],
    ['500 and nothing saved', { kind: 'status', status: 500 }],
    ['503 and nothing saved', { kind: 'status', status: 503 }],
  ] as const)('is %s: never doubled, never lost', async (_name, fault) => {
    await bring(calls);
    sandbox.faults.add({ match: LOG, times: 1, ...fault });
    await office.once();
    await expectAllDelivered(calls);
  });
});

describe('a limit', () => {
  it.each([
    ['with headers', { headers: { 'retry-after': '1', 'x-ratelimit-reset': '1' } }],
    ['without headers', { bare: true }],
  ] as const)('answered with 429 %s is waited out', async (_name, more) => {
    await bring(calls);
    sandbox.faults.add({ match: LOG, kind: 'status', status: 429, times: 1, ...more });
    await office.once();
    await expectAllDelivered(calls);
  });

  it('that ends in the Cloudflare page stops the account for a while; the calls wait and say why', async () => {
    await bring(calls);
    sandbox.faults.add({ match: LOG, kind: 'html', times: 100 });
    const ledger = await office.once();
    expect(ledger.states).toMatchObject({ queued: calls.length, synced: 0 });
    expect(
      sandbox.requests.filter(({ method, path: at }) => method === 'POST' && at.endsWith('/callLogs')).length,
    ).toBeLessThanOrEqual(6);
    expect(office.events.findLast((event) => event.event === 'health')).toMatchObject({
      reasons: [{ code: 'blocked', category: 'busy' }],
    });
    sandbox.faults.clear();
    const clock = createClock();
    await office.once({ clock: { ...clock, now: () => Date.now() + 16 * 60_000 } });
    await expectAllDelivered(calls);
  });
});

describe('a credential that stops working in the middle', () => {
  it('leaves the rest queued with the reason, and they go with the new one', async () => {
    await bring(calls);
    sandbox.faults.add({ match: LOG, kind: 'status', status: 401, times: 100, after: 1 });
    const ledger = await office.once();
    expect(ledger.states).toMatchObject({ synced: 1, queued: calls.length - 1 });
    expect(office.events.findLast((event) => event.event === 'health')).toMatchObject({
      verdict: 'attention',
      reasons: [{ code: 'sign_in', category: 'sign_in' }],
    });
    sandbox.faults.clear();
    await office.once();
    await expectAllDelivered(calls);
  });
});

describe('a CRM that is away', () => {
  it('costs nothing but time: calls are found, wait, and go when it is back', async () => {
    await bring(calls);
    sandbox.faults.add({ match: /./, kind: 'drop_before', times: 1_000 });
    const ledger = await office.once();
    expect(ledger.found).toBe(calls.length);
    expect(ledger.states.synced).toBe(0);
    sandbox.faults.clear();
    await office.once();
    await expectAllDelivered(calls);
  }, 60_000);
});

describe('a recording', () => {
  it('that never completes is not sent; its call is in the CRM and counts as synced after the waiting time', async () => {
    const [call] = calls;
    if (call === undefined) throw new Error('no call');
    const growing = await GrowingWav.open(path.join(office.folder.path, 'monitor', recordingName(call)));
    await growing.write(3);
    await office.append(rowOf(call));
    const ledger = await office.once();
    await growing.close();
    expect(ledger.calls).toMatchObject([{ state: 'synced', recording: { state: 'growing', sha256: null } }]);
    expect(sandbox.liveCallLogs()).toMatchObject([{ recording: null }]);
    await office.once();
    expect((await office.ledger()).calls).toMatchObject([{ state: 'synced', recording: { state: 'attached' } }]);
  });

  it('that comes later is attached to the record that is there', async () => {
    const [call] = calls;
    if (call === undefined) throw new Error('no call');
    await office.append(rowOf(call));
    const before = await office.once();
    expect(before.calls).toMatchObject([{ state: 'synced', recording: null }]);
    await mkdir(path.join(office.folder.path, 'monitor/2026/old'), { recursive: true });
    await writeWav(path.join(office.folder.path, 'monitor/2026/old', recordingName(call)), { seconds: call.talk });
    const after = await office.once();
    expect(after.calls).toMatchObject([{ state: 'synced', recording: { state: 'attached' } }]);
    expect(sandbox.liveCallLogs()).toMatchObject([{ recording: { bytes: 44 + call.talk * 16_000 } }]);
  });

  it('whose upload is cut is sent again, once', async () => {
    await bring(calls.slice(0, 1));
    sandbox.faults.add({ match: /recordings$/, kind: 'cut_upload' });
    sandbox.faults.add({ match: /recordings$/, kind: 'drop_after' });
    await office.once();
    await expectAllDelivered(calls.slice(0, 1));
  });

  it('that the CRM refuses leaves the call logged, with the reason', async () => {
    await bring(calls.slice(0, 1));
    sandbox.faults.add({ match: /recordings$/, kind: 'status', status: 400, times: 9 });
    const ledger = await office.once();
    expect(ledger.calls).toMatchObject([{ state: 'synced', recording: { state: 'refused' } }]);
  });
});

describe('a call file', () => {
  it('read again after it was copied back brings nothing new', async () => {
    await bring(calls.map(unrecorded));
    await office.once();
    const text = calls.map(rowOf).join('');
    await rename(office.callFile, `${office.callFile}.bak`);
    await writeFile(office.callFile, `\ufeff${text.replaceAll('\n', '\r\n')}`);
    const ledger = await office.once();
    expect([ledger.found, sandbox.liveCallLogs().length]).toEqual([calls.length, calls.length]);
  });

  it('cut back to nothing and filled again goes on', async () => {
    await bring(calls.slice(0, 2).map(unrecorded));
    await office.once();
    await truncate(office.callFile);
    await bring(calls.slice(2).map(unrecorded));
    const ledger = await office.once();
    expect(ledger.found).toBe(calls.length);
  });

  it('with rows that are none keeps them visible, and takes the others', async () => {
    await bring(calls.slice(0, 1).map(unrecorded));
    await office.append('this is no row\n"","100","2","x"\n');
    await bring(calls.slice(1).map(unrecorded));
    const ledger = await office.once();
    expect([ledger.found, ledger.rejectedRecords]).toEqual([calls.length, 2]);
  });
});

describe('a damaged database', () => {
  it('is set aside and rebuilt from the file; what the CRM has is found there and not sent again', async () => {
    await bring(calls);
    await office.once();
    const data = path.join(office.folder.path, 'data');
    for (const name of await readdir(data))
      if (name.startsWith('aftercall.db')) await writeFile(path.join(data, name), 'no database '.repeat(900));
    const before = sandbox.liveCallLogs().map(({ id }) => id);
    await office.once();
    await expectAllDelivered(calls);
    expect(sandbox.liveCallLogs().map(({ id }) => id)).toEqual(before);
    expect((await readdir(data)).filter((name) => name.includes('.damaged-')).length).toBeGreaterThan(0);
  });
});

describe('two runs', () => {
  it('on one data folder: the second is refused, the first goes on', async () => {
    const first = office.engine();
    const second = office.engine();
    expect(await first.start()).toEqual({ ok: true, value: undefined });
    expect(await second.start()).toMatchObject({ ok: false, error: { code: 'already_running' } });
    await bring(calls.slice(0, 1).map(unrecorded));
    await expect.poll(() => sandbox.liveCallLogs().length, { timeout: 10_000 }).toBe(1);
  });
});
