import type { CallFacts, CallState, Outcome, RecordingState, StateName } from '../../../shared/call.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { Leg } from '../../../shared/leg.ts';

import type { ContactTable, FollowUpTable, HostedTable } from './decision-port.ts';

export type * from './decision-port.ts';

/**
 * What the rest of the engine may know of the store: names and shapes, no SQL. Like `crm/port.ts`, a file of types that
 * siblings meet in.
 */

export type Counts = Record<StateName, number>;

export interface StoredCall {
  readonly no: number;
  readonly ref: string;
  readonly source: string;
  readonly sourceNo: number;
  readonly groupNo: number;
  readonly state: CallState;
  readonly facts: CallFacts;
  /** Look for it in the CRM before the first post: it may have been logged by an earlier database. */
  readonly searchFirst: boolean;
  /** The CRM's record says less than we know by now. */
  readonly revise: boolean;
  readonly recordingState: RecordingState | null;
  /** Number of the call in another source that is logged in its place; null: this one stands for itself. */
  readonly sameAs?: number | null;
}

/** The leg that begins a call, and its place among equal ones. */
export interface FirstLeg {
  readonly leg: Leg;
  readonly key: LegKey;
  readonly ordinal: number;
  readonly generation: number;
}

export interface NewCall {
  readonly ref: string;
  readonly sourceNo: number;
  readonly groupKey: string;
  /** Null: the call begins a group of its own. */
  readonly groupNo: number | null;
  readonly state: CallState;
  readonly facts: CallFacts;
  readonly searchFirst: boolean;
  readonly recordingState: RecordingState | null;
  /** Without it the call gets its legs from others, see `LegTable.reassign`. */
  readonly first?: FirstLeg;
}

/** Calls that ended from `from` on and before `before`, epoch milliseconds; at most `limit`. */
export interface EndSpan {
  readonly from: number;
  readonly before: number;
  readonly limit: number;
}

export interface CallTable {
  /** The number that the next inserted call should have: none has it yet. */
  nextNo(): number;
  /** A transaction was rolled back: what was remembered of it is not true. */
  rolledBack(): void;
  /** False when there is a call with this group key already; then nothing changes. */
  insert(no: number, call: NewCall): boolean;
  get(no: number): StoredCall | undefined;
  /** By its name in the ledger. */
  byRef(ref: string): StoredCall | undefined;
  /** `first`: the leg that began the call, null when it went to another one. */
  byGroupKey(
    sourceNo: number,
    groupKey: string,
  ): { groupNo: number; first: (Pick<LegKey, 'hash'> & { ordinal: number }) | null } | undefined;
  inGroup(groupNo: number): StoredCall[];
  setFacts(no: number, facts: CallFacts): void;
  /** Takes a call away whose legs all went to another one, with everything that hangs on it. Never a sent one. */
  absorb(no: number): void;
  regroup(no: number, groupNo: number): void;
  /** Moves a call; returns false when it is no longer in the state it was read in. */
  move(no: number, from: StateName, to: CallState): boolean;
  setFlags(no: number, flags: { searchFirst?: boolean; revise?: boolean }): void;
  setRecordingState(no: number, state: RecordingState | null): void;
  inState(name: StateName, limit: number): StoredCall[];
  /** Numbers of a source's calls after this one that wait for the agent, a decision or their turn. */
  openAfter(sourceNo: number, no: number, limit: number): number[];
  /** Settling calls whose time is up. */
  settled(now: number, limit: number): StoredCall[];
  /**
   * Calls that want a recording and have none that is of use, newest first. `states`: how far it has come. Excluded calls
   * want none.
   */
  wantingRecording(sourceNo: number, states: readonly RecordingState[], span: EndSpan): StoredCall[];
  /** Calls that are `logged` and wait for nothing but their recording. */
  awaitingRecording(sourceNo: number, limit: number): StoredCall[];
  /** Calls that began in this stretch of time (epoch milliseconds) and were not excluded by a rule, oldest first. */
  startedBetween(from: number, to: number): StoredCall[];
  /** The newest calls of a source by number, newest first, whatever became of them. */
  newestOf(sourceNo: number, limit: number): StoredCall[];
  setSameAs(no: number, other: number | null): void;
  /** Calls that this one is logged in place of. */
  sameAs(no: number): StoredCall[];
  /** Numbers of all calls by their start. */
  oldestFirst(): number[];
}

/** Where a leg stands in the order of its source: wall-clock second of its start, then a hash of its identity. */
export interface LegKey {
  readonly sourceNo: number;
  readonly at: number;
  readonly hash: number;
}

export interface NewRejection {
  readonly sourceNo: number;
  readonly hash: number;
  readonly file: string;
  readonly offset: number;
  readonly reason: string;
  readonly detail: string;
  readonly text: string;
  readonly foundAt: number;
}

export interface StoredRejection {
  readonly source: string;
  readonly file: string;
  readonly offset: number;
  readonly reason: string;
  readonly detail: string;
  readonly text: string;
}

