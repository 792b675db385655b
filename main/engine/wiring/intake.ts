import type { CallState } from '../../../shared/call.ts';
import type { Leg, Rejection } from '../../../shared/leg.ts';
import { foldGroup, type FoldContext } from '../calls/fold.ts';
import { failPoint } from '../fail-points.ts';
import type { ReaderBatch, ReaderRow } from '../readers/port.ts';
import type { FirstLeg, LegKey, NewCall, StoredCall } from '../store/port.ts';
import { Linker } from './linker.ts';
import { callRef } from './call-ref.ts';
import type { IntakeDeps } from './intake-deps.ts';
import { refoldGroup } from './refold.ts';
import { textHash } from './text-hash.ts';

export interface IntakeBatch extends ReaderBatch {
  /** Calls of this batch may have been logged by an earlier database: look before the first post. */
  readonly searchFirst: boolean;
}

interface Taking extends IntakeBatch {
  /** Groups that got a leg and are to be folded again. */
  readonly touched: Set<number>;
}

/** How many legs are remembered from before the start: more than any PBX has under way at one time. */
const REMEMBERED_LEGS = 500;

/** From records to durable calls and jobs, one transaction a batch, the cursor with them. */
export class Intake {
  readonly #deps: IntakeDeps;
  readonly #linker = new Linker();
  #previousEnd: number | undefined;

  constructor(deps: IntakeDeps) {
    this.#deps = deps;
    for (const { groupNo, leg } of deps.store.legs.newest(deps.source.no, REMEMBERED_LEGS)) {
      this.#linker.remember(leg, groupNo);
    }
  }

  /** Throws when the store refuses (full disk); then nothing of the batch was taken and the cursor stands. */
  take(batch: IntakeBatch): void {
    const { store, changes, source } = this.#deps;
    changes.transaction(() => {
      const taking = { ...batch, touched: new Set<number>() };
      for (const row of batch.rows) {
        const { mapped } = row;
        failPoint('record_parsed');
        if (mapped.leg !== undefined) {
          if (mapped.before !== undefined) this.#reject(mapped.before, row, batch);
          this.#takeLeg(mapped.leg, taking);
        } else if (mapped.rejection !== undefined) this.#reject(mapped.rejection, row, batch);
      }
      for (const groupNo of taking.touched) refoldGroup(this.#deps, groupNo);
      for (const [name, text] of batch.pieces ?? []) store.meta.set(pieceName(source.no, name), text);
      store.sources.advance(source.no, batch.cursor, batch.header ?? null);
    });
    failPoint('cursor_committed');
  }

  #takeLeg(leg: Leg, taking: Taking): void {
    const { store, source } = this.#deps;
    const { generation } = taking;
    const key: LegKey = { sourceNo: source.no, at: Math.floor(leg.start / 1_000), hash: textHash(leg.identity) };
    const ownKey = leg.groupIds[0] ?? `S:${key.at}:${key.hash}:`;
    // An id of the format needs no counting: the insert itself says whether the leg is known.
    const ordinal = leg.unique ? 0 : store.legs.claim(key, ownKey, generation);
    if (ordinal === null) return;
    const groupKey = leg.groupIds[0] ?? `${ownKey}${ordinal}`;
    const groups = this.#groupsOf(leg);
    if (groups.length === 0) {
      if (store.legs.isFurther(key, ordinal)) {
        this.#replace(leg, { key, ordinal, groupKey }, taking);
        return;
      }
      if (this.#newCall({ leg, key, ordinal, generation }, groupKey, taking.searchFirst)) return;
    }
    const owner = store.calls.byGroupKey(source.no, groupKey);
    if (owner?.first?.hash === key.hash && owner.first.ordinal === ordinal) {
      this.#replace(leg, { key, ordinal, groupKey }, taking);
      return;
    }
    const [first = owner?.groupNo, ...others] = groups;
    if (first === undefined) throw new Error('a group key is taken by nobody');
    if (!store.legs.insert(key, { ordinal, generation, callNo: first }, leg)) {
      this.#replace(leg, { key, ordinal, groupKey }, taking);
      return;
    }
    for (const other of others) this.#merge(other, first, taking.touched);
    this.#linker.remember(leg, first);
    taking.touched.add(first);
  }

  /** A row that was seen before it was final says more now: its call is folded again. */
  #replace(leg: Leg, place: { key: LegKey; ordinal: number; groupKey: string }, taking: Taking): void {
    if (taking.changing !== true) return;
    const groupNo = this.#deps.store.legs.replace(place, leg);
    if (groupNo !== undefined) taking.touched.add(groupNo);
  }

