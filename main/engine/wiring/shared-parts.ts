import type { EngineEvent } from '../../../shared/events.ts';
import type { Settings } from '../../../shared/settings.ts';
import type { Ports } from '../ports.ts';
import type { Store } from '../store/port.ts';
import type { AnnouncedChanges } from './changes.ts';

/** What the parts of a running engine share. */
export interface Shared {
  readonly ports: Ports;
  readonly settings: Settings;
  readonly store: Store;
  readonly changes: AnnouncedChanges;
  readonly emit: (event: EngineEvent) => void;
  /** Calls before this moment are not logged. Epoch milliseconds. */
  readonly since: number;
}