/**
 * Equal records are told apart by counting: the first, second, … of its kind since the file was begun. When a file is
 * read again from its start (`generation` grows), the first finds the first again. A record whose identity holds an id
 * of its format is never counted: equal means the same.
 */
export interface LegTable {
  /**
   * The ordinal under which a leg without an id is new, or null when it is known already. `groupKey`: what the group key of
   * a call that it began begins with.
   */
  claim(key: LegKey, groupKey: string, generation: number): number | null;
  /** It is stored as a further leg of some call. */
  isFurther(key: LegKey, ordinal: number): boolean;
  /** A further leg of a call. False when it is there already as such; then nothing changes. */
  insert(key: LegKey, place: { ordinal: number; generation: number; callNo: number }, leg: Leg): boolean;
  /**
   * Puts `leg` in the place of the one with its key, when that one was not final and said something else. The group of its
   * call then, else nothing.
   */
  replace(place: { key: LegKey; ordinal: number; groupKey: string }, leg: Leg): number | undefined;
  /** In the order in which they were stored is not kept; sorted by start, then identity. */
  ofCalls(callNos: readonly number[]): { callNo: number; key: LegKey & { ordinal: number }; leg: Leg }[];
  /** `leg` as `ofCalls` gave it. */
  reassign(leg: { callNo: number; key: LegKey & { ordinal: number } }, callNo: number): void;
  /** The newest legs of a source, about `limit` of them, newest last, with the groups of their calls. */
  newest(sourceNo: number, limit: number): { groupNo: number; leg: Leg }[];
  reject(rejection: NewRejection, generation: number): boolean;
  rejectionCount(): number;
  rejections(limit: number): StoredRejection[];
}

/**
 * - `log`: the call is to be in the CRM
 * - `update`: what was logged is to say what is known and decided by now
 * - `remove`: the agent takes the call back
 * - `task`: follow-ups are to be created
 * - `attach`: the whole recording is to be there
 * - `renew`: the link to the recording is about to expire
 */
export type JobKind = 'log' | 'update' | 'remove' | 'task' | 'attach' | 'renew';

export interface Job {
  readonly no: number;
  readonly callNo: number;
  readonly kind: JobKind;
  readonly account: string;
  readonly nextAt: number;
  readonly attempts: number;
  /** How often the CRM was searched for an unknown outcome and said no. */
  readonly searches: number;
  /** A request with an effect was opened at some time: what it did may not be known. */
  readonly opened: boolean;
  readonly error: AppError | null;
}

export interface JobTable {
  add(callNo: number, kind: JobKind, account: string, nextAt: number): void;
  /**
   * Takes the next due job of these kinds for this process, or undefined. A claim ends with the process. Of one call only
   * one job is claimed at a time.
   */
  claim(account: string, kinds: readonly JobKind[], now: number): Job | undefined;
  open(no: number): void;
  searched(no: number): void;
  /** Gives it back to be tried at `nextAt`. */
  postpone(no: number, nextAt: number, error: AppError | null): void;
  remove(no: number): void;
  removeOf(callNo: number, kind: JobKind): void;
  /** Which jobs a call has. */
  kindsOf(callNo: number): JobKind[];
  /** A job of this call is running. */
  isClaimed(callNo: number): boolean;
  /** At start: claims of a process that is gone. */
  releaseAll(): void;
  /** At start: a killed process may have created a contact that the CRM's search does not show yet. */
  waitForContacts(until: number): void;
  /** When the next unclaimed job is due, per account; undefined when there is none. */
  nextDue(account: string, kinds: readonly JobKind[]): number | undefined;
  /** When the next search for a call of unknown outcome is due; undefined when none waits for one. */
  nextSearch(account: string): number | undefined;
  /** Unclaimed jobs by the category of their last failure. */
  waiting(account: string): { category: string | null; jobs: number; nextAt: number }[];
  /** Makes waiting jobs due now: the reason to wait is gone. */
  hurry(account: string, now: number): void;
  /** The same for those that wait for this very reason. */
  hurryAfter(account: string, errorCode: string, now: number): void;
  count(): number;
}

/** What was decided for a call and what the CRM made of it. */
export interface Delivery {
  readonly account: string;
  readonly contact: {
    readonly id: string;
    readonly name: string;
    readonly reason: string;
    readonly organizationId: string | null;
  } | null;
  readonly dealId: string | null;
  readonly leadId: string | null;
  /** The contact question is settled (also when the answer is: without one). */
  readonly decided: boolean;
  /** A request to create the contact was opened and its answer is not known. */
  readonly creatingContact: boolean;
  readonly note: string | null;
  /** The agent's word; null: what the phone says. */
  readonly outcome: Outcome | null;
  /** The agent said that this call goes: it does not go back to waiting for the click. */
  readonly approved: boolean;
  /** Name of the contact that the agent wants created for this call. */
  readonly newContact: string | null;
  /** Set while the record is to be removed from the CRM: what becomes of the call then. */
  readonly takeBack: TakeBack | null;
  /** What we last wrote to the CRM, as the outbox keeps it; null: not known. */
  readonly written: string | null;
  readonly crmId: string | null;
  readonly crmWrapper: string | null;
  readonly crmUrl: string | null;
  readonly loggedAt: number | null;
}