  /** Groups that the leg belongs to: of its kin near by, else of an older call that has one of its weaker ids. */
  #groupsOf(leg: Leg): readonly number[] {
    const linked = this.#linker.groupsOf(leg);
    if (linked.length > 0 || leg.groupIds.length < 2) return linked;
    const { store, source } = this.#deps;
    const older = leg.groupIds.slice(1).map((id) => store.calls.byGroupKey(source.no, id));
    const known = older.find((call) => call !== undefined);
    return known === undefined ? [] : [known.groupNo];
  }

  /** Two groups turn out to be one call, as after an attended transfer. Refolding then gives each leg its place. */
  #merge(from: number, to: number, touched: Set<number>): void {
    for (const call of this.#deps.store.calls.inGroup(from)) this.#deps.store.calls.regroup(call.no, to);
    this.#linker.merge(from, to);
    touched.delete(from);
  }

  /** False when there is a call with this group key already. */
  #newCall(first: FirstLeg, groupKey: string, searchFirst: boolean): boolean {
    const { store, changes, source, plan, seen } = this.#deps;
    const { leg } = first;
    const callNo = store.calls.nextNo();
    const [conversation] = foldGroup([leg], this.#inFileOrder(leg));
    if (conversation === undefined) throw new Error('a leg was folded into no call');
    const { facts } = conversation;
    const state = plan.stateOf(facts, leg.final);
    const call: NewCall = {
      ref: callRef(source.id, groupKey),
      sourceNo: source.no,
      groupKey,
      groupNo: null,
      state,
      facts,
      searchFirst,
      recordingState: plan.recordingOf(facts, state),
      first,
    };
    if (!store.calls.insert(callNo, call)) return false;
    failPoint('call_inserted');
    this.#linker.remember(leg, callNo);
    this.#previousEnd = facts.endedAt;
    seen(facts, [leg]);
    plan.enqueue(callNo, state);
    if (state.name === 'queued') changes.found(callNo);
    else if (isNews(state)) changes.found(callNo, asStored(callNo, call, source.id));
    return true;
  }

  /** Where no id tells the moment, the place in the file does: no row ended before the row above it. */
  #inFileOrder(leg: Leg): FoldContext {
    const { fold } = this.#deps;
    return leg.epoch !== null || this.#previousEnd === undefined ? fold : { ...fold, previousEnd: this.#previousEnd };
  }

  #reject(rejection: Rejection, row: ReaderRow, batch: IntakeBatch): void {
    const { store, source, clock } = this.#deps;
    const text = typeof row.text === 'string' ? row.text : row.text();
    store.legs.reject(
      {
        sourceNo: source.no,
        hash: textHash(text),
        file: batch.file,
        offset: row.offset,
        reason: rejection.reason,
        detail: rejection.detail,
        text,
        foundAt: clock.now(),
      },
      batch.generation,
    );
  }
}

/** Where a piece of a reader's memory is kept. */
export const pieceName = (sourceNo: number, name: string): string => `read/${sourceNo}/${name}`;

/** What the store would answer for a call that was just inserted and is not queued: a queued one has a delivery. */
function asStored(no: number, call: NewCall, source: string): StoredCall {
  return { ...call, no, source, groupNo: call.groupNo ?? no, revise: false };
}

/** A hundred thousand calls from before the start date are counted, not announced one by one. */
function isNews(state: CallState): boolean {
  return !(state.name === 'excluded' && state.reason === 'before_start');
}
