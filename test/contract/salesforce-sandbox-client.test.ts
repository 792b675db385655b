/** A client that many use against the sandbox: what it does must be right. */
import jsforce from 'jsforce';
import { afterAll, afterEach, expect, test } from 'vitest';
import { startSalesforceSandbox } from '../sandbox/salesforce/index.ts';

const sandbox = await startSalesforceSandbox();
afterAll(() => sandbox.stop());
afterEach(() => {
  expect(sandbox.violations).toEqual([]);
  sandbox.reset();
});

async function connect(): Promise<InstanceType<typeof jsforce.Connection>> {
  const response = await fetch(`${sandbox.origin}/services/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      ...{ grant_type: 'refresh_token', client_id: sandbox.clientId, refresh_token: sandbox.refreshToken },
    }),
  });
  const { access_token: accessToken } = (await response.json()) as { access_token: string };
  return new jsforce.Connection({ instanceUrl: sandbox.instanceUrl, accessToken, version: '67.0' });
}

const call = {
  Subject: 'Outbound call to Jane',
  TaskSubtype: 'Call',
  Status: 'Completed',
  ActivityDate: '2026-11-21',
  CallType: 'Outbound',
  CallDurationInSeconds: 62,
  CallObject: 'AC-0123456789AB',
  Description: 'It\'s "here"',
};

test('a task is created, read, queried, updated and deleted', async () => {
  const connection = await connect();
  const jane = sandbox.addContact({ name: 'Jane Doe', phones: ['+1 555 010 0102'], organization: 'Acme' });
  const made = await connection.sobject('Task').create({ ...call, WhoId: jane });
  const id = made.id ?? '';
  expect(made).toMatchObject({ success: true, errors: [] });
  expect(await connection.sobject('Task').retrieve(id)).toMatchObject({ Id: id, Subject: call.Subject, WhoId: jane });
  expect(
    await connection.query(`SELECT Id, Subject, CallDurationInSeconds FROM Task WHERE CallObject='${call.CallObject}'`),
  ).toMatchObject({
    totalSize: 1,
    done: true,
    records: [{ Id: id, Subject: call.Subject, CallDurationInSeconds: 62 }],
  });
  expect(await connection.sobject('Task').update({ Id: id, CallDisposition: 'Busy' })).toMatchObject({ success: true });
  expect(sandbox.records.get(id)?.fields).toMatchObject({ CallDisposition: 'Busy', Description: call.Description });
  expect(await connection.sobject('Task').delete(id)).toMatchObject({ success: true });
  await expect(connection.sobject('Task').retrieve(id)).rejects.toMatchObject({ errorCode: 'ENTITY_IS_DELETED' });
  expect(connection.limitInfo).toMatchObject({ apiUsage: { limit: 15_000 } });
});

test('an upsert makes one record', async () => {
  const tasks = (await connect()).sobject('Task');
  const { TaskSubtype: _kind, ...fields } = call;
  const record = { ...fields, Softphone_Call_Id__c: '0123456789AB' };
  const first = await tasks.upsert(record, 'Softphone_Call_Id__c');
  const second = await tasks.upsert({ ...record, Subject: 'again' }, 'Softphone_Call_Id__c');
  expect([first, second]).toMatchObject([{ created: true }, { created: false, id: (first as { id?: string }).id }]);
  expect(sandbox.live().map(({ fields: stored }) => stored['Subject'])).toEqual(['again']);
});

test('people are found by their number, with the one who is signed in', async () => {
  const connection = await connect();
  const jane = sandbox.addContact({ name: 'Jane Doe', phones: ['+1 (555) 010-0102'], organization: 'Acme' });
  const lead = sandbox.addLead({ name: 'Leo Lead', phones: ['5550100102'] });
  expect(
    await connection.search(
      'FIND {5550100102} IN PHONE FIELDS RETURNING Contact(Id,Name,Account.Name), Lead(Id,Name,Company WHERE IsConverted=false)',
    ),
  ).toMatchObject({
    searchRecords: [
      { attributes: { type: 'Contact' }, Id: jane, Name: 'Jane Doe', Account: { Name: 'Acme' } },
      { Id: lead, Company: 'Unknown Ltd' },
    ],
  });
  expect(await connection.request(`${sandbox.instanceUrl}/services/oauth2/userinfo`)).toMatchObject({
    name: 'Ann Agent',
  });
});
