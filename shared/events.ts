import type { ErrorCategory } from './errors.ts';
import type { LedgerCall } from './ledger.ts';
import type { StateName } from './call.ts';

/** One reason why the health is not `fine`: what it concerns, and a stable code. */
export interface HealthReason {
  readonly scope: 'source' | 'account' | 'store' | 'recordings' | 'engine';
  /** Id of the source or account, empty for the whole engine. */
  readonly id: string;
  readonly code: string;
  readonly category: ErrorCategory | 'notice';
  /** One English sentence that says what to do; numbers and secrets are never in it. */
  readonly message: string;
}

export interface Health {
  readonly verdict: 'fine' | 'working' | 'offline' | 'attention';
  readonly reasons: readonly HealthReason[];
}

/** What the engine announces as it happens; the headless run prints them as lines. Times are ISO 8601 UTC. */
export type EngineEvent =
  | { readonly event: 'ready'; readonly at: string; readonly sources: number; readonly accounts: number }
  | { readonly event: 'call'; readonly at: string; readonly call: LedgerCall }
  | {
      readonly event: 'state';
      readonly at: string;
      readonly id: string;
      readonly from: StateName;
      readonly to: StateName;
      readonly reason: string | null;
      readonly crmId: string | null;
    }
  | {
      readonly event: 'recording';
      readonly at: string;
      readonly id: string;
      readonly state: string;
      readonly seconds: number | null;
    }
  | ({ readonly event: 'health'; readonly at: string } & Health);
