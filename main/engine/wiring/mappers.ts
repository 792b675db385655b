import type { RecordMapper } from '../sources/format.ts';

/**
 * The mappers of the readings of one file that are under way. A file that was rotated away may still get rows while its
 * successor is read, so the headers of the last two readings are kept, here and in the store.
 */
export class Mappers {
  readonly #create: () => RecordMapper;
  readonly #stored: ReadonlyMap<number, string>;
  readonly #mappers = new Map<number, RecordMapper>();

  /** `stored`: what `write` gave in an earlier run, or null. */
  constructor(create: () => RecordMapper, stored: string | null) {
    this.#create = create;
    this.#stored = new Map(stored === null ? [] : (JSON.parse(stored) as [number, string][]));
  }

  /** The mapper of this reading; a new one goes on with the header that an earlier run had read. */
  of(generation: number): RecordMapper {
    let mapper = this.#mappers.get(generation);
    if (mapper === undefined) {
      mapper = this.#create();
      const header = this.#stored.get(generation);
      if (header !== undefined) mapper.restore(header);
      this.#mappers.set(generation, mapper);
      for (const old of [...this.#mappers.keys()].sort((a, b) => b - a).slice(KEPT)) this.#mappers.delete(old);
    }
    return mapper;
  }

  /** Headers of the readings under way, for the store; null: there are none. */
  write(): string | null {
    const headers = new Map(this.#stored);
    for (const [generation, mapper] of this.#mappers) {
      const header = mapper.headerText();
      if (header !== null) headers.set(generation, header);
    }
    const newest = [...headers].sort(([a], [b]) => b - a).slice(0, KEPT);
    return newest.length === 0 ? null : JSON.stringify(newest);
  }
}

const KEPT = 2;
