import { appError, describeThrown, type AppError } from '../../../shared/errors.ts';
import type { HealthReason } from '../../../shared/events.ts';
import { ok, type Result } from '../../../shared/result.ts';
import type { CrmAdapter } from '../crm/port.ts';
import type { Job, JobKind } from '../store/port.ts';
import { runAttachJob } from './attach-job.ts';
import { LaneCondition, uncertainFollowUp } from './lane-condition.ts';
import { runLogJob } from './log-job.ts';
import { backoff, longestSearchWait } from './policy.ts';
import { runRemoveJob } from './remove-job.ts';
import { runTaskJob } from './task-job.ts';
import { NO_HOST, type JobEnd, type LaneDeps } from './types.ts';
import { runUpdateJob } from './update-job.ts';

type Runner = (deps: LaneDeps, job: Job, adapter: CrmAdapter) => Promise<JobEnd>;

/** What a person waits for first, then logs: they are small, and a record without its recording is worth more than none. */
const KINDS = ['remove', 'update', 'log', 'task', 'attach', 'renew'] as const satisfies readonly JobKind[];
/** How many of a kind run at the same time, and what runs them. */
const WORKERS: Readonly<Record<JobKind, { readonly most: number; readonly run: Runner }>> = {
  remove: { most: 1, run: runRemoveJob },
  update: { most: 2, run: runUpdateJob },
  log: { most: 6, run: runLogJob },
  task: { most: 1, run: runTaskJob },
  attach: { most: 2, run: runAttachJob },
  renew: { most: 1, run: runAttachJob },
};
/** Failures in a row, no answer between them, after which a run that is to end does so. */
const GIVE_UP_AFTER = 5;
/** Before a store that refused (disk full) is asked again. */
const STORE_REST = 5_000;
const LONGEST_AWAITED_PAUSE = 60_000;
/** Timers hold no more than 24 days; deletions and renewals are further away. Milliseconds. */
const LONGEST_SLEEP = 3_600_000;

/** The outbox of one account. Another account's outage is none of its business. */
export class Lane {
  readonly #deps: LaneDeps;
  readonly #condition: LaneCondition;
  readonly #running = new Map<number, { kind: JobKind; end: Promise<void> }>();
  #adapter: CrmAdapter | undefined;
  #opening: Promise<void> | undefined;
  #timer: Disposable | undefined;
  #stopped = false;
  #paused = false;

  constructor(deps: LaneDeps) {
    this.#deps = deps;
    this.#condition = new LaneCondition(deps.account);
    // There may be a host by now.
    deps.store.jobs.hurryAfter(deps.account, NO_HOST, deps.clock.now());
  }

  get account(): string {
    return this.#deps.account;
  }

