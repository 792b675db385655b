import { describe, expect, it } from 'vitest';
import type { AppError } from '../../shared/errors.ts';
import { answerError, deniedSuccess, failureError, unreadable } from '../../main/engine/crm/pipedrive/errors.ts';
import type { OperationName } from '../../main/engine/crm/pipedrive/operations.ts';

const NOW = Date.UTC(2026, 10, 21, 9, 0, 0);
const AT = { now: NOW, fraction: 0 };
const HTML = '<!DOCTYPE html><title>Attention Required! | Cloudflare</title>';
const SECRET = 'Jane Doe +15550100102';

const envelope = (error: string, more: object = {}): string =>
  JSON.stringify({ success: false, error, error_info: 'Please check developers.pipedrive.com', data: null, ...more });

/** Category, code, delivery, and what else is told (`field`, seconds until `retryAt`). */
const brief = (error: AppError): string =>
  [
    error.category,
    error.code,
    error.delivery,
    ...(error.field === undefined ? [] : [error.field]),
    ...(error.retryAt === undefined ? [] : [`${String((error.retryAt - NOW) / 1000)} s`]),
  ].join(' ');

const answered = (
  operation: OperationName,
  status: number,
  body: string,
  headers: Record<string, string> = {},
): string => {
  const error = answerError(operation, { status, headers, body }, AT);
  expect(error.message).not.toContain('Jane');
  return brief(error);
};

