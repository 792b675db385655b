import { createPipedriveAdapter, type PipedriveAccount } from '../../main/engine/crm/pipedrive/index.ts';
import type { Clock } from '../../main/engine/ports.ts';
import { FakeClock } from './fake-clock.ts';
import { fakeHttp, type Reply, type SeenRequest } from './fake-http.ts';
import { comparePhones } from './loggable.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return { [Symbol.dispose]: () => clearTimeout(timer) };
  },
};

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
