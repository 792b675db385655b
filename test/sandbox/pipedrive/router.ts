import path from 'node:path';
import { readSpecification, type Operation } from '../openapi.ts';
import { activityRoutes } from './activities.ts';
import { callLogRoutes } from './call-logs.ts';
import { contactRoutes } from './contacts.ts';
import type { Route, Routes } from './route.ts';
import { leadRoutes, salesRoutes } from './sales.ts';
import { userRoutes } from './users.ts';

export const UPLOAD = 'POST /callLogs/{id}/recordings';

export interface Target {
  readonly api: 'v1' | 'v2' | 'none';
  /** Without the API's prefix. */
  readonly path: string;
  readonly id: string;
  /** Undefined: the vendor documents nothing here. */
  readonly operation: Operation | undefined;
  /** Undefined for the upload, whose body is never held in memory. */
  readonly route: Route | undefined;
  readonly upload: boolean;
  /** The path exists, but not with this method. */
  readonly wrongMethod: boolean;
}

interface Api {
  readonly operations: ReadonlyMap<string, Operation>;
  readonly routes: Routes;
}

const file = (name: string) => path.join(import.meta.dirname, 'openapi', name);

const APIS: Readonly<Record<'v1' | 'v2', Api>> = {
  v1: {
    // The next start of a list stands in the vendor's example, the 401's `error_info` was seen live.
    operations: readSpecification(file('v1.json'), { extraAnswerKeys: ['next_start', 'error_info'] }),
    routes: { ...callLogRoutes, ...leadRoutes, ...userRoutes },
  },
  v2: {
    operations: readSpecification(file('v2.json'), { answersMayBeNull: true, extraAnswerKeys: ['address'] }),
    routes: { ...contactRoutes, ...salesRoutes, ...activityRoutes },
  },
};

/** v1 answers under both prefixes, v2 under its own only. */
export function findTarget(method: string, pathname: string): Target {
  const [, prefix, api, rest] = /^(\/api)?\/(v1|v2)(\/.*)$/.exec(pathname) ?? [];
  if (rest === undefined || (api === 'v2' && prefix === undefined)) return nowhere('none', pathname);
  const version = api === 'v2' ? 'v2' : 'v1';
  const { operations, routes } = APIS[version];
  const { template, id } = match([...operations.values()], method, rest);
  if (template === undefined) return nowhere(version, rest);
  const key = `${method} ${template}`;
  const operation = operations.get(key);
  return {
    api: version,
    path: rest,
    id,
    operation,
    route: routes[key],
    upload: version === 'v1' && key === UPLOAD,
    wrongMethod: operation === undefined,
  };
}

function nowhere(api: Target['api'], rest: string): Target {
  return { api, path: rest, id: '', operation: undefined, route: undefined, upload: false, wrongMethod: false };
}

/** A fixed path goes before one with `{id}`, the asked method before another one. */
function match(operations: readonly Operation[], method: string, rest: string): { template?: string; id: string } {
  const fixed = operations.find((operation) => operation.path === rest);
  if (fixed !== undefined) return { template: fixed.path, id: '' };
  const candidates = operations.map((operation) => ({ operation, id: idIn(operation.path, rest) }));
  const fitting = candidates.filter((candidate) => candidate.id !== undefined);
  const best = fitting.find(({ operation }) => operation.method === method) ?? fitting[0];
  return best?.id === undefined ? { id: '' } : { template: best.operation.path, id: best.id };
}

function idIn(template: string, rest: string): string | undefined {
  const [before = '', after = ''] = template.split('{id}');
  if (!template.includes('{id}') || !rest.startsWith(before) || !rest.endsWith(after)) return undefined;
  const id = rest.slice(before.length, rest.length - after.length);
  if (id === '' || id.includes('/')) return undefined;
  try {
    return decodeURIComponent(id);
  } catch (thrown) {
    // A stray percent sign is no id of ours.
    if (thrown instanceof URIError) return id;
    throw thrown;
  }
}
