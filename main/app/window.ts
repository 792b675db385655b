import { BrowserWindow } from 'electron';
import { CHANGED } from '../../shared/channels.ts';
import { START_PAGE } from './scheme.ts';

export interface CallsWindow {
  /** Opens it, or brings the open one to the front. */
  show(): void;
  tellChanged(): void;
}

/** The one window. Destroyed when closed, so that the tray alone holds no page in memory. */
export function createCallsWindow(preload: string): CallsWindow {
  let window: BrowserWindow | undefined;

  function open(): BrowserWindow {
    const opened = new BrowserWindow({
      width: 1100,
      height: 720,
      minWidth: 640,
      minHeight: 480,
      show: false,
      autoHideMenuBar: true,
      webPreferences: {
        preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webSecurity: true,
        webviewTag: false,
        navigateOnDragDrop: false,
        spellcheck: false,
      },
    });
    opened.once('ready-to-show', () => {
      opened.show();
    });
    opened.once('closed', () => (window = undefined));
    void opened.loadURL(START_PAGE);
    return opened;
  }

  return {
    show() {
      window ??= open();
      if (window.isMinimized()) window.restore();
      window.focus();
    },
    tellChanged: () => window?.webContents.send(CHANGED),
  };
}
