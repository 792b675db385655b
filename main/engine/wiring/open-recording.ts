import { appError } from '../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { OpenedRecording } from '../outbox/types.ts';
import type { Ports } from '../ports.ts';
import { confirmWhole, openWhole } from '../recordings/whole-file.ts';
import type { StoredRecording } from '../store/port.ts';

/** Opens a stored recording for the upload, if the file is still the one that was proven whole. */
export async function openForUpload(
  ports: Pick<Ports, 'files'>,
  recording: StoredRecording,
  ref: string,
): Promise<Result<OpenedRecording>> {
  const { path, bytes, modifiedAt, fileId } = recording;
  if (bytes === null || modifiedAt === null || fileId === null) {
    return fail(appError('local', 'recording_changed', 'The recording was never proven whole.'));
  }
  const proof = { bytes, modifiedAt, fileId };
  const opened = await openWhole(path, proof, ports);
  if (!opened.ok) return opened;
  const file = opened.value;
  return ok({
    file,
    bytes,
    name: recording.uploadName ?? `call-${ref}`,
    type: recording.type ?? 'application/octet-stream',
    unchanged: async () => (await confirmWhole(file, proof)).ok,
    [Symbol.asyncDispose]: () => file[Symbol.asyncDispose](),
  });
}
