import { describe, expect, it } from 'vitest';
import { loggable } from '../fakes/loggable.ts';
import type { Reply } from '../fakes/fake-http.ts';
import { REST, salesforceOn } from '../fakes/salesforce.ts';

const list = (errorCode: string, message = 'no', fields: string[] = []) => [{ errorCode, message, fields }];
const USER = { user_id: '0055e000001UserAAC', zoneinfo: 'UTC' };

/** What becomes of a call when its task is answered so. */
async function outcomeOf(reply: Reply) {
  const { adapter, clock } = salesforceOn((request) =>
    request.target.startsWith('/services/oauth2/userinfo') ? { status: 200, body: USER } : reply,
  );
  const made = await adapter.logCall(loggable());
  if (made.ok) return made.value;
  const { category, code, delivery, field, retryAt } = made.error;
  return { category, code, delivery, field, wait: retryAt === undefined ? null : retryAt - clock.now() };
}

describe('what Salesforce answers, as a category', () => {
  it.each<[string, Reply, object]>([
    [
      'the org’s requests are used up: an hour',
      { status: 403, body: list('REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.') },
      { category: 'busy', code: 'daily_budget', delivery: 'not_sent', wait: 3_780_000 },
    ],
    [
      'too many long requests: a moment',
      {
        status: 403,
        body: list('REQUEST_LIMIT_EXCEEDED', 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.'),
      },
      { category: 'busy', wait: 21_000 },
    ],
    [
      'the pause it asks for',
      { status: 429, headers: { 'retry-after': '7' }, body: {} },
      { category: 'busy', code: 'rate_limited', wait: 7_350 },
    ],
    [
      'a date to wait for',
      { status: 503, headers: { 'retry-after': 'Sat, 21 Nov 2026 09:05:00 GMT' }, body: list('SERVER_UNAVAILABLE') },
      { category: 'network', delivery: 'maybe', wait: 300_000 },
    ],
    ['a locked row', { status: 400, body: list('UNABLE_TO_LOCK_ROW') }, { category: 'network', delivery: 'not_sent' }],
    [
      'no API for the org',
      { status: 403, body: list('API_DISABLED_FOR_ORG') },
      { category: 'sign_in', code: 'api_disabled' },
    ],
    ['rights', { status: 403, body: list('INSUFFICIENT_ACCESS') }, { category: 'refused', code: 'no_permission' }],
    [
      'a rule of the org, with its field',
      { status: 400, body: list('FIELD_CUSTOM_VALIDATION_EXCEPTION', 'Say why!', ['Reason__c']) },
      { category: 'refused', code: 'validation_rule', field: 'Reason__c' },
    ],
    [
      'a field that is none is not repeated',
      { status: 400, body: list('REQUIRED_FIELD_MISSING', 'x', ['<b>', 'WhatId']) },
      { code: 'field_required', field: 'WhatId' },
    ],
    ['a duplicate rule', { status: 400, body: list('DUPLICATES_DETECTED') }, { code: 'duplicate' }],
    ['a full store', { status: 400, body: list('STORAGE_LIMIT_EXCEEDED') }, { code: 'storage_full' }],
    ['a code nobody knows', { status: 418, body: list('TEAPOT') }, { category: 'refused', code: 'not_accepted' }],
    [
      'a page of a proxy',
      { status: 403, body: '<html>' },
      { category: 'network', code: 'unexpected_answer', delivery: 'maybe' },
    ],
    ['a proxy that wants a sign-in', { status: 407, body: '' }, { category: 'network', code: 'proxy_sign_in' }],
    [
      'half an answer',
      { status: 201, body: '{"id":"00T' },
      { category: 'network', code: 'unreadable_answer', delivery: 'maybe' },
    ],
    [
      'an answer that says no',
      { status: 201, body: { id: '00T5e0000000001EAA', success: false } },
      { delivery: 'maybe' },
    ],
    ['a lost connection', { kind: 'broken', code: 'ECONNRESET' }, { code: 'connection_lost', delivery: 'maybe' }],
    ['no connection', { kind: 'unreached', code: 'ECONNREFUSED' }, { code: 'unreachable', delivery: 'not_sent' }],
  ])('%s', async (_what, reply, expected) => {
    expect(await outcomeOf(reply)).toMatchObject(expected);
  });

  it('no text of Salesforce gets into a message', async () => {
    const { adapter } = salesforceOn(() => ({ status: 400, body: list('INVALID_FIELD', 'secret text') }));
    const made = await adapter.logCall(loggable());
    expect(JSON.stringify(made)).not.toMatch(/secret text/);
  });

  it('nothing is sent to an instance or a sign-in host that is not safe', async () => {
    const { adapter, seen } = salesforceOn(() => ({ status: 200, body: {} }), {
      rest: { ...REST, loginUrl: 'http://login.example.com' },
    });
    expect(await adapter.logCall(loggable())).toMatchObject({ error: { category: 'sign_in', code: 'insecure_url' } });
    expect(seen()).toEqual([]);
  });

  it('a missing or broken credential is told before anything is sent', async () => {
    const { adapter, seen } = salesforceOn(() => ({ status: 200, body: {} }), { credentials: {} });
    expect(await adapter.logCall(loggable())).toMatchObject({ error: { category: 'sign_in', code: 'no_credential' } });
    expect(seen()).toEqual([]);
  });
});
