import type { Settings } from '../../shared/settings.ts';
import type { Ports } from '../engine/ports.ts';
import type { EngineModule } from './engine.ts';
import type { Output } from './output.ts';
import type { LogChoice } from './usage.ts';

export const EXIT = { done: 0, unexpected: 1, refused: 2, owed: 3, notRecognised: 4 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What the commands take from the process; tests hand in their own. The heavy parts are loaded when first asked for. */
export interface World {
  /** Where relative paths of the command line start; absolute. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly output: Output;
  readonly engine: () => Promise<EngineModule>;
  readonly ports: (settings: Settings, log: LogChoice) => Promise<Ports & AsyncDisposable>;
  readonly looking: () => Promise<Pick<Ports, 'files' | 'clock'>>;
  /** Resolves with the first SIGINT or SIGTERM after the call; a second one ends the process at once. */
  readonly stopAsked: () => Promise<void>;
}
