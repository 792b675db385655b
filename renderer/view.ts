/** What the calls window says about calls, as pure functions. */
import type { CallRow, View } from '../shared/desk.ts';
import { VIEWS } from '../shared/desk.ts';
import type { StateName } from '../shared/call.ts';
import type { Ledger } from '../shared/ledger.ts';
import type { Texts } from '../shared/texts/index.ts';
import type { Formats } from './i18n/formats.ts';

export { VIEWS, type View };

const STATES_OF: Readonly<Record<Exclude<View, 'all'>, readonly StateName[]>> = {
  pending: ['pending'],
  held: ['held'],
  on_its_way: ['settling', 'queued', 'sending', 'unknown', 'logged'],
  in_crm: ['synced'],
  excluded: ['excluded'],
  failed: ['failed'],
};

export const isIn = (view: View, state: StateName): boolean => view === 'all' || STATES_OF[view].includes(state);

/** Views that wait for a person: bold while they are not empty. */
export const OWED: ReadonlySet<View> = new Set(['pending', 'held', 'failed']);

export function countOf(view: View, { found, states }: Ledger): number {
  if (view === 'all') return found;
  return STATES_OF[view].reduce((sum, state) => sum + states[state], 0);
}

/** Calls that wait for whatever is wrong to pass. */
export const waitingIn = ({ states }: Ledger): number => states.queued + states.unknown + states.sending;

export type Brick = 'crm' | 'waiting' | 'held' | 'excluded' | 'failed';

/** What became of the calls found; the parts always add up to `found`. Empty parts are left out. */
export function bricksOf(ledger: Ledger): readonly { readonly brick: Brick; readonly calls: number }[] {
  const parts = [
    { brick: 'crm', calls: countOf('in_crm', ledger) },
    { brick: 'waiting', calls: countOf('pending', ledger) + countOf('on_its_way', ledger) },
    { brick: 'held', calls: countOf('held', ledger) },
    { brick: 'excluded', calls: countOf('excluded', ledger) },
    { brick: 'failed', calls: countOf('failed', ledger) },
  ] as const;
  return parts.filter(({ calls }) => calls > 0);
}

export interface Who {
  readonly text: string;
  /** Numbers keep their direction in every script. */
  readonly isNumber: boolean;
}

export function whoOf({ name, number, reason }: CallRow, words: Texts): Who {
  if (reason === 'private') return { text: words.privateNumber, isNumber: false };
  if (name !== null && name !== '') return { text: name, isNumber: false };
  return number === null ? { text: words.noNumber, isNumber: false } : { text: number, isNumber: true };
}

/** Figures of a note: contacts that match, the share that is sent. */
type Figures = { readonly words: Texts; readonly formats: Pick<Formats, 'percent'> };

/** The reason where a person has to act, the state while something happens, the outcome when all is done. */
export function noteOf({ state, reason, outcome, matches, progress }: CallRow, { words, formats }: Figures): string {
  switch (state) {
    case 'held':
      return matches !== null && matches > 1
        ? words.matches(matches)
        : (words.reasons[reason ?? ''] ?? words.states.held);
    case 'excluded':
    case 'failed':
      return words.reasons[reason ?? ''] ?? words.states[state];
    case 'pending':
    case 'synced':
      return words.outcomes[outcome];
    case 'queued':
      return words.reasons[reason ?? ''] ?? words.states.queued;
    case 'sending':
    case 'logged':
      // What is sent of a logged call is its recording.
      return progress === null ? words.states[state] : `${words.states.sending}, ${formats.percent(progress)}`;
    case 'settling':
    case 'unknown':
      return words.states[state];
  }
}
