import { z } from 'zod';
import { delimitedMappingSchema } from '../mapping.ts';
import { CODE_PAGES, identifier, setting, text, timeZone } from './fields.ts';

/** The call-detail formats of this version; a new one is one more word here. */
export const SOURCE_FORMATS = [
  ...(['asterisk-csv', 'asterisk-custom-csv', 'freepbx-csv', 'grandstream-csv', 'freeswitch-csv', '3cx-cdr'] as const),
  ...(['3cx-report', 'avaya-smdr', 'cucm-cdr', 'aircall-csv', 'fritzbox-csv', 'yeastar-jsonl', 'delimited'] as const),
  ...(['microsip-ini', 'linphone-db', 'linphone-legacy-db', 'gnome-calls-db', 'twinkle'] as const),
  ...(['freeswitch-json', 'freeswitch-xml', 'recordings', 'auto'] as const),
] as const;

/** These read the phone's own file; every other may be a folder with a new file for each call, minute or day. */
export const FILE_FORMATS: readonly string[] = [
  ...['microsip-ini', 'linphone-db', 'linphone-legacy-db', 'gnome-calls-db', 'twinkle'],
];

/** Zones of formats that write none and always mean the same. */
export const FORMAT_ZONES: Readonly<Record<string, string>> = { '3cx-cdr': 'UTC' };

const recordingsSchema = z.strictObject({
  folder: setting(text, {
    is: 'Where the phone or PBX writes its recordings. Dated folders below it are searched too.',
    why: 'Recordings are paired with calls by the name in the row, the id in the file name, or number and time.',
  }),
  timeZone: setting(timeZone.optional(), {
    is: 'Zone of the stamps in the names of the recordings.',
    why: 'Some recorders stamp local time while the call file is in UTC.',
    otherwise: "the source's",
  }),
  waitSeconds: setting(z.int().min(0).max(86_400).default(30), {
    is: 'For this long after its end a talked call without a recording stays `logged`; then it counts as `synced`.',
    why: 'Recorders finish within seconds. The call is logged at once, and a later recording is attached all the same.',
  }),
  convert: setting(z.boolean().default(true), {
    is: 'Convert recordings that no browser plays to PCM WAV before they are sent.',
    why: 'A recording that cannot be played in the CRM is of no use there; the local file is never altered.',
  }),
  unplayable: setting(z.enum(['send', 'refuse']).default('send'), {
    is: 'What becomes of recordings that no browser plays and that cannot be converted (G.729, AMR): sent as they are, or kept back.',
    why: 'Somebody with the right player may still want them; refused ones are shown with their reason.',
  }),
});

/** The settings of recordings in this folder, all by default. */
export const recordingsOf = (folder: string): z.output<typeof recordingsSchema> => recordingsSchema.parse({ folder });

export const sourceSchema = z.strictObject({
  id: setting(identifier, {
    is: 'Short name of the source, yours to choose.',
    why: 'Part of the key of every call: changing it makes all its calls new.',
  }),
  format: setting(z.enum(SOURCE_FORMATS).default('auto'), {
    is: 'Format of the call file. `auto` detects it; `aftercall detect PATH` says what would be chosen, and why.',
    why: 'Naming it is safer where several formats share one file name.',
  }),
  path: setting(text, {
    is: 'The call file, or the folder of a system that writes a new file for each call, minute or day. A relative path starts at the folder of the settings file.',
    why: 'It is only ever read.',
  }),
  timeZone: setting(timeZone.optional(), {
    is: 'Zone of the times in the file.',
    why: 'Most call files name none. An epoch inside an id decides over it, and the disagreement is shown.',
    otherwise: "UTC for 3cx-cdr, else the agent's",
  }),
  outsideLine: setting(
    z
      .string()
      .regex(/^\d{0,3}$/, 'must be up to three digits')
      .default(''),
    {
      is: 'Digits that are dialled for a line to the outside, as `9` in many offices.',
      why: 'Some systems write them before the number, which then looks like one of another country.',
    },
  ),
  codePage: setting(z.enum(CODE_PAGES).default('windows-1252'), {
    is: 'Encoding of lines that are not valid UTF-8.',
    why: 'Decided line by line, so one odd name never spoils the file.',
  }),
  settleSeconds: setting(z.int().min(0).max(604_800).default(43_200), {
    is: 'Quiet time after which an unfinished row (still ringing, still talking) is taken as it is, and marked.',
    why: 'Longer than any call; a phone that was switched off in mid-call never finishes its row.',
  }),
  lateDays: setting(z.int().min(0).max(3_650).default(30), {
    is: 'How many days back every run looks for recordings of talked calls that have none yet.',
    why: 'Recordings are copied or mounted late; a month covers holidays without searching for ever.',
  }),
  mapping: setting(delimitedMappingSchema.optional(), {
    is: 'Which column means what; for `"format": "delimited"` only.',
    why: 'Reads any delimited file that no preset knows.',
    otherwise: 'none',
  }),
  preset: setting(identifier.optional(), {
    is: 'Name of a preset of your own, for `"format": "delimited"`; `docs/sources.md` says how to write one.',
    why: 'One description of a system for many sources, kept in a file of its own.',
    otherwise: 'none',
  }),
  recordings: setting(recordingsSchema.optional(), {
    is: 'Where the recordings of this source are.',
    why: 'Left out: calls are logged without audio.',
    otherwise: 'none',
  }),
});
