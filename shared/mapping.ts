import { z } from 'zod';
import { setting, text } from './settings/fields.ts';

/** How a delimited file of the user's own is read: columns, dates, words. */

const column = z.union([text, z.int().min(1)], 'must be the name of a column, or its number from 1');

const columnsSchema = z.strictObject({
  start: setting(z.union([column, z.tuple([column, column])]), {
    is: 'When the call began. Two columns where the date and the time stand apart.',
    why: 'No call without it.',
  }),
  answer: setting(column.optional(), { is: 'When it was answered.', why: 'Else worked out from end and talk.' }),
  end: setting(column.optional(), { is: 'When it ended.', why: 'Else worked out from the start and the length.' }),
  duration: setting(column.optional(), {
    is: 'Length of the whole call, ringing included.',
    why: 'Taken as the talk where neither `talk` nor `answer` is there.',
  }),
  talk: setting(column.optional(), { is: 'Length of the talk alone.', why: 'What the CRM is told.' }),
  direction: setting(column.optional(), {
    is: 'Inbound, outbound or internal; see `values`.',
    why: 'Else told by the numbers.',
  }),
  from: setting(column.optional(), { is: 'Number of the caller.', why: 'Use `from` and `to`, or `remote`.' }),
  to: setting(column.optional(), { is: 'Number that was called.', why: 'Use `from` and `to`, or `remote`.' }),
  remote: setting(column.optional(), {
    is: 'Number of the other side, whoever called.',
    why: 'For files that name sides and not caller and called.',
  }),
  local: setting(column.optional(), { is: 'Own extension or number.', why: 'Tells whose call it was.' }),
  name: setting(column.optional(), { is: "The other side's name.", why: 'Shown beside the number.' }),
  result: setting(column.optional(), { is: 'How the call ended; see `values`.', why: 'Else told by the talk.' }),
  id: setting(column.optional(), {
    is: "The phone system's own id of the call.",
    why: 'Rows with one id are one call, and the same row met twice is known again.',
  }),
  recording: setting(column.optional(), { is: 'File name of the recording.', why: 'The surest way to pair them.' }),
});

const words = z.array(text);

export const valuesSchema = z.strictObject({
  inbound: words.optional(),
  outbound: words.optional(),
  internal: words.optional(),
  answered: words.optional(),
  noAnswer: words.optional(),
  busy: words.optional(),
  cancelled: words.optional(),
  failed: words.optional(),
  voicemail: words.optional(),
});

export const DURATION_FORMATS = ['seconds', 'hh:mm:ss', 'mm:ss', 'hh:mm'] as const;

export const dateFormat = z
  .string()
  .refine((format) => dateTokens(format) !== null, 'must be "iso", "epoch", "epochMs" or made of YYYY MM DD HH mm ss');

export const delimitedMappingSchema = z
  .strictObject({
    separator: setting(
      z
        .string()
        .regex(/^[^"\r\n\0\x80-\uffff]$/, 'must be one ASCII character')
        .default(','),
      {
        is: 'The character between two columns; a tab is `"\\t"`.',
        why: 'A spreadsheet writes `;` where the decimal sign is a comma.',
      },
    ),
    quote: setting(z.literal('"').nullable().default('"'), {
      is: 'Values may stand in double quotes. `null`: quotes mean nothing.',
      why: 'Without quotes, a separator inside a name moves every column after it.',
    }),
    header: setting(z.boolean().default(true), {
      is: 'The first line names the columns.',
      why: 'Columns are then found by name, in any order, and the line may come again.',
    }),
    columns: setting(columnsSchema, { is: 'What stands where.', why: 'Names are compared without regard to case.' }),
    dateFormat: setting(dateFormat.default('YYYY-MM-DD HH:mm:ss'), {
      is: '`iso`, `epoch`, `epochMs`, or a pattern of YYYY, YY, MM, MMM, DD, HH, hh, mm, ss and A (AM, PM).',
      why: 'Day and month are never guessed from one row.',
    }),
    durationFormat: setting(z.enum(DURATION_FORMATS).default('seconds'), {
      is: 'Form of `duration` and `talk`.',
      why: '`1:30` is a minute and a half in one file and an hour and a half in another.',
    }),
    values: setting(valuesSchema.default({}), {
      is: 'The words of the file for directions and results.',
      why: 'The usual English words are known; case does not matter.',
    }),
  })
  .superRefine(({ columns, header }, context) => {
    if (columns.from === undefined && columns.to === undefined && columns.remote === undefined) {
      context.addIssue({ code: 'custom', path: ['columns'], message: 'must name "from" and "to", or "remote"' });
    }
    if (columns.end === undefined && columns.duration === undefined && columns.talk === undefined) {
      context.addIssue({ code: 'custom', path: ['columns'], message: 'must name "duration", "talk" or "end"' });
    }
    if (header) return;
    for (const [name, place] of Object.entries(columns)) {
      if ([place].flat().some((one) => typeof one === 'string')) {
        const message = 'must be a number from 1: without a header, columns have no names';
        context.addIssue({ code: 'custom', path: ['columns', name], message });
      }
    }
  });

export type DelimitedMapping = z.output<typeof delimitedMappingSchema>;
export type MappedColumn = keyof DelimitedMapping['columns'];

/** A piece of a date pattern: a token, or text that stands there as it is. */
export type DateToken =
  'YYYY' | 'YY' | 'MMM' | 'MM' | 'DD' | 'HH' | 'hh' | 'mm' | 'ss' | 'A' | { readonly literal: string };

const TOKEN = /YYYY|YY|MMM|MM?|DD?|HH?|hh?|mm?|ss?|A|[^A-Za-z]|T/y;
const DOUBLED: Readonly<Record<string, DateToken>> = { M: 'MM', D: 'DD', H: 'HH', h: 'hh', m: 'mm', s: 'ss' };
const TOKENS = new Set(['YYYY', 'YY', 'MMM', 'MM', 'DD', 'HH', 'hh', 'mm', 'ss', 'A']);

/** The pieces of a date pattern; a word for the three that are none; null for a text that is no date format. */
export function dateTokens(format: string): readonly DateToken[] | 'iso' | 'epoch' | 'epochMs' | null {
  if (format === 'iso' || format === 'epoch' || format === 'epochMs') return format;
  const tokens: DateToken[] = [];
  TOKEN.lastIndex = 0;
  for (let at = 0; at < format.length; at = TOKEN.lastIndex) {
    const found = TOKEN.exec(format)?.[0];
    if (found === undefined) return null;
    const token = DOUBLED[found] ?? found;
    tokens.push(typeof token === 'string' && !TOKENS.has(token) ? { literal: token } : (token as DateToken));
  }
  const has = (...names: string[]): boolean =>
    tokens.some((token) => typeof token === 'string' && names.includes(token));
  const isWhole = has('YYYY', 'YY') && has('MM', 'MMM') && has('DD') && has('HH', 'hh') && has('mm');
  return isWhole && has('hh') === has('A') ? tokens : null;
}
