import { onTestFinished } from 'vitest';
import type { Page } from 'playwright-core';
import type { PipedriveSandbox } from '../sandbox/pipedrive/index.ts';
import { startPipedriveSandbox } from '../sandbox/pipedrive/index.ts';
import type { Softphone } from '../softphone/index.ts';
import type { App } from './driver/app.ts';
import { startApp } from './fixture.ts';
import { openOffice, settingsFor } from './office.ts';

export const JANE = '+14155550142';
export const KELLERS = '+16175550119';
export const NOBODY = '+12065550164';
export const DEAL = 'Fleet renewal 2027';

export interface WrapUpDesk {
  readonly app: App;
  readonly phone: Softphone;
  readonly crm: PipedriveSandbox;
  /** The page of the wrap-up window, once it is there. */
  page(): Promise<Page>;
}

/** An agent at work: a phone, a Pipedrive with people in it, the app in the tray. */
export async function startDesk(
  logging: object = {},
  { desktop = {}, recordings }: { desktop?: object; recordings?: (phone: Softphone) => string } = {},
): Promise<WrapUpDesk> {
  const crm = await startPipedriveSandbox({ limits: 'off' });
  onTestFinished(() => crm.stop());
  const jane = crm.addPerson({ name: 'Jane Doe', phones: [JANE], organization: 'Harbor & Pine' });
  crm.addDeal({ title: DEAL, personId: jane });
  crm.addPerson({ name: 'Marta Keller', phones: [KELLERS], organization: 'Oakridge Legal' });
  crm.addPerson({ name: 'Paul Keller', phones: [KELLERS], organization: 'Oakridge Legal' });
  crm.addPerson({ name: 'Reception', phones: [KELLERS], organization: 'Oakridge Legal' });
  const phone = await openOffice();
  const account = { id: 'sales', crm: 'pipedrive', baseUrl: crm.origin, credentials: { keychain: 'account:sales' } };
  const watched = { ...phone, recordings: recordings?.(phone) ?? phone.recordings };
  const settings = {
    ...settingsFor(watched, { accounts: [account], desktop }),
    logging: { since: '2020-01-01T00:00:00Z', mode: 'ask', ...logging },
  };
  const app = await startApp({
    settings,
    args: ['--background'],
    secrets: { 'account:sales': { apiToken: crm.token } },
  });
  return {
    app,
    phone,
    crm,
    async page() {
      const page = await app.page('window=wrap-up');
      page.setDefaultTimeout(8_000);
      return page;
    },
  };
}
