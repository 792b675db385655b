import { createSalesforceAdapter, type SalesforceAccount } from '../../main/engine/crm/salesforce/index.ts';
import type { CrmAdapter } from '../../main/engine/crm/port.ts';
import type { Clock, Http } from '../../main/engine/ports.ts';
import type { SalesforceSandbox } from '../sandbox/salesforce/index.ts';
import { FakeClock } from './fake-clock.ts';
import { fakeHttp, type Reply, type SeenRequest } from './fake-http.ts';
import { comparePhones } from './loggable.ts';
import { systemClock } from './pipedrive.ts';

export type Rest = NonNullable<SalesforceAccount['rest']>;
export type Voice = NonNullable<SalesforceAccount['telephony']>;

export const REST: Rest = {
  loginUrl: 'https://login.salesforce.com',
  clientId: 'client',
  apiVersion: '67.0',
  externalIdField: null,
  completedStatus: 'Completed',
  recordings: 'url',
  createAs: 'contact',
  dailyRequests: null,
};

export const VOICE: Voice = {
  url: 'https://acme.my.salesforce-scrt.com',
  callCenter: 'Center',
  provider: 'aftercall',
  agent: null,
  callAttributes: {},
};

/** What may be changed about an adapter that is connected to a sandbox. */
export interface Connection extends Partial<Omit<SalesforceAccount, 'rest' | 'telephony'>> {
  readonly rest?: Partial<Rest> | null;
  readonly telephony?: Partial<Voice> | null;
  readonly clock?: Clock;
}

/** The adapter as an engine has it, on a sandbox: by REST, and with `telephony` by both ways. */
export function connectSalesforce(http: Http, sandbox: SalesforceSandbox, change: Connection = {}): CrmAdapter {
  const { rest = {}, telephony = null, clock = systemClock, ...account } = change;
  return createSalesforceAdapter(
    { http, clock, random: { fraction: () => 0 }, log: { write: () => undefined } },
    {
      id: 'sales',
      comparePhones,
      credentials: {
        refreshToken: sandbox.refreshToken,
        ...(telephony === null ? {} : { token: sandbox.signToken() }),
      },
      saveCredentials: () => Promise.resolve(true),
      rest: rest === null ? null : { ...REST, loginUrl: sandbox.origin, clientId: sandbox.clientId, ...rest },
      telephony:
        telephony === null
          ? null
          : {
              ...VOICE,
              url: sandbox.telephonyUrl,
              callCenter: sandbox.callCenter,
              provider: sandbox.provider,
              ...telephony,
            },
      ...account,
    },
  );
}

let signIns = 0;

/** The adapter on answers that a test gives; the sign-in is answered here. */
export function salesforceOn(
  reply: (request: SeenRequest) => Reply | Promise<Reply>,
  change: Partial<SalesforceAccount> = {},
) {
  const clock = new FakeClock();
  const http = fakeHttp((request) => (request.target === '/services/oauth2/token' ? TOKENS : reply(request)));
  const adapter = createSalesforceAdapter(
    { http, clock, random: { fraction: () => 0.5 }, log: { write: () => undefined } },
    {
      id: 'sales',
      comparePhones,
      // Sessions are shared by all adapters of one token: every test has its own.
      credentials: { refreshToken: `refresh-${signIns++}`, token: 'telephony-token' },
      saveCredentials: () => Promise.resolve(true),
      rest: REST,
      telephony: null,
      ...change,
    },
  );
  const seen = (): SeenRequest[] => http.seen.filter(({ target }) => target !== '/services/oauth2/token');
  return { adapter, clock, seen };
}

const TOKENS: Reply = {
  status: 200,
  body: {
    access_token: 'access',
    instance_url: 'https://acme.my.salesforce.com',
    id: 'https://login.salesforce.com/id/00D5e000001SandEAE/0055e000001UserEAE',
    token_type: 'Bearer',
  },
};
