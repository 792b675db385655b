import { LoudEmitter } from '../loud.ts';
import { requireReady } from './app.ts';
import { nativeImage, type NativeImage } from './image.ts';
import type { Menu } from './menu.ts';

export class Tray extends LoudEmitter {
  static override eventsOf = [
    ...[
      'click',
      'right-click',
      'double-click',
      'middle-click',
      'balloon-show',
      'balloon-click',
      'balloon-closed',
      'drop',
    ],
    ...['drop-files', 'drop-text', 'drag-enter', 'drag-leave', 'drag-end', 'mouse-up', 'mouse-down', 'mouse-move'],
    ...['mouse-enter', 'mouse-leave'],
  ];
  static readonly all = new Set<Tray>();
  /** Not of Electron: what a click of the right button shows. */
  menu: Menu | null = null;
  #destroyed = false;
  #title = '';

  constructor(image: NativeImage | string) {
    super();
    requireReady('create Tray');
    this.setImage(image);
    Tray.all.add(this);
  }

  setImage(image: NativeImage | string): void {
    this.#alive();
    const read = typeof image === 'string' ? nativeImage.createFromPath(image) : image;
    if (typeof image === 'string' && read.isEmpty()) throw new Error(`Failed to load image from path '${image}'`);
  }

  setPressedImage(image: NativeImage | string): void {
    this.setImage(image);
  }

  setToolTip(_text: string): void {
    this.#alive();
  }

  setTitle(title: string): void {
    this.#alive();
    this.#title = title;
  }

  getTitle(): string {
    return this.#title;
  }

  setContextMenu(menu: Menu | null): void {
    this.#alive();
    this.menu = menu;
  }

  popUpContextMenu(): void {
    this.#alive();
  }

  closeContextMenu(): void {
    this.#alive();
  }

  setIgnoreDoubleClickEvents(_ignore: boolean): void {
    this.#alive();
  }

  displayBalloon(_options: object): void {
    this.#alive();
  }

  getBounds(): { x: number; y: number; width: number; height: number } {
    this.#alive();
    // Linux tells no place; elsewhere the corner of the host's one screen.
    return process.platform === 'linux'
      ? { x: 0, y: 0, width: 0, height: 0 }
      : { x: 1700, y: 1044, width: 24, height: 24 };
  }

  destroy(): void {
    Tray.all.delete(this);
    this.#destroyed = true;
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  #alive(): void {
    if (this.#destroyed) throw new Error('Tray is destroyed');
  }
}
