import type { PipedriveSandbox } from './types.ts';

export interface Reply {
  readonly status: number;
  /** Parsed where it is JSON, else the text. */
  readonly body: unknown;
  readonly headers: Headers;
}

/** One request as a plain client would send it: `ask(sandbox, 'GET /v1/callLogs?limit=2')`. */
export async function ask(sandbox: PipedriveSandbox, request: string, body?: unknown): Promise<Reply> {
  const [method = 'GET', path = '/'] = request.split(' ');
  const form = body instanceof FormData;
  const response = await fetch(`${sandbox.origin}${path}`, {
    method,
    headers: {
      'x-api-token': sandbox.token,
      ...(body === undefined || form ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = response.headers.get('content-type')?.startsWith('application/json') === true;
  return { status: response.status, body: json ? (JSON.parse(text) as unknown) : text, headers: response.headers };
}

/** The smallest call log the vendor accepts, with `more` on top. */
export function callLog(more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    to_phone_number: '+37255550101',
    outcome: 'connected',
    start_time: '2026-11-20 09:00:00',
    end_time: '2026-11-20 09:01:30',
    ...more,
  };
}

/** Logs a call and gives back its id. */
export async function logCall(
  sandbox: PipedriveSandbox,
  more: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const { body } = await ask(sandbox, 'POST /v1/callLogs', callLog(more));
  return (body as { data: { id: string } }).data.id;
}

/** A form with one audio file. */
export function recordingForm(
  content: Uint8Array<ArrayBuffer> | string,
  name = 'call.wav',
  type = 'audio/wav',
): FormData {
  const form = new FormData();
  form.append('file', new Blob([content], { type }), name);
  return form;
}
