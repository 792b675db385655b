import { Buffer } from 'node:buffer';
import { Readable } from 'node:stream';
import type { Http, HttpFailure, HttpRequest } from '../../ports.ts';

/** The part of the library's requests that is used here. */
interface SignedRequest {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number | undefined;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>> | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Thrown through the library, which knows no results; caught by `s3-bucket.ts`. */
export class PortFailure extends Error {
  readonly failure: HttpFailure;

  constructor(failure: HttpFailure) {
    super(failure.code);
    this.name = 'PortFailure';
    this.failure = failure;
  }
}

const IDLE = 60_000;

/** Lets the S3 library speak through the engine's port: proxy, certificates and time limits are the same for all traffic. */
export function portHandler(http: Http) {
  return {
    async handle(request: SignedRequest) {
      // Asking for permission to send a body is a thing between the library and its own connections.
      const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !/^expect$/i.test(name)));
      const answered = await http.send({
        method: request.method as HttpRequest['method'],
        url: urlOf(request),
        headers,
        ...bodyOf(request.body),
        idleTimeout: IDLE,
      });
      if (!answered.ok) throw new PortFailure(answered.failure);
      const { status, headers: answer, body } = answered.answer;
      return { response: { statusCode: status, headers: answer, body: Readable.from([Buffer.from(body)]) } };
    },
    httpHandlerConfigs: () => ({}),
    updateHttpClientConfig: () => undefined,
    destroy: () => undefined,
  };
}

export function urlOf({
  protocol,
  hostname,
  port,
  path,
  query = {},
}: Omit<SignedRequest, 'method' | 'headers'>): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    (Array.isArray(value) ? (value as readonly string[]) : [value as string | null]).map((one) =>
      one === null ? escaped(name) : `${escaped(name)}=${escaped(one)}`,
    ),
  );
  const host = port === undefined ? hostname : `${hostname}:${port}`;
  return `${protocol}//${host}${path}${pairs.length === 0 ? '' : `?${pairs.join('&')}`}`;
}

/** As the signature has it: everything but letters, digits and `-_.~`. */
const escaped = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

function bodyOf(body: unknown): Pick<HttpRequest, 'body'> | Record<string, never> {
  if (body === undefined || body === null || body === '') return {};
  if (typeof body === 'string' || body instanceof Readable) return { body };
  if (body instanceof Uint8Array)
    return { body: Readable.from([Buffer.from(body.buffer, body.byteOffset, body.byteLength)]) };
  throw new TypeError('a request with a body of an unknown kind');
}
