import path from 'node:path';
import { readSpecification, type Operation } from '../openapi.ts';
import type { Host } from './types.ts';

export interface Target {
  /** Without the API's prefix. */
  readonly path: string;
  /** `POST /sobjects/Task`, `PATCH /sobjects/Task/{id}`; undefined: nothing is documented here. */
  readonly key: string | undefined;
  readonly operation: Operation | undefined;
  /** What stands for `{id}`, `{callId}`, `{extField}` and `{extValue}`. */
  readonly values: Readonly<Record<string, string>>;
  /** The path exists, but not with this method. */
  readonly wrongMethod: boolean;
}

const operations = readSpecification(path.join(import.meta.dirname, 'openapi', 'salesforce.json'));

interface Known {
  readonly host: Host;
  /** Without the prefix. */
  readonly short: string;
  readonly operation: Operation;
  readonly pattern: RegExp;
}

const known: readonly Known[] = [...operations.values()]
  .map((operation): Known => {
    const short = operation.path.replace(/^\/services\/(data\/\{v\}|oauth2)|^\/telephony\/v1/, '');
    const host = operation.path.startsWith('/telephony/')
      ? 'telephony'
      : operation.path.endsWith('/oauth2/token')
        ? 'login'
        : 'instance';
    const source = operation.path.replace(/\{v\}/, 'v\\d+\\.0').replace(/\{(\w+)\}/g, '(?<$1>[^/]+)');
    return { host, short, operation, pattern: new RegExp(`^${source}$`) };
  })
  // A fixed path goes before one with something in its place.
  .sort((a, b) => a.short.split('{').length - b.short.split('{').length);

export function findTarget(host: Host, method: string, pathname: string): Target {
  const short = pathname.replace(/^\/services\/(data\/v\d+\.0|oauth2)|^\/telephony\/v1/, '');
  const fitting = known.filter((candidate) => candidate.host === host && candidate.pattern.test(pathname));
  const best = fitting.find(({ operation }) => operation.method === method);
  if (best === undefined) {
    return { path: short, key: undefined, operation: undefined, values: {}, wrongMethod: fitting.length > 0 };
  }
  const groups = best.pattern.exec(pathname)?.groups ?? {};
  const values = Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decoded(value)]));
  return { path: short, key: `${method} ${best.short}`, operation: best.operation, values, wrongMethod: false };
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch (thrown) {
    // A stray percent sign is no id of ours.
    if (thrown instanceof URIError) return value;
    throw thrown;
  }
}
