import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { ask, callLog, logCall, recordingForm } from '../sandbox/pipedrive/ask.ts';
import { startPipedriveSandbox } from '../sandbox/pipedrive/index.ts';

const clock = { now: Date.parse('2026-11-20T10:00:00Z') };
const sandbox = await startPipedriveSandbox({ now: () => clock.now, limits: 'off', indexLagMs: 5_000 });
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

const info = 'Please check developers.pipedrive.com for more information about Pipedrive API.';
const refusal = (error: string) => ({ success: false, error, error_info: info, data: null, additional_data: null });
const NOT_FOUND = { status: 404, body: refusal('A resource required for this operation was not found.') };

/** Status and body alone. */
const said = async (request: string, body?: unknown) => {
  const reply = await ask(sandbox, request, body);
  return { status: reply.status, body: reply.body };
};
const idOf = ({ body }: { body: unknown }) => (body as { data: { id: number | string } }).data.id;

describe('adding a call log', () => {
  test('answers 200 with an id, ISO times and the wrapper activity, and leaves empty fields out', async () => {
    const reply = await said('POST /v1/callLogs', callLog({ duration: '90', note: '<b>ref</b> <script>x</script>' }));
    expect(reply).toEqual({
      status: 200,
      body: {
        success: true,
        data: {
          id: expect.stringMatching(/^CA[0-9a-f]{27}$/) as string,
          activity_id: expect.any(Number) as number,
          to_phone_number: '+37255550101',
          outcome: 'connected',
          start_time: '2026-11-20T09:00:00.000Z',
          end_time: '2026-11-20T09:01:30.000Z',
          duration: '90',
          note: '<b>ref</b> <script>x</script>',
          has_recording: false,
          user_id: 7001,
          company_id: 66001,
        },
      },
    });
    expect(sandbox.violations).toEqual([]);
  });

  test('keeps the log as it was sent, with the moment it was made', async () => {
    const person = sandbox.addPerson({ name: 'Jane Doe', phones: ['+372 5555 0101'], organization: 'Acme' });
    const deal = sandbox.addDeal({ title: 'Twenty seats', personId: person });
    const id = await logCall(sandbox, { person_id: person, deal_id: deal, subject: 'Call', from_phone_number: '100' });
    expect(sandbox.liveCallLogs()).toEqual([
      {
        ...callLog({ person_id: person, deal_id: deal, subject: 'Call', from_phone_number: '100' }),
        id,
        activity_id: expect.any(Number) as number,
        user_id: 7001,
        company_id: 66001,
        createdAt: clock.now,
        has_recording: false,
        deleted: false,
        recording: null,
      },
    ]);
  });

  test('makes a wrapper activity that API v2 shows', async () => {
    const person = sandbox.addPerson({ name: 'Jane Doe', phones: [] });
    await logCall(sandbox, { person_id: person, duration: '3700', subject: 'Outbound call' });
    const [log] = sandbox.liveCallLogs();
    const { body } = await ask(sandbox, `GET /api/v2/activities/${log?.activity_id ?? 0}`);
    expect(body).toMatchObject({
      success: true,
      data: {
        type: 'call',
        subject: 'Outbound call',
        person_id: person,
        duration: '01:01',
        done: true,
        due_time: '09:00',
      },
    });
  });

  test.each([
    ['an outcome is missing', { outcome: undefined }, '"outcome" is required.'],
    ['the outcome is another word', { outcome: 'answered' }, '"outcome" must be one of [connected, no_answer,'],
    ['the duration is a number', { duration: 90 }, '"duration" must be string.'],
    ['the duration is no number of seconds', { duration: '00:01:30' }, '"duration" must be a number of seconds.'],
    ['a time is ISO 8601', { start_time: '2026-11-20T09:00:00Z' }, '"start_time" must be a valid date in the format'],
    ['a date does not exist', { end_time: '2026-02-30 09:00:00' }, '"end_time" must be a valid date in the format'],
    ['a key is unknown', { recording_url: 'https://example.org/a.wav' }, '"recording_url" is not allowed.'],
    ['the lead is no uuid', { lead_id: '12' }, '"lead_id" must be a valid GUID.'],
    ['the person is text', { person_id: '12' }, '"person_id" must be integer.'],
  ])('refuses with 400 and counts a violation when %s', async (_what, wrong, error) => {
    const reply = await said('POST /v1/callLogs', callLog(wrong));
    expect(reply).toEqual({
      status: 400,
      body: refusal(expect.stringContaining(error) as string),
    });
    expect(sandbox.violations).toEqual([expect.stringContaining(`POST /callLogs: ${error}`)]);
    expect(sandbox.liveCallLogs()).toEqual([]);
  });

  test('refuses a deal and a lead at once', async () => {
    const person = sandbox.addPerson({ name: 'Jane Doe', phones: [] });
    const deal = sandbox.addDeal({ title: 'D', personId: person });
    const lead = sandbox.addLead({ title: 'Lead', personId: person });
    const reply = await said('POST /v1/callLogs', callLog({ deal_id: deal, lead_id: lead }));
    expect(reply).toEqual({ status: 400, body: refusal('"lead_id" conflicts with "deal_id".') });
  });

  test.each([{ person_id: 99 }, { org_id: 99 }, { deal_id: 99 }, { lead_id: '3cde3b05-035c-4e14-8cfc-172bd8000d08' }])(
    'does not know %j: 404, and no violation',
    async (link) => {
      expect(await said('POST /v1/callLogs', callLog(link))).toEqual(NOT_FOUND);
      expect(sandbox.violations).toEqual([]);
    },
  );

  test("may not write another user's log", async () => {
    const error = "You don't have permission to change this resource.";
    expect(await said('POST /v1/callLogs', callLog({ user_id: 1 }))).toEqual({ status: 403, body: refusal(error) });
  });

  test('converts a given activity and takes its contact, not the one of the request', async () => {
    const [jane, zoe] = ['Jane', 'Zoë'].map((name) => sandbox.addPerson({ name, phones: [] }));
    const activity = idOf(
      await said('POST /api/v2/activities', { type: 'call', participants: [{ person_id: jane, primary: true }] }),
    );
    await logCall(sandbox, { activity_id: activity, person_id: zoe });
    expect(sandbox.liveCallLogs()).toMatchObject([{ activity_id: activity, person_id: jane }]);
    expect(sandbox.state.activities.size).toBe(1);
  });

  test('refuses an activity that is no call, and counts a second conversion', async () => {
    const meeting = idOf(await said('POST /api/v2/activities', { type: 'meeting' }));
    expect((await said('POST /v1/callLogs', callLog({ activity_id: meeting }))).status).toBe(400);
    const call = idOf(await said('POST /api/v2/activities', { type: 'call' }));
    await logCall(sandbox, { activity_id: call });
    await logCall(sandbox, { activity_id: call });
    expect(sandbox.violations).toEqual([
      'POST /callLogs: "activity_id" must refer to a call type activity.',
      `POST /callLogs: activity ${call} was converted twice: what the vendor does then is not known`,
    ]);
  });
});

