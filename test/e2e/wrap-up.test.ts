import { rename } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { lackingPackages, skipKeyring } from '../secrets/session.ts';
import type { Bridge } from '../../shared/contract.ts';
import type { Softphone } from '../softphone/index.ts';
import { until } from './driver/app.ts';
import { theWorld } from './fixture.ts';
import { DEAL, JANE, KELLERS, NOBODY, startDesk, type WrapUpDesk } from './wrap-up-world.ts';

/** The sandbox's token lies in a real keyring. */
const keyringTest = test.skipIf(skipKeyring);

beforeAll(async () => {
  console.log(`end to end: ${(await theWorld()).words}${lackingPackages}`);
});

const inbound = (number: string, name = 'OKONKWO R') =>
  ({ kind: 'inbound', from: { number, name }, ring: 4, talk: 201 }) as const;

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
/** What the strip says; the button may say the same before. */
const strip = (page: Page, text: string) => page.locator('p[role=status]', { hasText: text });
const isGone = (page: Page) => until('the window to be gone', () => Promise.resolve(page.isClosed()));

/** A key that closes the window: it may be gone before the key is up again. */
async function pressToClose(page: Page, key: string): Promise<void> {
  try {
    await page.keyboard.press(key);
  } catch (thrown) {
    if (!page.isClosed()) throw thrown;
  }
  await isGone(page);
}

/** What the CRM has: to whom, how it ended, what was noted. */
function logged({ crm }: WrapUpDesk): object[] {
  const { persons, deals } = crm.ledger();
  const nameOf = (list: readonly { readonly id: number | string }[], id: number | undefined): string | null => {
    const found = list.find((each) => each.id === id) as { name?: string; title?: string } | undefined;
    return found?.name ?? found?.title ?? null;
  };
  return crm.liveCallLogs().map(({ person_id, deal_id, outcome, note }) => ({
    person: nameOf(persons, person_id),
    deal: nameOf(deals, deal_id),
    outcome,
    note: note?.replace(/<[^>]*>/g, ' ').match(/Send the draft/)?.[0] ?? null,
  }));
}

/** State and reason of the only call. */
const stateOf = async (page: Page) => {
  const answer = await page.evaluate(() => {
    const { aftercall } = window as unknown as { aftercall: Bridge };
    const filter = { view: 'all', search: '', from: null, before: null, direction: null, account: null } as const;
    return aftercall.listCalls({ filter, offset: 0, limit: 1 });
  });
  return answer.ok ? answer.value.rows[0] : undefined;
};

keyringTest('beside the tray without the keyboard; one click logs, one click takes it back', async () => {
  const desk = await startDesk();
  await desk.phone.call(inbound(JANE));
  const page = await desk.page();
  await page.getByText('Same number in Pipedrive').waitFor();
  const [window] = await desk.app.windows();
  expect(window).toMatchObject({ focused: false, onTop: true, bounds: { width: 400, height: 520 } });
  await page.getByRole('heading', { name: 'Jane Doe' }).waitFor();
  await button(page, /^Log call/).click();
  await strip(page, 'to Jane Doe').waitFor();
  expect((await desk.app.windows())[0]?.bounds).toMatchObject({ width: 400, height: 48 });
  expect(logged(desk)).toEqual([{ person: 'Jane Doe', deal: DEAL, outcome: 'connected', note: null }]);
  await page.locator('main').hover();
  await button(page, 'Take back').click();
  await expect.poll(() => desk.crm.liveCallLogs()).toEqual([]);
  await button(page, /^Log call/).waitFor();
  expect((await desk.app.windows())[0]?.bounds).toMatchObject({ width: 400, height: 520 });
});

keyringTest('the strip goes by itself, and stays while the pointer is on it', async () => {
  const desk = await startDesk();
  await desk.phone.call(inbound(JANE));
  const page = await desk.page();
  await page.getByText('Same number in Pipedrive').waitFor();
  await button(page, /^Log call/).click();
  await strip(page, 'to Jane Doe').waitFor();
  await page.mouse.move(60, 24);
  await page.waitForTimeout(4_500);
  expect(page.isClosed()).toBe(false);
  await page.mouse.move(60, 400);
  await isGone(page);
});

