import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startPipedriveSandbox } from '../sandbox/pipedrive/index.ts';
import type { PipedriveSandbox } from '../sandbox/pipedrive/types.ts';
import { createSoftphone } from '../softphone/index.ts';
import type { Softphone } from '../softphone/index.ts';
import { CONTACTS } from './office.ts';
import type { CrmEntry } from './verdict.ts';

/** Everything the engine will meet: a phone that writes, a CRM that listens, and settings that join the two. */
export interface Stage extends AsyncDisposable {
  readonly folder: string;
  readonly config: string;
  /** The credential, as the settings ask for it. */
  readonly env: Readonly<Record<string, string>>;
  readonly phone: Softphone;
  readonly crm: PipedriveSandbox;
}

const TOKEN_VARIABLE = 'AFTERCALL_DEMO_TOKEN';

/** `keep`: the folder stays when the stage is taken down. */
export async function setStage(keep: boolean): Promise<Stage> {
  const folder = await mkdtemp(path.join(tmpdir(), 'aftercall-demo-'));
  const crm = await startPipedriveSandbox({ phoneSearch: 'digits' });
  const phone = await createSoftphone({ folder });
  fillCrm(crm);
  const config = path.join(folder, 'aftercall.json');
  await writeFile(config, `${JSON.stringify(settingsFor(folder, phone, crm.origin), null, 2)}\n`);
  return {
    folder,
    config,
    env: { [TOKEN_VARIABLE]: crm.token },
    phone,
    crm,
    async [Symbol.asyncDispose]() {
      await crm.stop();
      if (!keep) await rm(folder, { recursive: true, force: true });
    },
  };
}

function fillCrm(crm: PipedriveSandbox): void {
  for (const { name, phones, organization, deal } of CONTACTS) {
    const personId = crm.addPerson({ name, phones, ...(organization === undefined ? {} : { organization }) });
    if (deal !== undefined) crm.addDeal({ title: deal, personId });
  }
}

function settingsFor(folder: string, phone: Softphone, baseUrl: string): object {
  const pbx = { id: 'pbx', format: 'asterisk-csv', path: phone.callFile, timeZone: 'UTC' };
  return {
    dataDir: path.join(folder, 'data'),
    agent: { name: 'Ann', extensions: ['100'], country: 'US' },
    sources: [{ ...pbx, recordings: { folder: phone.recordings, waitSeconds: 10 } }],
    accounts: [{ id: 'sales', crm: 'pipedrive', baseUrl, credentials: { env: { apiToken: TOKEN_VARIABLE } } }],
    logging: {
      ...{ mode: 'auto', account: 'sales', graceSeconds: 0, since: new Date(Date.now() - 3_600_000).toISOString() },
      ...{ unknownNumbers: 'log', severalMatches: 'hold', internalCalls: 'exclude', withheldNumbers: 'exclude' },
    },
    recordingHost: { kind: 'none' },
  };
}

export function recordsOf(crm: PipedriveSandbox): CrmEntry[] {
  return crm.liveCallLogs().map((log) => ({
    id: log.id,
    fingerprint: [log.start_time, log.from_phone_number ?? '', log.to_phone_number].join(' '),
    recordingSha256: log.recording?.sha256 ?? null,
  }));
}

/** SHA-256 of every recording the phone left, by path. */
export async function fingerprintsOf(phone: Softphone): Promise<ReadonlyMap<string, string>> {
  const paths = phone.made.flatMap((call) => call.recordings.map((recording) => recording.path));
  const hash = async (file: string): Promise<string> =>
    createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
  return new Map(await Promise.all(paths.map(async (file) => [file, await hash(file)] as const)));
}
