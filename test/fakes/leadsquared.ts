import { createLeadSquaredAdapter, type LeadSquaredAccount } from '../../main/engine/crm/leadsquared/index.ts';
import type { LoggableCall } from '../../main/engine/crm/port.ts';
import type { LeadSquaredSandbox } from '../sandbox/leadsquared/types.ts';
import { FakeClock } from './fake-clock.ts';
import { fakeHttp, type Reply, type SeenRequest } from './fake-http.ts';
import { comparePhones, loggable } from './loggable.ts';

export const LEAD_ID = 'e6d7efd4-ee4f-47a1-ab53-a3ff2902bfcb';
export const ACTIVITY_ID = '15d16ba6-91fe-11e7-b0ab-02e89b2fb8f4';
export const DEAL_ID = '69e1c27e-dd08-4b53-b509-f353ad1c7f4d';

export const WHO = {
  Id: '40e06a3d-4787-11e7-b781-023cca4497b9',
  Name: 'Ann Agent',
  PassPhrase: 'ann@example.com',
  TimeZone: 'America/New_York',
  OrgId: '3b1041a3-8374-11e7-8758-0a106ee76b21',
  OrgDisplayName: 'Acme',
  AssociatedPhoneNumbers: '+1-5550104000',
  LSQCommonServiceURLs: { api: 'api-us11.leadsquared.com', app: 'us11.leadsquared.com' },
};

export const MADE = { Status: 'Success', Message: { Id: ACTIVITY_ID, Message: 'Phone call logged successfully' } };

/** A call as `loggable` gives it, with a lead. */
export function leadCall(change: Partial<LoggableCall> = {}): LoggableCall {
  return loggable({ contact: { id: LEAD_ID, name: 'Jane Doe', organizationId: null }, ...change });
}

/** The method of a request, below `/v2`: `Telephony.svc/LogCall`. */
export function methodOf({ target }: SeenRequest): string {
  return target.replace(/^\/v2\//, '').replace(/\?.*$/, '');
}

/** Answers by method; what is left out is answered as usual. */
export const by = (answers: Readonly<Record<string, unknown>>) => (request: SeenRequest) => {
  const body = answers[methodOf(request)];
  return body === undefined ? undefined : { status: 200, body };
};

export function bodies(seen: readonly SeenRequest[], method: string): unknown[] {
  return seen.filter((request) => methodOf(request) === method).map(({ body }) => JSON.parse(body) as unknown);
}

/** The adapter on answers that a test gives; who owns the keys is answered unless the test does it itself. */
export function leadSquaredOn(
  reply: (request: SeenRequest) => Reply | Promise<Reply> | undefined,
  change: Partial<LeadSquaredAccount> = {},
) {
  const clock = new FakeClock();
  const logged: unknown[] = [];
  const http = fakeHttp(
    (request) =>
      reply(request) ??
      (methodOf(request) === 'Authentication.svc/UserByAccessKey.Get'
        ? { status: 200, body: WHO }
        : { status: 200, body: MADE }),
  );
  const urls: string[] = [];
  const adapter = createLeadSquaredAdapter(
    {
      http: { send: (request) => (urls.push(request.url), http.send(request)) },
      clock,
      random: { fraction: () => 0.5 },
      log: { write: (level, event, facts) => void logged.push({ level, event, facts }) },
    },
    {
      id: 'sales',
      baseUrl: 'https://api.leadsquared.com',
      credentials: { accessKey: 'u$key', secretKey: 'secret' },
      comparePhones,
      ...change,
    },
  );
  return { adapter, clock, seen: http.seen, urls, logged };
}

/** Account settings for a running sandbox. */
export function sandboxAccount(sandbox: LeadSquaredSandbox): LeadSquaredAccount {
  return { id: 'sales', baseUrl: sandbox.origin, credentials: { ...sandbox.credentials }, comparePhones };
}
