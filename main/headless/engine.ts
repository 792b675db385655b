import type { LedgerCall } from '../../shared/ledger.ts';
import type { CheckReport, Engine } from '../engine/index.ts';
import type { Ports } from '../engine/ports.ts';
import type * as engine from '../engine/index.ts';

export type { CheckReport } from '../engine/index.ts';

export interface DetectedFile {
  readonly path: string;
  readonly format: string | null;
  readonly evidence: readonly string[];
  readonly calls: readonly LedgerCall[];
}
export type DetectAnswer = DetectedFile | { readonly path: string; readonly found: readonly DetectedFile[] };

/** What the headless run needs of an engine. */
export type HeadlessEngine = Pick<Engine, 'start' | 'runOnce' | 'stop' | 'ledger' | 'on'>;

/** The engine's way in, as far as the headless run uses it. */
export interface EngineModule {
  readonly createEngine: (...given: Parameters<typeof engine.createEngine>) => HeadlessEngine;
  readonly owes: typeof engine.owes;
  readonly readLedger: typeof engine.readLedger;
  readonly detect: (
    ports: Pick<Ports, 'files' | 'clock'>,
    path: string,
    options: { country: string; timeZone: string; extensions: readonly string[] },
  ) => Promise<DetectAnswer>;
  readonly check: (...given: Parameters<typeof engine.check>) => Promise<CheckReport>;
}
