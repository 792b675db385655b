import { useEffect, useRef, useState } from 'react';
import { STATE_NAMES, type StateName } from '../../../shared/call.ts';
import type { Overview, View } from '../../../shared/desk.ts';
import type { Ledger } from '../../../shared/ledger.ts';
import { isCommand } from '../../parts/kbd.tsx';
import { OWED, VIEWS } from '../../view.ts';
import { useDesk, useList, useUi } from './desk.ts';
import type { Place } from './rail.tsx';
import { daysOf, spanOf } from './span.ts';
import { focusRegion, isPlain, isTyping, nextRegion } from './window-keys.ts';

/** What the window is to show first: a view, a place, `sign_in`, or a call. */
export interface Shown {
  readonly view: string | null;
  readonly id: string | null;
}

/** The one subscription of the window: what changed is asked for again, by those whom it concerns. */
export function useTopics(onShow: (shown: Shown) => void, asked: Shown): void {
  const { client, overviews, lists, sheets } = useDesk();
  const show = useRef(onShow);
  show.current = onShow;
  useEffect(() => {
    const started = async () => {
      await Promise.all([overviews.getState().refresh(), lists.getState().refresh()]);
      if (asked.view !== null || asked.id !== null) show.current(asked);
      else widen();
    };
    /** Nothing today: the days before are shown rather than an empty list. */
    const widen = () => {
      const { total, filter, setFilter, problem } = lists.getState();
      const found = overviews.getState().overview?.ledger.found ?? 0;
      if (total === 0 && found > 0 && problem === null && filter.search === '') setFilter(spanOf('all', new Date()));
    };
    const end = client.onChanged((topic) => {
      if (topic.topic === 'show') {
        show.current(topic);
        return;
      }
      void overviews.getState().refresh();
      if (topic.topic === 'calls') {
        void lists.getState().changed(topic.ids);
        sheets.getState().changed(topic.ids);
      } else if (topic.topic === 'progress') {
        void lists.getState().changed([topic.id]);
      } else {
        void lists.getState().changed(null);
        sheets.getState().changed(null);
      }
    });
    void started();
    return end;
  }, [client, overviews, lists, sheets, asked]);
}

/** Window widths in rem, so that larger text has the same effect as a smaller window. */
const WIDE = 56.25;
const TINY = 36;
export type Width = 'wide' | 'narrow' | 'tiny';

/** Below 900 px, or the same with larger text, the window takes its narrow form. */
export function useWidth(): Width {
  const [width, setWidth] = useState<Width>(measure);
  useEffect(() => {
    const probe = document.createElement('div');
    probe.style.cssText = 'position: absolute; visibility: hidden; inline-size: 1rem; block-size: 0';
    document.body.append(probe);
    const heard = () => setWidth(measure());
    const observer = new ResizeObserver(heard);
    observer.observe(probe);
    window.addEventListener('resize', heard);
    return () => {
      observer.disconnect();
      window.removeEventListener('resize', heard);
      probe.remove();
    };
  }, []);
  return width;
}

export const useNarrow = (): boolean => useWidth() !== 'wide';

function measure(): Width {
  const rem = window.innerWidth / Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  return rem < TINY ? 'tiny' : rem < WIDE ? 'narrow' : 'wide';
}

/** The counts of the days chosen: of today and of all days they are known, of others they are asked for. */
export function useDayLedger(overview: Overview | null): Ledger | undefined {
  const { client } = useDesk();
  const filter = useList((state) => state.filter);
  const followed = useUi((state) => state.followed);
  const { from, before } = OWED.has(filter.view) ? followed : filter;
  const days = daysOf({ from, before }, new Date());
  const isAsked = days === 'yesterday' || days === 'week' || (days === 'all' && (from !== null || before !== null));
  const [asked, setAsked] = useState<Ledger>();
  useEffect(() => {
    if (!isAsked) return undefined;
    let wanted = true;
    void client.balance({ from, before, account: null }).then((answer) => {
      if (!wanted || !answer.ok) return;
      const states = Object.fromEntries(STATE_NAMES.map((name) => [name, 0])) as Record<StateName, number>;
      for (const { state, calls } of answer.value.reasons) states[state] += calls;
      setAsked({ found: answer.value.sum.found, states, rejectedRecords: 0 });
    });
    return () => {
      wanted = false;
    };
  }, [client, from, before, isAsked, overview]);
  if (days === 'today') return overview?.today;
  return isAsked ? asked : overview?.ledger;
}

/** Keys of the whole window, wherever the keyboard is. */
export function useWindowKeys(go: (to: View | Place) => void, back: () => void): void {
  const { ui } = useDesk();
  const heard = (event: KeyboardEvent): void => {
    if (event.defaultPrevented) return;
    if (event.key === 'F6') nextRegion(event.shiftKey);
    else if (event.key === '?' && isPlain(event) && !isTyping(event.target)) ui.getState().set({ areKeysOpen: true });
    else if (isCommand(event) && !event.altKey && !event.shiftKey) {
      const view = VIEWS[Number(event.key) - 1];
      if (event.key === 'k') {
        back();
        if (!focusRegion('search')) requestAnimationFrame(() => focusRegion('search'));
      } else if (view !== undefined) go(view);
      else if (event.key === '8') go('balance');
      else if (event.key === ',') go('settings');
      else return;
    } else return;
    event.preventDefault();
  };
  const latest = useRef(heard);
  latest.current = heard;
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      latest.current(event);
    };
    document.addEventListener('keydown', listener);
    return () => {
      document.removeEventListener('keydown', listener);
    };
  }, []);
}
