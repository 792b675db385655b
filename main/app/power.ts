import { app, net, powerMonitor } from 'electron';

/** How often the network is looked at while it is away. Milliseconds. */
const LOOK_EVERY = 5_000;

/**
 * The machine sleeps, wakes, loses and finds its network. After each of these the reason to wait may be gone. When the
 * session ends the app ends in order.
 */
export function watchPower(may: { readonly tryAgain: () => void }): Disposable {
  let online = net.isOnline();
  const look = (): void => {
    const now = net.isOnline();
    if (now && !online) may.tryAgain();
    online = now;
  };
  const woke = (): void => {
    may.tryAgain();
  };
  const ended = (): void => {
    app.quit();
  };
  const timer = setInterval(look, LOOK_EVERY);
  powerMonitor.on('resume', woke);
  powerMonitor.on('unlock-screen', woke);
  powerMonitor.on('shutdown', ended);
  return {
    [Symbol.dispose]() {
      clearInterval(timer);
      powerMonitor.off('resume', woke);
      powerMonitor.off('unlock-screen', woke);
      powerMonitor.off('shutdown', ended);
    },
  };
}
