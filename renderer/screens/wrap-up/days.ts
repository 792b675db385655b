/** Days of the agent's calendar as `YYYY-MM-DD`, by the clock of this machine. */

const two = (value: number): string => String(value).padStart(2, '0');

export function dayOf(at: Date): string {
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

export function daysFrom(at: Date, days: number): string {
  return dayOf(new Date(at.getFullYear(), at.getMonth(), at.getDate() + days));
}

export type When = 'today' | 'tomorrow' | 'monday' | 'week';
export const WHENS: readonly When[] = ['today', 'tomorrow', 'monday', 'week'];

export function dayFor(when: When, now: Date): string {
  switch (when) {
    case 'today':
      return dayOf(now);
    case 'tomorrow':
      return daysFrom(now, 1);
    case 'monday':
      // The next one, never today.
      return daysFrom(now, (8 - now.getDay()) % 7 || 7);
    case 'week':
      return daysFrom(now, 7);
  }
}
