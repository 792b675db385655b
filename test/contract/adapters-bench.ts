import { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';
import type { CrmAdapter, FileRecording, LinkedRecording, LoggableCall } from '../../main/engine/crm/port.ts';
import type { Http, HttpRequest } from '../../main/engine/ports.ts';
import { createHttp } from '../../main/node/http.ts';
import type { CrmRecord } from '../../shared/call.ts';
import type { Result } from '../../shared/result.ts';
import { JANE, loggable } from '../fakes/loggable.ts';
import { systemClock } from '../fakes/pipedrive.ts';
import type { AccountChange, CrmDriver, World, WorldOptions } from './adapters-driver.ts';

/** An adapter on its CRM over a real connection. */
export interface Bench {
  readonly world: World;
  readonly adapter: CrmAdapter;
  readonly jane: NonNullable<LoggableCall['contact']>;
  /** The same account after a restart of the program, or with something changed on the way. */
  readonly again: (change?: AccountChange, around?: (http: Http) => Http) => CrmAdapter;
  /** A call with Jane. */
  readonly call: (change?: Partial<LoggableCall>) => LoggableCall;
  /** Logs it and gives the record, as the engine keeps it. */
  readonly logged: (change?: Partial<LoggableCall>) => Promise<CrmRecord>;
}

export async function benchOn(driver: CrmDriver, options: WorldOptions = {}): Promise<Bench> {
  const world = await driver.start(options);
  const http = createHttp({ env: {} });
  onTestFinished(async () => {
    await http[Symbol.asyncDispose]();
    await world[Symbol.asyncDispose]();
  });
  const again = (change?: AccountChange, around: (http: Http) => Http = (same) => same): CrmAdapter =>
    world.connect(
      { http: around(http), clock: systemClock, random: { fraction: () => 0 }, log: { write: () => undefined } },
      change,
    );
  const adapter = again();
  const [person] = valueOf(await adapter.findContacts(JANE));
  if (person === undefined) throw new Error(`${driver.crm} does not find Jane`);
  const jane = { id: person.id, name: person.name, organizationId: person.organization?.id ?? null };
  const call = (change: Partial<LoggableCall> = {}): LoggableCall => loggable({ contact: jane, ...change });
  return {
    world,
    adapter,
    jane,
    again,
    call,
    async logged(change) {
      const { id, wrapperId } = valueOf(await adapter.logCall(call(change)));
      return { id, wrapperId, contactId: jane.id, hasRecording: false };
    },
  };
}

export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
}

export const LINK: LinkedRecording = {
  url: 'https://sound.example.com/r/9f3a.mp3?t=a&b=1',
  seconds: 62,
  type: 'audio/mpeg',
};

export function soundFile(content = Buffer.from('RIFF and so on')): FileRecording {
  return {
    file: {
      facts: () => Promise.resolve({ kind: 'file', size: content.length, modifiedAt: 0, id: '1' }),
      read: (offset, length) => Promise.resolve(content.subarray(offset, offset + length)),
      stream: (length) => Readable.from([content.subarray(0, length)]),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    },
    bytes: content.length,
    name: 'call.wav',
    type: 'audio/wav',
  };
}

/** The recording this CRM takes, and the one it may not. */
export function recordingsFor(adapter: CrmAdapter) {
  return adapter.capabilities.recording === 'upload'
    ? { right: soundFile(), other: LINK }
    : { right: LINK, other: soundFile() };
}

/** Takes a silent connection for lost after less than half a second, for these requests only: the machine may be busy. */
export function impatient(method: string, path: RegExp): (http: Http) => Http {
  return (http) => ({
    send: (request) => http.send(isOne(request, method, path) ? { ...request, idleTimeout: 400 } : request),
  });
}

/** Lets only the beginning of the answers to these requests through. */
export function truncating(method: string, path: RegExp): (http: Http) => Http {
  return (http) => ({
    async send(request) {
      const sent = await http.send(request);
      if (!sent.ok || !isOne(request, method, path)) return sent;
      return { ok: true, answer: { ...sent.answer, body: sent.answer.body.slice(0, sent.answer.body.length / 2) } };
    },
  });
}

function isOne(request: HttpRequest, method: string, path: RegExp): boolean {
  return request.method === method && path.test(new URL(request.url).pathname);
}

/** Caller ids and texts come from strangers. */
export const FROM_HELL: readonly string[] = [
  `"><script>alert(1)</script>`,
  `Robert'); DROP TABLE calls;--`,
  `' OR Id != null LIMIT 1 //`,
  `{?&|!{}[]()^~*:\\"'+-}`,
  `</body></p>&amp;&#60;b&#62;`,
  `\u202egnp.exe\u2066\u0000\u0007\r\nX-Evil: 1`,
  `\ud800 half \udfff`,
  'very long '.repeat(400),
  `Zoë 🤷🏽‍♀️ 山田 محمد`,
  `%00%0a{{7*7}}\${jndi:ldap://x}`,
  `AC-FFFFFFFFFFFF`,
];
