import type { Buffer } from 'node:buffer';

/**
 * How a file that is no delimited text shows what it is. One entry per format; the first that knows the file counts.
 * Delimited formats are not listed here: they are recognised by their rows (`recognise.ts`).
 */
export interface Signature {
  /** The format's name in the settings. */
  readonly format: string;
  /** English sentences about what was seen; null: it is something else. `head`: the first 64 KB or less. */
  readonly evidence: (head: Buffer, name: string) => readonly string[] | null;
}

export const SIGNATURES: readonly Signature[] = [
  { format: 'microsip-ini', evidence: microsip },
  { format: 'linphone-db', evidence: table('conference_call', 'sip_address') },
  { format: 'linphone-legacy-db', evidence: table('call_history') },
  { format: 'gnome-calls-db', evidence: table('calls', undefined, /\binbound\b/) },
  { format: 'freeswitch-json', evidence: freeswitchJson },
  { format: 'freeswitch-xml', evidence: freeswitchXml },
  { format: 'twinkle', evidence: twinkle },
];

export interface Signed {
  readonly format: string;
  readonly evidence: readonly string[];
}

/** What the first bytes say; null when no signature fits. */
export function signatureOf(head: Buffer, name: string): Signed | null {
  for (const { format, evidence } of SIGNATURES) {
    const seen = evidence(head, name);
    if (seen !== null) return { format, evidence: seen };
  }
  return null;
}

function microsip(head: Buffer): readonly string[] | null {
  const wide = head[0] === 0xff && head[1] === 0xfe;
  const text = head.toString(wide ? 'utf16le' : 'latin1');
  if (!/^\s*\[Settings\]/im.test(text) || !/^callsLastKey=/im.test(text)) return null;
  const has = /^\[Calls\]/im.test(text) ? 'and a section [Calls]' : 'and no call yet in what was read of it';
  return [
    `An ini file ${wide ? 'in UTF-16 ' : ''}with callsLastKey in [Settings], ${has}: MicroSIP or a phone built from it.`,
  ];
}

const SQLITE = 'SQLite format 3\0';

/** SQLite keeps the text of its `CREATE TABLE` at the beginning of the file. */
function table(name: string, other?: string, column?: RegExp): Signature['evidence'] {
  const created = (of: string): RegExp =>
    new RegExp(`CREATE TABLE (?:IF NOT EXISTS )?["'\`\\[]?${of}["'\`\\]]?\\s*\\(([^\\0]*)`, 'i');
  return (head) => {
    const text = head.toString('latin1');
    if (!text.startsWith(SQLITE)) return null;
    const columns = created(name).exec(text)?.[1];
    if (columns === undefined || (other !== undefined && !created(other).test(text))) return null;
    if (column !== undefined && !column.test(columns)) return null;
    const tables = other === undefined ? `the table ${name}` : `the tables ${name} and ${other}`;
    return [`An SQLite database with ${tables}.`];
  };
}

function freeswitchJson(head: Buffer): readonly string[] | null {
  const text = head.toString('utf8');
  if (!/^\s*\{/.test(text) || !/"(?:core-uuid|callflow|channel_data)"\s*:/.test(text)) return null;
  return ['A JSON object with core-uuid, channel_data or callflow: one call leg of FreeSWITCH.'];
}

function freeswitchXml(head: Buffer): readonly string[] | null {
  const text = head.toString('utf8');
  if (!/^\s*(?:<\?xml[^>]*\?>\s*)?<cdr[\s>]/.test(text)) return null;
  return ['An XML document <cdr>: one call leg of FreeSWITCH.'];
}

const TWINKLE_FIELDS = 20;

function twinkle(head: Buffer): readonly string[] | null {
  const lines = head.toString('utf8').split(/\r?\n/);
  const [first = '', row = ''] = lines;
  if (!first.startsWith('#') || row === '') return null;
  const fields = row.split(/(?<!\\)\|/);
  if (fields.length !== TWINKLE_FIELDS || !/^\d{9,10}$/.test(fields[0] ?? '')) return null;
  return ['A comment line and rows of 20 fields between bars that begin with an epoch: the history of Twinkle.'];
}
