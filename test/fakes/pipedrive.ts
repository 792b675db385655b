import type { PhoneNumber } from '../../shared/call.ts';
import type { LoggableCall } from '../../main/engine/crm/port.ts';
import { createPipedriveAdapter, type PipedriveAccount } from '../../main/engine/crm/pipedrive/index.ts';
import type { Clock } from '../../main/engine/ports.ts';
import { FakeClock } from './fake-clock.ts';
import { fakeHttp, type Reply, type SeenRequest } from './fake-http.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return { [Symbol.dispose]: () => clearTimeout(timer) };
  },
};

export const JANE: PhoneNumber = {
  raw: '001 555-010-0102',
  e164: '+15550100102',
  national: '5550100102',
  withheld: false,
};

/** Equal when the last nine digits are: enough for tests, the real one knows countries. */
export function comparePhones(stored: string, wanted: PhoneNumber): boolean {
  const tail = (text: string): string => text.replace(/\D/g, '').slice(-9);
  return tail(stored) !== '' && tail(stored) === tail(wanted.e164 ?? wanted.raw);
}

export function loggable(change: Partial<LoggableCall> = {}): LoggableCall {
  return {
    ref: '0123456789AB',
    direction: 'outbound',
    outcome: 'connected',
    remote: JANE,
    remoteName: null,
    localNumber: '100',
    startedAt: Date.UTC(2026, 10, 21, 9, 0, 0, 500),
    endedAt: Date.UTC(2026, 10, 21, 9, 1, 5, 900),
    talkSeconds: 62,
    note: null,
    contact: null,
    dealId: null,
    leadId: null,
    ...change,
  };
}

/** The adapter on answers that a test gives. */
export function adapterOn(
  reply: (request: SeenRequest) => Reply | Promise<Reply>,
  change: Partial<PipedriveAccount> = {},
) {
  const clock = new FakeClock();
  const http = fakeHttp(reply);
  const adapter = createPipedriveAdapter(
    { http, clock, random: { fraction: () => 0.5 }, log: { write: () => undefined } },
    {
      id: 'sales',
      baseUrl: 'https://acme.pipedrive.com',
      credentials: { apiToken: 'secret' },
      comparePhones,
      ...change,
    },
  );
  return { adapter, clock, seen: http.seen };
}
