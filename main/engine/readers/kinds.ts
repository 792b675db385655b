import type { DatabaseLayout } from '../sources/database-row.ts';
import { readFreeswitchJson, readFreeswitchXml } from '../sources/freeswitch-document.ts';
import type { DocumentReading } from '../sources/freeswitch-document.ts';
import { GNOME_CALLS } from '../sources/gnome-calls.ts';
import { LINPHONE, LINPHONE_LEGACY } from '../sources/linphone.ts';
import { isWholeMicrosip, readMicrosip } from '../sources/microsip.ts';
import { isWholeTwinkle, readTwinkle } from '../sources/twinkle.ts';
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

/** Undefined for the delimited formats and for names of nobody. */
export const readerKind = (format: string): ReaderKind | undefined => KINDS.get(format);

/** Files of one system that lie in the folder of its call files and hold no calls. */
const OTHER_FILES: ReadonlyMap<string, RegExp> = new Map([
  // Quality of calls, sent together with them.
  ['cucm-cdr', /^cmr_/i],
]);

export const holdsNoCalls = (format: string, name: string): boolean => OTHER_FILES.get(format)?.test(name) ?? false;
