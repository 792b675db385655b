import { EventEmitter } from 'node:events';

/** Names that the language and Node themselves ask for; nobody means an Electron API by them. */
const ASKED_BY_NODE = new Set<PropertyKey>([
  'then',
  'toJSON',
  'constructor',
  'prototype',
  'name',
  'length',
  'nodeType',
]);

/** What the host does not know is refused, so that no test passes on something that was never there. */
export class UnknownToHost extends Error {
  constructor(what: string) {
    super(`The test host does not know ${what}. Add it to test/host, or to docs/desktop-host.md if it cannot.`);
    this.name = 'UnknownToHost';
  }
}

/** The same object; reading or setting a name it does not have throws with that name. */
export function loud<Api extends object>(name: string, api: Api): Api {
  return new Proxy(api, {
    get(target, key, receiver): unknown {
      if (key in target || typeof key === 'symbol' || ASKED_BY_NODE.has(key)) return Reflect.get(target, key, receiver);
      throw new UnknownToHost(`${name}.${key}`);
    },
    set(target, key, value, receiver) {
      if (key in target || typeof key === 'symbol' || key.startsWith('_')) {
        return Reflect.set(target, key, value, receiver);
      }
      throw new UnknownToHost(`${name}.${key}`);
    },
  });
}

/** Refuses keys of an options object that the host does not know. */
export function knownKeys(what: string, options: object, known: readonly string[]): void {
  for (const key of Object.keys(options)) {
    if (!known.includes(key)) throw new UnknownToHost(`the option ${key} of ${what}`);
  }
}

type Listener = Parameters<EventEmitter['on']>[1];

/** An emitter that knows which events exist, and whose unknown members throw. Base of every class of the host. */
export class LoudEmitter extends EventEmitter {
  /** The events there are; undefined when they have the app's own names. */
  static eventsOf: readonly string[] | undefined = [];

  override on(event: string | symbol, listener: Listener): this {
    this.#check(event);
    return super.on(event, listener);
  }

  override once(event: string | symbol, listener: Listener): this {
    this.#check(event);
    return super.once(event, listener);
  }

  override addListener(event: string | symbol, listener: Listener): this {
    return this.on(event, listener);
  }

  override prependListener(event: string | symbol, listener: Listener): this {
    this.#check(event);
    return super.prependListener(event, listener);
  }

  #check(event: string | symbol): void {
    const { name, eventsOf } = this.constructor as typeof LoudEmitter;
    if (typeof event === 'symbol' || event.startsWith('host:')) return;
    if (eventsOf?.includes(event) === false) throw new UnknownToHost(`the event ${event} of ${name}`);
  }
}

// A name that neither the class nor EventEmitter has is looked for here last.
Object.setPrototypeOf(
  LoudEmitter.prototype,
  new Proxy(EventEmitter.prototype, {
    get(target, key, receiver: object): unknown {
      if (key in target || typeof key === 'symbol' || key.startsWith('_') || ASKED_BY_NODE.has(key)) {
        return Reflect.get(target, key, receiver);
      }
      throw new UnknownToHost(`${receiver.constructor.name}.${key}`);
    },
  }),
);

export interface HostEvent {
  readonly preventDefault: () => void;
  readonly defaultPrevented: boolean;
}

/** An event as Electron hands it out, with more fields mixed in. */
export function hostEvent<More extends object>(more: More): HostEvent & More {
  let prevented = false;
  const event = {
    preventDefault: () => {
      prevented = true;
    },
    get defaultPrevented() {
      return prevented;
    },
  };
  return Object.defineProperties(event, Object.getOwnPropertyDescriptors(more)) as HostEvent & More;
}
