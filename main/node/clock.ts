import type { Clock, Random } from '../engine/ports.ts';

/** Longer waits would end at once: timers count in 32 bits. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The system's clock. A timer that was not disposed keeps the process alive. */
export function createClock(): Clock {
  return { now: () => Date.now(), after };
}

export function createRandom(): Random {
  return { fraction: () => Math.random() };
}

function after(ms: number, run: () => void): Disposable {
  let timer: NodeJS.Timeout | undefined;
  const wait = (left: number): void => {
    const part = Math.min(left, LONGEST_TIMER);
    timer = setTimeout(() => (part < left ? wait(left - part) : run()), part);
  };
  wait(Math.max(0, ms));
  return { [Symbol.dispose]: () => clearTimeout(timer) };
}
