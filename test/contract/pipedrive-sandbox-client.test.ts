/** The vendor's own client against the sandbox: what it does must be right. */
import { createHash } from 'node:crypto';
import { v1, v2 } from 'pipedrive';
import { afterAll, afterEach, expect, test } from 'vitest';
import { startPipedriveSandbox } from '../sandbox/pipedrive/index.ts';

const sandbox = await startPipedriveSandbox();
afterAll(() => sandbox.stop());
afterEach(() => {
  expect(sandbox.violations).toEqual([]);
  sandbox.reset();
});

const calls = new v1.CallLogsApi(new v1.Configuration({ apiKey: sandbox.token, basePath: `${sandbox.origin}/v1` }));
const settings = new v2.Configuration({ apiKey: sandbox.token, basePath: `${sandbox.origin}/api/v2` });

const call = {
  to_phone_number: '+37255550101',
  from_phone_number: '+15550100',
  outcome: 'connected',
  start_time: '2026-11-20 09:00:00',
  end_time: '2026-11-20 09:01:30',
  duration: '90',
  note: '<p>ref 7F3A</p>',
} as const;

test('a call log is added, listed, read, given its recording and deleted', async () => {
  const added = await calls.addCallLog({ AddCallLogRequest: call });
  const id = (added.data as { id?: string } | undefined)?.id ?? '';
  expect(added).toMatchObject({ success: true, data: { outcome: 'connected', duration: '90', has_recording: false } });
  expect(await calls.getUserCallLogs({ start: 0, limit: 50 })).toMatchObject({
    success: true,
    data: [{ id, note: '<p>ref 7F3A</p>' }],
    additional_data: { pagination: { start: 0, limit: 50, more_items_in_collection: false } },
  });
  const audio = Buffer.alloc(200_000, 'RIFF....WAVE');
  const file = new File([audio], 'call 1.wav', { type: 'audio/wav' });
  expect(await calls.addCallLogAudioFile({ id, file })).toEqual({ success: true });
  expect(await calls.getCallLog({ id })).toMatchObject({ data: { id, has_recording: true } });
  expect(sandbox.state.callLogs.get(id)?.recording).toMatchObject({
    bytes: audio.length,
    sha256: createHash('sha256').update(audio).digest('hex'),
    filename: 'call 1.wav',
    contentType: 'audio/wav',
  });
  await expect(calls.addCallLogAudioFile({ id, file })).rejects.toMatchObject({
    error: 'A recording for this call already exists',
  });
  expect(await calls.deleteCallLog({ id })).toEqual({ success: true });
  await expect(calls.deleteCallLog({ id })).rejects.toMatchObject({
    error: 'The callLog you are trying to access is no longer available',
  });
  expect(sandbox.requests.map(({ method, status }) => `${method} ${status}`)).toEqual([
    'POST 200',
    'GET 200',
    'POST 200',
    'GET 200',
    'POST 409',
    'DELETE 200',
    'DELETE 410',
  ]);
});

test('the one who is signed in, persons, deals, leads and activities are found', async () => {
  const jane = sandbox.addPerson({ name: 'Jane Doe', phones: ['+372 5555 0101'], organization: 'Acme' });
  const deal = sandbox.addDeal({ title: 'Twenty seats', personId: jane });
  const lead = sandbox.addLead({ title: 'Website', personId: jane });
  const v1Settings = new v1.Configuration({ apiKey: sandbox.token, basePath: `${sandbox.origin}/api/v1` });
  const persons = new v2.PersonsApi(settings);
  expect([
    await new v1.UsersApi(v1Settings).getCurrentUser(),
    await persons.searchPersons({ term: '5555 0101', fields: 'phone', limit: 10 }),
    await new v2.DealsApi(settings).getDeals({ person_id: jane, status: 'open' }),
    await new v1.LeadsApi(v1Settings).getLeads({ person_id: jane }),
    await new v2.LeadsApi(settings).searchLeads({ term: 'web', person_id: jane }),
  ]).toMatchObject([
    { data: { company_domain: 'sandbox' } },
    { data: { items: [{ item: { id: jane, name: 'Jane Doe', organization: { name: 'Acme' } } }] } },
    { data: [{ id: deal, title: 'Twenty seats' }] },
    { data: [{ id: lead, title: 'Website' }] },
    { data: { items: [{ item: { id: lead } }] } },
  ]);
  const made = await persons.addPerson({
    AddPersonRequest: { name: 'New', phones: [{ value: '+37255550199', primary: true }] },
  });
  expect(await persons.getPerson({ id: made.data?.id ?? 0 })).toEqual(made);
});

test('the wrapper activity is read, changed and deleted', async () => {
  await calls.addCallLog({ AddCallLogRequest: call });
  const id = sandbox.liveCallLogs()[0]?.activity_id ?? 0;
  const activities = new v2.ActivitiesApi(settings);
  expect(await activities.getActivities({ done: true })).toMatchObject({ data: [{ id, type: 'call' }] });
  expect(await activities.updateActivity({ id, AddActivityRequest: { note: 'later' } })).toMatchObject({
    data: { id, note: 'later' },
  });
  expect(await activities.deleteActivity({ id })).toEqual({ success: true, data: { id } });
});
