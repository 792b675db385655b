import { appError } from '../../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import { createLimiter } from '../limits/limiter.ts';
import type { AccountIdentity } from '../port.ts';
import { parseJson, pendingAnswer } from './answers.ts';
import type { SalesforcePorts } from './client.ts';
import { answerError, failureError, unreadable } from './errors.ts';
import { obey } from './limits.ts';
import { OPERATIONS } from './operations.ts';
import { isSafeOrigin, withoutSlash } from './origin.ts';
import type { VoiceCallBody } from './voice-map.ts';
import { claimsOf, tokenProblem } from './voice-token.ts';

export interface TelephonyAccess {
  /** `https://<company>.my.salesforce-scrt.com` */
  readonly url: string;
  /** API name of the call centre, the `sub` of the token. */
  readonly callCenter: string;
  readonly provider: string;
  /** From the company's signing service. */
  readonly token: string;
}

export interface Telephony {
  verify(): Result<AccountIdentity>;
  /**
   * Makes or changes the voice call with this key; the same again changes nothing. Success means only that Salesforce has
   * taken it: it works on it later and does not say how it ended.
   */
  patch(
    operation: 'addVoiceCall' | 'changeVoiceCall',
    key: string,
    body: Partial<VoiceCallBody>,
  ): Promise<Result<void>>;
}

const IDLE_TIMEOUT = 30_000;
/** Voice calls that an org may make in a second. */
const CALLS_PER_SECOND = 50;

/** The Telephony Integration API of an org with Service Cloud Voice. */
export function createTelephony(ports: SalesforcePorts, access: TelephonyAccess): Telephony {
  const { http, clock, random, log } = ports;
  const limiter = createLimiter({ clock, windows: [{ name: 'calls', max: CALLS_PER_SECOND, ms: 1000 }] });
  const url = withoutSlash(access.url);
  const token = access.token.trim();

  function problem() {
    if (!isSafeOrigin(url)) return appError('sign_in', 'insecure_url', 'The token is only sent over https.');
    return tokenProblem(token, access.callCenter, clock.now());
  }

  return {
    verify() {
      const found = problem();
      if (found !== undefined) return fail(found);
      const claims = claimsOf(token);
      return ok({
        userId: access.callCenter,
        name: access.callCenter,
        company: claims?.iss ?? new URL(url).hostname,
        missingRights: [],
        remarks: ['The telephony token cannot be tried without logging a call; it was only read.'],
      });
    },
    async patch(operation, key, body) {
      const found = problem();
      if (found !== undefined) return fail(found);
      const slot = await limiter.acquire({ kind: operation, windows: ['calls'], costs: {} });
      if (!slot.ok) return slot;
      const started = clock.now();
      const sent = await http.send({
        method: OPERATIONS[operation].method,
        url: `${url}/telephony/v1/voiceCalls/${encodeURIComponent(key)}`,
        headers: {
          accept: 'application/json',
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'telephony-provider-name': access.provider,
        },
        body: JSON.stringify(body),
        idleTimeout: IDLE_TIMEOUT,
        sent: () => slot.value.left(),
      });
      slot.value.done();
      log.write('debug', 'salesforce_request', {
        operation,
        status: sent.ok ? sent.answer.status : sent.failure.code,
        milliseconds: clock.now() - started,
      });
      if (!sent.ok) return fail(failureError(operation, sent.failure));
      const { status, body: text } = sent.answer;
      if (status >= 200 && status <= 299) {
        const understood = status === 204 || pendingAnswer.safeParse(parseJson(text)).success;
        return understood ? ok(undefined) : fail(unreadable(operation));
      }
      const error = answerError(operation, sent.answer, { now: clock.now(), fraction: random.fraction() });
      obey(limiter, error);
      return fail(error);
    },
  };
}