export type TakeBack = 'pending' | 'ignored' | 'private';

export interface StoredRecording {
  readonly callNo: number;
  readonly path: string;
  readonly sha256: string | null;
  readonly bytes: number | null;
  readonly seconds: number | null;
  readonly type: string | null;
  /** What the CRM is told: nothing of the file's own name. */
  readonly uploadName: string | null;
  readonly fileId: string | null;
  readonly modifiedAt: number | null;
  readonly reason: string | null;
}

export interface DeliveryTable {
  get(callNo: number): Delivery | undefined;
  /** Makes the row when there is none. */
  begin(callNo: number, account: string): void;
  decide(callNo: number, decision: Pick<Delivery, 'contact' | 'dealId' | 'leadId'>): void;
  /** The contact question is open again; with a name, it is to be answered by creating that contact. */
  reopen(callNo: number, newContact: string | null): void;
  setCreating(callNo: number, creating: boolean): void;
  setWrapUp(callNo: number, wrapUp: Pick<Delivery, 'note' | 'outcome'>): void;
  setApproved(callNo: number, approved: boolean): void;
  setTakeBack(callNo: number, takeBack: TakeBack | null): void;
  setWritten(callNo: number, written: string): void;
  logged(callNo: number, record: LoggedRecord): void;
  /** The CRM's record was removed by us, to be written anew. */
  forgetRecord(callNo: number): void;
  /** A call turned out to be part of another one: what the agent said of it is said of that one, where that says nothing. */
  inherit(from: number, to: number): void;
}

export interface LoggedRecord {
  readonly id: string;
  readonly wrapperId: string | null;
  readonly url: string;
  readonly at: number;
  readonly written: string;
}

export interface RecordingTable {
  get(callNo: number): StoredRecording | undefined;
  put(recording: StoredRecording, foundAt: number): void;
  remove(callNo: number): void;
  /** Files of calls that ended in this stretch of time (epoch milliseconds). */
  pathsBetween(from: number, to: number): string[];
  /** Which call this file belongs to already. */
  ownerOf(path: string): number | undefined;
  setReason(callNo: number, reason: string | null): void;
}

export interface StoredSource {
  readonly no: number;
  /** What the tail and the mapper need to go on; opaque here. */
  readonly cursor: string | null;
  readonly mapper: string | null;
  /** The whole source was read once: what comes now is new. */
  readonly firstScanDone: boolean;
}

export interface SourceTable {
  /** The source's row, made when it is seen for the first time. */
  enter(id: string): StoredSource;
  advance(no: number, cursor: string, mapper: string | null): void;
  finishFirstScan(no: number): void;
}

export interface MetaTable {
  get(name: string): string | undefined;
  set(name: string, value: string): void;
}

/** One thing that happened to a call, for people. Epoch milliseconds. */
export interface Moment {
  readonly at: number;
  /** Stable code: `found`, `matched`, `sent`, `logged`, `answer_lost`, … */
  readonly code: string;
  readonly detail: string | null;
}

export interface Timeline {
  add(callNo: number, at: number, code: string, detail?: string | null): void;
  of(callNo: number): Moment[];
}

/** A call as a list of all calls knows it at once. */
export interface CallHead {
  readonly no: number;
  readonly ref: string;
  readonly sourceNo: number;
  readonly state: StateName;
  readonly reason: string | null;
  readonly startedAt: number;
}

/** What is said of a call, for search and sums. */
export interface CallBody {
  readonly no: number;
  readonly facts: CallFacts;
  readonly account: string | null;
  readonly contactName: string | null;
  readonly note: string | null;
}

export interface ListTable {
  /** Of all calls with a greater number, in the order of their numbers. */
  heads(afterNo: number): CallHead[];
  bodies(afterNo: number, limit: number): CallBody[];
  /** Numbers of the calls found last, newest first. */
  newest(limit: number): number[];
  /** Ids of all sources by their numbers. */
  sources(): Map<number, string>;
  /** How many legs all calls have together. */
  legs(): number;
}

/** All tables of the database behind names; the rest of the engine knows no SQL. */
export interface Store extends Disposable {
  readonly calls: CallTable;
  readonly legs: LegTable;
  readonly sources: SourceTable;
  readonly meta: MetaTable;
  readonly jobs: JobTable;
  readonly deliveries: DeliveryTable;
  readonly recordings: RecordingTable;
  readonly contacts: ContactTable;
  readonly followUps: FollowUpTable;
  readonly hosted: HostedTable;
  readonly timeline: Timeline;
  readonly list: ListTable;
  /** All or nothing, durable when it returns. A throw inside rolls back and is passed on. */
  transaction<T>(work: () => T): T;
  counts(): Counts;
  /** Counts the calls one by one: the judge of `counts`. */
  countedCalls(): { found: number; counts: Counts };
}
