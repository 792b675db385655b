import type { CrmAdapter } from '../../main/engine/crm/port.ts';
import type { Ports } from '../../main/engine/ports.ts';
import type { Outcome } from '../../shared/call.ts';
import type { ErrorCategory } from '../../shared/errors.ts';
import type { Fault } from '../sandbox/pipedrive/types.ts';

/**
 * What the common suite has to know of one CRM: a new CRM is one file with a driver, and one line in `adapters-all.ts`.
 * Everything else the suite reads from the adapter's capabilities.
 */
export interface CrmDriver {
  readonly crm: string;
  /** How the note of a call is stored: markup of strangers must not survive in HTML. */
  readonly notes: 'html' | 'plain';
  /** The request that makes or changes the thing: `METHOD /path` as faults are matched. */
  readonly requests: { readonly log: RegExp; readonly attach: RegExp; readonly task: RegExp };
  /** Categories that differ from what the status says by itself: the answer to `logCall`. */
  readonly statuses?: Readonly<Record<number, readonly ErrorCategory[]>>;
  /** A CRM with one contact: `JANE`, called Jane Doe, of Acme. */
  start(options: WorldOptions): Promise<World>;
}

export interface WorldOptions {
  /** The CRM's clock. */
  readonly now?: () => number;
}

export type AdapterPorts = Pick<Ports, 'http' | 'clock' | 'random' | 'log'>;

export interface World extends AsyncDisposable {
  connect(ports: AdapterPorts, change?: AccountChange): CrmAdapter;
  readonly faults: { add(fault: Fault): void };
  readonly requests: readonly { readonly method: string; readonly path: string }[];
  /** Everything the adapter did that the vendor forbids. */
  readonly violations: readonly string[];
  /** A second contact, with another number. */
  addPerson(person: { name: string; phones: readonly string[] }): void;
  /** The calls in the CRM, in the CRM's own words, oldest first. */
  calls(): readonly SeenCall[];
  tasks(): readonly SeenTask[];
  /** Another person rewrites the note of a call in the browser. */
  rewriteNote(callId: string, text: string): void;
}

export interface AccountChange {
  readonly credential?: 'wrong';
  readonly outcomes?: Partial<Readonly<Record<Outcome, string>>>;
}

/** One stored call. What a CRM has no field for is null. */
export interface SeenCall {
  readonly id: string;
  readonly direction: string | null;
  /** As the table of `docs/crm` shows it: status and outcome of the CRM in one text. */
  readonly outcome: string;
  readonly seconds: number | null;
  /** Every text that came with the call. */
  readonly note: string;
  readonly contactId: string | null;
  /** An address, or a name of what was uploaded. */
  readonly recording: string | null;
}

export interface SeenTask {
  readonly text: string;
  /** `YYYY-MM-DD` */
  readonly dueDate: string;
}
