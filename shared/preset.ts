import { z } from 'zod';
import { dateFormat, DURATION_FORMATS, valuesSchema } from './mapping.ts';
import { identifier, text } from './settings/fields.ts';

/** How one system writes its call-detail file, as data: what ships with the program and what a user adds in a folder. */

const oneColumn = z.union([text, z.int().min(1)], 'must be the name of a column, or its number from 1');
/** Several names: the first that the header has. Systems rename columns, and write them in the user's language. */
const column = z.union([oneColumn, z.array(oneColumn).min(1)], 'must be a name, a number from 1, or a list of names');

/** What a column can mean. */
export const MEANINGS = [
  ...(['start', 'startTime', 'answer', 'end', 'duration', 'talk', 'ring', 'hold', 'park'] as const),
  ...(['direction', 'from', 'to', 'fromName', 'toName', 'remote', 'local', 'name', 'ownNumber'] as const),
  ...(['result', 'id', 'recording'] as const),
] as const;
export type Meaning = (typeof MEANINGS)[number];

const columnsSchema = z.strictObject(
  Object.fromEntries(MEANINGS.map((name) => [name, column.optional()])) as Record<
    Meaning,
    z.ZodOptional<typeof column>
  >,
);

/** What a system does that columns and words cannot say. Each is one small function of `main/engine/sources/quirks`. */
export const QUIRKS = ['3cx-cdr', '3cx-report', 'avaya-smdr', 'cucm-cdr', 'freeswitch', 'fritzbox'] as const;
export type QuirkName = (typeof QUIRKS)[number];

const separator = z.string().regex(/^[^"\r\n\0\x80-\uffff]$/, 'must be one ASCII character');

const layoutSchema = z.strictObject({
  /** Names of the columns in their order. */
  fields: z.array(z.string()).min(2),
  /** The column that takes what is too much in a row: an unquoted separator stood in it. */
  absorbs: text.optional(),
});

const skipSchema = z.strictObject({
  column,
  /** Rows with one of these words there are passed over. Case does not matter. */
  is: z.array(z.string()).min(1),
  /** Stable code of why, in snake_case. */
  as: z.string().regex(/^[a-z_]+$/, 'must be a word in small letters'),
});

export const presetSchema = z
  .strictObject({
    name: identifier,
    title: text,
    /** The first is the system's own; a spreadsheet may have saved the file with another one. */
    separators: z.array(separator).min(1).default([',']),
    /** `unescaped`: values stand in quotes, and quotes inside them are written as they are. */
    quoting: z.enum(['doubled', 'none', 'unescaped']).default('doubled'),
    header: z.boolean().default(true),
    /** Without a header: the order of the columns. With one: for headers in a language that is not known. */
    layouts: z.array(layoutSchema).default([]),
    columns: columnsSchema,
    /** Columns that a header must have. Left out: the start, the numbers and the lengths. */
    required: z.array(z.enum(MEANINGS)).optional(),
    /** Tried in this order. */
    dates: z.array(dateFormat).min(1).default(['YYYY-MM-DD HH:mm:ss']),
    /** `source`: the wall clock of the source's zone. `utc`: what is printed is UTC, whatever the source says. */
    zone: z.enum(['source', 'utc']).default('source'),
    lengths: z.array(z.enum(DURATION_FORMATS)).min(1).default(['seconds']),
    values: valuesSchema.default({}),
    /** The usual English words count too. */
    usualWords: z.boolean().default(true),
    /** What tells that somebody answered, whatever the result says. */
    answeredBy: z.enum(['result', 'answer', 'talk']).default('result'),
    /** Words that stand for nothing at all. */
    empty: z.array(z.string()).default([]),
    /** `named`: `Name (100)`. `e164`: whole numbers without their `+`. */
    numbers: z.enum(['plain', 'named', 'e164']).default('plain'),
    /** What it means when a call from outside names no caller. */
    noCaller: z.enum(['unknown', 'withheld']).default('unknown'),
    skip: z.array(skipSchema).default([]),
    /** Rows that share the values of one of these lists of columns are one call; strongest first. */
    groups: z.array(z.array(column).min(1)).default([]),
    quirk: z.enum(QUIRKS).optional(),
  })
  .superRefine(({ columns, header, layouts, groups, skip }, context) => {
    const { from, to, remote, start, duration, talk, end } = columns;
    const complain = (message: string): void => context.addIssue({ code: 'custom', path: ['columns'], message });
    if (start === undefined) complain('must name "start"');
    if (from === undefined && to === undefined && remote === undefined) {
      complain('must name "from" and "to", or "remote"');
    }
    if (duration === undefined && talk === undefined && end === undefined) {
      complain('must name "duration", "talk" or "end"');
    }
    if (header || layouts.length > 0) return;
    const named = [...Object.values(columns), ...groups.flat(), ...skip.map((rule) => rule.column)];
    if (named.flat().some((place) => typeof place === 'string')) {
      complain('must be numbers from 1, or names of a layout: without a header, columns have no names');
    }
  });

export type Preset = z.output<typeof presetSchema>;
export type WrittenPreset = z.input<typeof presetSchema>;
export type PresetColumn = NonNullable<Preset['columns'][Meaning]>;
