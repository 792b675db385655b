import { describe, expect, it } from 'vitest';
import { answerError, failureError } from '../../main/engine/crm/leadsquared/errors.ts';
import { learnPace, leadSquaredLimits, paceIn, wantOf } from '../../main/engine/crm/leadsquared/limits.ts';
import type { OperationName } from '../../main/engine/crm/leadsquared/operations.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { leadCall, leadSquaredOn, MADE, methodOf } from '../fakes/leadsquared.ts';

const NOW = Date.UTC(2026, 10, 21, 9);
const exception = (type: string, message = '') => ({ Status: 'Error', ExceptionType: type, ExceptionMessage: message });

function error(status: number, body: unknown, operation: OperationName = 'logCall') {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return answerError(operation, { status, headers: {}, body: text }, { now: NOW, fraction: 0.5 });
}

describe('an answer that is no success', () => {
  it.each([
    [401, exception('MXUnauthorizedException'), 'logCall', 'sign_in keys_refused not_sent'],
    [404, '<html>', 'whoAmI', 'sign_in wrong_address not_sent'],
    [403, exception('MXAccessDenied'), 'whoAmI', 'sign_in no_permission not_sent'],
    [403, exception('MXAccessDenied'), 'logCall', 'refused no_permission not_sent'],
    [403, '<html>', 'logCall', 'network unexpected_answer maybe'],
    [400, exception('MXInvalidInputException'), 'logCall', 'refused invalid_data not_sent'],
    [400, {}, 'logCall', 'refused invalid_data not_sent'],
    [404, exception('Exception'), 'opportunities', 'refused not_found not_sent'],
    [404, '<html>', 'opportunities', 'network unexpected_answer not_sent'],
    [500, exception('MXDuplicateEntryException'), 'createLead', 'refused duplicate not_sent'],
    [500, exception('MXMandatoryAttributeMissingException'), 'createLead', 'refused invalid_data not_sent'],
    [500, exception('MXLeadException', 'Lead does not exist'), 'logCall', 'refused linked_item_gone not_sent'],
    [500, exception('MXActivityException', 'not found'), 'updateCall', 'refused record_gone not_sent'],
    [500, exception('MXDatabaseTimeoutException'), 'logCall', 'network server_error maybe'],
    [500, exception('Exception', 'Object reference'), 'logCall', 'network server_error maybe'],
    [500, exception('Exception', 'Object reference'), 'listNotes', 'network server_error not_sent'],
    [500, '', 'logCall', 'network server_error maybe'],
    [503, '<html>', 'createTask', 'network server_error maybe'],
    [408, '', 'logCall', 'network server_error maybe'],
    [407, '', 'logCall', 'network proxy_sign_in not_sent'],
    [418, {}, 'logCall', 'refused not_accepted not_sent'],
    [302, '', 'logCall', 'network unexpected_answer maybe'],
    [200, exception('MXInvalidInputException'), 'logCall', 'refused invalid_data not_sent'],
  ] as const)('%i %j of %s is %s', (status, body, operation, meaning) => {
    const { category, code, delivery } = error(status, body, operation);
    expect(`${category} ${code} ${delivery}`).toBe(meaning);
  });

  it('names the field, and never what else the server said', () => {
    const told = error(
      500,
      exception('MXMandatoryAttributeMissingException', "'leadId' is mandatory, dear +15550100102"),
    );
    expect(told.field).toBe('leadId');
    expect(told.message).not.toContain('dear');
    expect(error(500, exception('MXOtherException', "'; DROP TABLE leads' is bad")).field).toBeUndefined();
  });

  const LIMIT = exception('MXAPIRateLimitExceededException', 'API calls exceeded the limit of 20 in 5 second(s)');
  it.each([429, 403, 200, 500])('over the limit with status %i is a pause of the window and a bit', (status) => {
    expect(error(status, LIMIT)).toMatchObject({
      category: 'busy',
      code: 'rate_limited',
      delivery: 'not_sent',
      retryAt: NOW + 5_500,
    });
  });

  it('over a longer limit waits as long, over that of the day an hour, and a bare 429 five seconds', () => {
    const long = exception('MXAPIRateLimitExceededException', 'API calls exceeded the limit of 100 in 60 second(s)');
    expect(error(429, long).retryAt).toBe(NOW + 60_500);
    expect(error(429, exception('X', 'API calls exceeded the daily limit'))).toMatchObject({
      code: 'daily_budget',
      retryAt: NOW + 3_630_000,
    });
    expect(error(429, '<html>').retryAt).toBe(NOW + 5_500);
  });
});

