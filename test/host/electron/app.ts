import { mkdirSync, readFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { browser } from '../browser.ts';
import { hostEvent, LoudEmitter, UnknownToHost } from '../loud.ts';
import { schemes } from '../schemes.ts';
import { SingleInstance } from './single-instance.ts';

interface Closable {
  close(): void;
  isDestroyed(): boolean;
}

const FOLDERS: Readonly<Record<string, () => string>> = {
  home: homedir,
  temp: tmpdir,
  appData: () => process.env['XDG_CONFIG_HOME'] ?? path.join(homedir(), '.config'),
  desktop: () => path.join(homedir(), 'Desktop'),
  documents: () => path.join(homedir(), 'Documents'),
  downloads: () => path.join(homedir(), 'Downloads'),
  music: () => path.join(homedir(), 'Music'),
  exe: () => process.execPath,
};

class App extends LoudEmitter {
  static override eventsOf = [
    ...['ready', 'will-finish-launching', 'window-all-closed', 'before-quit', 'will-quit', 'quit', 'activate'],
    ...[
      'second-instance',
      'open-url',
      'open-file',
      'web-contents-created',
      'browser-window-created',
      'did-become-active',
    ],
    ...['browser-window-focus', 'browser-window-blur', 'render-process-gone', 'child-process-gone', 'session-created'],
    ...['certificate-error', 'select-client-certificate', 'login', 'gpu-info-update'],
  ];

  /** From package.json, as with the real binary when it is given the project's folder. */
  name = 'Electron';
  readonly isPackaged = false;
  readonly commandLine = new CommandLine();
  #version = '0.0.0';
  #root = '';
  #ready = false;
  #sandboxed = false;
  #quitting = false;
  #closables: () => readonly Closable[] = () => [];
  #folders = new Map<string, string>();
  #login: Record<string, unknown> = { openAtLogin: false };
  #protocols = new Set<string>();
  #userModelId = '';
  readonly #instance = new SingleInstance((argv, folder, data) => {
    void this.whenReady().then(() => this.emit('second-instance', hostEvent({}), argv, folder, data));
  });

  /** Not of Electron: what the main process is told by its surroundings. */
  begin({ root, closables }: { root: string; closables: () => readonly Closable[] }): void {
    const { productName, name, version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
      readonly productName?: string;
      readonly name: string;
      readonly version: string;
    };
    this.#root = root;
    this.name = productName ?? name;
    this.#version = version;
    this.#closables = closables;
  }

  /** Not of Electron: `ready`, once the main script has run to its end. */
  async becomeReady(): Promise<void> {
    if (this.#quitting) return;
    this.emit('will-finish-launching');
    await browser();
    this.#ready = true;
    this.emit('ready', hostEvent({}), {});
  }

  isReady(): boolean {
    return this.#ready;
  }

  whenReady(): Promise<void> {
    if (this.#ready) return Promise.resolve();
    return new Promise((resolve) => {
      this.once('ready', () => {
        resolve();
      });
    });
  }

  getName(): string {
    return this.name;
  }

  setName(name: string): void {
    this.name = name;
  }

  getVersion(): string {
    return this.#version;
  }

  getAppPath(): string {
    return this.#root;
  }

  getPath(name: string): string {
    const set = this.#folders.get(name);
    if (set !== undefined) return set;
    if (name === 'userData' || name === 'sessionData') {
      const folder = this.commandLine.getSwitchValue('user-data-dir') || path.join(this.getPath('appData'), this.name);
      mkdirSync(folder, { recursive: true });
      return folder;
    }
    if (name === 'logs') return path.join(this.getPath('userData'), 'logs');
    const folder = FOLDERS[name];
    if (folder === undefined) throw new UnknownToHost(`app.getPath('${name}')`);
    return folder();
  }

  setPath(name: string, folder: string): void {
    if (!path.isAbsolute(folder)) throw new Error('Path must be absolute');
    this.#folders.set(name, folder);
  }

  getLocale(): string {
    if (!this.#ready) throw new Error('app.getLocale() can only be called after app is ready');
    return this.commandLine.getSwitchValue('lang') || 'en-US';
  }

  getSystemLocale(): string {
    return this.getLocale();
  }

  getPreferredSystemLanguages(): string[] {
    return [this.getLocale()];
  }

  getLocaleCountryCode(): string {
    return this.getLocale().split('-')[1] ?? '';
  }

  enableSandbox(): void {
    if (this.#ready) throw new Error('app.enableSandbox() can only be called before app is ready');
    this.#sandboxed = true;
  }

  /** Not of Electron. */
  get isSandboxed(): boolean {
    return this.#sandboxed;
  }

  disableHardwareAcceleration(): void {
    if (this.#ready) throw new Error('app.disableHardwareAcceleration() can only be called before app is ready');
  }

  requestSingleInstanceLock(data: unknown = {}): boolean {
    return this.#instance.request(this.getPath('userData'), data);
  }

  hasSingleInstanceLock(): boolean {
    return this.#instance.held;
  }

  releaseSingleInstanceLock(): void {
    this.#instance.release();
  }

  setLoginItemSettings(settings: Record<string, unknown>): void {
    this.#login = { ...this.#login, ...settings };
  }

  getLoginItemSettings(): Record<string, unknown> {
    return { executableWillLaunchAtLogin: this.#login['openAtLogin'], ...this.#login };
  }

  setAsDefaultProtocolClient(scheme: string): boolean {
    this.#protocols.add(scheme);
    return true;
  }

  isDefaultProtocolClient(scheme: string): boolean {
    return this.#protocols.has(scheme);
  }

  removeAsDefaultProtocolClient(scheme: string): boolean {
    return this.#protocols.delete(scheme);
  }

  setAppUserModelId(id: string): void {
    this.#userModelId = id;
  }

  getAppUserModelId(): string {
    return this.#userModelId;
  }

  setBadgeCount(_count = 0): boolean {
    return process.platform === 'linux';
  }

  focus(): void {
    requireReady('focus');
  }

  hide(): void {
    if (process.platform !== 'darwin') throw new TypeError('app.hide is not a function');
  }

  quit(): void {
    if (this.#quitting) return;
    const before = hostEvent({});
    this.emit('before-quit', before);
    if (before.defaultPrevented) return;
    const open = this.#closables();
    for (const window of open) if (!window.isDestroyed()) window.close();
    // A window that refused to close holds the end off, as in Electron.
    if (this.#closables().length > 0) return;
    const will = hostEvent({});
    this.emit('will-quit', will);
    if (!will.defaultPrevented) this.exit(0);
  }

  exit(code = 0): void {
    if (this.#quitting) return;
    this.#quitting = true;
    this.emit('quit', hostEvent({}), code);
    void this.#instance.told().then(() => {
      this.#instance.release();
      schemes.close();
      process.exit(code);
    });
  }

  relaunch(): never {
    throw new UnknownToHost('app.relaunch');
  }

  /** Not of Electron: without a listener the app ends with its last window. */
  allWindowsClosed(): void {
    if (this.#quitting) return;
    if (!this.emit('window-all-closed')) this.quit();
  }
}

class CommandLine {
  readonly #switches = new Map<string, string>();

  constructor() {
    for (const argument of process.argv.slice(2)) {
      const [, name, value = ''] = /^--([^=]+)(?:=(.*))?$/s.exec(argument) ?? [];
      if (name !== undefined) this.#switches.set(name, value);
    }
  }

  appendSwitch(name: string, value = ''): void {
    this.#switches.set(name, value);
  }

  hasSwitch(name: string): boolean {
    return this.#switches.has(name);
  }

  getSwitchValue(name: string): string {
    return this.#switches.get(name) ?? '';
  }

  removeSwitch(name: string): void {
    this.#switches.delete(name);
  }
}

export const app = new App();

/** Electron's own words for what came too early. */
export function requireReady(what: string): void {
  if (!app.isReady()) throw new Error(`Cannot ${what} before app is ready`);
}
