import { createCloseAdapter } from '../../main/engine/crm/close/index.ts';
import type { CrmAccount, LoggableCall } from '../../main/engine/crm/port.ts';
import { FakeClock } from './fake-clock.ts';
import { fakeHttp, type Reply, type SeenRequest } from './fake-http.ts';
import { comparePhones, loggable } from './loggable.ts';

export const LEAD_ID = 'lead_fioU1Nk5LC0H0iei9XBGHW2';
export const CONTACT_ID = 'cont_bulY73zoaAwTCLdjHrKzGkz';

/** A call as `loggable` gives it, with a contact and its lead. */
export function leadCall(change: Partial<LoggableCall> = {}): LoggableCall {
  return loggable({ contact: { id: CONTACT_ID, name: 'Jane Doe', organizationId: LEAD_ID }, ...change });
}

/** The adapter on answers that a test gives. */
export function closeOn(
  reply: (request: SeenRequest) => Reply | Promise<Reply>,
  change: Partial<CrmAccount> = {},
  clock = new FakeClock(),
) {
  const http = fakeHttp(reply);
  const adapter = createCloseAdapter(
    { http, clock, random: { fraction: () => 0.5 }, log: { write: () => undefined } },
    {
      id: 'sales',
      baseUrl: 'https://api.close.com/api/v1',
      credentials: { apiKey: 'api_key' },
      comparePhones,
      ...change,
    },
  );
  return { adapter, clock, seen: http.seen };
}
