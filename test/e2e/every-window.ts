import type { Page } from 'playwright-core';
import type { WindowName } from '../../shared/contract.ts';
import type { App } from './driver/app.ts';
import { startAppForAll } from './fixture.ts';
import { openOffice, settingsFor } from './office.ts';

export interface OpenWindow {
  readonly app: App;
  readonly page: Page;
}

/** An account that answers nowhere: calls then wait for the agent. */
const ACCOUNT = { id: 'sales', crm: 'pipedrive', baseUrl: 'http://127.0.0.1:9', credentials: { keychain: 'sales' } };

/** Each of the app's windows the way a person gets to it. To be called in `beforeAll`. */
export const OPEN: Readonly<Record<WindowName, () => Promise<OpenWindow>>> = {
  async setup() {
    const app = await startAppForAll();
    return { app, page: await app.page('window=setup') };
  },
  async calls() {
    const phone = await openOffice('for all');
    const app = await startAppForAll({ settings: settingsFor(phone), args: ['--background'] });
    await app.clickTray();
    return { app, page: await app.page('window=calls') };
  },
  async 'wrap-up'() {
    const phone = await openOffice('for all');
    const settings = settingsFor(phone, { accounts: [ACCOUNT] });
    const app = await startAppForAll({ settings, args: ['--background'] });
    await phone.call({ kind: 'outbound', to: '12025550106', ring: 8, talk: 125 });
    return { app, page: await app.page('window=wrap-up') };
  },
};
