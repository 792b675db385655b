import type { CallState } from '../../../shared/call.ts';
import type { Store } from '../store/port.ts';

/** Where a call goes by the plan, unless the agent said otherwise: it goes although others wait, or waits although others go. */
export function asAgentSaid(store: Store, callNo: number, planned: CallState, now: number): CallState {
  if (planned.name !== 'pending' && planned.name !== 'queued') return planned;
  const delivery = store.deliveries.get(callNo);
  if (planned.name === 'pending' && delivery?.approved === true) return { name: 'queued', due: now, reason: null };
  if (planned.name === 'queued' && delivery?.takeBack === 'pending') return { name: 'pending' };
  return planned;
}
