import { browser } from '../browser.ts';
import { complain } from '../complaints.ts';
import { LoudEmitter } from '../loud.ts';
import { schemes } from '../schemes.ts';
import { requireReady } from './app.ts';
import type { WebContents } from './contents.ts';
import { protocol } from './protocol.ts';
import { webRequestApi } from './web-request.ts';

type RequestHandler = (
  contents: unknown,
  permission: string,
  answer: (granted: boolean) => void,
  details: object,
) => void;
type CheckHandler = (contents: unknown, permission: string, origin: string, details: object) => boolean;

/** Electron's name of a permission, and those of Chromium that it stands for. */
const PERMISSIONS: Readonly<Record<string, readonly string[]>> = {
  media: ['microphone', 'camera'],
  geolocation: ['geolocation'],
  notifications: ['notifications'],
  midi: ['midi'],
  'clipboard-read': ['clipboard-read'],
  'clipboard-sanitized-write': ['clipboard-write'],
  'idle-detection': ['idle-detection'],
  'persistent-storage': ['persistent-storage'],
  'storage-access': ['storage-access'],
  'local-fonts': ['local-fonts'],
  'window-management': ['window-management'],
  'display-capture': ['display-capture'],
};

/** The default session. A permission's handler is asked once for each window and permission, and Chromium keeps the answer. */
export class Session extends LoudEmitter {
  static override eventsOf = ['will-download', 'preconnect', 'spellcheck-dictionary-initialized'];
  readonly protocol = protocol;
  readonly webRequest = webRequestApi;
  #request: RequestHandler | undefined;
  #check: CheckHandler | undefined;
  #proxy = 'DIRECT';

  setPermissionRequestHandler(handler: RequestHandler | null): void {
    this.#request = handler ?? undefined;
  }

  setPermissionCheckHandler(handler: CheckHandler | null): void {
    this.#check = handler ?? undefined;
  }

  setDevicePermissionHandler(handler: (() => boolean) | null): void {
    if (handler !== null && typeof handler !== 'function') throw new TypeError('handler must be a function or null');
  }

  setDisplayMediaRequestHandler(handler: (() => void) | null): void {
    if (handler !== null && typeof handler !== 'function') throw new TypeError('handler must be a function or null');
  }

  setUSBProtectedClassesHandler(handler: (() => string[]) | null): void {
    if (handler !== null && typeof handler !== 'function') throw new TypeError('handler must be a function or null');
  }

  setBluetoothPairingHandler(handler: (() => void) | null): void {
    if (handler !== null && typeof handler !== 'function') throw new TypeError('handler must be a function or null');
  }

  setCertificateVerifyProc(verify: (() => void) | null): void {
    if (verify !== null && typeof verify !== 'function') throw new TypeError('verify must be a function or null');
  }

  setSpellCheckerEnabled(enabled: boolean): void {
    if (typeof enabled !== 'boolean') throw new TypeError('enabled must be a boolean');
  }

  setSpellCheckerLanguages(languages: readonly string[]): void {
    if (!Array.isArray(languages)) throw new TypeError('languages must be an array');
  }

  /** `PROXY host:port`, `SOCKS5 host:port` or `DIRECT`, from the rules that were set; none of the system is asked. */
  resolveProxy(_url: string): Promise<string> {
    return Promise.resolve(this.#proxy);
  }

  setProxy({ mode, proxyRules }: { mode?: string; proxyRules?: string }): Promise<void> {
    this.#proxy = mode === 'direct' || proxyRules === undefined || proxyRules === '' ? 'DIRECT' : `PROXY ${proxyRules}`;
    return Promise.resolve();
  }

  clearCache(): Promise<void> {
    return Promise.resolve();
  }

  clearStorageData(): Promise<void> {
    return Promise.resolve();
  }

  /** Not of Electron: asks the app's handlers now, since Chromium cannot be made to ask later, and tells it the answers. */
  applyPermissions(contents: WebContents): void {
    void (async () => {
      const { setPermission } = await browser().then((open) => ({ setPermission: open.setPermission.bind(open) }));
      for (const scheme of schemes.privileges.keys()) {
        const origin = new URL(schemes.toPage(`${scheme}://aftercall/`)).origin;
        for (const [permission, names] of Object.entries(PERMISSIONS)) {
          const setting = this.#allows(contents, permission, `${scheme}://aftercall/`) ? 'granted' : 'denied';
          await Promise.all(names.map((name) => setPermission(name, setting, origin)));
        }
      }
    })().catch((thrown: unknown) => {
      complain(`permissions could not be set: ${String(thrown)}`);
    });
  }

  /** Without a handler Electron grants everything, and so does the host. */
  #allows(contents: WebContents, permission: string, origin: string): boolean {
    const answers: boolean[] = [];
    const note = (granted: boolean) => {
      answers.push(granted);
    };
    this.#request?.(contents, permission, note, { requestingUrl: origin, isMainFrame: true });
    answers.push(this.#check?.(contents, permission, origin, {}) ?? true);
    return !answers.includes(false);
  }
}

let session: Session | undefined;

export function defaultSession(): Session {
  requireReady('use a session');
  return (session ??= new Session());
}
