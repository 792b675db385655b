import { describe, expect, it } from 'vitest';
import { createCloseAdapter } from '../../main/engine/crm/close/index.ts';
import type { Http } from '../../main/engine/ports.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { comparePhones, loggable } from '../fakes/loggable.ts';
import { Core, DEFAULT_KEY } from '../sandbox/close/core.ts';
import type { CloseLimitOptions } from '../sandbox/close/index.ts';

const CALLS = 1_000;
const POST = 'POST /api/v1/activity/call/';

interface Network {
  readonly clock: FakeClock;
  /** The way takes between 20 ms and this much more, each way. */
  readonly jitter: number;
  readonly roll: () => number;
  readonly asked: { request: string; at: number }[];
}

/** The sandbox's own answers, over a network whose time is the test's. */
function overClock(core: Core, { clock, jitter, roll, asked }: Network): Http {
  const pass = () => new Promise<void>((done) => void clock.after(20 + roll() * jitter, done));
  return {
    async send(request) {
      const { pathname, search } = new URL(request.url);
      request.sent?.(0);
      await pass();
      asked.push({ request: `${request.method} ${pathname}`, at: clock.now() });
      const {
        status,
        headers = {},
        body,
      } = core.answer({
        method: request.method,
        target: pathname + search,
        authorization: request.headers['authorization'],
        isJson: request.headers['content-type'] === 'application/json',
        body: typeof request.body === 'string' ? request.body : '',
      });
      await pass();
      return { ok: true, answer: { status, headers, body: JSON.stringify(body) } };
    },
  };
}

/** Numbers that look random and are the same each time. */
function dice(): () => number {
  let state = 42;
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
}

/** A thousand calls as the lane sends them: some at a time, a pause waited for. */
async function catchUp(limits: CloseLimitOptions, { workers, jitter }: { workers: number; jitter: number }) {
  const clock = new FakeClock();
  const roll = dice();
  const core = new Core({ now: () => clock.now(), limits });
  const asked: { request: string; at: number }[] = [];
  const http = overClock(core, { clock, jitter, roll, asked });
  const adapter = createCloseAdapter(
    { http, clock, random: { fraction: roll }, log: { write: () => undefined } },
    { id: 'sales', baseUrl: 'http://127.0.0.1:1/api/v1', credentials: { apiKey: DEFAULT_KEY }, comparePhones },
  );
  const lead = core.state.addLead('Acme', true);
  const left = Array.from({ length: CALLS }, (_, n) => n);
  const failures: string[] = [];
  async function worker(): Promise<void> {
    for (let n = left.shift(); n !== undefined; n = left.shift()) {
      const ref = n.toString(16).toUpperCase().padStart(12, '0');
      const contact = { id: lead.id, name: 'Acme', organizationId: lead.id };
      const logged = await adapter.logCall(loggable({ ref, contact }));
      if (logged.ok) continue;
      failures.push(logged.error.code);
      left.push(n);
    }
  }
  const state = { working: workers };
  const all = Array.from({ length: workers }, () => worker().finally(() => (state.working -= 1)));
  while (state.working > 0) await clock.advance(5_000);
  await Promise.all(all);
  const times = asked.filter(({ request }) => request === POST).map(({ at }) => at);
  const seconds = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1_000;
  return { core, failures, seconds };
}

describe('a thousand calls after a holiday', () => {
  it.each<[string, CloseLimitOptions, { workers: number; jitter: number }]>([
    ['60 in five seconds', { requests: 60, windowMs: 5_000 }, { workers: 8, jitter: 60 }],
    ['60 in any five seconds', { requests: 60, windowMs: 5_000, window: 'rolling' }, { workers: 8, jitter: 60 }],
    [
      '30 in three seconds, told with semicolons',
      { requests: 30, windowMs: 3_000, header: 'semicolon' },
      { workers: 8, jitter: 60 },
    ],
    ['10 in a second, over a steady line', { requests: 10, windowMs: 1_000 }, { workers: 6, jitter: 20 }],
    [
      '20 in any second, over a steady line',
      { requests: 20, windowMs: 1_000, window: 'rolling' },
      { workers: 12, jitter: 10 },
    ],
  ])(
    'go at 0.95 of the permitted rate or more, and never above it: %s',
    { timeout: 60_000 },
    async (_what, limits, line) => {
      const { core, failures, seconds } = await catchUp(limits, line);
      expect(core.violations).toEqual([]);
      expect(failures).toEqual([]);
      expect(core.state.calls.size).toBe(CALLS);
      const { requests = 0, windowMs = 0 } = limits;
      // The quickest that the limit permits: a full window at once, then one every `windowMs`.
      const permitted = (Math.floor((CALLS - 1) / requests) * windowMs) / 1_000;
      const share = permitted / seconds;
      expect(share).toBeGreaterThanOrEqual(0.95);
    },
  );

  it('go on quietly where Close tells no limit', { timeout: 60_000 }, async () => {
    const { core, failures, seconds } = await catchUp(
      { requests: 10, windowMs: 1_000, header: 'none' },
      { workers: 6, jitter: 60 },
    );
    expect([core.violations, failures, core.state.calls.size]).toEqual([[], [], CALLS]);
    // Five a second is what we allow ourselves then.
    expect(seconds).toBeLessThan(CALLS / 5 / 0.9);
  });
});
