import type { EngineEvent } from '../../shared/events.ts';
import type { StateName } from '../../shared/call.ts';

/** A call that ended longer ago is found in the list; a window for it would only disturb. */
const FRESH = 5 * 60_000;

const OFFERED: ReadonlySet<StateName> = new Set(['pending', 'held', 'queued']);

export interface WrapUpDeps {
  readonly now: () => number;
  /** When the call ended; null: it is not known any more. */
  readonly endOf: (id: string) => number | null;
  /** Shows the wrap-up or the notification for this call. */
  readonly offer: (id: string) => void;
}

/** Which finished call is put before the agent: each one once, as soon as it waits for a decision or is about to go. */
export function createWrapUps({ now, endOf, offer }: WrapUpDeps): (event: EngineEvent) => void {
  const offered = new Set<string>();

  function consider(id: string, state: StateName, endedAt: number | null): void {
    if (!OFFERED.has(state) || offered.has(id) || endedAt === null || now() - endedAt > FRESH) return;
    offered.add(id);
    offer(id);
  }

  return (event) => {
    if (event.event === 'call') consider(event.call.id, event.call.state, Date.parse(event.call.endedAt));
    else if (event.event === 'state' && event.from === 'settling') consider(event.id, event.to, endOf(event.id));
  };
}
