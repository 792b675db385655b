import { appError } from '../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { Settings, SourceSettings } from '../../../shared/settings.ts';
import type { OpenedRecording } from '../outbox/types.ts';
import type { OpenFile, Ports } from '../ports.ts';
import { convertedFile, openSound, type OpenedSound } from '../recordings/index.ts';
import { confirmWhole, openWhole } from '../recordings/whole-file.ts';
import type { StoredRecording } from '../store/port.ts';

/** What is done with audio that no browser plays. */
export type Conversion = Pick<NonNullable<SourceSettings['recordings']>, 'convert' | 'unplayable'>;

/** By the call's source; a source that is gone from the settings keeps the defaults. */
export function conversionOf({ sources }: Pick<Settings, 'sources'>, sourceId: string | undefined): Conversion {
  const recordings = sources.find(({ id }) => id === sourceId)?.recordings;
  return { convert: recordings?.convert ?? true, unplayable: recordings?.unplayable ?? 'send' };
}

/**
 * Opens a stored recording for the upload, if the file is still the one that was proven whole. What no browser plays is
 * given as PCM WAV, the two directions of a call as one stereo WAV; the file itself is never altered.
 *
 * Errors: `recording_changed`, `recording_gone` (prove it again), `other_side_grows` (`local`, later),
 * `unplayable` (`refused`, by the settings).
 */
export async function openForUpload(
  ports: Pick<Ports, 'files' | 'clock'>,
  recording: StoredRecording,
  ref: string,
  conversion: Conversion = { convert: true, unplayable: 'send' },
): Promise<Result<OpenedRecording>> {
  const { path, bytes, modifiedAt, fileId } = recording;
  if (bytes === null || modifiedAt === null || fileId === null) {
    return fail(appError('local', 'recording_changed', 'The recording was never proven whole.'));
  }
  const proof = { bytes, modifiedAt, fileId };
  const opened = await openWhole(path, proof, ports);
  if (!opened.ok) return opened;
  const file = opened.value;
  const itself: OpenedRecording = {
    file,
    bytes,
    name: recording.uploadName ?? `call-${ref}`,
    type: recording.type ?? 'application/octet-stream',
    unchanged: async () => (await confirmWhole(file, proof)).ok,
    [Symbol.asyncDispose]: () => file[Symbol.asyncDispose](),
  };
  const sound = await openSound(path, file, ports);
  const chosen = choose(itself, sound, { ref, conversion });
  if (!chosen.ok || chosen.value === itself) await sound[Symbol.asyncDispose]();
  if (!chosen.ok) await file[Symbol.asyncDispose]();
  return chosen;
}

function choose(
  itself: OpenedRecording,
  sound: OpenedSound,
  { ref, conversion }: { readonly ref: string; readonly conversion: Conversion },
): Result<OpenedRecording> {
  if (conversion.unplayable === 'refuse' && sound.playing === 'unplayable') {
    const message =
      'No browser plays this recording and it cannot be converted; it stays here. Set "recordings.unplayable" to "send" to have it sent as it is.';
    return fail(appError('refused', 'unplayable', message));
  }
  if (!conversion.convert) return ok(itself);
  if (sound.otherGrows) {
    const message = 'The other direction of this recording is still being written; both are sent together.';
    return fail(appError('local', 'other_side_grows', message));
  }
  return ok(sound.converted === null ? itself : asWav(itself, sound, sound.converted, ref));
}

function asWav(
  itself: OpenedRecording,
  sound: OpenedSound,
  wav: NonNullable<OpenedSound['converted']>,
  ref: string,
): OpenedRecording {
  const file: OpenFile = convertedFile(itself.file, wav);
  return {
    file,
    bytes: wav.bytes,
    name: `call-${ref}.wav`,
    type: 'audio/wav',
    unchanged: async () => (await itself.unchanged()) && (await sound.unchanged()),
    async [Symbol.asyncDispose]() {
      await sound[Symbol.asyncDispose]();
      await itself[Symbol.asyncDispose]();
    },
  };
}
