import type { Topic } from '../../shared/contract.ts';
import type { EngineEvent } from '../../shared/events.ts';

/** However much happens at once, the windows are told at most ten times a second. */
const TELL_EVERY = 100;
/** More calls than this are not named one by one. */
const MOST_IDS = 200;

/** Gathers what happens and tells the windows in one go. */
export function createTopics(tell: (topic: Topic) => void): {
  readonly heard: (event: EngineEvent) => void;
  /** Everything may be different. */
  readonly all: () => void;
} {
  let ids: Set<string> | null = new Set();
  let health = false;
  let timer: NodeJS.Timeout | undefined;

  const flush = (): void => {
    timer = undefined;
    if (ids === null || ids.size > 0) tell({ topic: 'calls', ids: ids === null ? null : [...ids] });
    if (health) tell({ topic: 'health' });
    ids = new Set();
    health = false;
  };
  const soon = (): void => void (timer ??= setTimeout(flush, TELL_EVERY));

  return {
    heard(event) {
      if (event.event === 'health' || event.event === 'ready') health = true;
      else if (ids !== null) {
        ids.add(event.event === 'call' ? event.call.id : event.id);
        if (ids.size > MOST_IDS) ids = null;
      }
      soon();
    },
    all() {
      ids = null;
      health = true;
      soon();
    },
  };
}
