import type { Log } from '../engine/ports.ts';
import { createRedactor, type Redactor } from './redact.ts';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Takes one line of JSON without its line end. Must not throw. */
export type LogSink = (line: string) => void;

/**
 * The log port: one JSON object per line, `{"at", "level", "event", …facts}`, each text redacted at this door. Lines
 * below `level` cost nothing.
 */
export function createLog(options: {
  level: LogLevel;
  sink: LogSink;
  now?: () => number;
  redactor?: Redactor;
}): Log & { hide(secret: string): void } {
  const { level, sink, now = Date.now, redactor = createRedactor() } = options;
  const threshold = LOG_LEVELS.indexOf(level);
  return {
    write(lineLevel, event, facts = {}) {
      if (LOG_LEVELS.indexOf(lineLevel) < threshold) return;
      const at = new Date(now()).toISOString();
      const own = { at, level: lineLevel, event };
      // First for the order, last so that no fact can forge them.
      sink(JSON.stringify(Object.assign({ ...own }, redactor.facts(facts), own)));
    },
    hide: (secret) => redactor.hide(secret),
  };
}
