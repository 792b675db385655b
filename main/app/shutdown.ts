import { describeThrown } from '../../shared/errors.ts';

/** Something that wants to end in order before the process does. */
export interface Joiner {
  readonly name: string;
  readonly end: () => Promise<void>;
}

/**
 * Ends all joiners at the same time and waits `limitMs` at most: being killed at any moment is safe, waiting for ever is
 * not. Answers what went wrong, by name; empty when everything ended.
 */
export async function endAll(joiners: readonly Joiner[], limitMs: number): Promise<readonly string[]> {
  const late = new Set(joiners.map(({ name }) => name));
  const broken: string[] = [];
  const ends = joiners.map(async ({ name, end }) => {
    try {
      await end();
    } catch (thrown) {
      broken.push(`${name}: ${describeThrown(thrown)}`);
    }
    late.delete(name);
  });
  const limit = Promise.withResolvers<undefined>();
  const timer = setTimeout(limit.resolve, limitMs, undefined);
  await Promise.race([Promise.all(ends), limit.promise]);
  clearTimeout(timer);
  return [...broken, ...[...late].map((name) => `${name}: not ended in time`)];
}

/** Runs `run` once, `ms` after the first of any number of calls. */
export function coalesce(ms: number, run: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  return () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      run();
    }, ms);
  };
}
