import type { CallState, PhoneNumber } from '../../../shared/call.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/result.ts';
import type { Contact, ContactDraft, CrmAdapter, LoggableCall } from '../crm/port.ts';
import type { Clock, Log, OpenFile, Random } from '../ports.ts';
import type { Delivery, Store, StoredCall, StoredRecording } from '../store/port.ts';

/** What the outbox of one account is given. Everything foreign comes in here. */
export interface LaneDeps {
  readonly account: string;
  readonly store: Store;
  readonly changes: Changes;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Reads the credential and makes the adapter. Asked again after a failed sign-in. */
  openAdapter(): Promise<Result<CrmAdapter>>;
  readonly contacts: ContactQuestion;
  /** False while a source is still being caught up on: more legs of the same call may come. */
  mayStart(): boolean;
  openRecording(recording: StoredRecording, ref: string): Promise<Result<OpenedRecording>>;
  /** Where recordings are put for CRMs that take a link; null: nowhere is configured. */
  readonly host: RecordingHosting | null;
  /** Something the health shows has changed. */
  onHealth(): void;
  /** How far an upload has come, 0 to 1; null: it has ended. */
  uploading?(ref: string, share: number | null): void;
}

export interface Changes {
  /** Runs `work` in one transaction and announces what it moved when it is durable. */
  transaction<T>(work: () => T): T;
  /** Moves the call; false when it is no longer where it was read. Only inside `transaction`. */
  move(call: Pick<StoredCall, 'no' | 'ref' | 'state'>, to: CallState, crmId?: string): boolean;
}

/** The answer to "whose number is this": by policy of the agent, with a reason. */
export interface ContactQuestion {
  find(adapter: CrmAdapter, number: PhoneNumber): Promise<Result<readonly Contact[]>>;
  forget(number: PhoneNumber): void;
  /** Calls of one number at the same time make one contact; its id is remembered, because a search would not find it yet. */
  create(adapter: CrmAdapter, draft: ContactDraft): Promise<Result<Contact>>;
  /** The contact that was remembered for this number is of no use any more. */
  unlearn(number: PhoneNumber): void;
  /** `number` without digits is never made a contact of. */
  decide(contacts: readonly Contact[], number: PhoneNumber, contactless: boolean): ContactDecision;
}

export type ContactDecision =
  | {
      readonly kind: 'decided';
      readonly decision: Pick<Delivery, 'contact' | 'dealId' | 'leadId'>;
      /** Stable code: why this contact, or why none. */
      readonly reason: string;
    }
  | { readonly kind: 'create' }
  | { readonly kind: 'hold'; readonly reason: 'no_contact' | 'several_contacts' };

export interface OpenedRecording extends AsyncDisposable {
  readonly file: OpenFile;
  readonly bytes: number;
  readonly name: string;
  readonly type: string;
  /** The file is still the one that was proven. */
  unchanged(): Promise<boolean>;
}

/** Brings a recording to where a link can lead to it. */
export interface RecordingHosting {
  /** Puts the recording there unless it is there, and gives its link, one that was just made where links expire. */
  place(request: HostingRequest): Promise<Result<HostedLink>>;
}

export interface HostingRequest {
  readonly call: StoredCall;
  readonly recording: StoredRecording;
  /** Null: it must be on the host already. */
  readonly opened: OpenedRecording | null;
}

export interface HostedLink {
  readonly url: string;
  /** Epoch milliseconds; null: it does not expire. */
  readonly expiresAt: number | null;
}

/**
 * What became of a job, for the lane. `aside`: the CRM is not to blame, the recording host is, or there is none; other
 * jobs of the account go on.
 */
export type JobEnd =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly error: AppError; readonly until: number | null }
  | { readonly kind: 'aside'; readonly error: AppError };

export const DONE: JobEnd = { kind: 'done' };

/** The code under which recordings wait for a host to be configured. */
export const NO_HOST = 'no_recording_host';

export function toLoggable(call: StoredCall, delivery: Delivery): LoggableCall {
  const { facts } = call;
  return {
    ref: call.ref,
    direction: facts.direction,
    outcome: delivery.outcome ?? facts.outcome,
    remote: facts.remote,
    remoteName: facts.remoteName,
    localNumber: facts.localNumber,
    startedAt: facts.startedAt,
    answeredAt: facts.answeredAt,
    endedAt: facts.endedAt,
    talkSeconds: facts.talkSeconds,
    note: delivery.note,
    contact: delivery.contact,
    dealId: delivery.dealId,
    leadId: delivery.leadId,
  };
}