describe('what an answer of Pipedrive asks of us', () => {
  it.each<[OperationName, number, string, string]>([
    ['addCall', 400, envelope('"outcome" is required.'), 'refused invalid_data not_sent outcome'],
    ['addCall', 400, envelope(`Nothing to name for ${SECRET}`), 'refused invalid_data not_sent'],
    ['addPerson', 400, envelope('Validation failed: owner_id: Invalid'), 'refused invalid_data not_sent owner_id'],
    ['addPerson', 422, envelope('"name" is not allowed to be empty'), 'refused invalid_data not_sent name'],
    ['addCall', 401, envelope('unauthorized access', { errorCode: 401 }), 'sign_in token_refused not_sent'],
    ['addCall', 401, '', 'sign_in token_refused not_sent'],
    ['addCall', 402, envelope('account not open'), 'sign_in account_closed not_sent'],
    ['whoAmI', 403, envelope('forbidden'), 'sign_in no_permission not_sent'],
    ['addCall', 403, envelope("You don't have permission to change this resource."), 'refused no_permission not_sent'],
    ['addPerson', 403, envelope('x', { code: 'feature_capping_deals_limit' }), 'refused plan_limit not_sent'],
    ['addCall', 403, HTML, 'busy blocked not_sent 900 s'],
    ['whoAmI', 403, HTML, 'busy blocked not_sent 900 s'],
    ['addCall', 404, envelope('A resource required was not found.'), 'refused linked_item_gone not_sent'],
    ['addRecording', 404, envelope('not found'), 'refused record_gone not_sent'],
    ['getCall', 404, envelope('not found'), 'refused record_gone not_sent'],
    ['deleteCall', 404, envelope('not found'), 'refused record_gone not_sent'],
    ['deleteActivity', 404, envelope('not found'), 'refused record_gone not_sent'],
    ['deleteCall', 410, envelope('no longer available'), 'refused record_gone not_sent'],
    ['listDeals', 404, envelope('not found'), 'refused not_found not_sent'],
    ['addCall', 404, HTML, 'network unexpected_answer maybe'],
    ['listCalls', 404, HTML, 'network unexpected_answer not_sent'],
    ['addRecording', 409, envelope('A recording for this call already exists'), 'refused recording_exists not_sent'],
    ['addPerson', 409, envelope('conflict'), 'refused conflict not_sent'],
    ['addRecording', 413, HTML, 'refused too_large not_sent'],
    ['addRecording', 415, envelope('x'), 'refused unsupported_type not_sent'],
    ['addCall', 415, envelope('x'), 'refused feature_off not_sent'],
    ['addCall', 418, envelope('"to_phone_number" is bad'), 'refused not_accepted not_sent to_phone_number'],
    ['addCall', 418, HTML, 'network unexpected_answer maybe'],
    ['addCall', 500, envelope('An internal server error occurred'), 'network server_error maybe'],
    ['addRecording', 502, HTML, 'network server_error maybe'],
    ['addPerson', 503, '', 'network server_error maybe'],
    ['listCalls', 500, envelope('An internal server error occurred'), 'network server_error not_sent'],
    ['deleteCall', 504, HTML, 'network server_error not_sent'],
    ['addCall', 301, '', 'network unexpected_answer maybe'],
    ['addCall', 407, HTML, 'network proxy_sign_in not_sent'],
    ['addCall', 408, '', 'network server_error maybe'],
  ])('%s answered %i %s: %4$s', (operation, status, body, expected) => {
    expect(answered(operation, status, body)).toBe(expected);
  });

  it.each<[string, Record<string, string>, string]>([
    ['no header at all', {}, 'busy rate_limited not_sent 2 s'],
    ['a near reset', { 'x-ratelimit-reset': '1' }, 'busy rate_limited not_sent 2 s'],
    ['a later reset', { 'x-ratelimit-reset': '7' }, 'busy rate_limited not_sent 7 s'],
    ['retry-after', { 'retry-after': '30', 'x-ratelimit-reset': '2' }, 'busy rate_limited not_sent 30 s'],
    [
      'retry-after as a date',
      { 'retry-after': new Date(NOW + 45_000).toUTCString() },
      'busy rate_limited not_sent 45 s',
    ],
    ['nonsense', { 'retry-after': 'later', 'x-ratelimit-reset': '-3' }, 'busy rate_limited not_sent 2 s'],
    ['an absurd wait', { 'retry-after': '99999999' }, 'busy rate_limited not_sent 86400 s'],
    ['an empty day', { 'x-daily-ratelimit-token-remaining': '0' }, 'busy daily_budget not_sent 3600 s'],
    [
      'an empty day and the reset of the short window',
      { 'x-daily-ratelimit-token-remaining': '0', 'x-ratelimit-reset': '2' },
      'busy daily_budget not_sent 3600 s',
    ],
    [
      'an empty day and its reset',
      { 'x-daily-ratelimit-token-remaining': '0', 'x-ratelimit-reset': '7200' },
      'busy daily_budget not_sent 7200 s',
    ],
    ['no writes left', { 'x-daily-requests-left': '0' }, 'busy daily_budget not_sent 3600 s'],
    ['enough left today', { 'x-daily-ratelimit-token-remaining': '10' }, 'busy rate_limited not_sent 2 s'],
  ])('429 with %s', (_what, headers, expected) => {
    expect(answered('addCall', 429, envelope('rate limit'), headers)).toBe(expected);
    expect(answered('addCall', 429, HTML, headers)).toBe(expected);
  });

  it('scatters the waits', () => {
    const wait = (fraction: number): number =>
      (answerError('addCall', { status: 429, headers: {}, body: '' }, { now: 0, fraction }).retryAt ?? 0) / 1000;
    expect([wait(0), wait(0.5), wait(0.999)]).toEqual([2, 2.25, 2.5]);
  });

  it('tells when to come back after a fault that says so', () => {
    expect(answered('listCalls', 503, '', { 'retry-after': '20' })).toBe('network server_error not_sent 20 s');
  });

  it.each<[string, string]>([
    [envelope('"outcome" must be one of'), 'refused invalid_data not_sent outcome'],
    [envelope('unauthorized access', { errorCode: 401 }), 'sign_in token_refused not_sent'],
    [envelope('slow down', { errorCode: 429 }), 'busy rate_limited not_sent 2 s'],
    [envelope('x', { errorCode: 7 }), 'refused invalid_data not_sent'],
  ])('a success that says it is none: %s', (body, expected) => {
    expect(brief(deniedSuccess('addCall', { status: 200, headers: {}, body }, AT))).toBe(expected);
  });

  it.each<[OperationName, 'unreached' | 'broken' | 'aborted', string]>([
    ['addCall', 'unreached', 'network unreachable not_sent'],
    ['addCall', 'broken', 'network connection_lost maybe'],
    ['addRecording', 'broken', 'network connection_lost maybe'],
    ['addRecording', 'aborted', 'network aborted maybe'],
    ['listCalls', 'broken', 'network connection_lost not_sent'],
    ['deleteCall', 'broken', 'network connection_lost not_sent'],
  ])('%s without an answer (%s): %s', (operation, kind, expected) => {
    expect(brief(failureError(operation, { kind, code: 'X' }))).toBe(expected);
  });

  it('an answer that cannot be read leaves open whether a post was done', () => {
    expect([brief(unreadable('addCall')), brief(unreadable('listCalls'))]).toEqual([
      'network unreadable_answer maybe',
      'network unreadable_answer not_sent',
    ]);
  });
});