describe('reading and deleting call logs', () => {
  test('lists at most 50 from a start, oldest first, and says where the next page begins', async () => {
    for (let n = 0; n < 53; n += 1) await logCall(sandbox, { subject: String(n) });
    const subjects = ({ body }: { body: unknown }) =>
      (body as { data: { subject: string }[] }).data.map(({ subject }) => Number(subject));
    const first = await ask(sandbox, 'GET /v1/callLogs?limit=50');
    const last = await ask(sandbox, 'GET /api/v1/callLogs?start=50&limit=50');
    expect([subjects(first), subjects(last)]).toEqual([Array.from({ length: 50 }, (_, n) => n), [50, 51, 52]]);
    expect([first.body, last.body]).toMatchObject([
      { additional_data: { pagination: { start: 0, limit: 50, more_items_in_collection: true, next_start: 50 } } },
      { additional_data: { pagination: { start: 50, limit: 50, more_items_in_collection: false } } },
    ]);
    expect(sandbox.violations).toEqual([]);
    const greedy = await ask(sandbox, 'GET /v1/callLogs?limit=100');
    expect(subjects(greedy)).toHaveLength(50);
    expect(sandbox.violations).toEqual(['GET /callLogs: asked for 100 entries; the upper limit is 50']);
  });

  test('lists the newest first when told so', async () => {
    await using other = await startPipedriveSandbox({ callLogOrder: 'newest' });
    const ids = [await logCall(other), await logCall(other)];
    expect((await ask(other, 'GET /v1/callLogs')).body).toMatchObject({ data: [{ id: ids[1] }, { id: ids[0] }] });
  });

  test('lists only the logs of the one who asks', async () => {
    const id = await logCall(sandbox);
    const own = sandbox.state.callLogs.get(id);
    if (own === undefined) throw new Error('the log was not kept');
    sandbox.state.callLogs.set('CAother', { ...own, id: 'CAother', user_id: 1 });
    const { body } = await ask(sandbox, 'GET /v1/callLogs');
    expect(body).toMatchObject({ data: [{ id }] });
  });

  test('a deleted log is gone, its activity stays, and a second delete answers 410', async () => {
    const id = await logCall(sandbox);
    await ask(sandbox, `POST /v1/callLogs/${id}/recordings`, recordingForm('RIFF'));
    expect(await said(`DELETE /v1/callLogs/${id}`)).toEqual({ status: 200, body: { success: true } });
    expect(await said(`GET /v1/callLogs/${id}`)).toEqual(NOT_FOUND);
    expect(await said('GET /v1/callLogs')).toMatchObject({ body: { data: [] } });
    expect(await said(`DELETE /v1/callLogs/${id}`)).toEqual({
      status: 410,
      body: refusal('The callLog you are trying to access is no longer available'),
    });
    expect(sandbox.state.callLogs.get(id)).toMatchObject({ deleted: true, recording: null, has_recording: false });
    const [activity] = sandbox.state.activities.values();
    expect((await said(`DELETE /api/v2/activities/${activity?.id ?? 0}`)).status).toBe(200);
    expect((await said(`GET /api/v2/activities/${activity?.id ?? 0}`)).status).toBe(404);
    expect(sandbox.violations).toEqual([]);
  });

  test('an unknown log is 404 everywhere', async () => {
    const replies = await Promise.all([
      said('GET /v1/callLogs/CAnone'),
      said('DELETE /v1/callLogs/CAnone'),
      said('POST /v1/callLogs/CAnone/recordings', recordingForm('RIFF')),
    ]);
    expect(replies).toEqual([NOT_FOUND, NOT_FOUND, NOT_FOUND]);
  });

  test('nothing outside the documented endpoints answers, and asking is a violation', async () => {
    const id = await logCall(sandbox);
    const statuses = await Promise.all(
      [
        `PUT /v1/callLogs/${id}`,
        `PATCH /v1/callLogs/${id}`,
        'GET /v1/persons/1',
        'GET /v2/persons/1',
        'GET /api/v2/callLogs',
        'GET /',
      ].map(async (request) => (await said(request)).status),
    );
    expect(statuses).toEqual([405, 405, 404, 404, 404, 404]);
    expect(sandbox.violations).toHaveLength(6);
  });
});

