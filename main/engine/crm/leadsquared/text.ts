/** Marks a call as ours: the call's reference in 12 upper-case hex digits, in visible text. */
const MARKER = /AC-([0-9A-F]{12})/g;

export function marker(ref: string): string {
  return `AC-${ref}`;
}

/** The references a text carries. */
export function refsIn(text: string): string[] {
  return [...text.matchAll(MARKER)].flatMap((match) => match[1] ?? []);
}

/**
 * One line for a field of a call, at most `longest` characters. LeadSquared keeps these fields in one text of its own,
 * `Tag{=}…{next}…`, and shows them in pages: signs that part that text or open a tag become others of the same looks.
 */
export function oneLine(text: string, longest: number): string {
  const line = withoutControls(text.replace(/\s/g, ' ')).replace(/ +/g, ' ').trim();
  return shortened(harmless(line), longest);
}

/** Several lines, for notes and descriptions. */
export function paragraphs(text: string, longest: number): string {
  const lines = text.replace(/\r\n?|[\u2028\u2029]/g, '\n').replaceAll('\t', ' ');
  return shortened(harmless(withoutControls(lines, '\n')).trim(), longest);
}

/** Control characters, invisible direction switches and halves of characters make texts lie or break. */
function withoutControls(text: string, except = ''): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, (sign) => (sign === except ? sign : ''));
}

const LOOKALIKES: Readonly<Record<string, string>> = { '<': '‹', '>': '›', '{': '(', '}': ')' };

/** A reference that somebody else wrote stays readable but counts as none. */
function harmless(text: string): string {
  return text.replace(/[<>{}]/g, (sign) => LOOKALIKES[sign] ?? '').replace(MARKER, 'AC\u2011$1');
}

function shortened(text: string, longest: number): string {
  const characters = Array.from(text);
  return characters.length <= longest ? text : `${characters.slice(0, longest - 1).join('')}…`;
}

/** `YYYY-MM-DD HH:MM:SS` in UTC, the only form LeadSquared takes. */
export function utcText(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}

/**
 * Epoch milliseconds of a time in an answer, all UTC: `2026-07-31 05:33:50`, with or without a fraction, or
 * `7/31/2026 5:33:49 AM`; both stand in one and the same activity. Undefined when it is neither.
 */
export function timeOf(text: string | null | undefined): number | undefined {
  const value = text?.trim() ?? '';
  const plain = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)/.exec(value);
  if (plain !== null) return valid(Date.parse(`${plain[1] ?? ''}T${plain[2] ?? ''}Z`));
  const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}):(\d\d):(\d\d) (AM|PM)$/i.exec(value);
  if (american === null) return undefined;
  const [month = 1, day = 1, year = 0, hour = 0, minute = 0, second = 0] = american.slice(1, 7).map(Number);
  const afternoon = american[7]?.toUpperCase() === 'PM' ? 12 : 0;
  return valid(Date.UTC(year, month - 1, day, (hour % 12) + afternoon, minute, second));
}

function valid(at: number): number | undefined {
  return Number.isNaN(at) ? undefined : at;
}

/** Epoch milliseconds at which a day (`YYYY-MM-DD`) begins in a zone; UTC where the zone is not known. */
export function startOfDay(day: string, zone: string | null): number {
  const utc = Date.parse(`${day}T00:00:00Z`);
  const format = formatIn(zone);
  if (format === undefined) return utc;
  // The second look uses the offset that holds at the first guess: right also beside a change of the clocks.
  const guess = utc - offsetAt(format, utc);
  return utc - offsetAt(format, guess);
}

function formatIn(zone: string | null): Intl.DateTimeFormat | undefined {
  if (zone === null) return undefined;
  try {
    return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  } catch (thrown) {
    if (thrown instanceof RangeError) return undefined;
    throw thrown;
  }
}

/** Milliseconds that clocks there are ahead of UTC. */
function offsetAt(format: Intl.DateTimeFormat, at: number): number {
  const shown = format.format(at).replace(' ', 'T');
  return Date.parse(`${shown}Z`) - Math.floor(at / 1000) * 1000;
}
