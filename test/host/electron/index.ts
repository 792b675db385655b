/** The module `electron` of a main process in the host: what is not exported here does not link, and says its name. */
import { loud, UnknownToHost } from '../loud.ts';
import type { WebContents } from './contents.ts';
import { defaultSession } from './session.ts';
import { BrowserWindow } from './window.ts';

export { app } from './app.ts';
export { BrowserWindow };
export { ipcMain } from './ipc.ts';
export { Menu, MenuItem } from './menu.ts';
export { nativeImage } from './image.ts';
export { nativeTheme } from './native-theme.ts';
export { Notification } from './notification.ts';
export { protocol } from './protocol.ts';
export { Tray } from './tray.ts';
export { clipboard, dialog, globalShortcut, net, powerMonitor, screen, shell, systemPreferences } from './system.ts';

export const session = loud('session', {
  get defaultSession() {
    return defaultSession();
  },
  fromPartition: (partition: string): never => {
    throw new UnknownToHost(`session.fromPartition('${partition}'): all windows share the default session`);
  },
});

export const webContents = loud('webContents', {
  getAllWebContents: (): WebContents[] => BrowserWindow.getAllWindows().map((window) => window.webContents),
  fromId: (id: number): WebContents | undefined =>
    webContents.getAllWebContents().find((contents) => contents.id === id),
});

const refused = (what: string, why: string) =>
  new Proxy(
    {},
    {
      get: (_, key): unknown => {
        if (typeof key === 'symbol' || key === 'then') return undefined;
        throw new UnknownToHost(`${what}.${key}: ${why}`);
      },
    },
  );

export const safeStorage = refused('safeStorage', 'secrets live in the keychain');
