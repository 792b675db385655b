import { describeThrown, systemCode } from '../../../shared/errors.ts';
import type { AccountSettings, Settings, SourceSettings } from '../../../shared/settings.ts';
import { createNumbers } from '../calls/numbers.ts';
import type { Files, Ports } from '../ports.ts';
import { openAdapter } from './accounts.ts';

export interface CheckLine {
  readonly scope: 'source' | 'account' | 'recordingHost' | 'store';
  /** Id of the source or account. */
  readonly id: string;
  readonly ok: boolean;
  /** Stable code. */
  readonly code: string;
  /** One sentence for people. */
  readonly message: string;
  readonly facts?: Readonly<Record<string, unknown>>;
}

export interface CheckReport {
  readonly ok: boolean;
  readonly lines: readonly CheckLine[];
}

/** Looks at every source and asks every account who it is. Changes nothing, may run beside a run. */
export async function check(ports: Ports, settings: Settings): Promise<CheckReport> {
  const sources = await Promise.all(settings.sources.map((source) => checkSource(ports.files, source)));
  const accounts = await Promise.all(settings.accounts.map((account) => checkAccount(ports, settings, account)));
  const host: CheckLine = {
    scope: 'recordingHost',
    id: settings.recordingHost.kind,
    ok: true,
    code: 'none',
    message: 'No recording host is configured; Pipedrive takes the audio itself.',
  };
  const lines = [...sources.flat(), ...accounts, host];
  return { ok: lines.every((line) => line.ok), lines };
}

async function checkSource(files: Files, source: SourceSettings): Promise<CheckLine[]> {
  const line = (ok: boolean, code: string, message: string, facts?: CheckLine['facts']): CheckLine => ({
    scope: 'source',
    id: source.id,
    ok,
    code,
    message,
    ...(facts === undefined ? {} : { facts }),
  });
  const lines: CheckLine[] = [];
  const found = await lookAt(files, source.path);
  if (found.trouble !== undefined)
    lines.push(line(false, 'unreadable', `${source.path} cannot be read: ${found.trouble}.`));
  else if (found.facts === undefined) lines.push(line(false, 'file_missing', `${source.path} is not there.`));
  else if (found.facts.kind !== 'file') lines.push(line(false, 'not_a_file', `${source.path} is no file.`));
  else
    lines.push(
      line(true, 'readable', `${source.path} can be read.`, { bytes: found.facts.size, format: source.format }),
    );
  if (source.recordings === undefined) return lines;
  const { folder } = source.recordings;
  const there = await lookAt(files, folder);
  const isFolder = there.facts?.kind === 'folder';
  const code = isFolder ? 'recordings_readable' : 'recordings_folder_missing';
  lines.push(line(isFolder, code, isFolder ? `${folder} can be read.` : `${folder} is no folder that can be read.`));
  return lines;
}

async function lookAt(
  files: Files,
  path: string,
): Promise<{ facts?: Awaited<ReturnType<Files['facts']>>; trouble?: string }> {
  try {
    const facts = await files.facts(path);
    if (facts?.kind === 'file') await files.read(path, 0, 1);
    return { facts };
  } catch (thrown) {
    return { trouble: systemCode(thrown) ?? describeThrown(thrown) };
  }
}

async function checkAccount(ports: Ports, settings: Settings, account: AccountSettings): Promise<CheckLine> {
  const line = (ok: boolean, code: string, message: string, facts?: CheckLine['facts']): CheckLine => ({
    scope: 'account',
    id: account.id,
    ok,
    code,
    message,
    ...(facts === undefined ? {} : { facts }),
  });
  const adapter = await openAdapter(ports, account, createNumbers(settings.agent.country));
  if (!adapter.ok) return line(false, adapter.error.code, adapter.error.message);
  const verified = await adapter.value.verify();
  if (!verified.ok) return line(false, verified.error.code, verified.error.message);
  const { name, company, missingRights } = verified.value;
  const rights = missingRights.length === 0 ? '' : ` Missing rights: ${missingRights.join(', ')}.`;
  const message = `Signed in at ${account.crm} as ${name}, ${company}.${rights}`;
  return line(missingRights.length === 0, 'signed_in', message, { name, company, missingRights });
}
