import { describe, expect, it } from 'vitest';
import { leadSquaredLimits, wantOf } from '../../main/engine/crm/leadsquared/limits.ts';
import type { KeptLimiters } from '../../main/engine/crm/limits/limiter.ts';
import { openAdapter } from '../../main/engine/wiring/accounts.ts';
import { createNumbers } from '../../main/engine/calls/numbers.ts';
import type { Ports } from '../../main/engine/ports.ts';
import type { AccountSettings } from '../../shared/settings.ts';
import { FakeClock } from '../fakes/fake-clock.ts';

describe('limits of an account whose adapter is made anew', () => {
  const spend = async (limits: ReturnType<typeof leadSquaredLimits>): Promise<void> => {
    const slot = await limits.acquire(wantOf('logCall'));
    if (slot.ok) slot.value.done();
  };

  it('go on counting: the day’s budget is not there a second time', async () => {
    const clock = new FakeClock();
    const kept: KeptLimiters = new Map();
    const known = { dailyRequests: 2 };
    await spend(leadSquaredLimits(clock, known, kept));
    await spend(leadSquaredLimits(clock, known, kept));
    const refused = await leadSquaredLimits(clock, known, kept).acquire(wantOf('logCall'));
    expect(refused).toMatchObject({ ok: false, error: { code: 'daily_budget' } });
    const other = await leadSquaredLimits(clock, known, new Map()).acquire(wantOf('logCall'));
    expect(other.ok).toBe(true);
  });

  it('are the same after a second sign-in, whatever the CRM', async () => {
    const ports = {
      clock: new FakeClock(),
      secrets: { read: () => Promise.resolve({ kind: 'found', fields: { refreshToken: 'r' } }) },
    } as unknown as Ports;
    const credentials = { env: {} };
    const baseUrl = 'https://crm.test';
    const accounts = [
      { id: 'a', crm: 'pipedrive', baseUrl, credentials },
      { id: 'b', crm: 'close', baseUrl, credentials },
      { id: 'c', crm: 'leadsquared', baseUrl, credentials },
    ] as unknown as AccountSettings[];
    for (const account of accounts) {
      const kept: KeptLimiters = new Map();
      expect((await openAdapter(ports, account, createNumbers('US'), kept)).ok).toBe(true);
      const limiters = [...kept.entries()];
      expect(limiters.length).toBe(1);
      expect((await openAdapter(ports, account, createNumbers('US'), kept)).ok).toBe(true);
      expect(
        [...kept.entries()].every(([name, limiter]) => limiters.some(([n, l]) => n === name && l === limiter)),
      ).toBe(true);
    }
  });
});