keyringTest('with the keyboard alone: outcome, note, deal, follow-up, log', async () => {
  const desk = await startDesk();
  await desk.phone.call(inbound(JANE));
  const page = await desk.page();
  await page.getByText('Same number in Pipedrive').waitFor();
  await page.keyboard.press('5');
  await page.keyboard.press('n');
  await page.keyboard.type('Send the draft 1 and 2');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('on Monday');
  expect(await page.getByRole('textbox', { name: 'Note' }).inputValue()).toBe('Send the draft 1 and 2\non Monday');
  await button(page, /^Log call/).focus();
  await page.keyboard.press('d');
  await page.getByRole('option', { name: 'No deal' }).waitFor();
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await page.getByRole('listbox').waitFor({ state: 'detached' });
  await page.keyboard.press('f');
  await page.getByRole('dialog', { name: 'Follow-up' }).waitFor();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Escape');
  await button(page, 'Follow-up: Tomorrow, Call back').waitFor();
  await page.getByRole('textbox', { name: 'Note' }).focus();
  await page.keyboard.press('Enter');
  await strip(page, 'to Jane Doe').waitFor();
  expect(logged(desk)).toEqual([{ person: 'Jane Doe', deal: null, outcome: 'left_message', note: 'Send the draft' }]);
  await expect.poll(() => desk.crm.ledger().activities.map(({ fields }) => fields['subject'])).toContain('Call back');
});

keyringTest('several contacts: the button names who; what was chosen is remembered', async () => {
  const desk = await startDesk();
  await desk.phone.call(inbound(KELLERS));
  const page = await desk.page();
  await page.getByRole('heading', { name: '3 contacts share this number' }).waitFor();
  await button(page, 'Log to Marta Keller').waitFor();
  await page.getByRole('radio', { name: /Paul Keller/ }).check({ force: true });
  await page.getByRole('checkbox', { name: 'Remember for this number' }).check({ force: true });
  await button(page, 'Log to Paul Keller').click();
  await strip(page, 'to Paul Keller').waitFor();
  await isGone(page);
  await desk.phone.call(inbound(KELLERS));
  const again = await desk.page();
  await again.getByText('Remembered for this number').waitFor();
  await again.getByRole('heading', { name: 'Paul Keller' }).waitFor();
});

keyringTest('an unknown number: a contact is created with the name of the caller id, and logged to', async () => {
  const desk = await startDesk();
  await desk.phone.call(inbound(NOBODY));
  const page = await desk.page();
  await page.getByText('Caller ID says “OKONKWO R”').waitFor();
  await page.getByText('New contact').click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Rita Okonkwo');
  await button(page, 'Create contact and log').click();
  await strip(page, 'to Rita Okonkwo').waitFor();
  expect(logged(desk)).toMatchObject([{ person: 'Rita Okonkwo' }]);
});

keyringTest('another contact is found while one types', async () => {
  const desk = await startDesk();
  await desk.phone.call(inbound(JANE));
  const page = await desk.page();
  await page.getByText('Same number in Pipedrive').waitFor();
  await page.keyboard.press('c');
  await page.getByRole('combobox', { name: 'Find a contact' }).pressSequentially('Keller');
  await page.getByRole('option', { name: /Marta Keller/ }).click();
  await button(page, 'Log to Marta Keller').click();
  await strip(page, 'to Marta Keller').waitFor();
  expect(logged(desk)).toMatchObject([{ person: 'Marta Keller' }]);
});

keyringTest('private: the number never leaves the machine from now on', async () => {
  const desk = await startDesk();
  await desk.phone.call(inbound(NOBODY));
  const page = await desk.page();
  await page.getByText('Not in Pipedrive').waitFor();
  await pressToClose(page, 'Alt+p');
  const asked = desk.crm.requests.length;
  await desk.phone.call(inbound(NOBODY));
  await desk.app.clickTray();
  const calls = await desk.app.page('window=calls');
  await expect.poll(async () => (await stateOf(calls))?.reason).toBe('private');
  expect(desk.crm.requests.length).toBe(asked);
  expect((await desk.app.windows()).filter(({ url }) => url.includes('wrap-up'))).toEqual([]);
});

