import { parseArgs, type ParseArgsConfig } from 'node:util';
import { fail, ok, type Result } from '../../shared/result.ts';
import { nearest } from '../../shared/settings/nearest.ts';
import { LOG_LEVELS, type LogLevel } from '../node/log.ts';

export const USAGE = `Usage: aftercall <command> [options]

  run --config FILE [--once] [--json]     capture and deliver until stopped; --once: everything that is there now
  ledger --config FILE [--calls] [--json] counts per state; --calls: each call too
  detect PATH [--json]                    which format a file or folder is, with evidence and the first calls
  detect PATH --map [--json]              proposes a mapping for an unknown file, with a preview of its calls
  detect --known [--json]                 looks where phones and PBXs keep their call files
  check --config FILE [--json]            verify sources, accounts and recording host

Options
  --country XX, --time-zone ZONE, --extensions 100,101    of detect: how its first calls are read
  --presets DIR                                           of detect: presets of your own, tried first
  --log-level debug|info|warn|error                       of run and check: what goes to stderr as JSON lines (warn)
  --log-file                                              of run: to <dataDir>/logs/aftercall.log instead

Exit codes
  0 done, nothing owed · 2 wrong usage or settings, nothing touched · 3 something is owed, held or failed
  4 format not recognised · 1 an unexpected failure
`;

export interface LogChoice {
  readonly level: LogLevel;
  readonly toFile: boolean;
}

export type Command =
  | { readonly name: 'help' }
  | {
      readonly name: 'run';
      readonly config: string;
      readonly once: boolean;
      readonly json: boolean;
      readonly calls: boolean;
      readonly log: LogChoice;
    }
  | { readonly name: 'ledger'; readonly config: string; readonly calls: boolean; readonly json: boolean }
  | {
      readonly name: 'detect';
      /** Null: the places that are known. */
      readonly path: string | null;
      readonly map: boolean;
      readonly presets: string | undefined;
      readonly json: boolean;
      readonly country: string | undefined;
      readonly timeZone: string | undefined;
      readonly extensions: readonly string[] | undefined;
    }
  | { readonly name: 'check'; readonly config: string; readonly json: boolean; readonly log: LogChoice };

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

const OPTIONS = {
  run: { config: text, once: flag, json: flag, calls: flag, 'log-level': text, 'log-file': flag },
  ledger: { config: text, calls: flag, json: flag },
  detect: { json: flag, map: flag, known: flag, presets: text, country: text, 'time-zone': text, extensions: text },
  check: { config: text, json: flag, 'log-level': text },
} as const satisfies Record<Exclude<Command['name'], 'help'>, ParseArgsConfig['options']>;

type Values = Readonly<Record<string, string | boolean | undefined>>;

/** The command that the arguments ask for, or one sentence on what is wrong with them. */
export function parseCommand(args: readonly string[]): Result<Command, string> {
  const [name = '', ...rest] = args;
  if (args.length === 0) return fail('a command is missing');
  if (name === 'help' || args.includes('--help') || args.includes('-h')) return ok({ name: 'help' });
  if (!isCommand(name)) {
    const guess = nearest(name, Object.keys(OPTIONS));
    return fail(`"${name}" is no command${guess === undefined ? '' : `; did you mean "${guess}"?`}`);
  }
  const read = readOptions(name, rest);
  return read.ok ? commandOf(name, read.value.values, read.value.positionals) : read;
}

const isCommand = (name: string): name is keyof typeof OPTIONS => Object.hasOwn(OPTIONS, name);

function readOptions(
  name: keyof typeof OPTIONS,
  args: string[],
): Result<{ values: Values; positionals: string[] }, string> {
  const options: NonNullable<ParseArgsConfig['options']> = OPTIONS[name];
  const { values, positionals, tokens } = parseArgs({
    args,
    options,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const option = options[token.name];
    if (option === undefined) {
      const guess = nearest(token.name, Object.keys(options));
      return fail(`"${name}" has no option ${token.rawName}${guess === undefined ? '' : `; did you mean --${guess}?`}`);
    }
    if (option.type === 'string' && (token.value === undefined || token.value === ''))
      return fail(`--${token.name} needs a value`);
    if (option.type === 'string' && token.inlineValue === false && token.value.startsWith('--'))
      return fail(`--${token.name} needs a value`);
    if (option.type === 'boolean' && token.value !== undefined) return fail(`--${token.name} takes no value`);
  }
  return ok({ values, positionals });
}

function commandOf(
  name: keyof typeof OPTIONS,
  values: Values,
  positionals: readonly string[],
): Result<Command, string> {
  const [path, ...surplus] = positionals;
  const unwanted = name === 'detect' ? surplus[0] : path;
  if (unwanted !== undefined) return fail(`"${name}" does not know what to do with "${unwanted}"`);
  const set = (option: string) => values[option] === true;
  const given = (option: string) => (typeof values[option] === 'string' ? values[option] : undefined);
  if (name === 'detect') return detectCommand(path, { set, given });
  const config = given('config');
  if (config === undefined) return fail(`"${name}" needs --config FILE`);
  if (name === 'ledger') return ok({ name, config, calls: set('calls'), json: set('json') });
  const level = given('log-level') ?? 'warn';
  if (!isLevel(level)) return fail(`--log-level must be one of ${LOG_LEVELS.join(', ')}`);
  const log = { level, toFile: set('log-file') };
  if (name === 'check') return ok({ name, config, json: set('json'), log });
  return ok({ name, config, once: set('once'), json: set('json'), calls: set('calls'), log });
}

interface Given {
  readonly set: (option: string) => boolean;
  readonly given: (option: string) => string | undefined;
}

function detectCommand(path: string | undefined, { set, given }: Given): Result<Command, string> {
  const known = set('known');
  if (path === undefined && !known) return fail('"detect" needs the path of a file or folder');
  if (path !== undefined && known) return fail('"detect --known" looks at places of its own and takes no path');
  if (known && set('map')) return fail('--map needs the path of a file');
  const extensions = given('extensions')
    ?.split(',')
    .map((extension) => extension.trim())
    .filter((extension) => extension !== '');
  return ok({
    name: 'detect',
    path: path ?? null,
    map: set('map'),
    presets: given('presets'),
    json: set('json'),
    country: given('country'),
    timeZone: given('time-zone'),
    extensions,
  });
}

const isLevel = (word: string): word is LogLevel => (LOG_LEVELS as readonly string[]).includes(word);
