import type { Files } from '../ports.ts';
import { diskCode } from './disk-error.ts';
import { soundEnding } from './stem.ts';

/** What stands in the file beside a recording of BCR, `<same name>.json`. */
export interface Sidecar {
  /** Epoch milliseconds. */
  readonly startedAt: number | null;
  readonly direction: 'inbound' | 'outbound' | null;
  readonly number: string | null;
  readonly name: string | null;
}

const LARGEST = 65_536;

/** Null: there is none, or it is none of BCR's. */
export async function readSidecar(path: string, files: Pick<Files, 'read'>): Promise<Sidecar | null> {
  const ending = soundEnding(path);
  if (ending === '') return null;
  try {
    const bytes = await files.read(`${path.slice(0, -ending.length)}json`, 0, LARGEST);
    return parse(bytes.toString('utf8'));
  } catch (thrown) {
    if (diskCode(thrown) === undefined) throw thrown;
    return null;
  }
}

function parse(text: string): Sidecar | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return null;
    throw thrown;
  }
  if (!isObject(value) || !('direction' in value || 'timestamp_unix_ms' in value)) return null;
  const [first] = Array.isArray(value['calls']) ? (value['calls'] as readonly unknown[]) : [];
  const call = isObject(first) ? first : {};
  const at = value['timestamp_unix_ms'];
  const way = value['direction'];
  return {
    startedAt: typeof at === 'number' && Number.isSafeInteger(at) ? at : null,
    direction: way === 'in' ? 'inbound' : way === 'out' ? 'outbound' : null,
    number: textOf(call['phone_number']),
    name: textOf(call['contact_name']) ?? textOf(call['caller_name']),
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
