import type { EngineEvent, HealthReason } from '../../shared/events.ts';
import type { Ledger } from '../../shared/ledger.ts';
import type { Output } from './output.ts';
import { ledgerSentence, printable } from './tables.ts';

/** A terminal is rewritten; a file or journal gets a line now and then. Milliseconds. */
const TERMINAL_PAUSE = 250;
const PLAIN_PAUSE = 5_000;

export interface Progress {
  note(event: EngineEvent): void;
  /** No line comes after it. Resolves when the last question has been answered. */
  end(): Promise<void>;
}

/**
 * Tells people how it goes: the balance, at most once in a pause and only when it changed; and each health reason once,
 * when it appears. `ledger` is asked after events alone, so a quiet run costs nothing.
 */
export function createProgress(output: Output, ledger: () => Promise<Ledger>): Progress {
  const pause = output.isTerminal ? TERMINAL_PAUSE : PLAIN_PAUSE;
  let known = new Set<string>();
  let shown = '';
  let timer: NodeJS.Timeout | undefined;
  let asking = Promise.resolve();
  let ended = false;

  async function show(): Promise<void> {
    timer = undefined;
    const sentence = ledgerSentence(await ledger());
    if (ended || sentence === shown) return;
    shown = sentence;
    output.progress(sentence);
  }

  function tellHealth(reasons: readonly HealthReason[]): void {
    const lines = reasons.map(({ scope, id, message }) =>
      printable(`${id === '' ? scope : `${scope} ${id}`}: ${message}`),
    );
    for (const line of new Set(lines)) if (!known.has(line)) output.note(line);
    known = new Set(lines);
  }

  return {
    note(event) {
      if (event.event === 'health') tellHealth(event.reasons);
      if (ended || timer !== undefined) return;
      timer = setTimeout(() => {
        asking = show();
      }, pause);
    },
    async end() {
      ended = true;
      clearTimeout(timer);
      await asking;
    },
  };
}
