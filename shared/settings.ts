import { z } from 'zod';
import { fail, ok, type Result } from './result.ts';
import { accountSchema } from './settings/account.ts';
import { agentSchema } from './settings/agent.ts';
import { startOfDay } from './settings/day.ts';
import { desktopSchema } from './settings/desktop.ts';
import { setting, text } from './settings/fields.ts';
import { loggingSchema } from './settings/logging.ts';
import { resolvePath } from './settings/paths.ts';
import { problemsOf, type SettingsProblem } from './settings/problems.ts';
import { recordingHostSchema } from './settings/recording-host.ts';
import { FORMAT_ZONES, recordingsOf, sourceSchema } from './settings/source.ts';

export type { SettingsProblem } from './settings/problems.ts';

/** What a settings file may hold: the contract of the headless run and of the desktop app. */
export const settingsSchema = z.strictObject({
  $schema: setting(z.string().optional(), {
    is: 'Where the schema of this file is, `docs/settings.schema.json`.',
    why: 'For editors; Aftercall does not read it.',
    otherwise: 'none',
  }),
  dataDir: setting(text.default('./data'), {
    is: 'Folder for the database and the logs. A relative path starts at the folder of the settings file.',
    why: 'Only one run at a time may use it; removing it forgets everything but what is in the CRM.',
  }),
  presetsDir: setting(text.optional(), {
    is: 'Folder with presets of your own, one JSON file each. A relative path starts at the folder of the settings file.',
    why: 'Presets can be shared by several offices and kept under version control.',
    otherwise: '`presets` in `dataDir`',
  }),
  agent: setting(agentSchema, {
    is: 'Whose calls are logged.',
    why: 'Decides which calls are mine and how numbers are read.',
  }),
  sources: setting(z.array(sourceSchema).default([]), {
    is: 'Where calls appear.',
    why: 'The headless run needs at least one.',
  }),
  accounts: setting(z.array(accountSchema).prefault([]), {
    is: 'CRM sign-ins.',
    why: 'Without one, calls are captured and wait.',
  }),
  logging: setting(loggingSchema.prefault({}), {
    is: 'What is logged, and how.',
    why: 'Every rule that excludes a call stands here.',
  }),
  desktop: setting(desktopSchema.prefault({}), {
    is: 'What only the desktop app needs.',
    why: 'The headless run accepts and ignores it.',
  }),
  recordingHost: setting(recordingHostSchema.default({ kind: 'none' }), {
    is: 'Storage for recordings, for CRMs that take a URL only.',
    why: 'Off until configured.',
  }),
});

type Written = z.output<typeof settingsSchema>;

/** Checked and complete: paths absolute, zones and the account filled in, `since` in epoch milliseconds. */
export type Settings = ReturnType<typeof complete>;
export type SourceSettings = Settings['sources'][number];
export type AccountSettings = Settings['accounts'][number];

/** The hosts differ in one default: in the desktop app somebody can still change a call before it goes. */
export type SettingsHost = 'headless' | 'desktop';
const GRACE_SECONDS: Readonly<Record<SettingsHost, number>> = { headless: 0, desktop: 8 };

/**
 * Checks a parsed settings file. Nothing on disk is looked at. The error lists every wrong key, in the order of the
 * schema.
 * @param baseFolder absolute; relative paths of the settings start here
 */
export function parseSettings(
  json: unknown,
  baseFolder: string,
  host: SettingsHost = 'headless',
): Result<Settings, readonly SettingsProblem[]> {
  const parsed = settingsSchema.safeParse(json);
  if (!parsed.success) return fail(problemsOf(parsed.error.issues, settingsSchema, json));
  const problems = crossCheck(parsed.data);
  return problems.length > 0 ? fail(problems) : ok(complete(parsed.data, baseFolder, host));
}

function crossCheck({ sources, accounts, logging }: Written): SettingsProblem[] {
  const problems: SettingsProblem[] = [...repeatedIds('sources', sources), ...repeatedIds('accounts', accounts)];
  sources.forEach(({ format, mapping, preset }, index) => {
    const key = `sources[${index}].mapping`;
    if (format === 'delimited' && mapping === undefined && preset === undefined)
      problems.push({ key, message: 'is missing; the format "delimited" needs it' });
    if (mapping !== undefined && preset !== undefined)
      problems.push({ key, message: 'must not stand beside "preset": one of them describes the file' });
    if (format !== 'delimited' && preset !== undefined)
      problems.push({ key: `sources[${index}].preset`, message: 'is only for the format "delimited"' });
    if (format !== 'delimited' && mapping !== undefined)
      problems.push({ key, message: 'is only for the format "delimited"' });
  });
  const key = 'logging.account';
  const ids = accounts.map(({ id }) => `"${id}"`).join(', ');
  if (logging.account === undefined) {
    if (accounts.length > 1) problems.push({ key, message: `is missing; must be one of ${ids}` });
    if (accounts.length === 0 && logging.mode === 'auto')
      problems.push({ key: 'accounts', message: 'must hold an account; "logging.mode": "auto" needs one' });
  } else if (!accounts.some(({ id }) => id === logging.account)) {
    problems.push({ key, message: ids === '' ? 'names an account, but "accounts" is empty' : `must be one of ${ids}` });
  }
  return problems;
}

function repeatedIds(list: string, entries: readonly { readonly id: string }[]): SettingsProblem[] {
  return entries.flatMap(({ id }, index) => {
    const first = entries.findIndex((other) => other.id === id);
    return first === index
      ? []
      : [{ key: `${list}[${index}].id`, message: `"${id}" is already the id of ${list}[${first}]` }];
  });
}

function complete(
  { dataDir, presetsDir, agent, sources, accounts, logging, desktop, recordingHost }: Written,
  baseFolder: string,
  host: SettingsHost,
) {
  const timeZone = agent.timeZone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const { since } = logging;
  return {
    dataDir: resolvePath(baseFolder, dataDir),
    presetsDir: resolvePath(baseFolder, presetsDir ?? `${dataDir}/presets`),
    agent: { ...agent, timeZone },
    sources: sources.map(({ recordings, ...source }) => {
      const zone = source.timeZone ?? FORMAT_ZONES[source.format] ?? timeZone;
      // Where the files are the calls, they are their recordings too.
      const written = recordings ?? (source.format === 'recordings' ? recordingsOf(source.path) : undefined);
      const paired = written && {
        ...written,
        folder: resolvePath(baseFolder, written.folder),
        timeZone: written.timeZone ?? zone,
      };
      return { ...source, path: resolvePath(baseFolder, source.path), timeZone: zone, recordings: paired };
    }),
    accounts,
    logging: {
      ...logging,
      /** Null when there is no account yet: calls are captured and wait. */
      account: logging.account ?? accounts[0]?.id ?? null,
      /** Epoch milliseconds; null: the moment of the first run. */
      since: since === undefined ? null : since.includes('T') ? Date.parse(since) : startOfDay(since, timeZone),
      graceSeconds: logging.graceSeconds ?? GRACE_SECONDS[host],
    },
    desktop,
    recordingHost,
  };
}
