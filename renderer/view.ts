/** What the calls window says about calls, as pure functions. */
import type { CallRow, View } from '../shared/desk.ts';
import { VIEWS } from '../shared/desk.ts';
import type { StateName } from '../shared/call.ts';
import type { Ledger } from '../shared/ledger.ts';
import { EN } from './i18n/en.ts';

export { VIEWS, type View };

const STATES_OF: Readonly<Record<Exclude<View, 'all'>, readonly StateName[]>> = {
  pending: ['pending'],
  held: ['held'],
  on_its_way: ['settling', 'queued', 'sending', 'unknown', 'logged'],
  in_crm: ['synced'],
  excluded: ['excluded'],
  failed: ['failed'],
};

/** Views that wait for a person: bold while they are not empty. */
export const OWED: ReadonlySet<View> = new Set(['pending', 'held', 'failed']);

export function countOf(view: View, { found, states }: Ledger): number {
  if (view === 'all') return found;
  return STATES_OF[view].reduce((sum, state) => sum + states[state], 0);
}

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

export function whoOf({ name, number, reason }: CallRow): Who {
  if (reason === 'private') return { text: EN.privateNumber, isNumber: false };
  if (name !== null && name !== '') return { text: name, isNumber: false };
  return number === null ? { text: EN.noNumber, isNumber: false } : { text: number, isNumber: true };
}

/** The reason where a person has to act, the state while something happens, the outcome when all is done. */
export function noteOf({ state, reason, outcome }: CallRow): string {
  switch (state) {
    case 'held':
    case 'excluded':
    case 'failed':
      return EN.reasons[reason ?? ''] ?? EN.states[state];
    case 'pending':
    case 'synced':
      return EN.outcomes[outcome];
    case 'queued':
      return EN.waits[reason ?? ''] ?? EN.states.queued;
    case 'settling':
    case 'sending':
    case 'unknown':
    case 'logged':
      return EN.states[state];
  }
}

/** `3:21`, `1:02:09`, and a dash for a call nobody talked in. */
export function lengthOf(seconds: number): string {
  if (seconds === 0) return '–';
  const two = (value: number) => String(value).padStart(2, '0');
  const whole = Math.round(seconds);
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

const CLOCK: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
const DAY: Intl.DateTimeFormatOptions = { weekday: 'long', day: 'numeric', month: 'long' };

export function clockOf(at: number, timeZone?: string): string {
  return new Intl.DateTimeFormat('en-GB', { ...CLOCK, ...(timeZone === undefined ? {} : { timeZone }) }).format(at);
}

/** Calls as they come, cut where the day changes. */
export function byDay(
  calls: readonly CallRow[],
  timeZone?: string,
): readonly { readonly day: string; readonly calls: readonly CallRow[] }[] {
  const format = new Intl.DateTimeFormat('en-GB', { ...DAY, ...(timeZone === undefined ? {} : { timeZone }) });
  const days: { day: string; calls: CallRow[] }[] = [];
  for (const call of calls) {
    const day = format.format(call.startedAt);
    const last = days.at(-1);
    if (last?.day === day) last.calls.push(call);
    else days.push({ day, calls: [call] });
  }
  return days;
}
