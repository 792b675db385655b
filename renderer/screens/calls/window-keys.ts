import type { KeyboardEvent } from 'react';
import { isCommand } from '../../parts/kbd.tsx';

const REGIONS = ['rail', 'search', 'list', 'detail', 'status'] as const;

/** False: this part of the window is not there now. */
export function focusRegion(name: (typeof REGIONS)[number]): boolean {
  const region = document.querySelector<HTMLElement>(`[data-region="${name}"]`);
  region?.focus();
  return region !== null;
}

/** F6: from one part of the window to the next, those that are there. */
export function nextRegion(back: boolean): void {
  const there = REGIONS.filter((name) => document.querySelector(`[data-region="${name}"]`) !== null);
  const now = document.activeElement?.closest('[data-region]')?.getAttribute('data-region');
  const at = there.findIndex((name) => name === now);
  const next = there[(at + (back ? -1 : 1) + there.length) % there.length];
  if (next !== undefined) focusRegion(next);
}

/** Letters belong to whoever types. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    target.matches(
      'input:not([type=radio], [type=range], [type=checkbox]), textarea, select, [role=dialog] *, [role=menu] *, [role=listbox] *',
    )
  );
}

/** A button, slider or link keeps the keys that work it. */
const OWN_KEYS: Readonly<Record<string, string>> = {
  ' ': 'button, a, [role=link], input, summary',
  Enter: 'button, a, [role=link]',
  ArrowLeft: 'input',
  ArrowRight: 'input',
};

export function isOwnKey(event: KeyboardEvent): boolean {
  const selector = OWN_KEYS[event.key];
  return selector !== undefined && event.target instanceof HTMLElement && event.target.matches(selector);
}

type Modifiers = Pick<KeyboardEvent, 'altKey' | 'ctrlKey' | 'metaKey'>;
export const isPlain = (event: Modifiers): boolean =>
  !event.altKey && !isCommand(event) && !event.ctrlKey && !event.metaKey;
