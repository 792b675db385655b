import type { Result } from '../../shared/result.ts';
import { atDesk, type EngineHost } from './engine-host.ts';
import type { PlayableFile } from './recording-scheme.ts';

/** Opens the recording of a call to be heard. Only files that the engine has paired with a call can be reached. */
export function openPlayable(host: EngineHost, id: string): Promise<Result<PlayableFile>> {
  const at = atDesk(host);
  return at.ok ? at.value.engine.playable(id) : Promise.resolve(at);
}
