import type { Files } from '../ports.ts';
import type { DatabaseLayout } from '../sources/database-row.ts';
import { readFreeswitchJson, readFreeswitchXml } from '../sources/freeswitch-document.ts';
import type { DocumentReading } from '../sources/freeswitch-document.ts';
import { GNOME_CALLS } from '../sources/gnome-calls.ts';
import { LINPHONE, LINPHONE_LEGACY } from '../sources/linphone.ts';
import { isWholeMicrosip, readMicrosip } from '../sources/microsip.ts';
import { isWholeTwinkle, readTwinkle } from '../sources/twinkle.ts';
import { schemaOf } from './database.ts';
import { openForeignDatabase } from './foreign-database.ts';
import type { SnapshotLayout } from './snapshot.ts';

/** How a format that is no delimited text is read. */
export type ReaderKind =
  | { readonly kind: 'snapshot'; readonly layout: SnapshotLayout }
  | { readonly kind: 'database'; readonly layout: DatabaseLayout }
  | {
      readonly kind: 'documents';
      readonly read: (text: string) => DocumentReading;
      readonly accept: (name: string) => boolean;
    };

const KINDS: ReadonlyMap<string, ReaderKind> = new Map<string, ReaderKind>([
  ['microsip-ini', { kind: 'snapshot', layout: { read: readMicrosip, isWhole: isWholeMicrosip } }],
  ['twinkle', { kind: 'snapshot', layout: { read: readTwinkle, isWhole: isWholeTwinkle } }],
  ['linphone-db', { kind: 'database', layout: LINPHONE }],
  ['linphone-legacy-db', { kind: 'database', layout: LINPHONE_LEGACY }],
  ['gnome-calls-db', { kind: 'database', layout: GNOME_CALLS }],
  ['freeswitch-json', { kind: 'documents', read: readFreeswitchJson, accept: (name) => /\.json$/i.test(name) }],
  ['freeswitch-xml', { kind: 'documents', read: readFreeswitchXml, accept: (name) => /\.xml$/i.test(name) }],
]);

/** Columns by which the calls of a program are told from any table of that name. */
const TELLING: ReadonlyMap<string, readonly string[]> = new Map([
  ['linphone-db', ['conference_call.from_sip_address_id', 'sip_address.value']],
  ['linphone-legacy-db', ['call_history.caller', 'call_history.callee', 'call_history.connected_time']],
  ['gnome-calls-db', ['calls.target', 'calls.inbound', 'calls.answered']],
]);

/**
 * Whose database it is, by the columns that it has: they may lie where the first bytes of the file do not tell. Null: no
 * known program's, or it cannot be read now. Throws what reading a file throws.
 */
export async function databaseFormat(files: Files, file: string, now: number): Promise<string | null> {
  const opened = await openForeignDatabase(files, file, now);
  if (typeof opened === 'string') return null;
  await using session = opened;
  const schema = session.read(schemaOf);
  if (schema.kind !== 'read') return null;
  const found = [...TELLING].find(([, columns]) => columns.every((column) => schema.value.has(column)));
  return found?.[0] ?? null;
}

/** Undefined for the delimited formats and for names of nobody. */
export const readerKind = (format: string): ReaderKind | undefined => KINDS.get(format);

/** Files of one system that lie in the folder of its call files and hold no calls. */
const OTHER_FILES: ReadonlyMap<string, RegExp> = new Map([
  // Quality of calls, sent together with them.
  ['cucm-cdr', /^cmr_/i],
]);

export const holdsNoCalls = (format: string, name: string): boolean => OTHER_FILES.get(format)?.test(name) ?? false;
