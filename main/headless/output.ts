import type { Writable } from 'node:stream';

/** What the commands write to: lines on stdout for programs and readers, lines and one progress line on stderr. */
export interface Output {
  /** One line on stdout. */
  readonly line: (text: string) => void;
  readonly json: (value: unknown) => void;
  /** One line on stderr. */
  readonly note: (text: string) => void;
  /** The progress line: rewritten in place on a terminal, a line of its own elsewhere. */
  readonly progress: (text: string) => void;
  readonly isTerminal: boolean;
  /** Resolves when everything has left. */
  readonly flush: () => Promise<void>;
}

type Stream = Writable & { readonly isTTY?: boolean };

const CLEAR_LINE = '\r\u001b[2K';

/** Over two streams. A reader that goes away (`EPIPE`) ends the writing, never the work. */
export function createOutput(stdout: Stream, stderr: Stream): Output {
  const isTerminal = stderr.isTTY === true;
  const gone = new Set<Stream>();
  for (const stream of [stdout, stderr]) stream.on('error', () => gone.add(stream));
  let progressShown = false;

  function write(stream: Stream, text: string): void {
    if (!gone.has(stream) && !stream.destroyed) stream.write(text);
  }

  function hideProgress(): void {
    if (progressShown) write(stderr, CLEAR_LINE);
    progressShown = false;
  }

  return {
    isTerminal,
    line(text) {
      if (stdout.isTTY === true) hideProgress();
      write(stdout, `${text}\n`);
    },
    json(value) {
      if (stdout.isTTY === true) hideProgress();
      write(stdout, `${JSON.stringify(value)}\n`);
    },
    note(text) {
      hideProgress();
      write(stderr, `${text}\n`);
    },
    progress(text) {
      write(stderr, isTerminal ? `${CLEAR_LINE}${text}` : `${text}\n`);
      progressShown = isTerminal;
    },
    async flush() {
      hideProgress();
      await Promise.all([stdout, stderr].map(drained));
    },
  };

  /** The callback of an empty write comes after everything before it, with an error too. */
  async function drained(stream: Stream): Promise<void> {
    if (gone.has(stream) || stream.destroyed) return;
    await new Promise<void>((resolve) => stream.write('', () => resolve()));
  }
}
