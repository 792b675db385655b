import { appError } from '../../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import type { Http, Log } from '../../ports.ts';
import { refreshTokens, type OAuthApp } from './oauth.ts';

export interface Session {
  readonly accessToken: string;
  readonly instanceUrl: string;
  readonly userId: string;
  readonly organizationId: string;
}

export interface Sessions {
  /** The session that is open, else a new one. */
  open(): Promise<Result<Session>>;
  /** A new session in place of one that was refused; the newer one when there already is one. */
  renew(refused: Session): Promise<Result<Session>>;
  last(): Session | undefined;
  /** False when a rotated refresh token could not be kept: after this run somebody has to sign in again. */
  kept(): boolean;
}

/** One sign-in and what became of it: refresh tokens that follow one another, and the session of the last one. */
interface Lineage {
  refreshToken: string;
  session: Session | undefined;
  kept: boolean;
  renewing: Promise<Result<Session>> | undefined;
  readonly keys: string[];
  /** By account: each keeps the token in a place of its own. */
  readonly savers: Map<string, (refreshToken: string) => Promise<boolean>>;
}

/**
 * Lineages of this process by each of their tokens. Two refreshes with one token end the sign-in for good, so two adapters
 * of one account must share theirs, also when the second was opened with a token that is spent by now.
 */
const lineages = new Map<string, Lineage>();
/** So many spent tokens of a lineage are remembered. */
const REMEMBERED = 20;

export interface SessionPorts {
  readonly http: Http;
  readonly log: Log;
}

/**
 * Sessions from a refresh token. `save` keeps a rotated token and is waited for before the session is used: killed in
 * between, the next start finds the new token.
 */
export function createSessions(
  ports: SessionPorts,
  app: OAuthApp,
  credential: { account: string; refreshToken: string; save: (refreshToken: string) => Promise<boolean> },
): Sessions {
  const keyOf = (token: string): string => [app.loginUrl, app.clientId, token].join('\n');
  const lineage = lineages.get(keyOf(credential.refreshToken)) ?? begin(credential.refreshToken);
  remember(lineage, keyOf(credential.refreshToken));
  lineage.savers.set(credential.account, credential.save);

  async function refresh(): Promise<Result<Session>> {
    const tokens = await refreshTokens(ports.http, app, lineage.refreshToken);
    if (!tokens.ok) {
      if (tokens.error.category === 'sign_in') lineage.session = undefined;
      return tokens;
    }
    const { refreshToken, ...session } = tokens.value;
    if (refreshToken !== null && refreshToken !== lineage.refreshToken) {
      lineage.refreshToken = refreshToken;
      remember(lineage, keyOf(refreshToken));
      const saved = await Promise.all([...lineage.savers.values()].map((save) => save(refreshToken)));
      lineage.kept = saved.every(Boolean);
      ports.log.write(lineage.kept ? 'debug' : 'warn', 'refresh_token_rotated', { kept: lineage.kept });
    }
    lineage.session = session;
    return ok(session);
  }

  function renewOnce(): Promise<Result<Session>> {
    lineage.renewing ??= refresh().finally(() => {
      lineage.renewing = undefined;
    });
    return lineage.renewing;
  }

  return {
    async open() {
      if (credential.refreshToken.trim() === '') {
        return fail(appError('sign_in', 'no_credential', 'There is no sign-in for this Salesforce account; sign in.'));
      }
      return lineage.renewing ?? (lineage.session === undefined ? await renewOnce() : ok(lineage.session));
    },
    async renew(refused) {
      const { session } = lineage;
      const newer = session !== undefined && session.accessToken !== refused.accessToken;
      return newer && lineage.renewing === undefined ? ok(session) : await renewOnce();
    },
    last: () => lineage.session,
    kept: () => lineage.kept,
  };
}

function begin(refreshToken: string): Lineage {
  return { refreshToken, session: undefined, kept: true, renewing: undefined, keys: [], savers: new Map() };
}

function remember(lineage: Lineage, key: string): void {
  if (lineages.has(key)) return;
  lineage.keys.push(key);
  lineages.set(key, lineage);
  for (const old of lineage.keys.splice(0, Math.max(0, lineage.keys.length - REMEMBERED))) lineages.delete(old);
}
