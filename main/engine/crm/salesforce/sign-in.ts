import { randomBytes } from 'node:crypto';
import { appError } from '../../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import type { Http } from '../../ports.ts';
import { authorizationUrl, exchangeCode, makePkce, type OAuthApp } from './oauth.ts';

/** What the sign-in needs from its host. */
export interface SignInHost {
  readonly http: Http;
  /** Waits on this machine for the browser to come back; fails when nobody does, or with the error it brought. */
  listen(state: string): Promise<Result<RedirectListener>>;
  /** Opens the system browser. */
  openBrowser(url: string): Promise<void> | void;
}

export interface RedirectListener extends AsyncDisposable {
  /** As it is registered with the app. */
  readonly redirectUri: string;
  readonly code: Promise<Result<string>>;
}

export interface SignedIn {
  /** For the credential entry. */
  readonly refreshToken: string;
  readonly instanceUrl: string;
  readonly userId: string;
  readonly organizationId: string;
}

/** Web-server flow with PKCE: the browser signs the person in, and comes back to this machine with a code. */
export async function signIn(host: SignInHost, app: OAuthApp): Promise<Result<SignedIn>> {
  const state = randomBytes(32).toString('base64url');
  const { verifier, challenge } = makePkce();
  const listening = await host.listen(state);
  if (!listening.ok) return listening;
  await using listener = listening.value;
  const { redirectUri } = listener;
  await host.openBrowser(authorizationUrl(app, { redirectUri, state, challenge }));
  const code = await listener.code;
  if (!code.ok) return code;
  const tokens = await exchangeCode(host.http, app, { code: code.value, redirectUri, verifier });
  if (!tokens.ok) return tokens;
  const { refreshToken, instanceUrl, userId, organizationId } = tokens.value;
  if (refreshToken === null) {
    const message = 'Salesforce gave no refresh token; the app needs the scope `refresh_token`.';
    return fail(appError('sign_in', 'no_refresh_token', message));
  }
  return ok({ refreshToken, instanceUrl, userId, organizationId });
}
