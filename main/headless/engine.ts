import type * as engine from '../engine/index.ts';

export type {
  CheckReport,
  DetectAnswer,
  DetectedPlace,
  DetectOptions,
  Machine,
  MappingAnswer,
} from '../engine/index.ts';

/** What the headless run needs of an engine. */
export type HeadlessEngine = Pick<engine.Engine, 'start' | 'runOnce' | 'stop' | 'ledger' | 'on'>;

/** The engine's way in, as far as the headless run uses it. */
export type EngineModule = Pick<
  typeof engine,
  'owes' | 'readLedger' | 'detect' | 'detectKnown' | 'assist' | 'check'
> & {
  readonly createEngine: (...given: Parameters<typeof engine.createEngine>) => HeadlessEngine;
};
