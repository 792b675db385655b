import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Engine } from '../../main/engine/index.ts';
import { deskCalls, rowOf, type DeskCall } from '../crash/desk.ts';
import { startPipedriveSandbox, type PipedriveSandbox } from '../sandbox/pipedrive/index.ts';
import { openOffice, type TestOffice } from './office.ts';

const eventually = { timeout: 10_000, interval: 20 };

let sandbox: PipedriveSandbox;
let office: TestOffice;
let engine: Engine;
beforeEach(async () => {
  sandbox = await startPipedriveSandbox({ limits: 'off' });
  sandbox.addPerson({ name: 'Jane Doe', phones: ['+1 202 555 1000'] });
  office = openOffice(sandbox, { logging: { mode: 'ask' } });
  engine = office.engine();
  expect(await engine.start()).toMatchObject({ ok: true });
});
afterEach(async () => {
  await office[Symbol.asyncDispose]();
  await sandbox.stop();
});

function aCall(change: Partial<DeskCall> = {}): DeskCall {
  const [call] = deskCalls(1);
  if (call === undefined) throw new Error('no call');
  return { ...call, recorded: false, ...change };
}

const states = async () =>
  (await office.ledger()).calls.map(({ state, reason }) => (reason ? `${state} ${reason}` : state));

/** The ledger's id of the newest call, once it stands in this state. */
async function refIn(...wanted: string[]): Promise<string> {
  await expect.poll(states, eventually).toEqual(wanted);
  return (await office.ledger()).calls.at(-1)?.id ?? '';
}

const noteOf = (): string =>
  sandbox
    .ledger()
    .activities.filter(({ deleted }) => !deleted)
    .map(({ fields }) => JSON.stringify(fields['note'] ?? ''))
    .join('|');

describe('an agent who is asked', () => {
  it('sees who it was, writes a note, clicks once, and changes it afterwards', async () => {
    await office.append(rowOf(aCall()));
    const ref = await refIn('pending');
    expect(await engine.actions.lookUp(ref)).toMatchObject({
      value: { proposal: { reason: 'only_match', contact: { name: 'Jane Doe' } } },
    });
    expect(sandbox.liveCallLogs()).toEqual([]);
    await engine.actions.editCall(ref, { note: 'asks for <b>prices</b>' });
    await engine.actions.addFollowUp(ref, { subject: 'Send the prices', dueDate: '2026-12-01', note: null });
    await engine.actions.logNow(ref);
    await refIn('synced');
    expect(noteOf()).toMatch(/asks for &#60;b&#62;prices/);
    expect(JSON.stringify(sandbox.ledger().activities)).toContain('Send the prices');
    expect(await engine.actions.editCall(ref, { note: 'bought it' })).toEqual({
      ok: true,
      value: { effect: 'updating' },
    });
    await expect.poll(noteOf, eventually).toContain('bought it');
    await refIn('synced');
    expect(await engine.actions.detail(ref)).toMatchObject({
      value: { note: 'bought it', followUps: [{ state: 'created' }], contact: { reason: 'only_match' } },
    });
    expect([sandbox.liveCallLogs().length, sandbox.violations]).toEqual([1, []]);
  });

  it('keeps the click and the note when more legs of the call come in', async () => {
    const first = aCall({
      from: '+12025551000',
      to: '100',
      channel: 'PJSIP/trunk-0000000a',
      dstChannel: 'PJSIP/100-0000000b',
      talk: 4,
    });
    await office.append(rowOf(first));
    const ref = await refIn('pending');
    await engine.actions.editCall(ref, { note: 'mine' });
    sandbox.setAnswerDelay(300);
    await engine.actions.logNow(ref);
    await office.append(
      rowOf({
        ...first,
        to: '101',
        dstChannel: 'PJSIP/101-0000000c',
        startedAt: first.startedAt + 8_000,
        ring: 1,
        talk: 9,
      }),
    );
    await expect.poll(() => sandbox.liveCallLogs().map(({ duration }) => duration), eventually).toEqual(['13']);
    await refIn('synced');
    expect(noteOf()).toContain('mine');
  });

  it('marks a number private, and its next call never leaves the machine', async () => {
    await office.append(rowOf(aCall()));
    const ref = await refIn('pending');
    await engine.actions.markPrivate(ref);
    const later = aCall().startedAt + 600_000;
    const channels = { channel: 'PJSIP/100-000000f1', dstChannel: 'PJSIP/trunk-000000f2' };
    await office.append(rowOf(aCall({ uniqueId: `${String(later / 1_000)}.77`, startedAt: later, ...channels })));
    await refIn('excluded private', 'excluded private');
    expect(sandbox.requests.filter(({ path }) => path === '/callLogs' || path.includes('search'))).toEqual([]);
  });

  it('takes a call back and logs it again, once', async () => {
    await office.append(rowOf(aCall()));
    const ref = await refIn('pending');
    await engine.actions.logNow(ref);
    await refIn('synced');
    await engine.actions.takeBack(ref, 'pending');
    await refIn('pending');
    expect(sandbox.liveCallLogs()).toEqual([]);
    await engine.actions.logNow(ref);
    await refIn('synced');
    expect(sandbox.liveCallLogs()).toHaveLength(1);
  });

  it('is told that nothing can be done while the engine does not run', async () => {
    const idle = office.engine();
    expect(await idle.actions.logNow('X')).toMatchObject({ ok: false, error: { code: 'not_running' } });
  });
});
