import { LoudEmitter } from '../loud.ts';

const SOURCES: ReadonlySet<string> = new Set(['system', 'light', 'dark']);
type Source = 'system' | 'light' | 'dark';

class NativeTheme extends LoudEmitter {
  static override eventsOf = ['updated'];
  #source: Source = 'system';
  #contrast = false;

  get themeSource(): Source {
    return this.#source;
  }

  set themeSource(source: Source) {
    if (!SOURCES.has(source)) throw new TypeError(`Unknown theme source: ${source}`);
    if (source === this.#source) return;
    this.#source = source;
    this.emit('updated');
  }

  get shouldUseDarkColors(): boolean {
    return this.#source === 'dark';
  }

  /** The panel's colours follow the system; the host's system is light unless told otherwise. */
  get shouldUseDarkColorsForSystemIntegratedUI(): boolean {
    return this.#source === 'dark';
  }

  get shouldUseHighContrastColors(): boolean {
    return this.#contrast;
  }

  get shouldUseInvertedColorScheme(): boolean {
    return false;
  }

  get inForcedColorsMode(): boolean {
    return this.#contrast;
  }

  get prefersReducedTransparency(): boolean {
    return false;
  }
}

export const nativeTheme = new NativeTheme();
