import { appError, systemCode, type AppError } from '../../../shared/errors.ts';

/** The system's code of a failed file operation; undefined for everything else, which is a bug and goes on upwards. */
export function diskCode(thrown: unknown): string | undefined {
  const code = systemCode(thrown);
  return code !== undefined && /^E[A-Z0-9]+$/.test(code) ? code : undefined;
}

export function fileError(code: string): AppError {
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return appError('local', 'recording_gone', 'The recording is no longer where it was.');
  }
  return appError('local', 'recording_unreadable', `The recording cannot be read: ${code}.`);
}
