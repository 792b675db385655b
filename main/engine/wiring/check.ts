import { describeThrown, systemCode } from '../../../shared/errors.ts';
import type { AccountSettings, Settings, SourceSettings } from '../../../shared/settings.ts';
import { FILE_FORMATS } from '../../../shared/settings/source.ts';
import { createNumbers } from '../calls/numbers.ts';
import type { Files, Ports } from '../ports.ts';
import { openAdapter } from './accounts.ts';
import { probeHost, type HostSettings } from './host.ts';

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
  const host = await checkHost(ports, settings.recordingHost);
  const lines = [...sources.flat(), ...accounts, host];
  return { ok: lines.every((line) => line.ok), lines };
}

/** Writes, reads and deletes a probe on the recording host. */
async function checkHost(ports: Ports, settings: HostSettings): Promise<CheckLine> {
  const line = (ok: boolean, code: string, message: string): CheckLine => ({
    scope: 'recordingHost',
    id: settings.kind,
    ok,
    code,
    message,
  });
  if (settings.kind === 'none') {
    const message = 'No recording host is configured; CRMs that take a link only get calls without their recordings.';
    return line(true, 'none', message);
  }
  if (settings.kind === 'template') {
    return line(true, 'template', 'Links are built from the template; nothing is uploaded, and nothing is looked at.');
  }
  const probed = await probeHost(ports, settings);
  if (!probed.ok) return line(false, probed.error.code, probed.error.message);
  if (probed.value.linkReadable) return line(true, 'probed', 'A probe was written, read by its link, and deleted.');
  const message =
    'A probe was written, read and deleted, but its link could not be opened from here. ' +
    'The CRM needs a link that its users can open.';
  return line(false, 'link_unreadable', message);
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
  else if (found.facts.kind === 'folder' && !FILE_FORMATS.includes(source.format))
    lines.push(line(true, 'readable', `${source.path} is a folder; its files are read.`, { format: source.format }));
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
  const { name, company, missingRights, remarks = [] } = verified.value;
  const rights = missingRights.length === 0 ? '' : ` Missing rights: ${missingRights.join(', ')}.`;
  const message = [`Signed in at ${account.crm} as ${name}, ${company}.${rights}`, ...remarks].join(' ');
  return line(missingRights.length === 0, 'signed_in', message, { name, company, missingRights });
}
