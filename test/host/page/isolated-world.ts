import type { createCodec } from '../codec.ts';
import type { createBridge } from './bridge.ts';

export interface World {
  readonly own: string;
  readonly other: string;
  /** Name of the binding that reaches the host. */
  readonly binding: string;
  readonly platform: string;
  readonly versions: Readonly<Record<string, string | undefined>>;
}

type Listener = (event: unknown, ...args: unknown[]) => void;

/**
 * The world a sandboxed preload runs in: `require` knows what Electron lets such a preload require, `ipcRenderer` reaches
 * the host, `contextBridge` reaches the page. Sent to the page as its own source; uses nothing from outside.
 */
export function startIsolatedWorld(
  parts: { createCodec: typeof createCodec; createBridge: typeof createBridge },
  world: World,
  preload: (require: (name: string) => unknown, process: unknown, module: { exports: unknown }) => void,
): void {
  const codec = parts.createCodec();
  const kept = new WeakSet();
  const bridge = parts.createBridge(world, () => undefined, kept);
  const toHost = (globalThis as unknown as Record<string, (text: string) => void>)[world.binding];
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (reason: Error) => void }>();
  const listeners = new Map<string, { listener: Listener; run: Listener }[]>();
  let last = 0;

  const refuse = (what: string): never => {
    throw new Error(`The test host does not know ${what}. Add it to test/host.`);
  };
  const loud = <Api extends object>(name: string, api: Api): Api =>
    new Proxy(api, {
      get: (target, key, receiver): unknown =>
        key in target || typeof key === 'symbol' ? Reflect.get(target, key, receiver) : refuse(`${name}.${key}`),
    });

  const off = (channel: string, listener: Listener) => {
    const list = listeners.get(channel) ?? [];
    const at = list.findLastIndex((one) => one.listener === listener);
    if (at >= 0) listeners.set(channel, list.toSpliced(at, 1));
    return ipcRenderer;
  };
  const on = (channel: string, listener: Listener, run = listener) => {
    listeners.set(channel, [...(listeners.get(channel) ?? []), { listener, run }]);
    return ipcRenderer;
  };
  const once = (channel: string, listener: Listener) =>
    on(channel, listener, (...args) => {
      off(channel, listener);
      listener(...args);
    });
  const post = (message: object, args: unknown[]) => {
    toHost?.(JSON.stringify({ ...message, args: codec.encode(args) }));
  };
  const ipcRenderer = loud('ipcRenderer', {
    invoke: async (channel: string, ...args: unknown[]) => {
      const id = ++last;
      const answer = new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
      post({ kind: 'invoke', id, channel }, args);
      return answer;
    },
    send: (channel: string, ...args: unknown[]) => {
      post({ kind: 'send', channel }, args);
    },
    ...{ on: (channel: string, listener: Listener) => on(channel, listener), once, off },
    addListener: (channel: string, listener: Listener) => on(channel, listener),
    removeListener: off,
    removeAllListeners: (channel: string) => {
      listeners.delete(channel);
      return ipcRenderer;
    },
    listenerCount: (channel: string) => listeners.get(channel)?.length ?? 0,
  });

  kept.add(ipcRenderer);

  const exposeInMainWorld = (key: string, api: unknown) => {
    const taken: string[] = [];
    const note = () => taken.push(key);
    window.addEventListener(`${world.own}-taken`, note, { once: true });
    window.dispatchEvent(new CustomEvent(`${world.other}-has`, { detail: key }));
    window.removeEventListener(`${world.own}-taken`, note);
    if (taken.length > 0) throw new Error('Cannot bind an API on top of an existing property on the window object');
    const value = bridge.pass(api);
    window.dispatchEvent(new CustomEvent(world.other, { detail: { kind: 'expose', id: 0, key, value } }));
  };
  const modules: Readonly<Record<string, () => unknown>> = {
    electron: () =>
      loud('electron (in a preload)', { ipcRenderer, contextBridge: loud('contextBridge', { exposeInMainWorld }) }),
    timers: () => ({ setTimeout, clearTimeout, setInterval, clearInterval }),
    url: () => ({ URL, URLSearchParams }),
  };
  const require = (name: string): unknown => {
    const found = modules[name.replace(/^node:/, '')];
    if (found === undefined) throw new Error(`module not found: ${name}`);
    return found();
  };

  window.addEventListener(`${world.own}-close`, () => {
    post({ kind: 'close' }, []);
  });
  // The host calls these by their names.
  Object.assign(globalThis, {
    [`${world.binding}Answer`]: (id: number, ok: boolean, text: string) => {
      const asked = waiting.get(id);
      waiting.delete(id);
      if (ok) asked?.resolve(codec.decode(text));
      else asked?.reject(new Error(text));
    },
    [`${world.binding}Tell`]: (channel: string, text: string) => {
      const args = codec.decode(text) as unknown[];
      for (const { run } of listeners.get(channel) ?? []) run({ sender: ipcRenderer, ports: [] }, ...args);
    },
  });
  const { platform, versions } = world;
  preload(
    require,
    { platform, versions, type: 'renderer', sandboxed: true, contextIsolated: true, env: {} },
    { exports: {} },
  );
}
