import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import type { Http, HttpAnswer, HttpRequest } from '../../ports.ts';
import { hostFailure, hostStatus } from './errors.ts';
import { segments, type Content, type RecordingHost } from './host.ts';

export interface WebdavSettings {
  readonly baseUrl: string;
  readonly publicBaseUrl: string;
}

/** A server that has to move a large file to its place may be quiet for a while. Milliseconds. */
const IDLE = 60_000;

interface Asked {
  readonly content?: Content;
  readonly headers?: Readonly<Record<string, string>>;
}

const didIt = (answer: Result<HttpAnswer>): boolean => answer.ok && answer.value.status < 300;

/** A folder on a WebDAV server (RFC 4918), with Basic sign-in. */
export function createWebdavHost(
  http: Http,
  settings: WebdavSettings,
  credentials: Readonly<Record<string, string>>,
): RecordingHost {
  const { baseUrl, publicBaseUrl } = settings;
  const signIn = Buffer.from(`${credentials['username'] ?? ''}:${credentials['password'] ?? ''}`).toString('base64');
  const urlOf = (key: string): string => `${baseUrl}/${segments(key)}`;
  const ask = async (method: HttpRequest['method'], url: string, more: Asked = {}): Promise<Result<HttpAnswer>> => {
    const { content, headers = {} } = more;
    const sized = content && { 'content-length': String(content.bytes), 'content-type': content.type };
    const answered = await http.send({
      method,
      url,
      headers: { authorization: `Basic ${signIn}`, ...headers, ...sized },
      ...(content === undefined ? {} : { body: content.stream() }),
      idleTimeout: IDLE,
    });
    return answered.ok ? ok(answered.answer) : fail(hostFailure(answered.failure));
  };

  /** The folder of the month may not be there yet: some servers say 404 then, some 409. */
  const upload = async (url: string, content: Content): Promise<Result<HttpAnswer>> => {
    const answer = await ask('PUT', url, { content });
    if (!answer.ok || (answer.value.status !== 409 && answer.value.status !== 404)) return answer;
    const made = await ask('MKCOL', url.slice(0, url.lastIndexOf('/') + 1));
    // 405: somebody else made it meanwhile.
    if (!made.ok || (made.value.status >= 300 && made.value.status !== 405)) return made;
    return ask('PUT', url, { content });
  };

  return {
    place: `webdav ${baseUrl}`,
    async put(key, content) {
      // Servers may finish a broken upload after the next one has begun: each has a name of its own until it is whole.
      const url = urlOf(key);
      const part = `${url}.${randomBytes(4).toString('hex')}.part`;
      const uploaded = await upload(part, content);
      const moved = didIt(uploaded)
        ? await ask('MOVE', part, { headers: { destination: url, overwrite: 'T' } })
        : uploaded;
      if (didIt(moved)) return ok(undefined);
      // Best effort: what stays behind costs room only.
      await ask('DELETE', part);
      return moved.ok ? fail(hostStatus(moved.value.status)) : moved;
    },
    async read(key) {
      const answer = await ask('GET', urlOf(key));
      if (!answer.ok) return answer;
      if (answer.value.status === 404) return ok(undefined);
      return answer.value.status < 300 ? ok(answer.value.body) : fail(hostStatus(answer.value.status));
    },
    async remove(key) {
      const answer = await ask('DELETE', urlOf(key));
      if (!answer.ok) return answer;
      const { status } = answer.value;
      return status < 300 || status === 404 ? ok(undefined) : fail(hostStatus(status));
    },
    link: (key) => Promise.resolve(ok({ url: `${publicBaseUrl}/${segments(key)}`, expiresAt: null })),
  };
}
