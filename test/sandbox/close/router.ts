import path from 'node:path';
import { readSpecification, type Operation } from '../openapi.ts';
import { callRoutes } from './calls.ts';
import { leadRoutes } from './leads.ts';
import type { Route, Routes } from './route.ts';
import { searchRoutes } from './search.ts';
import { taskRoutes } from './tasks.ts';
import { userRoutes } from './users.ts';

const ROUTES: Routes = { ...callRoutes, ...leadRoutes, ...searchRoutes, ...taskRoutes, ...userRoutes };

/** In the vendor's samples, but in no schema of its specification. */
const SHOWN_IN_SAMPLES = [
  'call_method',
  'cost',
  'direction',
  'disposition',
  'duration',
  'note',
  'note_html',
  'phone',
  'recording_url',
  'remote_phone',
  'voicemail_url',
];

const OPERATIONS = [
  ...readSpecification(path.join(import.meta.dirname, 'openapi', 'close.json'), {
    extraAnswerKeys: SHOWN_IN_SAMPLES,
  }).values(),
];

export interface Target {
  /** Below `/api/v1`. */
  readonly path: string;
  readonly id: string;
  /** Undefined: the vendor documents nothing here. */
  readonly operation: Operation | undefined;
  readonly route: Route | undefined;
  /** The path exists, but not with this method. */
  readonly wrongMethod: boolean;
}

export function findTarget(method: string, pathname: string): Target {
  const rest = /^\/api\/v1(\/.*)$/.exec(pathname)?.[1];
  const nowhere = { path: rest ?? pathname, id: '', operation: undefined, route: undefined, wrongMethod: false };
  if (rest === undefined) return nowhere;
  const fitting = OPERATIONS.map((operation) => ({ operation, id: idIn(operation.path, rest) })).filter(
    (candidate) => candidate.id !== undefined,
  );
  // A fixed path goes before one with an id.
  fitting.sort((a, b) => (a.id ?? '').length - (b.id ?? '').length);
  const best = fitting.find(({ operation }) => operation.method === method);
  if (best === undefined) return { ...nowhere, wrongMethod: fitting.length > 0 };
  return {
    path: rest,
    id: best.id ?? '',
    operation: best.operation,
    route: ROUTES[`${method} ${best.operation.path}`],
    wrongMethod: false,
  };
}

function idIn(template: string, rest: string): string | undefined {
  if (!template.includes('{id}')) return template === rest ? '' : undefined;
  const [before = '', after = ''] = template.split('{id}');
  if (!rest.startsWith(before) || !rest.endsWith(after)) return undefined;
  const id = rest.slice(before.length, rest.length - after.length);
  return id === '' || id.includes('/') ? undefined : id;
}
