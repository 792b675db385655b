import { Menu, nativeTheme, Tray, type MenuItemConstructorOptions } from 'electron';
import type { TrayAct, TrayItem, TrayModel } from './tray-model.ts';
import { trayImage } from './tray-image.ts';

export interface TrayIcon extends Disposable {
  show(model: TrayModel): void;
}

/** While something is sent the dots run. Milliseconds a picture. */
const FRAME = 400;
const FRAMES = [0, 1, 2] as const;

/** Stays for as long as the app runs; the caller keeps it, or it is collected and vanishes. */
export function createTray(does: (act: TrayAct) => void, platform: NodeJS.Platform): TrayIcon {
  const tray = new Tray(trayImage('idle', 0, ink(platform)));
  let shown: TrayModel | undefined;
  let turn = 0;
  let running: NodeJS.Timeout | undefined;

  const paint = (): void => {
    tray.setImage(trayImage(shown?.state ?? 'idle', FRAMES[turn % 3] ?? 0, ink(platform)));
  };
  const animate = (on: boolean): void => {
    if (on === (running !== undefined)) return;
    clearInterval(running);
    running = on
      ? setInterval(() => {
          turn++;
          paint();
        }, FRAME)
      : undefined;
  };
  nativeTheme.on('updated', paint);
  tray.on('click', () => {
    does({ act: 'open' });
  });
  return {
    show(model) {
      if (JSON.stringify(model) === JSON.stringify(shown)) return;
      shown = model;
      tray.setToolTip(model.tip);
      tray.setContextMenu(Menu.buildFromTemplate(model.items.map((item) => toMenu(item, does))));
      animate(model.state === 'working');
      paint();
    },
    [Symbol.dispose]() {
      animate(false);
      nativeTheme.off('updated', paint);
      tray.destroy();
    },
  };
}

/** macOS inks a template itself. */
function ink(platform: NodeJS.Platform): 'dark' | 'light' | 'template' {
  if (platform === 'darwin') return 'template';
  return nativeTheme.shouldUseDarkColors ? 'light' : 'dark';
}

function toMenu(item: TrayItem, does: (act: TrayAct) => void): MenuItemConstructorOptions {
  if (item.kind === 'line') return { type: 'separator' };
  const { label, hint, does: act, keys } = item;
  return {
    label: hint === null ? label : `${label}\t${hint}`,
    enabled: act !== null,
    ...(keys === null ? {} : { accelerator: keys, registerAccelerator: false }),
    ...(act === null
      ? {}
      : {
          click: () => {
            does(act);
          },
        }),
  };
}
