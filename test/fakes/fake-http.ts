import type { Readable } from 'node:stream';
import type { Http, HttpFailure, HttpRequest } from '../../main/engine/ports.ts';

export interface SeenRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Reply =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body: unknown }
  | HttpFailure;

/** Answers as a test says and remembers what was asked. A body that is no text is sent as JSON. */
export function fakeHttp(reply: (request: SeenRequest) => Reply | Promise<Reply>): Http & { seen: SeenRequest[] } {
  const seen: SeenRequest[] = [];
  return {
    seen,
    async send(request) {
      const { pathname, search } = new URL(request.url);
      const body = await bodyOf(request);
      if (body === undefined) return { ok: false, failure: { kind: 'broken', code: 'BODY' } };
      const entry = { method: request.method, target: pathname + search, headers: request.headers, body };
      seen.push(entry);
      const answer = await reply(entry);
      if ('kind' in answer) return { ok: false, failure: answer };
      const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
      return { ok: true, answer: { status: answer.status, headers: answer.headers ?? {}, body: text } };
    },
  };
}

/** Undefined when the body cannot be read to its end. */
async function bodyOf(request: HttpRequest): Promise<string | undefined> {
  request.sent?.(0);
  if (request.body === undefined || typeof request.body === 'string') return request.body ?? '';
  try {
    return await textOf(request.body);
  } catch {
    // Why it broke is the business of whoever made the stream.
    return undefined;
  }
}

async function textOf(body: Readable): Promise<string> {
  let text = '';
  for await (const piece of body) text += (piece as Buffer).toString('utf8');
  return text;
}