  /** The account's adapter, for questions of a person. Opened when it is not yet; error when it cannot be. */
  async adapter(): Promise<Result<CrmAdapter>> {
    if (this.#adapter !== undefined) return ok(this.#adapter);
    const opened = await this.#deps.openAdapter();
    if (opened.ok) this.#adapter ??= opened.value;
    return this.#adapter === undefined ? opened : ok(this.#adapter);
  }

  /** Something may be due. Cheap, call it freely. */
  kick(): void {
    if (this.#stopped || this.#paused || this.#opening !== undefined) return;
    const now = this.#deps.clock.now();
    if (this.#condition.blockedUntil > now) {
      this.#wakeAt(this.#condition.blockedUntil);
      return;
    }
    const due = this.#nextDue();
    if (due === undefined) return;
    if (due > now) {
      this.#wakeAt(due);
      return;
    }
    if (this.#adapter === undefined || this.#condition.signedOut) {
      this.#opening = this.#signIn();
      return;
    }
    this.#startWorkers(this.#adapter, now);
    const next = this.#nextDue();
    if (next !== undefined && next > now) this.#wakeAt(next);
  }

  /**
   * Nothing runs, and nothing will become possible within a minute without a person or a network. An unknown outcome is
   * waited for longer: until the CRM's lists show what was sent.
   */
  exhausted(): boolean {
    if (this.#running.size > 0 || this.#opening !== undefined) return false;
    const next = this.#nextDue();
    if (next === undefined || this.#condition.signedOut || this.#condition.strikes >= GIVE_UP_AFTER) return true;
    const now = this.#deps.clock.now();
    const blocked = this.#condition.blockedUntil - now;
    if (blocked > LONGEST_AWAITED_PAUSE) return true;
    return next - now > LONGEST_AWAITED_PAUSE && !this.#searchesSoon(now);
  }

  /** An unknown outcome will be looked for as soon as the CRM's lists can be believed. */
  #searchesSoon(now: number): boolean {
    const search = this.#deps.store.jobs.nextSearch(this.#deps.account);
    if (search === undefined || this.#adapter === undefined) return false;
    return search - now <= longestSearchWait(this.#adapter.capabilities.searchLag);
  }

  /** The reason to wait may be gone: network back, new credential, "try again". */
  hurry(): void {
    this.#condition.clear();
    this.#deps.store.jobs.hurry(this.#deps.account, this.#deps.clock.now());
    this.kick();
  }

  /** What runs comes to its end, nothing new begins until it is resumed. */
  pause(paused: boolean): void {
    this.#paused = paused;
    this.kick();
  }

  health(): HealthReason[] {
    const { account, clock, store } = this.#deps;
    const reasons = this.#condition.health(clock.now());
    return store.followUps.uncertain(account) === 0 ? reasons : [...reasons, uncertainFollowUp(account)];
  }

  /** No new work; resolves when what runs has come to an end. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.[Symbol.dispose]();
    await this.#opening;
    await Promise.all([...this.#running.values()].map((entry) => entry.end));
  }

  #nextDue(): number | undefined {
    return this.#deps.store.jobs.nextDue(this.#deps.account, KINDS);
  }

  #wakeAt(at: number): void {
    this.#timer?.[Symbol.dispose]();
    const ms = Math.min(LONGEST_SLEEP, Math.max(1, at - this.#deps.clock.now()));
    this.#timer = this.#deps.clock.after(ms, () => this.kick());
  }

  #startWorkers(crm: CrmAdapter, now: number): void {
    for (const kind of KINDS) {
      if (kind === 'log' && !this.#deps.mayStart()) continue;
      let free = WORKERS[kind].most - [...this.#running.values()].filter((entry) => entry.kind === kind).length;
      for (; free > 0; free--) {
        const job = this.#deps.store.jobs.claim(this.#deps.account, [kind], now);
        if (job === undefined) break;
        this.#running.set(job.no, { kind, end: this.#run(job, crm) });
      }
    }
  }

  async #run(job: Job, crm: CrmAdapter): Promise<void> {
    try {
      const end = await WORKERS[job.kind].run(this.#deps, job, crm);
      if (end.kind === 'done' && (job.kind === 'attach' || job.kind === 'renew')) this.#condition.hosted();
      this.#learn(end);
    } catch (thrown) {
      this.#broke(job, thrown);
    } finally {
      this.#running.delete(job.no);
      this.kick();
    }
  }

  /** A fault of ours, or a full disk, must neither spin nor lose the job: it rests, longer each time. */
  #broke(job: Job, thrown: unknown): void {
    const { clock, log, random, store } = this.#deps;
    const error = appError('bug', 'job_broke', describeThrown(thrown));
    log.write('error', 'job_broke', { job: job.no, kind: job.kind, message: error.message });
    try {
      store.jobs.postpone(job.no, clock.now() + backoff(job.attempts + 2, random.fraction()), error);
    } catch (again) {
      log.write('error', 'store_refused', { job: job.no, message: describeThrown(again) });
      clock.after(STORE_REST, () => this.#broke(job, again));
      return;
    }
    this.kick();
  }

  #learn(end: JobEnd): void {
    this.#condition.learn(end, this.#deps.clock.now(), this.#deps.random.fraction());
    this.#deps.onHealth();
  }

  async #signIn(): Promise<void> {
    try {
      const refused = await this.#openAdapter();
      if (refused === undefined) this.#condition.signedIn();
      else this.#learn({ kind: 'failed', error: refused, until: refused.retryAt ?? null });
    } catch (thrown) {
      this.#learn({ kind: 'failed', error: appError('network', 'sign_in_broke', describeThrown(thrown)), until: null });
    } finally {
      this.#opening = undefined;
      this.kick();
    }
  }

  /** After a refused credential the new one is proven by a question before any call is risked on it. */
  async #openAdapter(): Promise<AppError | undefined> {
    const opened = await this.#deps.openAdapter();
    if (!opened.ok) return opened.error;
    if (this.#condition.signedOut) {
      const verified = await opened.value.verify();
      if (!verified.ok) return verified.error;
    }
    this.#adapter = opened.value;
    return undefined;
  }
}
