import type { MenuItemConstructorOptions } from 'electron';
import { hostEvent, knownKeys, LoudEmitter, UnknownToHost } from '../loud.ts';
import { app } from './app.ts';

const OPTIONS = [
  ...['click', 'role', 'type', 'label', 'sublabel', 'toolTip', 'accelerator', 'icon', 'enabled', 'visible', 'checked'],
  ...['acceleratorWorksWhenHidden', 'registerAccelerator', 'submenu', 'id', 'before', 'after'],
];
const TYPES = ['normal', 'separator', 'submenu', 'checkbox', 'radio'];
/** Labels of the roles that the app may use; a role without a label here is unknown. */
const ROLES: Readonly<Record<string, string>> = {
  ...{
    undo: 'Undo',
    redo: 'Redo',
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    selectall: 'Select All',
    delete: 'Delete',
  },
  ...{ quit: 'Quit', close: 'Close Window', minimize: 'Minimize', zoom: 'Zoom', front: 'Bring All to Front' },
  ...{ about: 'About', hide: 'Hide', hideothers: 'Hide Others', unhide: 'Show All', services: 'Services' },
  ...{ appmenu: 'App', editmenu: 'Edit', windowmenu: 'Window', viewmenu: 'View', filemenu: 'File', help: 'Help' },
  ...{ resetzoom: 'Actual Size', zoomin: 'Zoom In', zoomout: 'Zoom Out', togglefullscreen: 'Toggle Full Screen' },
  ...{ reload: 'Reload', toggledevtools: 'Toggle Developer Tools' },
};

export class MenuItem {
  readonly type: string;
  readonly role: string | undefined;
  readonly id: string | undefined;
  readonly sublabel: string;
  readonly toolTip: string;
  readonly accelerator: string | undefined;
  readonly icon: unknown;
  readonly submenu: Menu | undefined;
  readonly click: (event?: unknown, window?: unknown) => void;
  menu: Menu | undefined;
  label: string;
  enabled: boolean;
  visible: boolean;
  checked: boolean;

  constructor(options: MenuItemConstructorOptions) {
    knownKeys('MenuItem', options, OPTIONS);
    const { role, submenu, click } = options;
    this.role = role?.toLowerCase();
    if (this.role !== undefined && !(this.role in ROLES)) throw new UnknownToHost(`the menu role ${this.role}`);
    this.submenu = Array.isArray(submenu) ? Menu.buildFromTemplate(submenu) : (submenu as unknown as Menu | undefined);
    this.type = options.type ?? (this.submenu === undefined ? 'normal' : 'submenu');
    if (!TYPES.includes(this.type)) throw new Error(`Unknown menu item type: ${this.type}`);
    if (this.type === 'submenu' && this.submenu === undefined) throw new Error('Invalid submenu');
    this.label = options.label ?? ROLES[this.role ?? ''] ?? '';
    this.id = options.id;
    this.sublabel = options.sublabel ?? '';
    this.toolTip = options.toolTip ?? '';
    this.accelerator = options.accelerator;
    this.icon = options.icon;
    this.enabled = options.enabled ?? true;
    this.visible = options.visible ?? true;
    this.checked = options.checked ?? false;
    this.click = (event, window) => {
      if (this.type === 'checkbox') this.checked = !this.checked;
      if (this.type === 'radio') this.#choose();
      if (this.role === 'quit') app.quit();
      else click?.(this as never, window as never, event ?? hostEvent({}));
    };
  }

  #choose(): void {
    for (const item of this.menu?.items ?? []) if (item.type === 'radio') item.checked = item === this;
  }
}

let applicationMenu: Menu | null = null;

export class Menu extends LoudEmitter {
  static override eventsOf = ['menu-will-show', 'menu-will-close'];
  readonly items: MenuItem[] = [];

  static buildFromTemplate(template: readonly (MenuItemConstructorOptions | MenuItem)[]): Menu {
    if (!Array.isArray(template)) throw new TypeError('Invalid template for Menu: Menu template must be an array');
    const menu = new Menu();
    for (const one of template as readonly (MenuItemConstructorOptions | MenuItem)[]) {
      menu.append(one instanceof MenuItem ? one : new MenuItem(one));
    }
    return menu;
  }

  static setApplicationMenu(menu: Menu | null): void {
    applicationMenu = menu;
  }

  static getApplicationMenu(): Menu | null {
    return applicationMenu;
  }

  append(item: MenuItem): void {
    this.insert(this.items.length, item);
  }

  insert(position: number, item: MenuItem): void {
    item.menu = this;
    this.items.splice(position, 0, item);
  }

  getMenuItemById(id: string): MenuItem | null {
    const found = this.items.map((item) => (item.id === id ? item : (item.submenu?.getMenuItemById(id) ?? null)));
    return found.find((item) => item !== null) ?? null;
  }

  /** Nothing opens: a test reads the items and clicks one. */
  popup(): void {
    this.emit('menu-will-show', hostEvent({}));
  }

  closePopup(): void {
    this.emit('menu-will-close', hostEvent({}));
  }
}
