import { baseName, stemOf, withoutCopyMark } from './stem.ts';

/** A moment that a name states: of the wall clock (read as if it were UTC) or of the whole world. Milliseconds. */
export interface NameStamp {
  readonly ms: number;
  readonly clock: 'wall' | 'utc';
}

/** What a recorder put into a file's name. */
export interface NameFacts {
  /** The recorder whose form this is, `unknown` when only general marks were found. */
  readonly system: string;
  readonly stamp: NameStamp | null;
  /** Numbers and addresses of both sides, as written. */
  readonly numbers: readonly string[];
  readonly ids: readonly string[];
  readonly direction: 'inbound' | 'outbound' | 'internal' | null;
}

/** One recorder's form. Groups: `stamp`, or `day` and `time`; `a`, `b` numbers; `id`; `way` direction. */
interface NameForm {
  readonly system: string;
  readonly pattern: RegExp;
  readonly clock?: 'wall' | 'utc';
  /** The id is the epoch second of the call and no id of its own. */
  readonly epochId?: true;
}

const UNIQUE_ID = String.raw`(?<id>(?:[\w.]+-)?\d{9,10}\.\d+)`;
const COMPACT = String.raw`(?<day>\d{8})-(?<time>\d{6})`;
const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

/**
 * Forms as the recorders' own sources, documents and samples show them; most telling first. FreePBX is read from the
 * right: a caller id may hold `-`.
 */
const FORMS: readonly NameForm[] = [
  { system: 'grandstream-queue', pattern: re(`^q(?<q>\\d+)-(?<a>.*)-${COMPACT}-${UNIQUE_ID}-(?<b>[^-]+)$`) },
  { system: 'freepbx-old', pattern: re(`^(?<way>OUT|IN)(?<a>\\+?\\d+)-(?<b>.+)-${COMPACT}-${UNIQUE_ID}$`) },
  {
    system: 'freepbx',
    pattern: re(
      `^(?<way>ondemand|out|in|external|internal|exten|q|rg|force|generic|[^-]*)-(?<a>[^-]*)(?:-(?<b>.*))?-${COMPACT}-${UNIQUE_ID}$`,
    ),
  },
  { system: 'grandstream-direct', epochId: true, pattern: re(`^auto-(?<id>\\d{10})-(?<a>[^-]*)-(?<b>.*)$`) },
  {
    system: 'yeastar',
    pattern: re(`^(?<stamp>\\d{14})-${UNIQUE_ID}-(?<a>.*)-(?<b>[^-]*)-(?<way>Inbound|Outbound|Internal)$`),
  },
  { system: 'microsip', pattern: re(`^${COMPACT}-(?<a>.*)-(?<way>outgoing|incoming)-(?<b>.*)$`) },
  {
    system: '3cx',
    pattern: re(String.raw`^(?:\[[^\]]*\]_)?(?<a>[^-_]+)-(?<b>[^_]+)_(?<stamp>\d{14})(?:\(\d+\))?$`),
  },
  {
    system: 'baresip',
    pattern: re(String.raw`^dump-(?:(?<a>.*?)=>(?<b>.*)-)?(?<stamp>\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d)-(?:enc|dec)$`),
  },
  { system: 'swyx', pattern: re(`^(?<way>In|Out)#(?<a>[^#]*)#[^#]*#(?<b>[^#]*)#(?<day>\\d{8})#(?<time>\\d{6})$`) },
  {
    system: 'google-voice',
    clock: 'utc',
    pattern: re(String.raw`^(?<a>.*) - Recorded - (?<stamp>\d{4}-\d\d-\d\dT\d\d_\d\d_\d\d)Z$`),
  },
  {
    system: 'android-bcr',
    pattern: re(
      String.raw`^(?<day>\d{8})_(?<time>\d{6})(?:\.\d+)?(?<zone>[+-]\d{4})(?:_(?<way>in|out))?(?:_sim\d)?_(?<a>\+?[\d*#]+)(?:_.*)?$`,
    ),
  },
  { system: 'android-lineageos', pattern: re(String.raw`^(?<a>\+?\d+)_(?<stamp>\d{6}_\d{6})\d{3}$`) },
  { system: 'zoiper', pattern: re(String.raw`^recorded_conversation_(?<stamp>\d{4}-\d\d-\d\d-\d\d-\d\d_\d\d)`) },
  { system: 'jitsi', pattern: re(String.raw`^(?<stamp>\d{4}-\d\d-\d\d@\d\d\.\d\d\.\d\d)-call-(?<a>.*)$`) },
  {
    system: 'linphone',
    pattern: re(String.raw`^(?<stamp>\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d)_(?<a>.*?)_(?<b>[^_]*)$`),
  },
  { system: 'fusionpbx', pattern: re(`^(?<id>${UUID})$`) },
];