describe('no answer', () => {
  it.each([
    ['unreached', 'unreachable', 'not_sent'],
    ['broken', 'connection_lost', 'maybe'],
    ['aborted', 'aborted', 'maybe'],
  ] as const)('%s: %s, %s', (kind, code, delivery) => {
    expect(failureError('logCall', { kind, code: 'X' })).toMatchObject({ category: 'network', code, delivery });
  });
});

describe('the limit that a refusal names', () => {
  it.each([
    ['API calls exceeded the limit of 25 in 5 second(s)', { calls: 25, seconds: 5 }],
    ['{"ExceptionMessage":"… limit of 10 in 5 second(s)"}', { calls: 10, seconds: 5 }],
    ['limit exceeded', undefined],
  ])('%s', (text, pace) => expect(paceIn(text)).toEqual(pace));

  it.each([
    [{ calls: 10, seconds: 5 }, 10],
    [{ calls: 2, seconds: 1 }, 2],
    [{ calls: 60, seconds: 60 }, 5],
    [{ calls: 3, seconds: 60 }, 1],
  ])('%j lets %i go at once', async (pace, calls) => {
    const clock = new FakeClock();
    const limiter = leadSquaredLimits(clock, {});
    learnPace(limiter, pace);
    let gone = 0;
    for (let n = 0; n < 12; n++) {
      void limiter.acquire(wantOf('logCall')).then((slot) => {
        gone += 1;
        if (slot.ok) {
          slot.value.left();
          slot.value.done();
        }
      });
    }
    await clock.advance(4_900);
    expect(gone).toBe(calls);
  });

  it('is kept from then on', async () => {
    let refusals = 1;
    const { adapter, clock, seen } = leadSquaredOn((request) => {
      if (methodOf(request) !== 'Telephony.svc/LogCall' || refusals-- <= 0) return undefined;
      return {
        status: 200,
        body: exception('MXAPIRateLimitExceededException', 'exceeded the limit of 5 in 5 second(s)'),
      };
    });
    expect(await adapter.logCall(leadCall())).toMatchObject({ ok: false, error: { category: 'busy' } });
    const done = Promise.all(Array.from({ length: 10 }, () => adapter.logCall(leadCall())));
    await clock.advance(5_400);
    expect(seen.length).toBe(2);
    await clock.advance(4_900);
    expect(seen.length).toBe(7);
    await clock.advance(10_000);
    expect((await done).every(({ ok }) => ok)).toBe(true);
  });
});

describe('nothing leaves', () => {
  it.each([
    [{ accessKey: 'u$key' }, 'no_credential'],
    [{ accessKey: ' ', secretKey: 's' }, 'no_credential'],
    [{ accessKey: 'a\nb', secretKey: 's' }, 'bad_credential'],
  ])('with the keys %j', async (credentials, code) => {
    const { adapter, seen } = leadSquaredOn(() => undefined, { credentials });
    expect(await adapter.verify()).toMatchObject({ ok: false, error: { category: 'sign_in', code } });
    expect(seen).toEqual([]);
  });

  it('without encryption', async () => {
    const { adapter, seen } = leadSquaredOn(() => undefined, { baseUrl: 'http://api.leadsquared.com' });
    expect(await adapter.logCall(leadCall())).toMatchObject({ ok: false, error: { code: 'insecure_url' } });
    expect(seen).toEqual([]);
  });
});

describe('an answer that cannot be read', () => {
  it.each(['<html>', '{"Status":"Succ', '[]', '{}', 'null', '{"Status":"Success","Message":{"Id":""}}'])(
    '%s leaves the outcome open',
    async (body) => {
      const { adapter } = leadSquaredOn((request) =>
        methodOf(request) === 'Telephony.svc/LogCall' ? { status: 200, body } : undefined,
      );
      expect(await adapter.logCall(leadCall())).toMatchObject({
        ok: false,
        error: { category: 'network', code: 'unreadable_answer', delivery: 'maybe' },
      });
    },
  );
});

describe('the keys', () => {
  it('go as headers, never in an address or the log', async () => {
    const { adapter, seen, urls, logged } = leadSquaredOn(() => ({ status: 200, body: { ...MADE, Id: 'x' } }));
    await adapter.logCall(leadCall());
    expect(seen.map(({ headers }) => [headers['x-lsq-accesskey'], headers['x-lsq-secretkey']])).toEqual([
      ['u$key', 'secret'],
      ['u$key', 'secret'],
    ]);
    expect(urls.join() + JSON.stringify(logged)).not.toMatch(/secret|u\$key/);
  });
});