keyringTest('by itself after the countdown', async () => {
  const desk = await startDesk({ mode: 'auto', graceSeconds: 3 });
  await desk.phone.call(inbound(JANE));
  const page = await desk.page();
  await page
    .getByText(/Logs by itself in \d s/)
    .first()
    .waitFor();
  await button(page, 'Log now').waitFor();
  await strip(page, 'to Jane Doe').waitFor({ timeout: 10_000 });
  expect(logged(desk)).toMatchObject([{ person: 'Jane Doe', deal: DEAL }]);
});

keyringTest('any change stops the clock; the call then waits for a press', async () => {
  const desk = await startDesk({ mode: 'auto', graceSeconds: 4 });
  await desk.phone.call(inbound(JANE));
  const page = await desk.page();
  await button(page, 'Log now').waitFor();
  await page.getByRole('textbox', { name: 'Note' }).fill('Send the draft');
  await page.getByText(/Ended \d/).waitFor();
  await expect.poll(async () => (await stateOf(page))?.state).toBe('pending');
  await page.waitForTimeout(4_500);
  expect(desk.crm.liveCallLogs()).toEqual([]);
  await button(page, 'Log call').click();
  await strip(page, 'to Jane Doe').waitFor();
  expect(logged(desk)).toMatchObject([{ person: 'Jane Doe', note: 'Send the draft' }]);
});

keyringTest('a recording that comes late is attached; the log has not waited for it', async () => {
  const late = (phone: Softphone) => path.join(path.dirname(phone.recordings), 'late');
  const desk = await startDesk({}, { recordings: late });
  await desk.phone.call(inbound(JANE));
  const page = await desk.page();
  await page.getByText('Same number in Pipedrive').waitFor();
  await button(page, /^Log call/).click();
  await strip(page, 'to Jane Doe').waitFor();
  expect(desk.crm.liveCallLogs().map(({ has_recording }) => has_recording)).not.toContain(true);
  await rename(desk.phone.recordings, late(desk.phone));
  await expect.poll(() => desk.crm.liveCallLogs()[0]?.has_recording, { timeout: 15_000 }).toBe(true);
});

keyringTest('another call ends meanwhile: nothing is moved, the next one is a click away', async () => {
  const desk = await startDesk();
  await desk.phone.call(inbound(JANE));
  const page = await desk.page();
  await page.getByText('Same number in Pipedrive').waitFor();
  await page.getByRole('textbox', { name: 'Note' }).fill('Send the draft');
  const before = await button(page, /^Log call/).boundingBox();
  await desk.phone.call(inbound(NOBODY));
  await button(page, '1 more to log').waitFor();
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Jane Doe');
  expect(await button(page, /^Log call/).boundingBox()).toEqual(before);
  await button(page, '1 more to log').click();
  await page.getByRole('heading', { name: NOBODY }).waitFor();
  expect(await button(page, /^Log call/).boundingBox()).toEqual(before);
  await button(page, '1 more to log').click();
  await page.getByRole('heading', { name: 'Jane Doe' }).waitFor();
  expect(await page.getByRole('textbox', { name: 'Note' }).inputValue()).toBe('Send the draft');
});

keyringTest('logged from the tray while it is open: the wrap-up says so', async () => {
  const desk = await startDesk();
  await desk.phone.call(inbound(JANE));
  const page = await desk.page();
  await page.getByText('Same number in Pipedrive').waitFor();
  await desk.app.chooseInTray(/^Log: .*, 3 min 21 s$/);
  await strip(page, 'to Jane Doe').waitFor();
  expect(logged(desk)).toMatchObject([{ person: 'Jane Doe' }]);
});

keyringTest('Later keeps what was typed; Not this call leaves it out', async () => {
  const desk = await startDesk();
  await desk.phone.call(inbound(JANE));
  const page = await desk.page();
  await page.getByText('Same number in Pipedrive').waitFor();
  await page.keyboard.press('n');
  await page.keyboard.type('Send the draft');
  await pressToClose(page, 'Escape');
  await desk.phone.call(inbound(NOBODY));
  const next = await desk.page();
  await button(next, '1 more to log').click();
  await expect.poll(() => next.getByRole('textbox', { name: 'Note' }).inputValue()).toBe('Send the draft');
  await pressToClose(next, 'Alt+n');
  expect(desk.crm.liveCallLogs()).toEqual([]);
});