function re(source: string): RegExp {
  return new RegExp(source, 'i');
}

/** Reads a file's name: the form of a known recorder, else whatever stamp, ids and numbers stand in it. Never fails. */
export function readName(path: string): NameFacts {
  const stem = withoutCopyMark(stemOf(baseName(path)));
  for (const form of FORMS) {
    const groups = form.pattern.exec(stem)?.groups;
    if (groups === undefined) continue;
    const stamp = stampOf(form, groups);
    if (stamp === undefined) continue;
    return {
      system: form.system,
      stamp,
      numbers: [groups['a'] ?? '', groups['b'] ?? ''].filter((value) => value !== ''),
      ids: groups['id'] === undefined || form.epochId === true ? [] : [groups['id']],
      direction: directionOf(groups['way']),
    };
  }
  return readAnyName(stem);
}

type Groups = Readonly<Record<string, string | undefined>>;

/** Null: the form has no stamp. Undefined: its digits are no date, so it is not this form. */
function stampOf(form: NameForm, groups: Groups): NameStamp | null | undefined {
  const { stamp, day, time, zone, id } = groups;
  if (form.epochId === true && id !== undefined) return { ms: Number(id) * 1000, clock: 'utc' };
  const written = stamp ?? (day === undefined || time === undefined ? undefined : day + time);
  if (written === undefined) return null;
  const ms = wallOf(written);
  if (ms === undefined) return undefined;
  if (zone === undefined) return { ms, clock: form.clock ?? 'wall' };
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3));
  return { ms: ms - (zone.startsWith('-') ? -1 : 1) * minutes * 60_000, clock: 'utc' };
}

/** Twelve (year without century) or fourteen digits, whatever stands between them. */
function wallOf(written: string): number | undefined {
  let digits = written.replace(/\D/g, '');
  if (digits.length === 12) digits = '20' + digits;
  const part = (from: number, to: number): number => Number(digits.slice(from, to));
  const [year, month, day, hour, minute, second] = [
    part(0, 4),
    part(4, 6),
    part(6, 8),
    part(8, 10),
    part(10, 12),
    part(12, 14),
  ];
  if (digits.length !== 14 || year < 1990 || year > 2099 || hour > 23 || minute > 59 || second > 60) return undefined;
  const ms = Date.UTC(year, month - 1, day, hour, minute, second);
  return new Date(ms).getUTCDate() === day && new Date(ms).getUTCMonth() === month - 1 ? ms : undefined;
}

function directionOf(word: string | undefined): NameFacts['direction'] {
  const lower = word?.toLowerCase() ?? '';
  if (['out', 'outgoing', 'outbound'].includes(lower)) return 'outbound';
  if (['in', 'incoming', 'inbound'].includes(lower)) return 'inbound';
  return lower === 'internal' ? 'internal' : null;
}

const ANY_STAMP = /(?<!\d)(\d{4})([-_.]?)(\d\d)\2(\d\d)[-_ @T.]{0,3}(\d\d)[-_.:h]?(\d\d)[-_.:m]?(\d\d)(?!\d)/;
const ANY_ID = new RegExp(`${UUID}|(?<!\\d)\\d{10}\\.\\d+`, 'gi');

function readAnyName(stem: string): NameFacts {
  const ids = stem.match(ANY_ID) ?? [];
  let rest = stem.replace(ANY_ID, ' ');
  const match = ANY_STAMP.exec(rest);
  const ms = match === null ? undefined : wallOf(match[0]);
  if (match !== null && ms !== undefined) rest = rest.replace(match[0], ' ');
  return {
    system: 'unknown',
    stamp: ms === undefined ? null : { ms, clock: 'wall' },
    numbers: rest.match(/\+?\d{3,}/g) ?? [],
    ids,
    direction: null,
  };
}
