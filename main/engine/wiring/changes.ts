import type { EngineEvent } from '../../../shared/events.ts';
import { transition } from '../../../shared/transitions.ts';
import { isoSeconds } from '../ledger/describe.ts';
import type { Changes } from '../outbox/types.ts';
import type { Clock } from '../ports.ts';
import type { Store, StoredCall } from '../store/port.ts';

export const isoTime = isoSeconds;

export interface AnnouncedChanges extends Changes {
  /**
   * Announces a new call, or one of which more is known now, when the transaction is durable. `asStored`: the call as it
   * was just stored, of a call that nothing hangs on yet; it need not be read again.
   */
  found(callNo: number, asStored?: StoredCall): void;
  /** Something else may happen to this call in this transaction: it is read again before it is announced. */
  touched(callNo: number): void;
  recordingChanged(ref: string, state: string, seconds: number | null): void;
}

/**
 * The one way in which calls change their state: checked against the table of transitions, in a transaction, announced
 * only after it is durable. A rolled back transaction announces nothing.
 */
export function createChanges(
  deps: { store: Store; clock: Clock },
  emit: (event: EngineEvent) => void,
  describeCall: (callNo: number, asStored?: StoredCall) => Extract<EngineEvent, { event: 'call' }>['call'] | undefined,
): AnnouncedChanges {
  const { store, clock } = deps;
  let waiting: (() => void)[] = [];
  /** New calls that nothing has happened to since in their transaction. */
  const untouched = new Map<number, StoredCall>();
  const later = (announce: () => void): void => void waiting.push(announce);
  return {
    transaction(work) {
      try {
        const result = store.transaction(work);
        const durable = waiting;
        waiting = [];
        for (const announce of durable) announce();
        untouched.clear();
        return result;
      } catch (thrown) {
        waiting = [];
        untouched.clear();
        throw thrown;
      }
    },
    move(call, to, crmId) {
      transition(call.state, to);
      untouched.delete(call.no);
      if (!store.calls.move(call.no, call.state.name, to)) return false;
      if (call.state.name === to.name) return true;
      const event = {
        event: 'state',
        at: isoTime(clock.now()),
        id: call.ref,
        from: call.state.name,
        to: to.name,
        reason: 'reason' in to ? to.reason : null,
        crmId: crmId ?? null,
      } as const;
      later(() => emit(event));
      return true;
    },
    found(callNo, asStored) {
      if (asStored !== undefined) untouched.set(callNo, asStored);
      later(() => {
        const call = describeCall(callNo, untouched.get(callNo));
        if (call !== undefined) emit({ event: 'call', at: isoTime(clock.now()), call });
      });
    },
    touched: (callNo) => void untouched.delete(callNo),
    recordingChanged(ref, state, seconds) {
      const event = { event: 'recording', at: isoTime(clock.now()), id: ref, state, seconds } as const;
      later(() => emit(event));
    },
  };
}
