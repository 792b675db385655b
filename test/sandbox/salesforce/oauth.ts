import { createHash, randomBytes } from 'node:crypto';
import { oauthRefusal, type Answer } from './answers.ts';
import { ORGANIZATION_ID, USER_ID } from './ids.ts';

export interface OAuthOptions {
  readonly clientId: string;
  readonly refreshToken: string;
  readonly redirectUris: readonly string[];
  readonly rotation: boolean;
  readonly reuse: 'refuse' | 'kill_family';
  readonly now: () => number;
}

/** The sign-in host: codes with PKCE, sessions without an end that is told, refresh tokens that rotate. */
export class OAuth {
  readonly #options: OAuthOptions;
  readonly #sessions = new Set<string>();
  readonly #codes = new Map<string, { challenge: string; redirectUri: string }>();
  readonly #spent = new Set<string>();
  #refreshToken: string | undefined;
  #instanceUrl = '';
  #origin = '';

  constructor(options: OAuthOptions) {
    this.#options = options;
    this.#refreshToken = options.refreshToken;
  }

  /** Known only when the servers listen. */
  place(origin: string, instanceUrl: string): void {
    this.#origin = origin;
    this.#instanceUrl = instanceUrl;
  }

  get refreshToken(): string {
    return this.#refreshToken ?? '';
  }

  isOpen(accessToken: string): boolean {
    return this.#sessions.has(accessToken);
  }

  expireSessions(): void {
    this.#sessions.clear();
  }

  revoke(): void {
    this.#sessions.clear();
    this.#refreshToken = undefined;
  }

  /** Everybody consents at once. A wrong app or address is told on the page, everything else to the app. */
  authorize(query: URLSearchParams, violation: (text: string) => void): Answer {
    const redirectUri = query.get('redirect_uri') ?? '';
    if (query.get('client_id') !== this.#options.clientId)
      return oauthRefusal('invalid_client_id', 'client identifier invalid');
    if (!this.#options.redirectUris.includes(redirectUri)) {
      violation('the redirect address is not registered');
      return oauthRefusal('redirect_uri_mismatch', 'redirect_uri must match configuration');
    }
    const back = new URL(redirectUri);
    const state = query.get('state');
    if (state === null || state.length < 16) violation('no state that cannot be guessed');
    if (state !== null) back.searchParams.set('state', state);
    const challenge = query.get('code_challenge') ?? '';
    const proof = query.get('code_challenge_method') === 'S256' && /^[\w-]{43}$/.test(challenge);
    if (!proof) violation('no S256 challenge');
    if (query.get('response_type') !== 'code' || !proof) {
      back.searchParams.set('error', 'invalid_request');
      back.searchParams.set('error_description', 'invalid code challenge');
    } else {
      const code = `aPrx${randomBytes(24).toString('base64url')}`;
      this.#codes.set(code, { challenge, redirectUri });
      back.searchParams.set('code', code);
    }
    return { status: 302, headers: { location: back.href }, body: '' };
  }

  token(form: URLSearchParams, violation: (text: string) => void): Answer {
    if (form.has('client_secret')) {
      violation('a public client sent a secret');
      return oauthRefusal('invalid_client', 'invalid client credentials');
    }
    if (form.get('client_id') !== this.#options.clientId)
      return oauthRefusal('invalid_client_id', 'client identifier invalid');
    const grant = form.get('grant_type');
    if (grant === 'authorization_code') return this.#exchange(form, violation);
    if (grant === 'refresh_token') return this.#refresh(form, violation);
    violation(`the grant type ${String(grant)} is not used here`);
    return oauthRefusal('unsupported_grant_type', 'grant type not supported');
  }

  #exchange(form: URLSearchParams, violation: (text: string) => void): Answer {
    const code = form.get('code') ?? '';
    const known = this.#codes.get(code);
    this.#codes.delete(code);
    if (known === undefined) return oauthRefusal('invalid_grant', 'expired authorization code');
    if (form.get('redirect_uri') !== known.redirectUri)
      return oauthRefusal('redirect_uri_mismatch', 'redirect_uri must match');
    const verifier = form.get('code_verifier');
    if (verifier === null) return oauthRefusal('invalid_grant', 'code verifier is required');
    if (!/^[\w.~-]{43,128}$/.test(verifier)) {
      violation('the verifier has not 43 to 128 signs');
      return oauthRefusal('invalid_request', 'invalid code verifier');
    }
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    if (challenge !== known.challenge) return oauthRefusal('invalid_request', 'invalid code verifier');
    this.#refreshToken = newRefreshToken();
    return this.#answer(this.#refreshToken);
  }

  #refresh(form: URLSearchParams, violation: (text: string) => void): Answer {
    const given = form.get('refresh_token') ?? '';
    if (form.has('code_verifier')) violation('a verifier does not belong to a refresh');
    if (this.#spent.has(given)) {
      violation('a refresh token that was rotated away was used again');
      if (this.#options.reuse === 'kill_family') this.revoke();
      return oauthRefusal('invalid_grant', 'expired access/refresh token');
    }
    if (given === '' || given !== this.#refreshToken)
      return oauthRefusal('invalid_grant', 'expired access/refresh token');
    if (!this.#options.rotation) return this.#answer(undefined);
    this.#spent.add(given);
    this.#refreshToken = newRefreshToken();
    return this.#answer(this.#refreshToken);
  }

  /** Nothing says when the session ends: the first refusal does. */
  #answer(refreshToken: string | undefined): Answer {
    const accessToken = `${ORGANIZATION_ID.slice(0, 15)}!AQ${randomBytes(40).toString('base64url')}`;
    this.#sessions.add(accessToken);
    return {
      status: 200,
      body: {
        access_token: accessToken,
        ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
        signature: randomBytes(32).toString('base64'),
        scope: 'refresh_token id api',
        instance_url: this.#instanceUrl,
        id: `${this.#origin}/id/${ORGANIZATION_ID}/${USER_ID}`,
        token_type: 'Bearer',
        issued_at: String(this.#options.now()),
      },
    };
  }
}

function newRefreshToken(): string {
  return `5Aep861${randomBytes(48).toString('base64url')}`;
}
