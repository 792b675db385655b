type Headers = Readonly<Record<string, string>>;

/** No header makes us wait longer. Milliseconds. */
const LONGEST = 24 * 3_600_000;

/**
 * How long the answer asks to wait: the longer of `retry-after` (seconds or a date) and `x-ratelimit-reset` (seconds).
 * Milliseconds; undefined when neither is there. Every header of Pipedrive is optional, some vanish at times.
 */
export function asksToWait(headers: Headers, now: number): number | undefined {
  const waits = [retryAfter(headers['retry-after'], now), seconds(headers['x-ratelimit-reset'])];
  const known = waits.filter((wait) => wait !== undefined);
  return known.length === 0 ? undefined : Math.min(LONGEST, Math.max(...known));
}

/** The day's end at the other side is unknown, and a pot can be topped up: ask again after this long. */
const DAILY_PROBE = 3_600_000;
/** A reset that is nearer than this belongs to the two-second window, not to the day. */
const DAILY_AT_LEAST = 60_000;

/** How long what was said about the day's budget holds. Milliseconds. */
export function dailyWait(headers: Headers, now: number): number {
  const asked = asksToWait(headers, now) ?? 0;
  return asked >= DAILY_AT_LEAST ? asked : DAILY_PROBE;
}

/** The size of the window as the server tells it, and what is left of it. */
export function windowTold(headers: Headers): { max?: number; remaining?: number } {
  const max = count(headers['x-ratelimit-limit']);
  const remaining = count(headers['x-ratelimit-remaining']);
  return { ...(max === undefined || max < 1 ? {} : { max }), ...(remaining === undefined ? {} : { remaining }) };
}

/** The company's tokens that are left today. Not documented, but seen. */
export function dailyTokensLeft(headers: Headers): number | undefined {
  return count(headers['x-daily-ratelimit-token-remaining']);
}

/** POST and PUT requests that are left this UTC day; only sent to API tokens. */
export function dailyWritesLeft(headers: Headers): number | undefined {
  return count(headers['x-daily-requests-left']);
}

/** True when the answer says that nothing more goes today. */
export function isDayOver(headers: Headers): boolean {
  return dailyTokensLeft(headers) === 0 || dailyWritesLeft(headers) === 0;
}

function retryAfter(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  const date = Number.isNaN(Number(text)) ? Date.parse(text) : NaN;
  return Number.isNaN(date) ? seconds(text) : Math.max(0, date - now);
}

function seconds(text: string | undefined): number | undefined {
  const value = text === undefined || text.trim() === '' ? NaN : Number(text);
  return Number.isFinite(value) && value >= 0 ? value * 1000 : undefined;
}

function count(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,12}$/.test(text.trim()) ? Number(text) : undefined;
}
