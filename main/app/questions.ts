import path from 'node:path';
import { appError } from '../../shared/errors.ts';
import type { FoundSource } from '../../shared/contract/setup.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { parseSettings, type AccountSettings } from '../../shared/settings.ts';
import { detect, signIn, type DetectedPlace, type DetectOptions } from '../engine/index.ts';
import type { Ports, SecretAnswer } from '../engine/ports.ts';
import type { SetupQuestions } from './handlers/setup.ts';
import type { Json } from './settings-store.ts';

/** The first run's questions, answered by the engine's own parts; nothing is stored. */
export function createQuestions(ports: Ports, folder: string): SetupQuestions {
  const options: DetectOptions = {
    country: new Intl.Locale(Intl.DateTimeFormat().resolvedOptions().locale).maximize().region ?? 'US',
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    extensions: ['*'],
  };
  return {
    knownSources: () => Promise.resolve(ok([])),
    async detect(place) {
      const answer = await detect(ports, path.resolve(place), options);
      const found = 'found' in answer ? answer.found[0] : answer;
      return found === undefined ? fail(NOTHING_THERE) : ok(shown(found));
    },
    async signIn(account, secrets) {
      const parsed = accountOf(account, folder);
      if (!parsed.ok) return parsed;
      const answer: SecretAnswer = { kind: 'found', fields: secrets };
      const held = Object.keys(secrets).length > 0;
      const door = held ? { ...ports, secrets: { ...ports.secrets, read: () => Promise.resolve(answer) } } : ports;
      return signIn(door, parsed.value);
    },
    browserSignIn: () =>
      Promise.resolve(fail(appError('local', 'no_browser_sign_in', 'This CRM has no sign-in by browser.'))),
    tryHost: () => Promise.resolve(fail(appError('local', 'no_host', 'This recording host cannot be tried.'))),
    preview: () => Promise.resolve(fail(appError('local', 'no_preview', 'There is nothing to preview.'))),
  };
}

const NOTHING_THERE = appError(
  'local',
  'nothing_found',
  'No calls were recognised there. Choose another file or folder.',
);

function shown({ path: place, format, evidence, calls, mapping }: DetectedPlace): FoundSource {
  const newest = [...calls].reverse();
  const lastAt = newest[0] === undefined ? null : Date.parse(newest[0].startedAt);
  return {
    format: format ?? 'delimited',
    path: place,
    calls: calls.length,
    newest,
    lastAt,
    evidence,
    recordings: null,
    mapping,
  };
}

/** One account, checked as the settings would. */
function accountOf(account: Json, folder: string): Result<AccountSettings> {
  const json = { agent: { extensions: ['*'], country: 'US' }, accounts: [account] };
  const parsed = parseSettings(json, folder, 'desktop');
  if (!parsed.ok) {
    const [first] = parsed.error;
    const field = first?.key.replace('accounts[0].', '');
    const message = first === undefined ? 'The account is not complete.' : `${field ?? ''} ${first.message}`;
    return fail(appError('local', 'bad_account', message, field === undefined ? {} : { field }));
  }
  const [found] = parsed.value.accounts;
  return found === undefined ? fail(appError('bug', 'no_account', 'The account is missing.')) : ok(found);
}