describe('a recording', () => {
  const wav = Buffer.from(Array.from({ length: 300_000 }, (_, n) => (n * 31) % 251));

  test('is counted and hashed as it came, flips has_recording, and is accepted once', async () => {
    const id = await logCall(sandbox);
    const upload = `POST /v1/callLogs/${id}/recordings`;
    expect(await said(upload, recordingForm(wav, 'Zoë "1".wav'))).toEqual({ status: 200, body: { success: true } });
    expect(await said(upload, recordingForm(wav))).toEqual({
      status: 409,
      body: refusal('A recording for this call already exists'),
    });
    expect(await said(`GET /v1/callLogs/${id}`)).toMatchObject({ body: { data: { has_recording: true } } });
    expect(sandbox.state.callLogs.get(id)?.recording).toEqual({
      bytes: wav.length,
      sha256: createHash('sha256').update(wav).digest('hex'),
      filename: 'Zoë "1".wav',
      contentType: 'audio/wav',
      createdAt: clock.now,
      completedAt: clock.now,
    });
    expect(sandbox.violations).toEqual([]);
  });

  test('is refused when it is empty, in another field, or no form at all', async () => {
    const id = await logCall(sandbox);
    const upload = `POST /v1/callLogs/${id}/recordings`;
    const other = new FormData();
    other.append('audio', new Blob(['RIFF']), 'call.wav');
    const plain = new FormData();
    plain.append('file', 'RIFF');
    const replies = [
      await said(upload, recordingForm('')),
      await said(upload, other),
      await said(upload, plain),
      await said(upload, { file: 'RIFF' }),
    ];
    expect(replies.map(({ status, body }) => [status, (body as { error: string }).error])).toEqual([
      [400, '"file" is not allowed to be empty.'],
      [400, '"audio" is not allowed.'],
      [400, '"file" needs a filename.'],
      [400, 'The request must be multipart/form-data with a boundary.'],
    ]);
    expect(sandbox.violations).toHaveLength(4);
    expect(sandbox.state.callLogs.get(id)?.recording).toBeNull();
  });

  test('is not stored when the connection ends early, nor when the form has no end', async () => {
    const id = await logCall(sandbox);
    const upload = `/v1/callLogs/${id}/recordings`;
    const start = Buffer.from(
      '--b\r\ncontent-disposition: form-data; name="file"; filename="a.wav"\r\ncontent-type: audio/wav\r\n\r\nRIFF',
    );
    const headers = { 'x-api-token': sandbox.token, 'content-type': 'multipart/form-data; boundary=b' };
    await new Promise<void>((done) => {
      const cut = httpRequest(`${sandbox.origin}${upload}`, {
        method: 'POST',
        headers: { ...headers, 'content-length': 999 },
      });
      cut.on('error', () => done());
      cut.write(start, () => setTimeout(() => cut.destroy(), 20));
    });
    const endless = await fetch(`${sandbox.origin}${upload}`, { method: 'POST', headers, body: start });
    expect(endless.status).toBe(400);
    expect(sandbox.state.callLogs.get(id)).toMatchObject({ has_recording: false, recording: null });
    expect(sandbox.requests.slice(1).map(({ status }) => status)).toEqual([0, 400]);
    expect(sandbox.violations).toEqual([
      'POST /callLogs/' + id + '/recordings: The request cannot be read: the multipart body ends too early.',
    ]);
  });
});

