import type { Reading } from './formats/source.ts';
import type { Assigned } from './assign.ts';
import { baseName, hasSideMark, stemOf } from './stem.ts';
import type { Found } from './types.ts';

/**
 * Chooses the recording among several files of one call: one with both sides before one direction, the longest, then
 * the one that the row names. Files of equal length are copies or conversions of each other.
 */
export async function chooseMain(
  { call, pairing, files }: Assigned,
  listen: (path: string) => Promise<Reading | null>,
): Promise<Found> {
  const [only] = files;
  if (files.length === 1 && only !== undefined) return { callId: call.callId, path: only.path, pairing, others: [] };
  const marked = files.filter(({ stem }) => hasSideMark(stem));
  const rated = await Promise.all(
    files.map(async ({ path, stem, name }) => {
      const sound = await listen(path);
      const seconds = sound === null || sound.end === 'empty' || sound.end === 'silent' ? 0 : sound.seconds;
      const oneSided = marked.length > 1 && hasSideMark(stem);
      const named = call.names.some((wanted) => baseName(wanted) === name || stemOf(wanted) === stem);
      return { path, seconds, oneSided, named };
    }),
  );
  rated.sort(
    (one, other) =>
      Number(one.seconds === 0) - Number(other.seconds === 0) ||
      Number(one.oneSided) - Number(other.oneSided) ||
      (Math.abs(one.seconds - other.seconds) > 0.5 ? other.seconds - one.seconds : 0) ||
      Number(other.named) - Number(one.named) ||
      (one.path < other.path ? -1 : 1),
  );
  const [main, ...others] = rated.map(({ path }) => path);
  return { callId: call.callId, path: main ?? '', pairing, others };
}
