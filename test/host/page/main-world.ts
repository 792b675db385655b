import type { createBridge } from './bridge.ts';

/** What runs in the page's own world before any script of the page: it takes what the preload exposes. */
export function startMainWorld(bridge: typeof createBridge, channel: { own: string; other: string }): void {
  bridge(channel, (key, value) => {
    Object.defineProperty(window, key, { value, writable: false, configurable: false, enumerable: true });
  });
  // Chromium lets no page close a window that it has not opened; Electron does.
  window.close = () => {
    window.dispatchEvent(new CustomEvent(`${channel.other}-close`));
  };
  window.addEventListener(`${channel.own}-has`, (event) => {
    const key = (event as CustomEvent<string>).detail;
    if (key in window) window.dispatchEvent(new CustomEvent(`${channel.other}-taken`));
  });
}
