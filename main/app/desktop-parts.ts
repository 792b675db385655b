import type { Support, Waveform } from '../../shared/desk.ts';
import type { Result } from '../../shared/result.ts';
import type { Log, Secrets } from '../engine/ports.ts';
import type { EngineHost } from './engine-host.ts';
import type { SetupQuestions } from './handlers/setup.ts';
import type { PlayableFile } from './recording-scheme.ts';
import type { SettingsStore } from './settings-store.ts';

/** What the desktop app is made of, whoever hosts it. */
export interface Desktop {
  /** Folder of the built code: `main`, `preload` and `renderer` lie in it. */
  readonly out: string;
  readonly log: Log;
  readonly host: EngineHost;
  readonly store: SettingsStore;
  readonly secrets: Secrets;
  readonly ask: SetupQuestions;
  readonly openRecording: (id: string) => Promise<Result<PlayableFile>>;
  readonly waveform: (id: string, points: number) => Promise<Result<Waveform>>;
  readonly figures: (measured: Support['figures']) => Promise<Support>;
  readonly logLines: (most: number) => Promise<readonly string[]>;
  readonly logFolder: string;
  readonly sample: (on: boolean) => Promise<Result<null>>;
}
