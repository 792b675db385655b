import { describe, expect, it } from 'vitest';
import type { LoggableCall } from '../../main/engine/crm/port.ts';
import type { ErrorCategory } from '../../shared/errors.ts';
import { JANE } from '../fakes/loggable.ts';
import { DRIVERS } from './adapters-all.ts';
import type { CrmDriver } from './adapters-driver.ts';
import { benchOn, FROM_HELL, impatient, recordingsFor, truncating, valueOf, type Bench } from './adapters-bench.ts';

const LOST = { ok: false, error: { category: 'network', delivery: 'maybe' } };

/** The request that logs a call, as it ends on the wire. */
const pathOf = ({ requests }: CrmDriver): RegExp => new RegExp(requests.log.source.replace(/^\^POST /, ''));

/** What the engine asks after a lost answer. */
async function settle({ adapter, call }: Bench, change: Partial<LoggableCall> = {}) {
  return valueOf(await adapter.findLogged(call(change), Date.now()));
}

describe.each(DRIVERS)('$crm: when the answer to a log is lost', (driver) => {
  it.each(['drop_after', 'drop_half_answer'] as const)('after it was saved (%s), the record is found', async (kind) => {
    const bench = await benchOn(driver);
    await bench.logged({ ref: 'AAAAAAAAAAAA', startedAt: bench.call().startedAt - 3_600_000 });
    bench.world.faults.add({ match: driver.requests.log, kind });
    expect(await bench.adapter.logCall(bench.call())).toMatchObject(LOST);
    const found = await settle(bench);
    expect(found?.id).toBe(bench.world.calls()[1]?.id);
    expect(await settle(bench, { ref: 'FFFFFFFFFFFF', startedAt: bench.call().startedAt + 90_000 })).toBeUndefined();
    expect(bench.world.violations).toEqual([]);
  });

  it.each(['drop_before', 'cut_upload', 'hang'] as const)('before it was saved (%s), none is found', async (kind) => {
    const bench = await benchOn(driver);
    bench.world.faults.add({ match: driver.requests.log, kind });
    expect(await bench.again({}, impatient('POST', pathOf(driver))).logCall(bench.call())).toMatchObject(LOST);
    expect(await settle(bench)).toBeUndefined();
    expect(bench.world.calls()).toEqual([]);
    expect(bench.world.violations).toEqual([]);
  });

  it('because it came too slowly', async () => {
    const bench = await benchOn(driver);
    bench.world.faults.add({ match: driver.requests.log, kind: 'slow_body', delayMs: 1_500 });
    expect(await bench.again({}, impatient('POST', pathOf(driver))).logCall(bench.call())).toMatchObject(LOST);
    expect((await settle(bench))?.id).toBe(bench.world.calls()[0]?.id);
  });

  it('because half of its text is missing', async () => {
    const bench = await benchOn(driver);
    const cutting = bench.again({}, truncating('POST', pathOf(driver)));
    expect(await cutting.logCall(bench.call())).toMatchObject(LOST);
    expect((await settle(bench))?.id).toBe(bench.world.calls()[0]?.id);
  });

  it('and the clocks differ by minutes, either way', async () => {
    for (const minutes of [-7, 7]) {
      const bench = await benchOn(driver, { now: () => Date.now() + minutes * 60_000 });
      const startedAt = Date.now() - 65_000;
      const now = { startedAt, endedAt: startedAt + 62_000 };
      bench.world.faults.add({ match: driver.requests.log, kind: 'drop_after' });
      expect(await bench.adapter.logCall(bench.call(now))).toMatchObject(LOST);
      expect((await settle(bench, now))?.id).toBe(bench.world.calls()[0]?.id);
    }
  });

  it('of two calls with the same number in the same second, each is found for itself', async () => {
    const bench = await benchOn(driver);
    const first = await bench.logged({ ref: 'AAAAAAAAAAAA' });
    const second = await bench.logged({ ref: 'BBBBBBBBBBBB' });
    expect((await settle(bench, { ref: 'BBBBBBBBBBBB' }))?.id).toBe(second.id);
    expect((await settle(bench, { ref: 'AAAAAAAAAAAA' }))?.id).toBe(first.id);
  });
});

