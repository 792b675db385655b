import { appError } from '../../shared/errors.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { parseSettings, type AccountSettings, type Settings } from '../../shared/settings.ts';
import { HOST_ENTRY } from '../../shared/settings/recording-host.ts';
import { probeHost, signIn, signInToSalesforce } from '../engine/index.ts';
import type { Ports, SecretAnswer } from '../engine/ports.ts';
import { listenForRedirect } from '../node/oauth-loopback.ts';
import { createSourceFinder } from './find-sources.ts';
import type { SetupQuestions } from './handlers/setup.ts';
import type { Json } from './settings-store.ts';
import type { System } from './system.ts';

/** The questions of the first run and the settings, answered by the engine's own parts; nothing is stored. */
export function createQuestions(ports: Ports, folder: string, openLink: System['openLink']): SetupQuestions {
  const finder = createSourceFinder(ports, folder);
  return {
    knownSources: () => finder.known(),
    detect: (place) => finder.at(place),
    async signIn(account, secrets) {
      const parsed = accountOf(account, folder);
      return parsed.ok ? signIn(holding(ports, secrets), parsed.value) : parsed;
    },
    async browserSignIn(account) {
      const parsed = accountOf(account, folder);
      if (!parsed.ok) return parsed;
      const { value } = parsed;
      if (value.crm !== 'salesforce' || value.clientId === undefined) return fail(NO_BROWSER);
      const { loginUrl, clientId } = value;
      const answer = await signInToSalesforce(
        {
          http: ports.http,
          listen: (state) => listenForRedirect({ state }),
          async openBrowser(url) {
            const opened = await openLink(url, [new URL(loginUrl).hostname]);
            if (!opened.ok) ports.log.write('warn', 'browser_not_opened', { code: opened.error.code });
          },
        },
        { loginUrl, clientId },
      );
      return answer.ok ? ok({ refreshToken: answer.value.refreshToken }) : answer;
    },
    async tryHost(host, secrets) {
      const stored = 'kind' in host && (host['kind'] === 's3' || host['kind'] === 'webdav');
      const credentials = stored ? { credentials: { keychain: HOST_ENTRY } } : {};
      const parsed = settingsOf({ recordingHost: { ...host, ...credentials } }, folder);
      if (!parsed.ok) return parsed;
      const held = Object.keys(secrets).length > 0 ? secrets : undefined;
      const probed = await probeHost(ports, parsed.value.recordingHost, held);
      if (!probed.ok) return probed;
      return probed.value.linkReadable ? ok(undefined) : fail(LINK_UNREADABLE);
    },
    async preview(source, logging, extensions) {
      const read = await finder.survey(source, logging, extensions);
      if (!read.ok) return read;
      const { calls, toLog, excluded } = read.value;
      return ok({ calls, toLog, excluded });
    },
  };
}

const NO_BROWSER = appError('local', 'no_browser_sign_in', 'This CRM has no sign-in by browser.');
const LINK_UNREADABLE = appError(
  'local',
  'link_unreadable',
  'A probe was written and deleted, but its link could not be opened from here. The CRM needs a link its users can open.',
);

/** The keyring, or what the user has just typed. */
function holding(ports: Ports, secrets: Readonly<Record<string, string>>): Ports {
  if (Object.keys(secrets).length === 0) return ports;
  const answer: SecretAnswer = { kind: 'found', fields: secrets };
  return { ...ports, secrets: { ...ports.secrets, read: () => Promise.resolve(answer) } };
}

/** What is given, checked as the settings would; everything else has its default. */
function settingsOf(json: Json, folder: string): Result<Settings> {
  const parsed = parseSettings({ agent: { extensions: ['*'], country: 'US' }, ...json }, folder, 'desktop');
  if (parsed.ok) return parsed;
  const [first] = parsed.error;
  const field = first?.key.replace(/^(accounts\[0\]|recordingHost)\./, '') ?? '';
  return fail(appError('local', 'bad_setting', `${field} ${first?.message ?? 'is not valid'}`, { field }));
}

function accountOf(account: Json, folder: string): Result<AccountSettings> {
  const parsed = settingsOf({ accounts: [account] }, folder);
  if (!parsed.ok) return fail({ ...parsed.error, code: 'bad_account' });
  const [found] = parsed.value.accounts;
  return found === undefined ? fail(appError('bug', 'no_account', 'The account is missing.')) : ok(found);
}
