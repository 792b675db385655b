import type { AppError } from '../../../shared/errors.ts';
import type { HealthReason } from '../../../shared/events.ts';
import type { SecretAnswer } from '../ports.ts';
import { backoff } from './policy.ts';
import { NO_HOST, type JobEnd } from './types.ts';

/** At most one question a minute with a credential that was refused. Milliseconds. */
const PROBE_EVERY = 60_000;

/** The credential may well be good, the keyring cannot be asked: the message says what to do, signing in again would not. */
const KEYRING: ReadonlySet<string> = new Set<Extract<SecretAnswer, { kind: 'unavailable' }>['code']>([
  'no_keyring',
  'locked',
  'denied',
]);

/** Why an account has to wait, learnt from how its jobs end. No timers, no I/O. */
export class LaneCondition {
  readonly #account: string;
  #pausedUntil = 0;
  #pauseError: AppError | undefined;
  #signInError: AppError | undefined;
  #nextProbe = 0;
  #strikes = 0;
  /** Why recordings that need a host do not get there. */
  #hostError: AppError | undefined;

  constructor(account: string) {
    this.#account = account;
  }

  get signedOut(): boolean {
    return this.#signInError !== undefined;
  }

  /** Failures in a row to reach the CRM, no answer between them. */
  get strikes(): number {
    return this.#strikes;
  }

  /** Epoch milliseconds before which nothing may start. */
  get blockedUntil(): number {
    return Math.max(this.#pausedUntil, this.#signInError === undefined ? 0 : this.#nextProbe);
  }

  learn(end: JobEnd, now: number, fraction: number): void {
    if (end.kind === 'done') {
      this.#strikes = 0;
      this.#pauseError = undefined;
      return;
    }
    if (end.kind === 'aside') {
      this.#hostError = end.error;
      return;
    }
    const { error, until } = end;
    if (error.category === 'sign_in') {
      this.#signInError = error;
      this.#nextProbe = now + PROBE_EVERY;
    } else if (error.category === 'busy') {
      this.#pausedUntil = Math.max(this.#pausedUntil, until ?? 0);
      this.#pauseError = error;
    } else if (error.category === 'network' && now >= this.#pausedUntil) {
      this.#pausedUntil = now + backoff(this.#strikes, fraction);
      this.#strikes++;
      this.#pauseError = error;
    }
  }

  /** A recording got to its host. */
  hosted(): void {
    this.#hostError = undefined;
  }

  signedIn(): void {
    this.#signInError = undefined;
  }

  /** The reason to wait may be gone. */
  clear(): void {
    this.#strikes = 0;
    this.#pausedUntil = 0;
    this.#nextProbe = 0;
  }

  /** For people: what is wrong and what to do. */
  health(now: number): HealthReason[] {
    return [...this.#accountHealth(now), ...this.#hostHealth()];
  }

  #hostHealth(): HealthReason[] {
    if (this.#hostError === undefined) return [];
    const { code, category, message } = this.#hostError;
    const account = this.#account;
    if (code === NO_HOST) {
      const advice = `${message} Set "recordingHost"; the calls are logged, their recordings wait here.`;
      return [{ scope: 'account', id: account, code, category: 'notice', message: advice }];
    }
    const waiting = `${message} Calls are logged without their recordings, which wait here.`;
    return [{ scope: 'recordings', id: account, code, category, message: waiting }];
  }

  #accountHealth(now: number): HealthReason[] {
    if (this.#signInError !== undefined) {
      const { code, message } = this.#signInError;
      const asks = KEYRING.has(code) ? message : `Sign in again: ${message}`;
      const shown = KEYRING.has(code) ? code : 'sign_in';
      return [this.#reason(this.#signInError, shown, `${asks} Calls wait here and go afterwards.`)];
    }
    if (this.#pauseError === undefined) return [];
    if (this.#pauseError.category === 'busy' && this.#pausedUntil > now) {
      const until = new Date(this.#pausedUntil).toISOString();
      const message = `The CRM asks for a pause until ${until}. Calls go by themselves afterwards.`;
      return [this.#reason(this.#pauseError, this.#pauseError.code, message)];
    }
    if (this.#strikes === 0) return [];
    const message = 'The CRM cannot be reached. Calls wait here and go by themselves.';
    return [this.#reason(this.#pauseError, this.#pauseError.code, message)];
  }

  #reason(error: AppError, code: string, message: string): HealthReason {
    return { scope: 'account', id: this.#account, code, category: error.category, message };
  }
}

/** The answer to a follow-up was lost: it may be in the CRM, and only a look there tells. */
export function uncertainFollowUp(account: string): HealthReason {
  const message =
    'Whether a follow-up was created in the CRM is not known. Look there, then try it again or leave it as it is.';
  return { scope: 'account', id: account, code: 'follow_up_uncertain', category: 'notice', message };
}
