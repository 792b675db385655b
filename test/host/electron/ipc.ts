import { createCodec } from '../codec.ts';
import { complain } from '../complaints.ts';
import { hostEvent, LoudEmitter } from '../loud.ts';
import type { WebFrame } from './frame.ts';

export const codec = createCodec();

type Handler = (event: unknown, ...args: unknown[]) => unknown;

class IpcMain extends LoudEmitter {
  static override eventsOf = undefined;
  readonly #handlers = new Map<string, Handler>();

  handle(channel: string, handler: Handler): void {
    if (typeof handler !== 'function')
      throw new TypeError(`Expected handler to be a function, but found type '${typeof handler}'`);
    if (this.#handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    this.#handlers.set(channel, handler);
  }

  handleOnce(channel: string, handler: Handler): void {
    this.handle(channel, (...args) => {
      this.removeHandler(channel);
      return handler(...args);
    });
  }

  removeHandler(channel: string): void {
    this.#handlers.delete(channel);
  }

  /** What `ipcRenderer.invoke` becomes: the answer as the page may decode it, or the words of its rejection. */
  async invoked(from: Sender, channel: string, args: string): Promise<{ ok: boolean; text: string }> {
    const rejected = (thrown: unknown) => ({
      ok: false,
      text: `Error invoking remote method '${channel}': ${String(thrown)}`,
    });
    const handler = this.#handlers.get(channel);
    if (handler === undefined) return rejected(new Error(`No handler registered for '${channel}'`));
    try {
      const answer = await handler(eventOf(from), ...(codec.decode(args) as unknown[]));
      return { ok: true, text: codec.encode(answer) };
    } catch (thrown) {
      process.stderr.write(`Error occurred in handler for '${channel}': ${String(thrown)}\n`);
      return rejected(thrown);
    }
  }

  sent(from: Sender, channel: string, args: string): void {
    if (!this.emit(channel, eventOf(from), ...(codec.decode(args) as unknown[]))) {
      complain(`a page sent '${channel}', and nobody listens to it`);
    }
  }
}

interface Sender {
  readonly sender: unknown;
  readonly senderFrame: WebFrame | null;
}

const eventOf = ({ sender, senderFrame }: Sender) =>
  hostEvent({ sender, senderFrame, processId: 1, frameId: senderFrame?.routingId ?? 0, type: 'frame' });

export const ipcMain = new IpcMain();
