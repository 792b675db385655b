import type { Handlers } from '../../../shared/contract.ts';
import { appError } from '../../../shared/errors.ts';
import { fail, ok } from '../../../shared/result.ts';
import { balanceRows, toCsv } from '../balance-export.ts';
import { atDesk, type EngineHost } from '../engine-host.ts';

type OverviewHandlers = Pick<
  Handlers,
  'overview' | 'balance' | 'exportBalance' | 'rejectedRecords' | 'pause' | 'tryAgain'
>;

export interface OverviewDeps {
  readonly host: EngineHost;
  readonly listOpen: () => boolean;
  /** Asks where to and writes it there; null: the agent thought better of it. */
  readonly save: (name: string, text: Iterable<string>) => Promise<string | null>;
}

/** The balance, and what every window shows. */
export function overviewHandlers({ host, listOpen, save }: OverviewDeps): OverviewHandlers {
  return {
    overview() {
      const at = atDesk(host);
      if (!at.ok) return Promise.resolve(at);
      const overview = at.value.engine.overview(listOpen());
      return Promise.resolve(overview === undefined ? fail(NOT_RUNNING) : ok(overview));
    },
    balance({ from, before, account }) {
      const at = atDesk(host);
      return Promise.resolve(at.ok ? ok(at.value.desk.balance(from, before, account)) : at);
    },
    async exportBalance({ from, before, account, format }) {
      const at = atDesk(host);
      if (!at.ok) return at;
      const { desk } = at.value;
      const calls = desk.calls(from, before, account);
      const text = format === 'csv' ? toCsv(balanceRows(calls)) : jsonLines(desk.balance(from, before, account), calls);
      const saved = await save(`aftercall-balance.${format}`, text);
      return ok(saved === null ? null : { path: saved });
    },
    rejectedRecords() {
      const at = atDesk(host);
      return Promise.resolve(at.ok ? ok(at.value.desk.rejected()) : at);
    },
    pause({ paused }) {
      const at = atDesk(host);
      if (!at.ok) return Promise.resolve(at);
      at.value.engine.pause(paused);
      return Promise.resolve(ok(null));
    },
    tryAgain() {
      const at = atDesk(host);
      if (!at.ok) return Promise.resolve(at);
      at.value.engine.tryAgain();
      return Promise.resolve(ok(null));
    },
  };
}

const NOT_RUNNING = appError('local', 'starting', 'Aftercall is starting.');

/** One JSON document, a piece at a time: a year of calls is never in memory as a whole. */
function* jsonLines(balance: unknown, calls: Iterable<unknown>): Generator<string> {
  yield `{"balance":${JSON.stringify(balance)},"calls":[`;
  let first = true;
  for (const call of calls) {
    yield `${first ? '' : ','}\n${JSON.stringify(call)}`;
    first = false;
  }
  yield '\n]}\n';
}
