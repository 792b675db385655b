/** The vendor's bodies, word for word where its documentation prints them. */

export interface Answer {
  readonly status: number;
  /** JSON when it is no text. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const INFO = 'Please check developers.pipedrive.com for more information about Pipedrive API.';

export const ok = (data: unknown, additional?: unknown): Answer => ({
  status: 200,
  body: { success: true, data, ...(additional === undefined ? {} : { additional_data: additional }) },
});

/** Errors of API v1. */
export const refusal = (status: number, error: string): Answer => ({
  status,
  body: { success: false, error, error_info: INFO, data: null, additional_data: null },
});

export const FORBIDDEN = refusal(403, "You don't have permission to change this resource.");
export const NOT_FOUND = refusal(404, 'A resource required for this operation was not found.');
export const RECORDING_EXISTS = refusal(409, 'A recording for this call already exists');
export const GONE = refusal(410, 'The callLog you are trying to access is no longer available');
export const BROKEN = refusal(500, 'An internal server error occurred');

/** Errors of API v2: seen in the wild as `code` and `error`, the rest of the body is our reading. */
export const refusalV2 = (status: number, code: string, error: string): Answer => ({
  status,
  body: { success: false, error, code, data: null, additional_data: null },
});

export const unauthorized = (): Answer => ({
  status: 401,
  headers: { 'x-401-by-gw': 'true', 'x-correlation-id': crypto.randomUUID() },
  body: {
    success: false,
    error: 'unauthorized access',
    errorCode: 401,
    error_info: 'Please check developers.pipedrive.com',
  },
});

/** No page of the vendor prints this body: clients have to go by the status and the headers. */
export const TOO_MANY: Answer = { status: 429, body: { success: false, error: 'request over limit', errorCode: 429 } };

/** What the content delivery network in front of the vendor shows to those who go on after a 429. */
export const BLOCKED_PAGE: Answer = {
  status: 403,
  headers: { 'content-type': 'text/html; charset=UTF-8', server: 'cloudflare' },
  body: `<!DOCTYPE html>
<html lang="en-US"><head><title>Attention Required! | Cloudflare</title></head>
<body><h1>Sorry, you have been blocked</h1><p>You are unable to access pipedrive.com</p>
<p>Error code 1015: you are being rate limited</p></body></html>
`,
};

export const GARBAGE: Answer = {
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: '<html><body>Welcome to the guest network. Please accept the terms.</body></html>',
};

/** The body a server of the vendor gives with this status. */
export function bodyFor(status: number): Answer {
  if (status === 401) return unauthorized();
  if (status === 403) return FORBIDDEN;
  if (status === 404) return NOT_FOUND;
  if (status === 409) return RECORDING_EXISTS;
  if (status === 410) return GONE;
  if (status === 429) return TOO_MANY;
  if (status === 400) return refusal(400, '"outcome" is required.');
  if (status === 402) return { status, body: { success: false, error: 'Company account is not open', errorCode: 402 } };
  if (status === 415) return { status, body: { success: false, error: 'Feature is not enabled', errorCode: 415 } };
  if (status === 422) return { status, body: { success: false, error: 'Webhooks limit reached', errorCode: 422 } };
  return { ...BROKEN, status };
}
