/** The sandbox held against what LeadSquared's pages say, and against requests of the shape its examples have. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, test } from 'vitest';
import { readSpecification } from '../sandbox/openapi.ts';
import {
  startLeadSquaredSandbox,
  type LeadSquaredSandbox,
  type LeadSquaredSandboxOptions,
} from '../sandbox/leadsquared/index.ts';

let sandbox: LeadSquaredSandbox;
let jane: string;

async function begin(options: LeadSquaredSandboxOptions = {}): Promise<void> {
  sandbox = await startLeadSquaredSandbox(options);
  jane = sandbox.addPerson({ name: 'Jane Doe', phones: ['+1-5550100102', '5550100177'], organization: 'Acme' });
}
afterEach(() => sandbox.stop());

/** As a plain client sends it: `ask('GET LeadManagement.svc/Leads.GetById?id=1')`. */
async function ask(request: string, body?: unknown, more: { origin?: string; headers?: Record<string, string> } = {}) {
  const [method = 'GET', below = ''] = request.split(' ');
  const { accessKey, secretKey } = sandbox.credentials;
  const response = await fetch(`${more.origin ?? sandbox.origin}/v2/${below}`, {
    method,
    headers: more.headers ?? {
      'x-LSQ-AccessKey': accessKey,
      'x-LSQ-SecretKey': secretKey,
      ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text.startsWith('<') ? text : (JSON.parse(text) as Record<string, unknown>) };
}

const call = (more: Record<string, unknown> = {}) => ({
  SourceNumber: '+1-5550100102',
  CallerSource: 'Radio',
  DestinationNumber: '+1-5550104000',
  DisplayNumber: '+1-5550104001',
  StartTime: '2026-11-20 18:26:38',
  EndTime: '2026-11-20 18:27:12',
  CallDuration: 34,
  Status: 'Answered',
  Direction: 'Inbound',
  CallSessionId: '12345',
  LeadId: jane,
  Tag: 'Tag - Lead',
  ...more,
});
const log = (more: Record<string, unknown> = {}) => ask('POST Telephony.svc/LogCall', call(more));
const idOf = (reply: { body: unknown }) => (reply.body as { Message: { Id: string } }).Message.Id;
const typeOf = ({ status, body }: { status: number; body: unknown }) => [
  status,
  (body as { ExceptionType?: string }).ExceptionType,
];
const ids = (reply: { body: unknown }) => (reply.body as { ProspectID: string }[]).map(({ ProspectID }) => ProspectID);

describe('keys and hosts', () => {
  test('by header and, with a warning, by query; nothing else', async () => {
    await begin();
    const { accessKey, secretKey } = sandbox.credentials;
    const query = new URLSearchParams({ accessKey, secretKey });
    expect((await ask('GET UserManagement.svc/Users.Get')).status).toBe(200);
    expect(sandbox.violations).toEqual([]);
    expect((await ask(`GET UserManagement.svc/Users.Get?${query.toString()}`, undefined, { headers: {} })).status).toBe(
      200,
    );
    expect(sandbox.violations.length).toBe(1);
    expect(sandbox.requests.at(-1)?.query).toBe('accessKey=masked&secretKey=masked');
    expect(typeOf(await ask('GET UserManagement.svc/Users.Get', undefined, { headers: {} }))).toEqual([
      401,
      'MXUnauthorizedException',
    ]);
  });

  test('another region knows who owns the keys, and names the host for the rest', async () => {
    await begin({ otherRegion: true });
    const origin = sandbox.otherOrigin;
    const host = sandbox.origin.replace('http://', '');
    const me = await ask('GET Authentication.svc/UserByAccessKey.Get', undefined, { origin });
    expect(me).toMatchObject({ status: 200, body: { LSQCommonServiceURLs: { api: host } } });
    const refused = await ask('GET UserManagement.svc/Users.Get', undefined, { origin });
    expect(refused.status).toBe(401);
    expect(JSON.stringify(refused.body)).toContain(host);
  });

  test('other paths are no methods', async () => {
    await begin();
    expect((await ask('GET LeadManagement.svc/Nothing')).status).toBe(404);
    expect((await ask('PUT Telephony.svc/LogCall', {})).status).toBe(404);
    expect(sandbox.violations.length).toBe(2);
  });
});

describe('a call', () => {
  test('is kept, with the words of the vendor’s answer', async () => {
    await begin();
    const reply = await log();
    expect(reply).toMatchObject({
      status: 200,
      body: { Status: 'Success', Message: { Message: 'Phone call logged successfully' } },
    });
    expect(sandbox.state.callLogs.get(idOf(reply))).toMatchObject(call());
    expect(sandbox.violations).toEqual([]);
  });

  test.each([
    [{ CallDuration: '34' }, 400],
    [{ CallerSource: 'x'.repeat(51) }, 400],
    [{ StartTime: '2026-11-20T18:26:38Z' }, 400],
    [{ StartTime: '2026-02-30 18:26:38' }, 400],
    [{ Direction: 'inbound' }, 400],
    [{ Note: 'x' }, 400],
    [{ LeadId: 'x' }, 500],
    [{ UserId: 'x' }, 500],
  ])('with %j is refused with %i', async (change, status) => {
    await begin();
    expect((await log(change)).status).toBe(status);
    expect(sandbox.liveCallLogs()).toEqual([]);
  });

  test('without a lead makes one, its source the caller’s', async () => {
    await begin();
    const { LeadId: _lead, ...body } = call();
    await ask('POST Telephony.svc/LogCall', body);
    expect([...sandbox.state.leads.values()].at(-1)).toMatchObject({
      madeByCall: true,
      attributes: { Phone: '+1-5550100102', Source: 'Radio' },
    });
  });

  test.each([
    [false, 2],
    [true, 1],
  ])('sent twice, with %j for the switch, is kept %i times', async (dedupeSessions, times) => {
    await begin({ dedupeSessions });
    await log();
    await log();
    expect(sandbox.liveCallLogs().length).toBe(times);
  });

  test('that would part the note of the activity is written down', async () => {
    await begin();
    await log({ Tag: 'a{next}Status{=}b' });
    expect(sandbox.violations.length).toBe(1);
  });

  test('takes a late address, a duration as a text, an owner, and nothing less', async () => {
    await begin();
    const ActivityId = idOf(await log());
    const update = (body: unknown) => ask('POST Telephony.svc/PhoneCallActivity/Update', body);
    const bob = sandbox.addUser({ name: 'Bob', email: 'bob@example.com' });
    expect(
      await update({ ActivityId, RecordingURL: 'https://a.example/x', CallDuration: '500', OwnerId: bob }),
    ).toMatchObject({
      status: 200,
      body: { Message: { Id: ActivityId, Message: 'Activity updated successfully' } },
    });
    expect(sandbox.liveCallLogs()).toMatchObject([
      { ResourceURL: 'https://a.example/x', CallDuration: 500, OwnerId: bob },
    ]);
    expect((await update({ ActivityId })).status).toBe(400);
    expect((await update({ ActivityId, CallDuration: 500 })).status).toBe(400);
    expect((await update({ ActivityId, Status: 'Missed', CallDuration: '1' })).status).toBe(400);
    expect(typeOf(await update({ ActivityId: 'x', CallDuration: '1' }))).toEqual([500, 'MXActivityNotFoundException']);
  });

  test('comes back with repeated keys and two forms of dates, newest first, page by page', async () => {
    await begin({ limits: 'off', now: () => Date.UTC(2026, 10, 20, 18, 28) });
    for (let n = 0; n < 30; n++)
      await log({ CallSessionId: String(n), Tag: `n${n}`, Direction: n < 28 ? 'Inbound' : 'Outbound' });
    const retrieve = async (body: unknown) => {
      const reply = await ask(`POST ProspectActivity.svc/Retrieve?leadId=${jane}`, body);
      return (reply.body as { ProspectActivities: { ActivityFields: Record<string, string> }[] }).ProspectActivities;
    };
    expect((await retrieve({})).length).toBe(25);
    const page = await retrieve({ Parameter: { ActivityEvent: 21 }, Paging: { Offset: '1', RowCount: '10' } });
    expect(page.length).toBe(10);
    const note = page[0]?.ActivityFields['ActivityEvent_Note'] ?? '';
    expect(note).toContain('UserId{=}{next}UserId{=}1a50c565');
    expect(note).toContain('StartTime{=}11/20/2026 6:26:38 PM{next}Tag{=}n17{next}');
    expect(page[0]?.ActivityFields['mx_Custom_2']).toBe('2026-11-20 18:26:38');
    expect(sandbox.violations).toEqual([]);
  });
});

describe('leads', () => {
  test('by number: with and without country code, digits alone, the latest active one of several', async () => {
    await begin();
    const byPhone = async (phone: string) =>
      ids(await ask(`GET LeadManagement.svc/RetrieveLeadByPhoneNumber?phone=${encodeURIComponent(phone)}`));
    for (const phone of ['15550100102', '5550100102', '5550100177']) expect(await byPhone(phone)).toEqual([jane]);
    for (const phone of ['+1-5550100102', '555-010-0102', '0102']) expect(await byPhone(phone)).toEqual([]);
    const twin = sandbox.addPerson({ name: 'Twin', phones: ['+1-5550100188', '5550100102'] });
    await new Promise((done) => setTimeout(done, 5));
    await log();
    expect(await byPhone('5550100102')).toEqual([jane]);
    await new Promise((done) => setTimeout(done, 5));
    await log({ LeadId: twin });
    expect(await byPhone('5550100102')).toEqual([twin]);
  });

  test('by criteria in the one right wrapper; another gives everything away', async () => {
    await begin();
    const other = sandbox.addPerson({ name: 'Other', phones: ['5550100199'] });
    const criteria = { LookupName: 'Phone', LookupValue: '%0100102%', SqlOperator: 'LIKE' };
    expect(ids(await ask('POST LeadManagement.svc/Leads.Get', { Parameter: criteria }))).toEqual([jane]);
    expect(sandbox.violations).toEqual([]);
    expect(ids(await ask('POST LeadManagement.svc/Leads.Get', { Query: criteria }))).toEqual([jane, other]);
    expect(sandbox.violations.length).toBe(1);
    expect(ids(await ask(`GET LeadManagement.svc/Leads.GetById?id=${other}`))).toEqual([other]);
  });

  test('are made once for each number', async () => {
    await begin();
    const lead = [
      { Attribute: 'FirstName', Value: 'Joe' },
      { Attribute: 'Phone', Value: '15550100102' },
    ];
    const create = (body: unknown) => ask('POST LeadManagement.svc/Lead.Create', body);
    expect(typeOf(await create(lead))).toEqual([500, 'MXDuplicateEntryException']);
    expect((await create([{ Attribute: 'FirstName', Value: 'Joe' }])).status).toBe(200);
    expect(typeOf(await create([]))).toEqual([500, 'MXMandatoryAttributeMissingException']);
    expect((await create([{ Attribute: 'FirstName' }])).status).toBe(400);
  });

  test('have opportunities where the company uses them', async () => {
    await begin({ opportunities: false });
    expect(await ask('GET OpportunityManagement.svc/IsOpportunityEnabled?orgId=x')).toMatchObject({
      body: { OpportunityManagement: 'Disabled' },
    });
    expect((await ask(`POST OpportunityManagement.svc/GetOpportunitiesOfLead?leadId=${jane}`, {})).status).toBe(500);
  });
});

describe('the limit', () => {
  test.each([429, 403, 200] as const)('is refused as %i, with the number in the words', async (rateRefusal) => {
    let now = Date.UTC(2026, 10, 20);
    await begin({ limits: { calls: 2 }, now: () => now });
    sandbox.setRateRefusal(rateRefusal);
    const replies = [await log(), await log(), await log()];
    expect(replies.map(({ status }) => status)).toEqual([200, 200, rateRefusal]);
    expect(replies[2]?.body).toEqual({
      Status: 'Error',
      ExceptionType: 'MXAPIRateLimitExceededException',
      ExceptionMessage: 'API calls exceeded the limit of 2 in 5 second(s)',
    });
    expect([sandbox.liveCallLogs().length, sandbox.violations.length]).toEqual([2, 1]);
    now += 5_000;
    expect((await log()).status).toBe(200);
  });
});

test('faults and the ledger have the form of the other sandboxes', async () => {
  await begin();
  sandbox.faults.add({ match: /LogCall$/, kind: 'status', status: 502, effective: true });
  sandbox.faults.add({ match: /LogCall$/, kind: 'hang' });
  expect((await log()).status).toBe(502);
  const { accessKey, secretKey } = sandbox.credentials;
  const hanging = fetch(`${sandbox.origin}/v2/Telephony.svc/LogCall`, {
    method: 'POST',
    headers: { 'x-lsq-accesskey': accessKey, 'x-lsq-secretkey': secretKey, 'content-type': 'application/json' },
    body: JSON.stringify(call()),
    signal: AbortSignal.timeout(80),
  });
  await expect(hanging).rejects.toThrow();
  const ledger = (await (await fetch(`${sandbox.origin}/__sandbox/ledger`)).json()) as unknown;
  expect(ledger).toEqual(JSON.parse(JSON.stringify(sandbox.ledger())));
  expect(ledger).toMatchObject({ callLogs: [{ LeadId: jane }], requests: { count: 2, byStatus: { 502: 1, 0: 1 } } });
  sandbox.reset();
  expect(sandbox.ledger()).toMatchObject({ callLogs: [], leads: [], requests: { count: 0 }, violations: [] });
});

test('our own description of the API takes what LeadSquared’s examples look like', async () => {
  await begin();
  const v2 = readSpecification(path.join(import.meta.dirname, '../sandbox/leadsquared/openapi/v2.json'));
  const logCall = v2.get('POST /Telephony.svc/LogCall');
  const update = v2.get('POST /Telephony.svc/PhoneCallActivity/Update');
  expect(logCall?.bodyProblem({ ...call(), ResourceURL: 'example.com', UserId: jane })).toBeUndefined();
  expect(logCall?.bodyProblem({ ...call(), CallDuration: '34' })).toMatchObject({ field: 'CallDuration' });
  expect(update?.bodyProblem({ ActivityId: jane, CallDuration: '500', OwnerId: jane })).toBeUndefined();
  expect(update?.bodyProblem({ ActivityId: jane, CallDuration: 500 })).toMatchObject({ field: 'CallDuration' });
  expect(update?.bodyProblem({ ActivityId: jane, OwnerId: jane })).toBeDefined();
  expect(
    logCall?.answerProblem(200, {
      Status: 'Success',
      Message: { Id: 'Id', Message: 'Phone call logged successfully' },
    }),
  ).toBeUndefined();
});

test('runs as a process of its own, its log without the keys', async () => {
  await begin();
  const file = path.join(tmpdir(), `leadsquared-access-${process.pid}.log`);
  const child = spawn(
    process.execPath,
    [
      path.join(import.meta.dirname, '../sandbox/leadsquared/main.ts'),
      ...['--access-key', 'very-access', '--secret-key', 'very-secret', '--seed', 'demo', '--access-log', file],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const lines = createInterface(child.stdout);
  const [first] = (await once(lines, 'line')) as [string];
  const { origin } = JSON.parse(first) as { origin: string };
  const headers = { 'x-lsq-accesskey': 'very-access', 'x-lsq-secretkey': 'very-secret' };
  const reply = await ask('GET LeadManagement.svc/Leads.GetByQuickSearch?key=globex', undefined, { origin, headers });
  expect(ids(reply).length).toBe(2);
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  expect((await ended)[0]).toBe(0);
  const text = await readFile(file, 'utf8');
  await rm(file);
  expect(text).not.toMatch(/very-/);
  expect(JSON.parse(text)).toMatchObject({ method: 'GET', status: 200, credential: 'masked' });
});
