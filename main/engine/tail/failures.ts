import { appError, describeThrown, systemCode } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';

/** Codes with which systems and file servers say that a share or a drive is not there now. */
const GONE = new Set([
  'ENODEV',
  'ENXIO',
  'ESTALE',
  'ENETUNREACH',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ETIMEDOUT',
  'ENOTCONN',
]);

export type ReadFailureCode =
  | 'file_locked'
  | 'no_permission'
  | 'read_failed'
  | 'file_missing'
  | 'folder_missing'
  | 'not_a_file'
  | 'unsupported_encoding';

function codeFor(system: string): ReadFailureCode {
  if (system === 'EBUSY' || system === 'EAGAIN' || system === 'ETXTBSY') return 'file_locked';
  if (system === 'EACCES' || system === 'EPERM') return 'no_permission';
  if (system === 'ENOENT' || system === 'ENOTDIR') return 'file_missing';
  if (system === 'EISDIR') return 'not_a_file';
  return GONE.has(system) ? 'folder_missing' : 'read_failed';
}

const WORDS: Readonly<Record<ReadFailureCode, string>> = {
  file_locked: 'Another program keeps the file locked',
  no_permission: 'The file may not be read by this user',
  read_failed: 'The file cannot be read',
  file_missing: 'The file is not there',
  folder_missing: 'The folder of the file is not there',
  not_a_file: 'The path is not a file',
  unsupported_encoding: 'The file is UTF-16 with the high byte first',
};

export function readFailure(code: ReadFailureCode, path: string, detail = ''): AppError {
  return appError('local', code, `${WORDS[code]}: ${path}${detail === '' ? '' : ` (${detail})`}`);
}

/** Carries an expected failure of the file system to the one place that answers with it. Never leaves the readers. */
export class ReadFailure extends Error {
  readonly failure: AppError;

  constructor(failure: AppError) {
    super(failure.message);
    this.failure = failure;
  }
}

/** Runs one operation of the file system; its failures become `ReadFailure`, anything else is a bug and stays one. */
export async function reading<T>(path: string, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (thrown) {
    const system = systemCode(thrown);
    if (system === undefined || thrown instanceof ReadFailure) throw thrown;
    throw new ReadFailure(readFailure(codeFor(system), path, `${system}: ${describeThrown(thrown)}`));
  }
}
