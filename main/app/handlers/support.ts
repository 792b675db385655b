import type { Handlers } from '../../../shared/contract.ts';
import type { Support } from '../../../shared/desk.ts';
import { ok } from '../../../shared/result.ts';
import type { Windows } from '../windows.ts';

type SupportHandlers = Pick<
  Handlers,
  | 'support'
  | 'copySummary'
  | 'saveSupportFile'
  | 'openLogFolder'
  | 'window'
  | 'showCalls'
  | 'wrapUp'
  | 'trySample'
  | 'endSample'
>;

export interface SupportDeps {
  readonly windows: Pick<Windows, 'show' | 'fit' | 'close' | 'minimize' | 'maximize'>;
  readonly figures: () => Promise<Support>;
  readonly copy: (text: string) => void;
  readonly save: (name: string, text: Iterable<string>) => Promise<string | null>;
  readonly openLogs: () => void;
  /** Log lines, newest last, redacted as they were written. */
  readonly logLines: (most: number) => Promise<readonly string[]>;
  readonly sample: (on: boolean) => Promise<Awaited<ReturnType<Handlers['trySample']>>>;
}

/** Lines of the log that the support file holds. */
const LOG_LINES = 5_000;

/** Figures for support, and what windows want of their frame. */
export function supportHandlers(deps: SupportDeps): SupportHandlers {
  const { windows } = deps;
  return {
    support: async () => ok(await deps.figures()),
    async copySummary() {
      deps.copy(summaryOf(await deps.figures()));
      return ok(null);
    },
    async saveSupportFile() {
      const figures = await deps.figures();
      const lines = await deps.logLines(LOG_LINES);
      const path = await deps.save('aftercall-support.txt', [summaryOf(figures), '\n', lines.join('\n'), '\n']);
      return ok(path === null ? null : { path });
    },
    openLogFolder() {
      deps.openLogs();
      return Promise.resolve(ok(null));
    },
    window({ act }, { window }) {
      if (act === 'focus') windows.show(window);
      else if (act === 'maximize') windows.maximize(window);
      else if (act === 'minimize') windows.minimize(window);
      else windows.close(window);
      return Promise.resolve(ok(null));
    },
    showCalls({ view, id }) {
      windows.show('calls', { view, id });
      return Promise.resolve(ok(null));
    },
    wrapUp({ act }) {
      if (act === 'strip') windows.fit('strip');
      else if (act === 'next') windows.fit('window');
      else windows.close('wrap-up');
      return Promise.resolve(ok(null));
    },
    trySample: () => deps.sample(true),
    endSample: () => deps.sample(false),
  };
}

/** Figures as plain lines, without any name, number or path. */
export function summaryOf(support: Support): string {
  const seconds = (value: number | null): string => (value === null ? '-' : `${(value / 1_000).toFixed(2)} s`);
  return [
    `Aftercall ${support.version}`,
    ...support.figures.map(
      ({ name, p50, p99, target }) => `${name}: p50 ${seconds(p50)}, p99 ${seconds(p99)}, target ${seconds(target)}`,
    ),
    `waiting: ${String(support.waiting.calls)} calls`,
    ...support.sources.map(
      ({ id, format, calls, rejected, trouble }) =>
        `source ${id} (${format}): ${String(calls)} calls, ${String(rejected)} not read${trouble === null ? '' : ', in trouble'}`,
    ),
    ...support.accounts.map(
      ({ id, crm, state, loggedToday }) => `account ${id} (${crm}): ${state}, ${String(loggedToday)} today`,
    ),
    `memory: ${String(Math.round(support.memoryBytes / 1_048_576))} MiB`,
    `calls: ${String(support.calls)}, database ${String(Math.round(support.databaseBytes / 1_048_576))} MiB`,
    '',
  ].join('\n');
}
