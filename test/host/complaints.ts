/**
 * What went wrong in a place that cannot throw to whoever caused it. Each is written to standard error and told to
 * the test, which fails by it.
 */
const heard: string[] = [];

export function complain(what: string): void {
  heard.push(what);
  process.stderr.write(`[host] ${what}\n`);
}

export const complaints = (): readonly string[] => heard;
