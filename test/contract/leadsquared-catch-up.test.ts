import { afterEach, describe, expect, it } from 'vitest';
import type { PhoneNumber } from '../../shared/call.ts';
import { createLeadSquaredAdapter } from '../../main/engine/crm/leadsquared/index.ts';
import type { Http } from '../../main/engine/ports.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { sandboxAccount } from '../fakes/leadsquared.ts';
import { loggable } from '../fakes/loggable.ts';
import { startLeadSquaredSandbox, type LeadSquaredSandbox } from '../sandbox/leadsquared/index.ts';

let sandbox: LeadSquaredSandbox;
afterEach(() => sandbox.stop());

const CALLS = 1_000;
const LEADS = 50;
const WORKERS = 6;

/** The sandbox's own answers, over a network whose time is the test's: 20 to 80 ms each way, `work` ms in between. */
function overClock(clock: FakeClock, roll: () => number, work: number): Http {
  const pass = (more = 0) => new Promise<void>((done) => void clock.after(20 + roll() * 60 + more, done));
  return {
    async send(request) {
      const { pathname, search } = new URL(request.url);
      const body = typeof request.body === 'string' ? request.body : '';
      request.sent?.(0);
      await pass();
      const answer = sandbox.answer({
        method: request.method,
        target: pathname + search,
        headers: request.headers,
        body,
      });
      await pass(work * (1 + roll() / 4));
      return { ok: true, answer: { ...answer, headers: {} } };
    },
  };
}

/** Numbers that look random and are the same each time. */
function dice(): () => number {
  let state = 42;
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
}

const numberOf = (n: number): PhoneNumber => {
  const national = String(5_550_100_000 + n);
  return { raw: national, e164: `+1${national}`, national, withheld: false };
};

async function catchUp(limits: { calls: number }, known: { requestsPer5Seconds?: number }, work = 0) {
  const clock = new FakeClock();
  const roll = dice();
  sandbox = await startLeadSquaredSandbox({ now: () => clock.now(), limits });
  const http = overClock(clock, roll, work);
  const adapter = createLeadSquaredAdapter(
    { http, clock, random: { fraction: roll }, log: { write: () => undefined } },
    { ...sandboxAccount(sandbox), ...known },
  );
  for (let n = 0; n < LEADS; n++)
    sandbox.addPerson({ name: `Lead ${n}`, phones: [`+1-${numberOf(n).national ?? ''}`] });
  const left = Array.from({ length: CALLS }, (_, n) => n);
  const leads = new Map<number, string>();
  const failures: string[] = [];

  async function leadOf(n: number): Promise<string | undefined> {
    const known = leads.get(n);
    if (known !== undefined) return known;
    const found = await adapter.findContacts(numberOf(n));
    if (!found.ok) failures.push(found.error.code);
    const id = found.ok ? found.value[0]?.id : undefined;
    if (id !== undefined) leads.set(n, id);
    return id;
  }

  /** As the lane does it: some at a time, a pause waited for. */
  async function worker(): Promise<void> {
    for (let n = left.shift(); n !== undefined; n = left.shift()) {
      const id = await leadOf(n % LEADS);
      if (id === undefined) {
        left.push(n);
        continue;
      }
      const ref = n.toString(16).toUpperCase().padStart(12, '0');
      const logged = await adapter.logCall(loggable({ ref, contact: { id, name: '', organizationId: null } }));
      if (logged.ok) continue;
      failures.push(logged.error.code);
      left.push(n);
    }
  }

  const state = { working: WORKERS };
  const all = Array.from({ length: WORKERS }, () => worker().finally(() => (state.working -= 1)));
  while (state.working > 0) await clock.advance(10_000);
  await Promise.all(all);
  const times = sandbox.requests.map(({ at }) => at);
  const seconds = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1000;
  // The first window may be spent at once.
  return { failures, share: (times.length - limits.calls) / (limits.calls / 5) / seconds };
}

describe('a thousand calls after a holiday', () => {
  it('go at 95 % of the permitted rate or more, and never above it', { timeout: 60_000 }, async () => {
    const { failures, share } = await catchUp({ calls: 25 }, {});
    expect(failures).toEqual([]);
    expect(sandbox.violations).toEqual([]);
    expect(new Set(sandbox.liveCallLogs().map(({ Tag }) => Tag)).size).toBe(CALLS);
    expect(sandbox.liveCallLogs().length).toBe(CALLS);
    expect(share).toBeGreaterThanOrEqual(0.95);
  });

  it('do so though every answer takes its time', { timeout: 60_000 }, async () => {
    const { share } = await catchUp({ calls: 25 }, {}, 200);
    expect(sandbox.violations).toEqual([]);
    expect(sandbox.liveCallLogs().length).toBe(CALLS);
    expect(share).toBeGreaterThanOrEqual(0.95);
  });

  it('do so on a smaller plan that is configured', { timeout: 60_000 }, async () => {
    const { share } = await catchUp({ calls: 10 }, { requestsPer5Seconds: 10 });
    expect(sandbox.violations).toEqual([]);
    expect(sandbox.liveCallLogs().length).toBe(CALLS);
    expect(share).toBeGreaterThanOrEqual(0.95);
  });

  it('learn the pace of a smaller plan from one refusal, and lose nothing by it', { timeout: 60_000 }, async () => {
    const { share } = await catchUp({ calls: 10 }, {});
    const first = sandbox.requests.findIndex(({ status }) => status === 429);
    // Requests that were under way with it meet the same answer; after that, none.
    expect(sandbox.requests.slice(first + WORKERS).every(({ status }) => status === 200)).toBe(true);
    expect(sandbox.liveCallLogs().length).toBe(CALLS);
    expect(share).toBeGreaterThanOrEqual(0.95);
  });
});
