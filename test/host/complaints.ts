/**
 * What went wrong in a place that cannot throw to whoever caused it. Each is written to standard error and told to
 * the test, which fails by it.
 */
const heard = new Set<string>();

export function complain(what: string): void {
  // Chromium tries some requests again.
  if (heard.has(what)) return;
  heard.add(what);
  process.stderr.write(`[host] ${what}\n`);
}

export const complaints = (): readonly string[] => [...heard];
