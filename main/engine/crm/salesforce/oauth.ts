import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { appError, type AppError } from '../../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import type { Http, HttpAnswer } from '../../ports.ts';
import { parseJson } from './answers.ts';
import { isSafeOrigin, withoutSlash } from './origin.ts';

/** The app that an administrator made in the org: public, with PKCE, without a secret. */
export interface OAuthApp {
  /** `https://login.salesforce.com`, `https://test.salesforce.com` or the company's own sign-in host. */
  readonly loginUrl: string;
  readonly clientId: string;
}

export interface Tokens {
  readonly accessToken: string;
  /** Null when the answer brought none: the one that was used stays good. */
  readonly refreshToken: string | null;
  /** Where every other request goes. */
  readonly instanceUrl: string;
  readonly userId: string;
  readonly organizationId: string;
}

/** RFC 7636: a verifier of 86 characters and its S256 challenge. */
export function makePkce(): { readonly verifier: string; readonly challenge: string } {
  const verifier = randomBytes(64).toString('base64url');
  return { verifier, challenge: challengeOf(verifier) };
}

export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}

/** What the system browser opens. */
export function authorizationUrl(
  app: OAuthApp,
  request: { redirectUri: string; state: string; challenge: string },
): string {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: app.clientId,
    redirect_uri: request.redirectUri,
    scope: 'api refresh_token id',
    state: request.state,
    code_challenge: request.challenge,
    code_challenge_method: 'S256',
  });
  return `${withoutSlash(app.loginUrl)}/services/oauth2/authorize?${query.toString()}`;
}

export function exchangeCode(
  http: Http,
  app: OAuthApp,
  answer: { code: string; redirectUri: string; verifier: string },
): Promise<Result<Tokens>> {
  return askForTokens(http, app, {
    grant_type: 'authorization_code',
    code: answer.code,
    redirect_uri: answer.redirectUri,
    code_verifier: answer.verifier,
  });
}

/** Where the org rotates refresh tokens, the one given here is dead afterwards, whoever heard the answer. */
export function refreshTokens(http: Http, app: OAuthApp, refreshToken: string): Promise<Result<Tokens>> {
  return askForTokens(http, app, { grant_type: 'refresh_token', refresh_token: refreshToken });
}

const IDLE_TIMEOUT = 30_000;

async function askForTokens(
  http: Http,
  app: OAuthApp,
  form: Readonly<Record<string, string>>,
): Promise<Result<Tokens>> {
  const loginUrl = withoutSlash(app.loginUrl);
  if (!isSafeOrigin(loginUrl)) return fail(insecure('sign-in address'));
  const sent = await http.send({
    method: 'POST',
    url: `${loginUrl}/services/oauth2/token`,
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ ...form, client_id: app.clientId }).toString(),
    idleTimeout: IDLE_TIMEOUT,
  });
  if (!sent.ok) {
    const code = sent.failure.kind === 'unreached' ? 'unreachable' : 'connection_lost';
    return fail(appError('network', code, `No answer from the sign-in of Salesforce (${sent.failure.code}).`));
  }
  return readTokens(sent.answer);
}

const tokenAnswer = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]+$/),
  refresh_token: z.string().min(1).nullish(),
  instance_url: z.string(),
  id: z.string(),
});

function readTokens(answer: HttpAnswer): Result<Tokens> {
  const body = parseJson(answer.body);
  if (answer.status < 200 || answer.status > 299) return fail(refusal(answer.status, body));
  const read = tokenAnswer.safeParse(body);
  if (!read.success) return fail(unreadable());
  const { access_token: accessToken, refresh_token: refreshToken, id } = read.data;
  const instanceUrl = withoutSlash(read.data.instance_url);
  if (!isSafeOrigin(instanceUrl)) return fail(insecure('instance address'));
  // The last two parts of the identity address are the org and the user.
  const [organizationId = '', userId = ''] = withoutSlash(id).split('/').slice(-2);
  return ok({ accessToken, refreshToken: refreshToken ?? null, instanceUrl, userId, organizationId });
}

const REFUSALS: Readonly<Record<string, readonly [code: string, message: string]>> = {
  invalid_grant: ['token_refused', 'Salesforce no longer accepts the sign-in; sign in again.'],
  inactive_user: ['user_inactive', 'The Salesforce user is not active; ask your administrator.'],
  inactive_org: ['org_inactive', 'The Salesforce org is not active.'],
  invalid_client_id: ['client_refused', 'Salesforce does not know the client id; check it in the settings.'],
  invalid_client: ['client_refused', 'Salesforce does not accept the client id; the app must be a public client.'],
  OAUTH_APPROVAL_ERROR_GENERIC: [
    'app_not_installed',
    'The app is not installed in the org; an administrator must install it first.',
  ],
};

function refusal(status: number, body: unknown): AppError {
  const told = z.object({ error: z.string() }).safeParse(body);
  if (status === 429 || (told.success && /rate/i.test(told.data.error))) {
    return appError('busy', 'rate_limited', 'The sign-in of Salesforce asks for a pause.');
  }
  if (status >= 500) return appError('network', 'server_error', `The sign-in of Salesforce has a fault (${status}).`);
  if (!told.success) return unreadable();
  const [code, message] = REFUSALS[told.data.error] ?? [
    'sign_in_refused',
    'Salesforce refused the sign-in; sign in again.',
  ];
  return appError('sign_in', code, message);
}

function unreadable(): AppError {
  return appError('network', 'unreadable_answer', 'The answer of the sign-in of Salesforce cannot be understood.');
}

function insecure(what: string): AppError {
  return appError('sign_in', 'insecure_url', `The ${what} is no https address: nothing is sent there.`);
}
