import { beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { startPipedriveSandbox, type PipedriveSandbox } from '../sandbox/pipedrive/index.ts';
import { skipKeyring, lackingPackages } from '../secrets/session.ts';
import { startApp, theWorld } from './fixture.ts';
import { openOffice, settingsFor } from './office.ts';

const JANE = { kind: 'inbound', from: { number: '+12025550101', name: 'DOE JANE' }, ring: 4, talk: 201 } as const;
const SECRETS = { sales: { apiToken: 'sandbox-token' } };
/** The sandbox's own token lies in a real keyring. */
const keyringTest = test.skipIf(skipKeyring);

let crm: PipedriveSandbox;

beforeAll(async () => {
  console.log(`end to end: ${(await theWorld()).words}${lackingPackages}`);
});

beforeEach(async () => {
  const sandbox = await startPipedriveSandbox({ limits: 'off' });
  sandbox.addPerson({ name: 'Jane Doe', phones: ['(202) 555-0101'] });
  onTestFinished(() => sandbox.stop());
  crm = sandbox;
});

const accounts = () => [
  { id: 'sales', crm: 'pipedrive', baseUrl: crm.origin, credentials: { keychain: 'sales' }, burst: 1_000 },
];
const logged = () =>
  [...crm.state.callLogs.values()].map(({ to_phone_number, outcome, person_id }) => ({
    to_phone_number,
    outcome,
    person_id,
  }));

keyringTest('a call that has ended is logged by one click in the tray', async () => {
  const phone = await openOffice();
  const app = await startApp({
    settings: settingsFor(phone, { accounts: accounts(), desktop: { wrapUp: false } }),
    secrets: SECRETS,
    args: ['--background'],
  });
  await phone.call(JANE);
  await app.chooseInTray(/^Log: .*, 3 min 21 s$/);
  await expect
    .poll(logged, { timeout: 8_000 })
    .toEqual([expect.objectContaining({ outcome: 'connected', person_id: 1 })]);
  await expect.poll(() => [...crm.state.callLogs.values()][0]?.has_recording, { timeout: 8_000 }).toBe(true);
  expect(crm.violations).toEqual([]);
});

keyringTest('nothing leaves the machine before the agent has decided', async () => {
  const phone = await openOffice();
  const app = await startApp({
    settings: settingsFor(phone, { accounts: accounts() }),
    secrets: SECRETS,
    args: ['--background'],
  });
  await phone.call(JANE);
  await app.page('window=wrap-up');
  expect(logged()).toEqual([]);
  expect(crm.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
});

keyringTest('killed right after the click and started again: the call is in the CRM once', async () => {
  const phone = await openOffice();
  const settings = settingsFor(phone, { accounts: accounts(), desktop: { wrapUp: false } });
  const killed = await startApp({ settings, secrets: SECRETS, args: ['--background'] });
  await phone.call(JANE);
  await killed.chooseInTray(/^Log: /);
  await expect.poll(() => crm.requests.some(({ method }) => method === 'POST'), { timeout: 8_000 }).toBe(true);
  await killed.kill();
  await startApp({ profile: killed.profile, secrets: SECRETS, args: ['--background'] });
  await expect
    .poll(() => [...crm.state.callLogs.values()].map(({ has_recording }) => has_recording), { timeout: 15_000 })
    .toEqual([true]);
});
