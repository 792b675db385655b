export interface Codec {
  encode(value: unknown): string;
  decode(text: string): unknown;
}

type Tagged = readonly [tag: string, ...rest: unknown[]];

/**
 * Structured clone through a text, for what crosses between a page and the host. Refuses what `postMessage` refuses.
 * Runs on both sides: it is sent to the page as its own source and may use nothing from outside.
 */
export function createCodec(): Codec {
  const BYTES: Record<string, new (buffer: ArrayBuffer) => ArrayBufferView> = {
    ...{ Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array },
    ...{ Float32Array, Float64Array, BigInt64Array, BigUint64Array, DataView },
  };
  const refuse = (what: string): never => {
    throw new Error(`An object could not be cloned. (${what})`);
  };
  const typeOf = (value: object): string => Object.prototype.toString.call(value).slice(8, -1);
  const bytesOf = (view: ArrayBufferView | ArrayBuffer): number[] =>
    Array.from(
      view instanceof ArrayBuffer
        ? new Uint8Array(view)
        : new Uint8Array(view.buffer, view.byteOffset, view.byteLength),
    );

  function encode(value: unknown): string {
    const seen = new Map<object, number>();
    const pack = (item: unknown): unknown => {
      switch (typeof item) {
        case 'string':
        case 'boolean':
          return item;
        case 'number':
          return Number.isFinite(item) && !Object.is(item, -0)
            ? item
            : ['number', Object.is(item, -0) ? '-0' : String(item)];
        case 'undefined':
          return ['undefined'];
        case 'bigint':
          return ['bigint', String(item)];
        case 'object':
          return item === null ? null : packObject(item);
        default:
          return refuse(typeof item);
      }
    };
    const packObject = (item: object): unknown => {
      const known = seen.get(item);
      if (known !== undefined) return ['seen', known];
      seen.set(item, seen.size);
      const type = typeOf(item);
      if (Array.isArray(item))
        return ['array', item.length, Object.entries(item).map(([key, one]) => [key, pack(one)])];
      if (item instanceof Date) return ['date', Number.isNaN(item.getTime()) ? null : item.getTime()];
      if (item instanceof RegExp) return ['regexp', item.source, item.flags];
      if (item instanceof Map) return ['map', [...item].map(([key, one]) => [pack(key), pack(one)])];
      if (item instanceof Set) return ['set', [...item].map(pack)];
      if (item instanceof Error) return ['error', item.name, item.message];
      if (item instanceof ArrayBuffer) return ['buffer', bytesOf(item)];
      if (ArrayBuffer.isView(item)) return ['view', type in BYTES ? type : 'Uint8Array', bytesOf(item)];
      if (type !== 'Object' || item instanceof Promise) return refuse(type);
      return ['object', Object.entries(item).map(([key, one]) => [key, pack(one)])];
    };
    return JSON.stringify(pack(value));
  }

  function decode(text: string): unknown {
    const seen: unknown[] = [];
    const keep = <Value>(value: Value): Value => {
      seen.push(value);
      return value;
    };
    const entries = (list: unknown) => list as [string, unknown][];
    const unpack = (item: unknown): unknown => {
      if (!Array.isArray(item)) return item;
      const [tag, first, second] = item as unknown as Tagged;
      switch (tag) {
        case 'undefined':
          return undefined;
        case 'number':
          return Number(first);
        case 'bigint':
          return BigInt(first as string);
        case 'seen':
          return seen[first as number];
        case 'array': {
          const list = keep(new Array<unknown>(first as number));
          for (const [key, one] of entries(second)) list[Number(key)] = unpack(one);
          return list;
        }
        case 'date':
          return keep(new Date(first === null ? Number.NaN : (first as number)));
        case 'regexp':
          return keep(new RegExp(first as string, second as string));
        case 'map': {
          const map = keep(new Map<unknown, unknown>());
          for (const [key, one] of entries(first)) map.set(unpack(key), unpack(one));
          return map;
        }
        case 'set': {
          const set = keep(new Set<unknown>());
          for (const one of first as unknown[]) set.add(unpack(one));
          return set;
        }
        case 'error':
          return keep(Object.assign(new Error(second as string), { name: first as string }));
        case 'buffer':
          return keep(new Uint8Array(first as number[]).buffer);
        case 'view': {
          const View = BYTES[first as string] ?? Uint8Array;
          return keep(new View(new Uint8Array(second as number[]).buffer));
        }
        default: {
          const object = keep<Record<string, unknown>>({});
          for (const [key, one] of entries(first)) {
            Object.defineProperty(object, key, {
              value: unpack(one),
              writable: true,
              enumerable: true,
              configurable: true,
            });
          }
          return object;
        }
      }
    };
    return unpack(JSON.parse(text));
  }

  return { encode, decode };
}
