import { appError, type AppError } from '../../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import type { Clock } from '../../ports.ts';
import { answerTimes } from './answer-times.ts';
import { dailyBudget, type Budget } from './budget.ts';
import { rollingWindow, type RollingWindow, type Told } from './rolling-window.ts';
import { slotMaker, type Slot } from './slot.ts';

/** What one request uses. */
export interface Want {
  /** Requests of one kind take about equally long to answer. */
  readonly kind: string;
  readonly windows: readonly string[];
  /** Budget name to cost. */
  readonly costs: Readonly<Record<string, number>>;
  readonly signal?: AbortSignal;
}

export interface Limiter {
  /** First come, first served within each window. Fails with `busy` when waiting would take longer than `longestWait`. */
  acquire(want: Want): Promise<Result<Slot>>;
  /** Nothing leaves before `at` (epoch milliseconds). */
  pauseUntil(at: number, code: string): void;
  /** The other side complained about the pace: for a minute, slots count from the answers alone. */
  slowDown(): void;
  learnWindow(name: string, told: Told): void;
  /** What the other side says is left; it counts until `until` (epoch milliseconds). */
  learnBudget(name: string, remaining: number, until: number): void;
}

export interface LimiterOptions {
  readonly clock: Clock;
  readonly windows: readonly { name: string; max: number; ms: number; ceiling?: number }[];
  readonly budgets?: readonly { name: string; perDay: number | null }[];
  /** Milliseconds; longer waits are refused with `retryAt` so that the job, not the request, waits. Default 10 s. */
  readonly longestWait?: number;
}

const SLOW_FOR = 60_000;

/** Limiters of one account by name: what the CRM has counted goes on counting when the adapter is made anew. */
export type KeptLimiters = Map<string, Limiter>;

/** The kept limiter of this name; made and kept when there is none yet. Without `kept`: a new one. */
export function keptLimiter(kept: KeptLimiters | undefined, name: string, options: LimiterOptions): Limiter {
  const limiter = kept?.get(name) ?? createLimiter(options);
  kept?.set(name, limiter);
  return limiter;
}

/** Client-side rate limits of one account: rolling windows, daily budgets, pauses. */
export function createLimiter(options: LimiterOptions): Limiter {
  const { clock } = options;
  const gate = new Gate(options);
  return {
    acquire: (want) => gate.acquire(want),
    pauseUntil: (at, code) => gate.pauseUntil(at, code),
    slowDown: () => gate.slowDown(),
    learnWindow: (name, told) => {
      gate.window(name).learn(clock.now(), told);
      gate.pump();
    },
    learnBudget: (name, remaining, until) => gate.budget(name).learn(remaining, until),
  };
}

interface Waiting {
  readonly want: Want;
  readonly answer: (result: Result<Slot>) => void;
}

class Gate {
  readonly #clock: Clock;
  readonly #longestWait: number;
  readonly #windows: ReadonlyMap<string, RollingWindow>;
  readonly #budgets: ReadonlyMap<string, Budget>;
  readonly #makeSlot: ReturnType<typeof slotMaker>;
  #queue: Waiting[] = [];
  #pause = { until: 0, code: 'rate_limited' };
  #slowUntil = 0;
  #timer: Disposable | undefined;

  constructor(options: LimiterOptions) {
    this.#clock = options.clock;
    this.#longestWait = options.longestWait ?? 10_000;
    this.#windows = new Map(options.windows.map((rule) => [rule.name, rollingWindow(rule)]));
    this.#budgets = new Map((options.budgets ?? []).map((rule) => [rule.name, dailyBudget(rule)]));
    this.#makeSlot = slotMaker({
      clock: options.clock,
      times: answerTimes(),
      slow: () => options.clock.now() < this.#slowUntil,
      changed: () => this.pump(),
    });
  }

  acquire(want: Want): Promise<Result<Slot>> {
    return new Promise((resolve) => {
      const onAbort = (): void => this.pump();
      want.signal?.addEventListener('abort', onAbort, { once: true });
      this.#queue.push({
        want,
        answer: (result) => {
          want.signal?.removeEventListener('abort', onAbort);
          resolve(result);
        },
      });
      this.pump();
    });
  }

  pauseUntil(at: number, code: string): void {
    if (at > this.#pause.until) this.#pause = { until: at, code };
    this.pump();
  }

  slowDown(): void {
    this.#slowUntil = this.#clock.now() + SLOW_FOR;
  }

  window(name: string): RollingWindow {
    return known(this.#windows, name);
  }

  budget(name: string): Budget {
    return known(this.#budgets, name);
  }

  /** Lets go whoever may go, in the order they came. One who waits for a full window holds up nobody who does not need it. */
  pump(): void {
    this.#timer?.[Symbol.dispose]();
    this.#timer = undefined;
    const now = this.#clock.now();
    const waiting: Waiting[] = [];
    let wake = Infinity;
    for (const next of this.#queue.splice(0)) {
      const error = this.#refusal(next.want, now);
      if (error !== undefined) {
        next.answer(fail(error));
        continue;
      }
      const full = this.#windowsOf(next.want).filter((window) => !window.hasRoom(now));
      if (full.length === 0 && now >= this.#pause.until) {
        this.#grant(next, now);
        continue;
      }
      waiting.push(next);
      wake = Math.min(wake, Math.max(this.#pause.until, ...full.map((window) => window.nextRoom(now))));
    }
    this.#queue = waiting;
    if (wake < Infinity) this.#timer = this.#clock.after(Math.max(1, Math.ceil(wake - now)), () => this.pump());
  }

  #refusal(want: Want, now: number): AppError | undefined {
    if (want.signal?.aborted === true) return appError('network', 'aborted', 'Given up before sending.');
    if (this.#pause.until - now > this.#longestWait) return busy(this.#pause.code, this.#pause.until);
    const blocked = this.#costsOf(want).flatMap(([budget, cost]) => budget.blockedUntil(cost, now) ?? []);
    return blocked.length === 0 ? undefined : busy('daily_budget', Math.max(...blocked));
  }

  #grant({ want, answer }: Waiting, now: number): void {
    const leases = this.#windowsOf(want).map((window) => window.take(now));
    const costs = this.#costsOf(want);
    for (const [budget, cost] of costs) budget.spend(cost, now);
    const settle = (): void => costs.forEach(([budget, cost]) => budget.settle(cost));
    answer(ok(this.#makeSlot(want.kind, leases, settle)));
  }

  #windowsOf(want: Want): RollingWindow[] {
    return want.windows.map((name) => this.window(name));
  }

  #costsOf(want: Want): [Budget, number][] {
    return Object.entries(want.costs).map(([name, cost]) => [this.budget(name), cost]);
  }
}

function busy(code: string, retryAt: number): AppError {
  const why =
    code === 'daily_budget' ? "The account's request budget of the day is used up." : 'The CRM asked for a pause.';
  return appError('busy', code, why, { retryAt });
}

function known<T>(map: ReadonlyMap<string, T>, name: string): T {
  const value = map.get(name);
  if (value === undefined) throw new Error(`the limiter has no ${name}`);
  return value;
}
