import { createInterface } from 'node:readline';
import type { MenuItem } from './electron/menu.ts';
import { Tray } from './electron/tray.ts';

const rowsOf = (items: readonly MenuItem[]): MenuItem[] =>
  items.flatMap((item) => (item.visible ? [item, ...rowsOf(item.submenu?.items ?? [])] : []));

/** The tray for a person who looks at the app in the host: Enter lists the menu's rows, a number clicks one. */
export function showPanel(): void {
  const input = createInterface({ input: process.stdin });
  process.stdout.write('There is no tray here: press Enter for its menu, then a number and Enter to click.\n');
  input.on('line', (line) => {
    const rows = [...Tray.all].flatMap(({ menu }) => rowsOf(menu?.items ?? []));
    const chosen = rows[Number(line) - 1];
    if (line.trim() !== '' && chosen?.enabled === true) {
      chosen.click();
      return;
    }
    const lines = rows.map(({ label, type, enabled }, index) => {
      if (type === 'separator') return '     ---';
      return `${enabled ? String(index + 1).padStart(4) : '    '} ${label.replace('\t', '   ')}`;
    });
    process.stdout.write(`${lines.join('\n')}\n`);
  });
}
