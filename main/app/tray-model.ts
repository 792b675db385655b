import type { CallRow, Overview } from '../../shared/desk.ts';

/** The picture in the tray: a line, dots, a dot, a gap or bars under the handset. */
export type TrayState = 'idle' | 'working' | 'attention' | 'offline' | 'paused';

/** Texts of the tray in the agent's language. Durations and times come in as finished text. */
export interface TrayWords {
  readonly log: (who: string, length: string) => string;
  readonly nothingToLog: string;
  readonly state: (row: CallRow) => string;
  readonly who: (row: CallRow) => string;
  readonly length: (seconds: number) => string;
  readonly time: (at: number) => string;
  readonly more: (calls: number) => string;
  readonly offlineSince: (at: number, waiting: number) => string;
  readonly signIn: (account: string) => string;
  readonly waitFor: (calls: number) => string;
  readonly pause: string;
  readonly resume: string;
  readonly open: string;
  readonly settings: string;
  readonly quit: string;
  readonly tip: (
    what:
      | { kind: 'to_log'; pending: number; held: number }
      | { kind: 'sending' | 'offline' | 'idle'; calls: number }
      | { kind: 'sign_in'; account: string }
      | { kind: 'paused' },
  ) => string;
}

export type TrayAct =
  | { readonly act: 'log'; readonly id: string }
  | { readonly act: 'show'; readonly id: string | null; readonly view: string | null }
  | { readonly act: 'sign_in' | 'pause' | 'resume' | 'open' | 'settings' | 'quit' };

export type TrayItem =
  | { readonly kind: 'line' }
  | {
      readonly kind: 'item';
      readonly label: string;
      /** Shown at the end: a time. */
      readonly hint: string | null;
      readonly does: TrayAct | null;
      readonly keys: string | null;
    };

export interface TrayModel {
  readonly state: TrayState;
  readonly tip: string;
  readonly items: readonly TrayItem[];
}

/** Calls shown below the first item. */
const LAST_CALLS = 4;

/** What the tray shows: the call that one click logs, the last calls, then everything else. Pure. */
export function trayModel(
  overview: Overview,
  last: readonly CallRow[],
  words: TrayWords,
  keys: { readonly log: string | null; readonly open: string | null },
): TrayModel {
  const state = stateOf(overview);
  const { next } = overview;
  const first: TrayItem =
    next === null
      ? item(words.nothingToLog, null)
      : item(words.log(words.who(next), words.length(next.talkSeconds)), { act: 'log', id: next.id }, null, keys.log);
  const recent = last
    .filter((row) => row.id !== next?.id && row.state !== 'excluded')
    .slice(0, LAST_CALLS)
    .map((row) => item(words.state(row), { act: 'show', id: row.id, view: null }, words.time(row.startedAt)));
  const pending = overview.ledger.states.pending - (next === null ? 0 : 1);
  const more = pending > 0 ? [item(words.more(pending), { act: 'show', id: null, view: 'pending' })] : [];
  return {
    state,
    tip: tipOf(state, overview, words),
    items: [
      first,
      LINE,
      ...trouble(state, overview, words),
      ...recent,
      ...more,
      LINE,
      item(overview.paused ? words.resume : words.pause, { act: overview.paused ? 'resume' : 'pause' }),
      item(words.open, { act: 'open' }, null, keys.open),
      item(words.settings, { act: 'settings' }),
      item(words.quit, { act: 'quit' }),
    ],
  };
}

/** While nothing is watched: there is always a way in and a way out. */
export function bareTray(words: TrayWords, trouble: boolean): TrayModel {
  return {
    state: trouble ? 'attention' : 'idle',
    tip: 'Aftercall',
    items: [
      item(words.open, { act: 'open' }),
      item(words.settings, { act: 'settings' }),
      LINE,
      item(words.quit, { act: 'quit' }),
    ],
  };
}

const LINE: TrayItem = { kind: 'line' };

function item(label: string, does: TrayAct | null, hint: string | null = null, keys: string | null = null): TrayItem {
  return { kind: 'item', label, does, hint, keys };
}

function stateOf({ paused, health, ledger, catchingUp }: Overview): TrayState {
  if (paused) return 'paused';
  if (health.verdict === 'attention' || health.verdict === 'offline') return health.verdict;
  if (health.verdict === 'working' || ledger.states.sending > 0 || catchingUp !== null) return 'working';
  return 'idle';
}

const waitingOf = ({ ledger: { states } }: Overview): number => states.queued + states.sending + states.unknown;

const signedOut = ({ accounts }: Overview): string | null =>
  accounts.find(({ state }) => state === 'sign_in')?.id ?? null;

function trouble(state: TrayState, overview: Overview, words: TrayWords): TrayItem[] {
  const account = signedOut(overview);
  if (account !== null) {
    return [item(words.signIn(account), { act: 'sign_in' }), item(words.waitFor(waitingOf(overview)), null), LINE];
  }
  if (state !== 'offline') return [];
  return [item(words.offlineSince(overview.healthSince, waitingOf(overview)), null), LINE];
}

function tipOf(state: TrayState, overview: Overview, words: TrayWords): string {
  const account = signedOut(overview);
  const { pending, held } = overview.ledger.states;
  if (state === 'paused') return words.tip({ kind: 'paused' });
  if (account !== null) return words.tip({ kind: 'sign_in', account });
  if (state === 'offline') return words.tip({ kind: 'offline', calls: waitingOf(overview) });
  if (pending + held > 0) return words.tip({ kind: 'to_log', pending, held });
  const sending = waitingOf(overview);
  return words.tip({ kind: sending > 0 ? 'sending' : 'idle', calls: sending });
}
