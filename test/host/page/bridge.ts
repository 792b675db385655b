export interface Bridge {
  /** Turns a value into what may cross: functions, promises and errors become tokens. */
  pass(value: unknown): unknown;
  /** The other way round; `frozen` for what `exposeInMainWorld` puts into a page. */
  receive(token: unknown, frozen: boolean): unknown;
  /** Calls the function that the other world knows as `id`. */
  call(id: number, args: readonly unknown[]): unknown;
}

interface Crossing {
  readonly kind: 'call' | 'settle' | 'expose';
  readonly id: number;
  readonly key?: string;
  readonly ok?: boolean;
  readonly value?: unknown;
}

interface Token {
  readonly t: string;
  readonly id: number;
  readonly value: unknown;
  readonly items: readonly unknown[];
  readonly name: string;
  readonly message: string;
}

/**
 * One end of what `contextBridge` does: two JavaScript worlds of one page that share nothing but the DOM. Values cross in
 * the `detail` of events, which Chromium clones between worlds, so nothing of one world is ever reachable from the other.
 * Sent to the page as its own source; uses nothing from outside.
 */
export function createBridge(
  { own, other }: { own: string; other: string },
  expose: (key: string, value: unknown) => void,
  // Objects that cross as empty ones.
  kept: WeakSet<object> = new WeakSet(),
): Bridge {
  const functions = new Map<number, (...args: unknown[]) => unknown>();
  const settlers = new Map<number, { resolve: (value: unknown) => void; reject: (reason: Error) => void }>();
  let last = 0;
  let answer: Crossing | undefined;

  const post = (crossing: Crossing) => {
    window.dispatchEvent(new CustomEvent(other, { detail: crossing }));
  };
  const errorOf = (thrown: unknown): { name: string; message: string } =>
    thrown instanceof Error
      ? { name: thrown.name, message: thrown.message }
      : { name: 'Error', message: String(thrown) };
  const isPlain = (value: object): boolean => {
    const prototype: unknown = Object.getPrototypeOf(value);
    return (
      prototype === Object.prototype ||
      prototype === null ||
      Object.prototype.toString.call(value) === '[object Object]'
    );
  };

  function pass(value: unknown): unknown {
    if (typeof value === 'function') {
      functions.set(++last, value as () => unknown);
      return { t: 'function', id: last };
    }
    if (typeof value === 'symbol') throw new Error('An object could not be cloned. (symbol)');
    if (typeof value !== 'object' || value === null) return { t: 'value', value };
    if (kept.has(value)) return { t: 'object', items: [] };
    if (value instanceof Promise) return passPromise(value);
    if (value instanceof Error) return { t: 'error', ...errorOf(value) };
    if (Array.isArray(value)) return { t: 'array', items: value.map(pass) };
    if (isPlain(value)) return { t: 'object', items: Object.entries(value).map(([key, one]) => [key, pass(one)]) };
    return { t: 'value', value: structuredClone(value) };
  }

  function passPromise(promise: Promise<unknown>): unknown {
    const id = ++last;
    void promise.then(
      (value) => {
        post({ kind: 'settle', id, ok: true, value: pass(value) });
      },
      (thrown: unknown) => {
        post({ kind: 'settle', id, ok: false, value: errorOf(thrown) });
      },
    );
    return { t: 'promise', id };
  }

  function receive(token: unknown, frozen: boolean): unknown {
    const { t, id, value, items, name, message } = token as Token;
    const hold = <Made extends object>(made: Made): Made => (frozen ? Object.freeze(made) : made);
    switch (t) {
      case 'function':
        return hold((...args: unknown[]) => call(id, args));
      case 'promise':
        return new Promise((resolve, reject) => settlers.set(id, { resolve, reject }));
      case 'error':
        return Object.assign(new Error(message), { name });
      case 'array':
        return hold(items.map((one) => receive(one, frozen)));
      case 'object':
        return hold(
          Object.fromEntries((items as readonly [string, unknown][]).map(([key, one]) => [key, receive(one, frozen)])),
        );
      default:
        return value;
    }
  }

  function call(id: number, args: readonly unknown[]): unknown {
    answer = undefined;
    post({ kind: 'call', id, value: args.map(pass) });
    const got = answer as Crossing | undefined;
    answer = undefined;
    if (got === undefined) throw new Error('The other world did not answer.');
    if (got.ok !== true)
      throw Object.assign(new Error((got.value as Error).message), { name: (got.value as Error).name });
    return receive(got.value, false);
  }

  function answerCall(id: number, args: readonly unknown[]): void {
    let got: { ok: boolean; value: unknown };
    try {
      const run = functions.get(id);
      if (run === undefined) throw new Error('There is no such function.');
      got = { ok: true, value: pass(run(...args.map((one) => receive(one, false)))) };
    } catch (thrown) {
      got = { ok: false, value: errorOf(thrown) };
    }
    window.dispatchEvent(new CustomEvent(`${other}-answer`, { detail: { kind: 'call', id, ...got } }));
  }

  window.addEventListener(`${own}-answer`, (event) => {
    answer = (event as CustomEvent<Crossing>).detail;
  });
  window.addEventListener(own, (event) => {
    const { kind, id, key, ok, value } = (event as CustomEvent<Crossing>).detail;
    if (kind === 'call') answerCall(id, value as unknown[]);
    else if (kind === 'expose') expose(key ?? '', receive(value, true));
    else {
      const settler = settlers.get(id);
      settlers.delete(id);
      if (ok === true) settler?.resolve(receive(value, false));
      else settler?.reject(Object.assign(new Error((value as Error).message), { name: (value as Error).name }));
    }
  });
  return { pass, receive, call };
}