describe.each(DRIVERS)('$crm: when the answer to something else is lost', (driver) => {
  it('a recording is there once after the next try', async () => {
    const bench = await benchOn(driver);
    const record = await bench.logged();
    bench.world.faults.add({ match: driver.requests.attach, kind: 'drop_after' });
    const first = await bench.adapter.attachRecording(record, recordingsFor(bench.adapter).right, bench.call());
    expect(first).toMatchObject({ ok: false, error: { category: 'network' } });
    const { right } = recordingsFor(bench.adapter);
    const again = 'file' in right ? { ...right, retry: true } : right;
    expect(await bench.adapter.attachRecording(record, again, bench.call())).toMatchObject({ ok: true });
    expect(bench.world.calls().map(({ recording }) => recording !== null)).toEqual([true]);
    expect(bench.world.violations).toEqual([]);
  });
});

/** What a status means by itself. Everything but a fault of the server says that nothing happened. */
const STATUSES: readonly (readonly [number, readonly ErrorCategory[]])[] = [
  [400, ['refused']],
  [401, ['sign_in']],
  [403, ['refused', 'busy', 'sign_in']],
  [404, ['refused']],
  [409, ['refused']],
  [410, ['refused']],
  [429, ['busy']],
  [500, ['network']],
  [503, ['network']],
];

describe.each(DRIVERS)('$crm: refusals', (driver) => {
  it.each(STATUSES)('status %i', async (status, usual) => {
    const { adapter, call, world } = await benchOn(driver);
    // A session that ended is renewed once; a credential that is refused again is wrong.
    world.faults.add({ match: driver.requests.log, kind: 'status', status, times: status === 401 ? 2 : 1 });
    const result = await adapter.logCall(call());
    if (result.ok) throw new Error('a refusal was taken for success');
    expect(driver.statuses?.[status] ?? usual).toContain(result.error.category);
    if (result.error.category !== 'network') expect(result.error.delivery).toBe('not_sent');
    else expect(result.error.delivery).toBe('maybe');
    if (result.error.category === 'busy') expect(result.error.retryAt).toBeGreaterThan(Date.now() - 1);
    // A sentence of ours for people, never the server's.
    expect(result.error.message).toMatch(/^[A-Z].*[.)]$/s);
    expect(world.calls()).toEqual([]);
  });

  it.each(['html', 'garbage'] as const)('%s instead of an answer', async (kind) => {
    const { adapter, call, world } = await benchOn(driver);
    world.faults.add({ match: driver.requests.log, kind });
    const result = await adapter.logCall(call());
    if (result.ok) throw new Error('a page was taken for success');
    expect(['network', 'busy']).toContain(result.error.category);
    expect(result.error.message).not.toContain('<');
    expect(world.calls()).toEqual([]);
  });

  it('a slow answer is waited for', async () => {
    const { adapter, call, world } = await benchOn(driver);
    world.faults.add({ match: driver.requests.log, kind: 'slow_body', delayMs: 120 });
    expect(await adapter.logCall(call())).toMatchObject({ ok: true });
    expect(world.calls().length).toBe(1);
  });
});

describe.each(DRIVERS)('$crm: texts of strangers', (driver) => {
  it.each(FROM_HELL)('a caller id of %j changes nothing but itself', async (text) => {
    const { adapter, call, world } = await benchOn(driver);
    const raw = { raw: text, e164: null, national: null, withheld: false };
    const common = { remoteName: text, localNumber: text };
    const first = valueOf(await adapter.logCall(call({ ...common, note: text, ref: '111111111111' })));
    const second = valueOf(await adapter.logCall(call({ ...common, remote: raw, ref: '222222222222' })));
    expect((await adapter.createContact({ name: text, number: { ...JANE, e164: '+15550100155' } })).ok).toBe(true);
    expect((await adapter.searchContacts(text)).ok).toBe(true);
    expect((await adapter.findContacts(raw)).ok).toBe(true);
    const found = async (change: Partial<LoggableCall>) =>
      valueOf(await adapter.findLogged(call({ ...common, ...change }), Date.now()))?.id;
    expect(await found({ ref: '111111111111' })).toBe(first.id);
    expect(await found({ ref: '222222222222', remote: raw })).toBe(second.id);
    expect(await found({ ref: 'FFFFFFFFFFFF', startedAt: 5_000 })).toBeUndefined();
    if (driver.notes === 'html') {
      for (const { note } of world.calls()) expect(note).not.toMatch(/<script|<\/body>.*<\/body>|[\u202e\u0000]/is);
    }
    expect(world.violations).toEqual([]);
  });
});
