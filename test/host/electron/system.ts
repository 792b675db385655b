import { hostEvent, loud, LoudEmitter } from '../loud.ts';
import { schemes } from '../schemes.ts';
import { requireReady } from './app.ts';
import { NativeImage } from './image.ts';

/** Nobody sits before the host: a dialog is as good as cancelled until a test says otherwise. */
export const dialog = loud('dialog', {
  showOpenDialog: (): Promise<{ canceled: boolean; filePaths: string[] }> => {
    requireReady('use dialog');
    return Promise.resolve({ canceled: true, filePaths: [] });
  },
  showSaveDialog: (): Promise<{ canceled: boolean; filePath: string }> => {
    requireReady('use dialog');
    return Promise.resolve({ canceled: true, filePath: '' });
  },
  showMessageBox: (...args: { cancelId?: number }[]): Promise<{ response: number; checkboxChecked: boolean }> => {
    requireReady('use dialog');
    return Promise.resolve({ response: args.at(-1)?.cancelId ?? 0, checkboxChecked: false });
  },
  showErrorBox: (title: string, content: string): void => {
    process.stderr.write(`${title}: ${content}\n`);
  },
});

/** Nothing is opened; the recorder of the tests hears what was asked. */
export const shell = loud('shell', {
  openExternal: (url: string): Promise<void> => {
    if (!URL.canParse(url)) return Promise.reject(new TypeError('Invalid URL'));
    return Promise.resolve();
  },
  openPath: (_path: string): Promise<string> => Promise.resolve(''),
  showItemInFolder: (_path: string): void => undefined,
  beep: (): void => undefined,
});

const MODIFIERS = /^(Command|Cmd|Control|Ctrl|CommandOrControl|CmdOrCtrl|Alt|Option|AltGr|Shift|Super|Meta)$/;
const KEYS =
  /^([0-9A-Z]|F([1-9]|1\d|2[0-4])|Plus|Space|Tab|Capslock|Numlock|Scrolllock|Backspace|Delete|Insert|Return|Enter|Up|Down|Left|Right|Home|End|PageUp|PageDown|Escape|Esc|VolumeUp|VolumeDown|VolumeMute|Media\w+|PrintScreen|num\w+|[!-/:-@[-`{-~])$/i;

function checkAccelerator(accelerator: string): void {
  requireReady('use globalShortcut');
  const parts = accelerator.split('+');
  const key = parts.pop() ?? '';
  if (!KEYS.test(key) || !parts.every((part) => MODIFIERS.test(part))) {
    throw new TypeError(`Error processing argument at index 0, conversion failure from ${accelerator}`);
  }
}

const shortcuts = new Map<string, () => void>();
/** What other programs hold already: a test adds to it. */
export const takenShortcuts = new Set<string>();

export const globalShortcut = loud('globalShortcut', {
  register: (accelerator: string, callback: () => void): boolean => {
    checkAccelerator(accelerator);
    if (takenShortcuts.has(accelerator) || shortcuts.has(accelerator)) return false;
    shortcuts.set(accelerator, callback);
    return true;
  },
  isRegistered: (accelerator: string): boolean => {
    checkAccelerator(accelerator);
    return shortcuts.has(accelerator);
  },
  unregister: (accelerator: string): void => {
    checkAccelerator(accelerator);
    shortcuts.delete(accelerator);
  },
  unregisterAll: (): void => {
    requireReady('use globalShortcut');
    shortcuts.clear();
  },
});

class PowerMonitor extends LoudEmitter {
  static override eventsOf = [
    ...['suspend', 'resume', 'on-ac', 'on-battery', 'shutdown', 'lock-screen', 'unlock-screen', 'thermal-state-change'],
    ...['user-did-become-active', 'user-did-resign-active', 'speed-limit-change'],
  ];
  readonly onBatteryPower = false;

  isOnBatteryPower(): boolean {
    return false;
  }

  getSystemIdleTime(): number {
    return 0;
  }

  getSystemIdleState(): 'active' {
    return 'active';
  }
}
export const powerMonitor = new PowerMonitor();

const DISPLAY = {
  id: 1,
  scaleFactor: 1,
  rotation: 0,
  internal: false,
  label: 'Host',
  size: { width: 1920, height: 1080 },
  bounds: { x: 0, y: 0, width: 1920, height: 1080 },
  workArea: { x: 0, y: 0, width: 1920, height: 1040 },
  workAreaSize: { width: 1920, height: 1040 },
};

class Screen extends LoudEmitter {
  static override eventsOf = ['display-added', 'display-removed', 'display-metrics-changed'];

  getPrimaryDisplay(): typeof DISPLAY {
    requireReady('use screen');
    return DISPLAY;
  }

  getAllDisplays(): (typeof DISPLAY)[] {
    return [this.getPrimaryDisplay()];
  }

  getDisplayNearestPoint(_point: object): typeof DISPLAY {
    return this.getPrimaryDisplay();
  }

  getDisplayMatching(_bounds: object): typeof DISPLAY {
    return this.getPrimaryDisplay();
  }

  getCursorScreenPoint(): { x: number; y: number } {
    requireReady('use screen');
    return { x: 960, y: 540 };
  }
}
export const screen = new Screen();

let copied = '';
export const clipboard = loud('clipboard', {
  readText: (): string => copied,
  writeText: (text: string): void => {
    copied = text;
  },
  clear: (): void => {
    copied = '';
  },
});

class SystemPreferences extends LoudEmitter {
  static override eventsOf = ['accent-color-changed', 'color-changed'];

  getAnimationSettings(): object {
    return { shouldRenderRichAnimation: true, scrollAnimationsEnabledBySystem: true, prefersReducedMotion: false };
  }

  getAccentColor(): string {
    return '0a66c2ff';
  }
}
export const systemPreferences = new SystemPreferences();

let online = true;
export const net = loud('net', {
  isOnline: (): boolean => online,
  get online(): boolean {
    return online;
  },
  /** Custom schemes only: the product's requests go through its own dispatcher. */
  fetch: async (url: string, init?: RequestInit): Promise<Response> => {
    requireReady('use net');
    const answer = await schemes.ask(new Request(url, init));
    if (answer === undefined) throw new TypeError(`net::ERR_UNKNOWN_URL_SCHEME ${url}`);
    return answer;
  },
});

/** Not of Electron: the cable is pulled, or put back. */
export function setOnline(now: boolean): void {
  online = now;
}

export { NativeImage, hostEvent };
