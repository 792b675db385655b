import { Menu, nativeTheme, Tray } from 'electron';
import { trayImage } from './tray-image.ts';

/** Stays for as long as the app runs; the caller keeps it, or it is collected and vanishes. */
export function createTray(does: { open: () => void; quit: () => void }): Disposable {
  const tray = new Tray(imageForTheme());
  const ink = () => {
    tray.setImage(imageForTheme());
  };
  tray.setToolTip('Aftercall');
  tray.setContextMenu(
    Menu.buildFromTemplate([
      { label: 'Open Aftercall', click: does.open },
      { type: 'separator' },
      { label: 'Quit', click: does.quit },
    ]),
  );
  tray.on('click', does.open);
  nativeTheme.on('updated', ink);
  return {
    [Symbol.dispose]() {
      nativeTheme.off('updated', ink);
      tray.destroy();
    },
  };
}

const imageForTheme = () => trayImage(nativeTheme.shouldUseDarkColors ? 'light' : 'dark');
