import { appError, type AppError } from '../../../../shared/errors.ts';
import type { HttpFailure } from '../../ports.ts';

/** The local file ended before its time: the body of the upload could not be read to its end. */
const CUT_SHORT = 'file_shrank';

/** What a failed exchange with a host means. Putting and deleting may be repeated, so nothing here is `maybe`. */
export function hostFailure({ kind, code }: HttpFailure): AppError {
  if (code === CUT_SHORT)
    return appError('local', 'recording_changed', 'The recording has changed since it was proven whole.');
  const what = kind === 'unreached' ? 'cannot be reached' : 'did not answer';
  return appError('network', 'host_unreached', `The recording host ${what} (${code}).`);
}

/** What a refusing status of a host means. */
export function hostStatus(status: number): AppError {
  if (status === 401 || status === 403) {
    const message = 'The recording host refuses the credentials, or they may not write there. Correct them.';
    return appError('sign_in', 'host_sign_in', message);
  }
  if (status === 404 || status === 409) {
    return appError(
      'local',
      'host_missing',
      'The place for recordings is not there. Correct the settings of the recording host.',
    );
  }
  if (status === 413)
    return appError('refused', 'recording_too_large', 'The recording host takes no file of this size.');
  if (status === 429 || status === 503) return appError('busy', 'host_busy', 'The recording host asks for a pause.');
  if (status === 507) return appError('local', 'host_full', 'The recording host has no room left.');
  if (status >= 500) return appError('network', 'host_trouble', `The recording host has a fault (${status}).`);
  return appError('local', 'host_refused', `The recording host refuses the request (${status}). Check its settings.`);
}
