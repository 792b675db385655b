import type { EngineEvent } from '../../../shared/events.ts';
import { transition } from '../../../shared/transitions.ts';
import type { Changes } from '../outbox/types.ts';
import type { Clock } from '../ports.ts';
import type { Store } from '../store/port.ts';

export const isoTime = (ms: number): string => new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');

export interface AnnouncedChanges extends Changes {
  /** Announces a new call, or one of which more is known now, when the transaction is durable. */
  found(callNo: number): void;
  recordingChanged(ref: string, state: string, seconds: number | null): void;
}

/**
 * The one way in which calls change their state: checked against the table of transitions, in a transaction, announced
 * only after it is durable. A rolled back transaction announces nothing.
 */
export function createChanges(
  deps: { store: Store; clock: Clock },
  emit: (event: EngineEvent) => void,
  describeCall: (callNo: number) => Extract<EngineEvent, { event: 'call' }>['call'] | undefined,
): AnnouncedChanges {
  const { store, clock } = deps;
  let waiting: (() => void)[] = [];
  const later = (announce: () => void): void => void waiting.push(announce);
  return {
    transaction(work) {
      try {
        const result = store.transaction(work);
        const durable = waiting;
        waiting = [];
        for (const announce of durable) announce();
        return result;
      } catch (thrown) {
        waiting = [];
        throw thrown;
      }
    },
    move(call, to, crmId) {
      transition(call.state, to);
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
    found(callNo) {
      later(() => {
        const call = describeCall(callNo);
        if (call !== undefined) emit({ event: 'call', at: isoTime(clock.now()), call });
      });
    },
    recordingChanged(ref, state, seconds) {
      const event = { event: 'recording', at: isoTime(clock.now()), id: ref, state, seconds } as const;
      later(() => emit(event));
    },
  };
}
