import type { Answer } from '../pipedrive/answers.ts';
import type { Host } from './types.ts';

export type { Answer };

/** Errors of the REST API are always a list. */
export const refusal = (status: number, errorCode: string, message: string, fields?: readonly string[]): Answer => ({
  status,
  body: [{ message, errorCode, ...(fields === undefined ? {} : { fields }) }],
});

export const NO_CONTENT: Answer = { status: 204, body: '' };
export const EXPIRED = refusal(401, 'INVALID_SESSION_ID', 'Session expired or invalid');
export const NOT_FOUND = refusal(404, 'NOT_FOUND', 'The requested resource does not exist');
export const DELETED = refusal(404, 'ENTITY_IS_DELETED', 'entity is deleted');
export const OVER_LIMIT = refusal(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.');
export const BROKEN = refusal(500, 'UNKNOWN_EXCEPTION', 'An unexpected error occurred.');

export const saved = (id: string, status: 200 | 201, created?: boolean): Answer => ({
  status,
  body: { id, success: true, errors: [], ...(created === undefined ? {} : { created }) },
});

export const oauthRefusal = (error: string, description: string): Answer => ({
  status: 400,
  body: { error, error_description: description },
});

/** What the telephony API answers is not documented but for successes: an object with one word, as its samples test for. */
export const telephonyRefusal = (status: number, error: string, message: string): Answer => ({
  status,
  body: { error, message },
});

export const PAGE: Answer = {
  status: 403,
  headers: { 'content-type': 'text/html; charset=UTF-8' },
  body: '<!DOCTYPE html>\n<html><head><title>Access denied</title></head><body><h1>Access denied</h1></body></html>\n',
};

export const GARBAGE: Answer = {
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: '<html><body>Welcome to the guest network. Please accept the terms.</body></html>',
};

const REST_BODIES: Readonly<Record<number, Answer>> = {
  300: { status: 300, body: ['/services/data/v67.0/sobjects/Task/00T1', '/services/data/v67.0/sobjects/Task/00T2'] },
  400: refusal(400, 'INVALID_FIELD', 'a field is wrong', ['Subject']),
  401: EXPIRED,
  403: refusal(403, 'INSUFFICIENT_ACCESS', 'insufficient access rights on object id'),
  404: NOT_FOUND,
  409: refusal(409, 'CONFLICT', 'the request could not be completed due to a conflict'),
  410: refusal(410, 'GONE', 'The requested resource is no longer available'),
  503: refusal(503, 'SERVER_UNAVAILABLE', 'The server is too busy'),
};

/** The body a server of this host gives with this status. */
export function bodyFor(host: Host, status: number): Answer {
  if (host === 'login') {
    if (status < 500) return { ...oauthRefusal('invalid_grant', 'expired access/refresh token'), status };
    return { status, headers: { 'content-type': 'text/html' }, body: '<html><body>Down for maintenance</body></html>' };
  }
  if (host === 'telephony') {
    const refused = telephonyRefusal(status, status === 429 ? 'TOO_MANY_REQUESTS' : 'ERROR', 'no');
    return status === 429 ? { ...refused, headers: { 'retry-after': '1' } } : refused;
  }
  return REST_BODIES[status] ?? { ...BROKEN, status };
}
