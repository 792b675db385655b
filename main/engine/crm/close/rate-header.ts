/** What a `RateLimit` header says. Milliseconds; every part may be missing. */
export interface RateTold {
  readonly limit?: number;
  readonly remaining?: number;
  readonly reset?: number;
}

/** No header makes us wait longer. */
const LONGEST = 3_600_000;

/**
 * `limit=100, remaining=50, reset=5` as documented, the same with semicolons as seen on the wire, or nothing at all:
 * all three are normal. `reset` is decimal seconds.
 */
export function readRateHeader(text: string | undefined): RateTold {
  const told: { limit?: number; remaining?: number; reset?: number } = {};
  for (const part of (text ?? '').split(/[,;]/)) {
    const [, name = '', digits = ''] =
      /^\s*(limit|remaining|reset)\s*=\s*"?(\d{1,9}(?:\.\d{1,9})?)"?\s*$/i.exec(part) ?? [];
    const value = Number(digits);
    if (name === '') continue;
    if (name.toLowerCase() === 'reset') told.reset = Math.min(LONGEST, Math.ceil(value * 1000));
    else if (Number.isInteger(value)) told[name.toLowerCase() === 'limit' ? 'limit' : 'remaining'] = value;
  }
  return told;
}

/** How long an answer asks to wait: `reset` is exact, `retry-after` (seconds or a date) is rounded up. Milliseconds. */
export function asksToWait(headers: Readonly<Record<string, string>>, now: number): number | undefined {
  const { reset } = readRateHeader(headers['ratelimit']);
  return reset ?? retryAfter(headers['retry-after'], now);
}

function retryAfter(text: string | undefined, now: number): number | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const seconds = Number(text);
  const wait = Number.isNaN(seconds) ? Date.parse(text) - now : seconds * 1000;
  return Number.isNaN(wait) ? undefined : Math.min(LONGEST, Math.max(0, wait));
}
