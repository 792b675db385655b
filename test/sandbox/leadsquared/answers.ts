import type { RateRefusal } from './types.ts';

/** The vendor's bodies, word for word where its documentation prints them. */

export interface Answer {
  readonly status: number;
  /** JSON when it is no text. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export const ok = (body: unknown): Answer => ({ status: 200, body });

export const made = (id: string, message?: string): Answer =>
  ok({ Status: 'Success', Message: { Id: id, ...(message === undefined ? {} : { Message: message }) } });

export const exception = (status: number, type: string, message: string): Answer => ({
  status,
  body: { Status: 'Error', ExceptionType: type, ExceptionMessage: message },
});

/** What LeadSquared does not accept comes as a fault of the server. */
export const invalid = (type: string, message: string): Answer => exception(500, type, message);

/** The words of the vendor's own body for a wrong host are not known. */
export const wrongHost = (host: string): Answer =>
  exception(401, 'MXUnauthorizedException', `The API host is not the one of your account. Please use ${host}`);

export const unauthorized = (): Answer =>
  exception(401, 'MXUnauthorizedException', 'Invalid AccessKey or SecretKey. Please check your credentials.');

export const tooMany = (form: RateRefusal, calls: number, seconds: number): Answer =>
  exception(
    form,
    'MXAPIRateLimitExceededException',
    `API calls exceeded the limit of ${calls} in ${seconds} second(s)`,
  );

export const nothingHere = (): Answer =>
  exception(404, 'MXNotFoundException', 'The API could not be found. Please check the API signature.');

export const BROKEN = exception(500, 'Exception', 'Object reference not set to an instance of an object.');

export const HTML_PAGE: Answer = {
  status: 403,
  headers: { 'content-type': 'text/html; charset=UTF-8' },
  body: '<!DOCTYPE html><html><head><title>403</title></head><body><h1>Request blocked</h1></body></html>\n',
};

export const GARBAGE: Answer = {
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: '<html><body>Welcome to the guest network. Please accept the terms.</body></html>',
};

/** The body a server of the vendor gives with this status. */
export function bodyFor(status: number): Answer {
  if (status === 400) return exception(400, 'MXInvalidInputException', 'The message body is not as per specification');
  if (status === 401) return unauthorized();
  if (status === 403) return exception(403, 'MXAccessDeniedException', 'You are not authorized to perform this action');
  if (status === 404) return nothingHere();
  if (status === 429) return tooMany(429, 25, 5);
  if (status === 502 || status === 503 || status === 504) {
    return { status, headers: { 'content-type': 'text/html' }, body: `<html><h1>${status}</h1></html>` };
  }
  return { ...BROKEN, status };
}
