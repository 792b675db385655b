import { rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GrowingWav, writeWav } from '../audio/wav-writer.ts';
import { deskCalls, recordingName, rowOf, type DeskCall } from '../crash/desk.ts';
import { startPipedriveSandbox, type PipedriveSandbox } from '../sandbox/pipedrive/index.ts';
import { openOffice, type TestOffice } from './office.ts';

let sandbox: PipedriveSandbox;
let office: TestOffice;
beforeEach(async () => {
  sandbox = await startPipedriveSandbox({ limits: 'off' });
  office = openOffice(sandbox, { source: { recordings: { folder: './monitor', waitSeconds: 20 } } });
});
afterEach(async () => {
  await office[Symbol.asyncDispose]();
  await sandbox.stop();
});

const monitor = (call: DeskCall): string => path.join(office.folder.path, 'monitor', recordingName(call));
const eventually = { timeout: 15_000 };

/** A call that ended a moment ago. */
function callJustNow(change: Partial<DeskCall> = {}): DeskCall {
  const [call] = deskCalls(1);
  if (call === undefined) throw new Error('no call');
  const startedAt = Math.floor(Date.now() / 1_000) * 1_000 - 10_000;
  return { ...call, startedAt, uniqueId: `${startedAt / 1_000}.1`, talk: 4, ...change };
}

async function start(): Promise<void> {
  const started = await office.engine().start();
  if (!started.ok) throw new Error(started.error.message);
}

describe('while the engine watches', () => {
  it('a call is logged at once, and its recording attached when the recorder has closed it', async () => {
    await start();
    const call = callJustNow();
    const recorder = await GrowingWav.open(monitor(call));
    await recorder.write(3);
    await office.append(rowOf(call));
    await expect.poll(() => sandbox.liveCallLogs().length, eventually).toBe(1);
    await expect.poll(async () => (await office.ledger()).calls[0]?.recording?.state, eventually).toBe('growing');
    expect(sandbox.liveCallLogs()[0]?.recording).toBeNull();
    await recorder.write(1);
    await recorder.close();
    await expect.poll(() => sandbox.liveCallLogs()[0]?.recording?.bytes, eventually).toBe(44 + 4 * 16_000);
    await expect.poll(async () => (await office.ledger()).calls[0]?.state, eventually).toBe('synced');
  });

  it('more legs of a logged call replace its record; it is there once, with the whole talk', async () => {
    await start();
    const first = callJustNow({
      from: '+12025551000',
      to: '100',
      channel: 'PJSIP/trunk-0000000a',
      dstChannel: 'PJSIP/100-0000000b',
      recorded: false,
    });
    await office.append(rowOf(first));
    await expect.poll(() => sandbox.liveCallLogs().map(({ duration }) => duration), eventually).toEqual(['4']);
    const transferred = {
      ...first,
      to: '101',
      dstChannel: 'PJSIP/101-0000000c',
      startedAt: first.startedAt + 8_000,
      ring: 1,
      talk: 9,
    };
    await office.append(rowOf(transferred));
    await expect.poll(() => sandbox.liveCallLogs().map(({ duration }) => duration), eventually).toEqual(['13']);
    expect((await office.ledger()).calls).toMatchObject([
      { state: expect.any(String) as string, talkSeconds: 13, legs: 2 },
    ]);
    const activities = [...sandbox.state.activities.values()].filter(({ deleted }) => !deleted);
    expect([activities.length, sandbox.violations]).toEqual([1, []]);
  });

  it('rotation by rename loses no row, not even those of the old file', async () => {
    await start();
    const calls = deskCalls(9).map((call) => ({ ...call, recorded: false }));
    await office.append(calls.slice(0, 2).map(rowOf).join(''));
    await expect.poll(async () => (await office.ledger()).found, eventually).toBe(2);
    await office.append(calls.slice(2, 3).map(rowOf).join(''));
    await rename(office.callFile, `${office.callFile}.1`);
    await writeFile(office.callFile, calls.slice(3, 6).map(rowOf).join(''));
    await rename(`${office.callFile}.1`, `${office.callFile}.2`);
    await rename(office.callFile, `${office.callFile}.1`);
    await writeFile(office.callFile, calls.slice(6).map(rowOf).join(''));
    await expect.poll(async () => (await office.ledger()).found, eventually).toBe(9);
  });

  it('a call file that goes away is a reason in the health, and comes back without a second call', async () => {
    await start();
    const call = { ...callJustNow(), recorded: false };
    await office.append(rowOf(call));
    await expect.poll(async () => (await office.ledger()).found, eventually).toBe(1);
    await rename(office.callFile, `${office.folder.path}/elsewhere`);
    const reasons = () => office.events.findLast((event) => event.event === 'health')?.reasons.map(({ code }) => code);
    await expect.poll(reasons, eventually).toEqual(['file_missing']);
    await rename(`${office.folder.path}/elsewhere`, office.callFile);
    await expect.poll(reasons, eventually).toEqual([]);
    expect((await office.ledger()).found).toBe(1);
  });
});

describe('a run that ends by itself', () => {
  it('waits for a recording that is still being written', async () => {
    const call = callJustNow();
    await office.append(rowOf(call));
    const recorder = await GrowingWav.open(monitor(call));
    await recorder.write(4);
    setTimeout(() => void recorder.close(), 2_500);
    const ledger = await office.once();
    expect(ledger.calls).toMatchObject([{ state: 'synced', recording: { state: 'attached', seconds: 4 } }]);
  });

  it('gives each of two redials within a minute its own recording', async () => {
    const first = callJustNow({ uniqueId: '', recorded: true });
    const one = {
      ...first,
      startedAt: first.startedAt - 60_000,
      uniqueId: `${first.startedAt / 1_000 - 60}.7`,
      talk: 3,
    };
    const two = {
      ...first,
      startedAt: first.startedAt - 20_000,
      uniqueId: `${first.startedAt / 1_000 - 20}.8`,
      talk: 6,
    };
    for (const call of [one, two]) {
      await office.append(rowOf(call));
      const when = new Date(call.startedAt).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
      await writeWav(path.join(office.folder.path, 'monitor', `${when}-${call.to.slice(1)}-outgoing-100.wav`), {
        seconds: call.talk,
      });
    }
    const ledger = await office.once();
    expect(ledger.calls.map(({ talkSeconds, recording }) => [talkSeconds, recording?.seconds])).toEqual([
      [3, 3],
      [6, 6],
    ]);
  });
});