describe('sign-in', () => {
  const ways: [string, Record<string, string>, number][] = [
    ['the header', { 'x-api-token': 'sandbox-token' }, 200],
    ['a bearer', { authorization: 'Bearer sandbox-token' }, 200],
    ['another token', { 'x-api-token': 'old' }, 401],
    ['nothing', {}, 401],
  ];
  test.each(ways)('with %s', async (_way, headers, status) => {
    const response = await fetch(`${sandbox.origin}/v1/users/me`, { headers });
    expect(response.status).toBe(status);
  });

  test('a refusal says so in the words of the gateway; a token in the query is refused and counted', async () => {
    const response = await fetch(`${sandbox.origin}/v1/users/me?api_token=sandbox-token`);
    expect([response.status, response.headers.get('x-401-by-gw'), await response.json()]).toEqual([
      401,
      'true',
      {
        success: false,
        error: 'unauthorized access',
        errorCode: 401,
        error_info: 'Please check developers.pipedrive.com',
      },
    ]);
    expect(sandbox.violations).toEqual(['GET /users/me: the token stands in the query; it belongs into a header']);
    expect(JSON.stringify(sandbox.requests)).not.toContain('sandbox-token');
  });

  test('a new token makes the old one bad', async () => {
    const old = sandbox.token;
    sandbox.setToken('new');
    const [after, before] = [
      await said('GET /v1/users/me'),
      await fetch(`${sandbox.origin}/v1/users/me`, { headers: { 'x-api-token': old } }),
    ];
    sandbox.setToken(old);
    expect([after.status, before.status]).toEqual([200, 401]);
  });

  test('users/me says who and which company', async () => {
    expect(await said('GET /v1/users/me')).toMatchObject({
      body: { data: { id: 7001, name: 'Ann Agent', company_id: 66001, company_domain: 'sandbox', access: [{}, {}] } },
    });
    expect(sandbox.violations).toEqual([]);
  });
});
