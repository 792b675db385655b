import { loud } from '../loud.ts';

export interface WebFrame {
  readonly url: string;
  readonly name: string;
  readonly origin: string;
  readonly parent: WebFrame | null;
  readonly top: WebFrame | null;
  readonly frames: readonly WebFrame[];
  readonly routingId: number;
  readonly processId: number;
  readonly frameTreeNodeId: number;
  readonly detached: boolean;
  isDestroyed(): boolean;
}

interface Facts {
  id: string;
  parentId: string | undefined;
  url: string;
  name: string;
  number: number;
}

interface FrameFromPage {
  readonly id: string;
  readonly parentId?: string;
  readonly url: string;
  readonly name?: string;
}

/** The frames of one page, as the protocol tells of them. */
export class Frames {
  readonly #frames = new Map<string, Facts>();
  readonly #fromPage: (url: string) => string;
  #next = 1;

  constructor(fromPage: (url: string) => string) {
    this.#fromPage = fromPage;
  }

  attached(id: string, parentId: string | undefined): void {
    if (!this.#frames.has(id)) this.#frames.set(id, { id, parentId, url: '', name: '', number: this.#next++ });
  }

  navigated({ id, parentId, url, name = '' }: FrameFromPage): void {
    this.attached(id, parentId);
    const facts = this.#frames.get(id);
    if (facts !== undefined) Object.assign(facts, { url: this.#fromPage(url), name });
  }

  detached(id: string): void {
    this.#frames.delete(id);
  }

  /** Null when the frame has gone in the meantime, as `senderFrame` is then. */
  get(id: string): WebFrame | null {
    const facts = this.#frames.get(id);
    if (facts === undefined) return null;
    const frames = this.#frames;
    const get = (other: string | undefined) => (other === undefined ? null : this.get(other));
    return loud('WebFrameMain', {
      url: facts.url,
      name: facts.name,
      origin: URL.canParse(facts.url) ? facts.url.split('/').slice(0, 3).join('/') : 'null',
      get parent() {
        return get(facts.parentId);
      },
      get top(): WebFrame | null {
        return facts.parentId === undefined ? get(facts.id) : (get(facts.parentId)?.top ?? null);
      },
      get frames() {
        const below = [...frames.values()].filter(({ parentId }) => parentId === facts.id);
        return below.map(({ id: one }) => get(one)).filter((one) => one !== null);
      },
      routingId: facts.number,
      processId: 1,
      frameTreeNodeId: facts.number,
      get detached() {
        return !frames.has(facts.id);
      },
      isDestroyed: () => !frames.has(facts.id),
    });
  }
}
