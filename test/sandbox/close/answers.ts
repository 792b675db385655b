import type { Answer } from '../pipedrive/answers.ts';

export type { Answer };

/** Bodies as others saw them live: the vendor's specification has no errors. */

export const ok = (body: unknown): Answer => ({ status: 200, body });

export const refusal = (status: number, error: string): Answer => ({ status, body: { error } });

export const fieldError = (field: string, what: string): Answer => ({
  status: 400,
  body: { errors: [], 'field-errors': { [field]: what } },
});

export const UNAUTHORIZED = refusal(401, 'Unauthorized');
export const NOT_FOUND = refusal(404, 'Not found.');
export const NOT_JSON = refusal(400, 'The request contains invalid JSON.');
export const BROKEN = refusal(500, 'Internal Server Error');

/** No 429 was ever seen by those who wrote about it: clients have to go by the status and the headers. */
export const TOO_MANY = refusal(429, 'API call count exceeded for this period.');

export const BLOCKED_PAGE: Answer = {
  status: 403,
  headers: { 'content-type': 'text/html; charset=UTF-8' },
  body: '<!DOCTYPE html>\n<html><head><title>403 Forbidden</title></head><body><h1>403 Forbidden</h1></body></html>\n',
};

export const GARBAGE: Answer = {
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: '<html><body>Welcome to the guest network. Please accept the terms.</body></html>',
};

/** The body a server of the vendor gives with this status. */
export function bodyFor(status: number): Answer {
  if (status === 400) return fieldError('duration', 'Input should be less than or equal to 604800');
  if (status === 401) return UNAUTHORIZED;
  if (status === 404) return NOT_FOUND;
  if (status === 429) return TOO_MANY;
  const texts: Readonly<Record<number, string>> = {
    402: 'Your plan does not include this feature.',
    403: 'You do not have permission to perform this action.',
    409: 'Conflict',
    410: 'Gone',
  };
  return refusal(status, texts[status] ?? 'Internal Server Error');
}
