import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { OpenFile } from '../../main/engine/ports.ts';
import type { FileRecording } from '../../main/engine/crm/port.ts';
import type { Reply } from '../fakes/fake-http.ts';
import { JANE, loggable } from '../fakes/loggable.ts';
import { adapterOn } from '../fakes/pipedrive.ts';

const RECORD = { id: 'CA1', wrapperId: '8', contactId: '7', hasRecording: false };
const done: Reply = { status: 200, body: { success: true } };
const logged: Reply = {
  status: 200,
  body: { success: true, data: { id: 'CA1', activity_id: 8, person_id: 7, has_recording: false, note: null } },
};

/** An open file in memory; with `shorter` it ends before its time. */
function fileOf(content: Buffer, how: { direct: boolean; shorter?: boolean }): OpenFile {
  const there = how.shorter === true ? content.subarray(0, content.length - 5) : content;
  return {
    facts: () => Promise.reject(new Error('not asked for')),
    read: () => Promise.reject(new Error('not asked for')),
    stream: () =>
      Readable.from(
        (function* () {
          yield there;
          if (how.shorter === true) throw Object.assign(new Error('shorter'), { code: 'file_shrank' });
        })(),
      ),
    ...(how.direct
      ? {
          readInto: (target: Uint8Array, offset: number) =>
            Promise.resolve(there.copy(target, 0, offset, offset + Math.min(7, target.length))),
        }
      : {}),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

const recording = (more: Partial<FileRecording> = {}, content = Buffer.from('RIFF sound')): FileRecording => ({
  file: fileOf(content, { direct: true }),
  bytes: content.length,
  name: 'call.wav',
  type: 'audio/wav',
  ...more,
});

describe('the Pipedrive adapter', () => {
  it('says who is signed in, and where records are found', async () => {
    const { adapter, seen } = adapterOn(
      () => ({
        status: 200,
        body: {
          success: true,
          data: { id: 1, name: 'Ann', company_name: 'Acme Ltd', company_domain: 'acme', access: [{ app: 'global' }] },
        },
      }),
      { baseUrl: 'https://api.pipedrive.com/' },
    );
    expect(await adapter.verify()).toEqual({
      ok: true,
      value: { userId: '1', name: 'Ann', company: 'Acme Ltd', missingRights: ['sales'] },
    });
    expect(adapter.recordUrl(RECORD)).toBe('https://acme.pipedrive.com/person/7');
    expect(seen).toMatchObject([
      { method: 'GET', target: '/api/v1/users/me', headers: { accept: 'application/json', 'x-api-token': 'secret' } },
    ]);
  });

  it('logs a call and gives its record', async () => {
    const { adapter, seen } = adapterOn(() => logged);
    expect(await adapter.logCall(loggable())).toEqual({ ok: true, value: RECORD });
    expect(seen).toMatchObject([
      { method: 'POST', target: '/api/v1/callLogs', headers: { 'content-type': 'application/json' } },
    ]);
  });

  it.each([
    ['nothing', { credentials: {} }, 'no_credential'],
    ['blanks', { credentials: { apiToken: '  ' } }, 'no_credential'],
    ['a line end', { credentials: { apiToken: 'a\r\nx-evil: 1' } }, 'bad_credential'],
    ['a plain http address', { baseUrl: 'http://acme.pipedrive.com' }, 'insecure_url'],
    ['an address that only looks local', { baseUrl: 'http://127.0.0.1.evil.example' }, 'insecure_url'],
  ])('sends nothing with %s', async (_what, account, code) => {
    const { adapter, seen } = adapterOn(() => logged, account);
    expect(await adapter.logCall(loggable())).toMatchObject({
      ok: false,
      error: { category: 'sign_in', code, delivery: 'not_sent' },
    });
    expect(seen).toEqual([]);
  });

  it.each<[string, Reply, string, string]>([
    ['a cut body', { status: 200, body: '{"success":true,"data":{"id":"CA' }, 'unreadable_answer', 'maybe'],
    ['HTML', { status: 200, body: '<html>' }, 'unreadable_answer', 'maybe'],
    ['a list', { status: 200, body: '[]' }, 'unreadable_answer', 'maybe'],
    ['no id', { status: 200, body: { success: true, data: {} } }, 'unreadable_answer', 'maybe'],
    [
      'a denial',
      { status: 200, body: { success: false, error: '"outcome" is required.' } },
      'invalid_data',
      'not_sent',
    ],
    ['no answer', { kind: 'broken', code: 'UND_ERR_SOCKET' }, 'connection_lost', 'maybe'],
    ['no connection', { kind: 'unreached', code: 'ECONNREFUSED' }, 'unreachable', 'not_sent'],
  ])('a post answered with %s', async (_what, reply, code, delivery) => {
    const { adapter } = adapterOn(() => reply);
    expect(await adapter.logCall(loggable())).toMatchObject({ ok: false, error: { code, delivery } });
  });

  it('stops the whole account, without sending, while Pipedrive blocks it', async () => {
    const { adapter, clock, seen } = adapterOn(() => (seen.length === 1 ? { status: 403, body: '<html>' } : logged));
    const error = { category: 'busy', code: 'blocked' };
    expect(await adapter.logCall(loggable())).toMatchObject({ ok: false, error });
    expect(await adapter.findContacts(JANE)).toMatchObject({ ok: false, error });
    await clock.advance(14 * 60_000);
    expect(await adapter.logCall(loggable())).toMatchObject({ ok: false, error });
    expect(seen.length).toBe(1);
    await clock.advance(2 * 60_000);
    expect(await adapter.logCall(loggable())).toMatchObject({ ok: true });
  });

  it('goes on by itself after a short pause that Pipedrive asked for', async () => {
    const { adapter, clock, seen } = adapterOn(() => (seen.length === 1 ? { status: 429, body: {} } : logged));
    expect(await adapter.logCall(loggable())).toMatchObject({
      ok: false,
      error: { category: 'busy', code: 'rate_limited', retryAt: clock.now() + 2_250 },
    });
    const next = adapter.logCall(loggable());
    await clock.advance(2_249);
    expect(seen.length).toBe(1);
    await clock.advance(1);
    expect(await next).toMatchObject({ ok: true });
  });

  it('does not spend tokens the company no longer has', async () => {
    const headers = { 'x-daily-ratelimit-token-remaining': '15' };
    const { adapter, clock, seen } = adapterOn(() => ({ ...logged, headers }));
    expect(await adapter.logCall(loggable())).toMatchObject({ ok: true });
    expect(await adapter.findContacts(JANE)).toMatchObject({
      ok: false,
      error: { category: 'busy', code: 'daily_budget', retryAt: clock.now() + 3_600_000 },
    });
    expect(await adapter.logCall(loggable())).toMatchObject({ ok: true });
    expect(seen.length).toBe(2);
  });

  it('removes the log and the activity it brought along; what is gone is gone', async () => {
    const { adapter, seen } = adapterOn(({ target }) =>
      target.includes('callLogs') ? { status: 410, body: { success: false, error: 'gone' } } : done,
    );
    expect(await adapter.removeCall(RECORD)).toEqual({ ok: true, value: undefined });
    expect(await adapter.removeCall({ ...RECORD, wrapperId: null })).toEqual({ ok: true, value: undefined });
    expect(seen.map(({ method, target }) => `${method} ${target}`)).toEqual([
      'DELETE /api/v1/callLogs/CA1',
      'DELETE /api/v2/activities/8',
      'DELETE /api/v1/callLogs/CA1',
    ]);
  });

  it('says that a removal failed', async () => {
    const { adapter } = adapterOn(() => ({ status: 403, body: { success: false } }));
    expect(await adapter.removeCall(RECORD)).toMatchObject({ ok: false, error: { code: 'no_permission' } });
  });

  it('changes the activity that stands for a log, and says what it cannot change', async () => {
    const { adapter, seen } = adapterOn(() => done);
    expect(adapter.capabilities).toEqual({
      search: true,
      searchLag: 0,
      update: ['note', 'contact', 'deal'],
      remove: true,
      recording: 'upload',
      contactless: true,
      tasks: true,
    });
    const unsupported = { ok: false, error: { category: 'refused', code: 'unsupported', delivery: 'not_sent' } };
    expect(await adapter.updateCall(RECORD, { outcome: 'busy' }, loggable())).toMatchObject(unsupported);
    expect(await adapter.updateCall(RECORD, { talkSeconds: 5 }, loggable())).toMatchObject(unsupported);
    expect(await adapter.updateCall({ ...RECORD, wrapperId: null }, { note: 'x' }, loggable())).toMatchObject(
      unsupported,
    );
    expect(seen).toEqual([]);
  });
});

describe('attaching a recording', () => {
  it.each([true, false])('sends the file as one multipart field (memory used again: %s)', async (direct) => {
    const { adapter, seen } = adapterOn(() => done);
    const told: number[] = [];
    const attached = await adapter.attachRecording(
      RECORD,
      recording({
        file: fileOf(Buffer.from('RIFF sound'), { direct }),
        name: 'in/a "b"\r\nZoë.wav',
        sent: (n) => told.push(n),
      }),
      loggable(),
    );
    expect(attached).toEqual({ ok: true, value: { ...RECORD, hasRecording: true } });
    const [sent] = seen;
    if (sent === undefined) throw new Error('nothing was sent');
    const { method, target, headers, body } = sent;
    const boundary = /boundary=(\S+)$/.exec(headers['content-type'] ?? '')?.[1] ?? 'none';
    expect([method, target, headers['content-length']]).toEqual([
      'POST',
      '/api/v1/callLogs/CA1/recordings',
      String(Buffer.byteLength(body)),
    ]);
    expect(body).toBe(
      `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a %22b%22Zoë.wav"\r\n` +
        `Content-Type: audio/wav\r\n\r\nRIFF sound\r\n--${boundary}--\r\n`,
    );
    expect(told).toEqual([0]);
  });

  it('gives a file without a usable name or type harmless ones', async () => {
    const { adapter, seen } = adapterOn(() => done);
    await adapter.attachRecording(RECORD, recording({ name: '\u0000', type: 'audio/wav\r\nX: y' }), loggable());
    expect(seen[0]?.body).toMatch(/filename="recording"\r\nContent-Type: application\/octet-stream\r\n\r\nRIFF/);
  });

  it('takes "already there" for success, and sends nothing when that is known', async () => {
    const { adapter, seen } = adapterOn(() => ({ status: 409, body: { success: false, error: 'exists' } }));
    const attached = { ok: true, value: { ...RECORD, hasRecording: true } };
    expect(await adapter.attachRecording(RECORD, recording(), loggable())).toEqual(attached);
    expect(await adapter.attachRecording({ ...RECORD, hasRecording: true }, recording(), loggable())).toEqual(attached);
    expect(seen.length).toBe(1);
  });

  it.each([
    [true, ['GET /api/v1/callLogs/CA1']],
    [false, ['GET /api/v1/callLogs/CA1', 'POST /api/v1/callLogs/CA1/recordings']],
  ])('looks first when an earlier attempt may have arrived (it had: %s)', async (there, requests) => {
    const { adapter, seen } = adapterOn(({ method }) =>
      method === 'GET' ? { status: 200, body: { success: true, data: { id: 'CA1', has_recording: there } } } : done,
    );
    expect(await adapter.attachRecording(RECORD, recording({ retry: true }), loggable())).toMatchObject({
      ok: true,
      value: { hasRecording: true },
    });
    expect(seen.map(({ method, target }) => `${method} ${target}`)).toEqual(requests);
  });

  it.each([true, false])('says that the file cannot be read to its end (memory used again: %s)', async (direct) => {
    const { adapter } = adapterOn(() => done);
    const file = fileOf(Buffer.from('RIFF sound'), { direct, shorter: true });
    expect(await adapter.attachRecording(RECORD, recording({ file }), loggable())).toMatchObject({
      ok: false,
      error: { category: 'local', code: 'recording_unreadable', delivery: 'maybe' },
    });
  });

  it('passes on that the record is gone', async () => {
    const { adapter } = adapterOn(() => ({ status: 404, body: { success: false, error: 'not found' } }));
    for (const retry of [true, false]) {
      expect(await adapter.attachRecording(RECORD, recording({ retry }), loggable())).toMatchObject({
        ok: false,
        error: { category: 'refused', code: 'record_gone' },
      });
    }
  });
});
