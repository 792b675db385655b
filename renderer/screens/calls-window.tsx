import { useState } from 'react';
import type { Health } from '../../shared/events.ts';
import { useStore } from 'zustand';
import type { StoreApi } from 'zustand/vanilla';
import { SPRITE } from '../glyphs.tsx';
import { EN } from '../i18n/en.ts';
import type { OverviewState, Shown } from '../overview-store.ts';
import { isIn, type View } from '../view.ts';
import { CallRows } from './call-rows.tsx';
import { Rail } from './rail.tsx';

/** The balance and the newest calls, to read. */
export function CallsWindow({ store }: { store: StoreApi<OverviewState> }) {
  const shown = useStore(store, (state) => state.shown);
  const [view, setView] = useState<View>('all');
  return (
    <div className="app">
      {SPRITE}
      <Rail ledger={shown.kind === 'overview' ? shown.overview.ledger : undefined} view={view} onView={setView} />
      <main className="main">
        <section className="list" aria-label={EN.views[view]}>
          <header className="list-head">
            <h1>{EN.views[view]}</h1>
          </header>
          <Content shown={shown} view={view} />
          <StatusLine shown={shown} />
        </section>
      </main>
    </div>
  );
}

function Content({ shown, view }: { shown: Shown; view: View }) {
  if (shown.kind === 'nothing yet') return <div />;
  if (shown.kind === 'refused') {
    return (
      <div className="empty-main">
        <h2>{EN.problems[shown.error.code] ?? EN.problem}</h2>
        <p>{shown.error.message}</p>
      </div>
    );
  }
  const calls = shown.calls.filter((call) => isIn(view, call));
  if (calls.length > 0) return <CallRows calls={calls} />;
  return (
    <div className="empty-main">
      <h2>{EN.nothing}</h2>
      <p>{EN.firstCall}</p>
    </div>
  );
}

const TONES: Readonly<Record<Health['verdict'], string>> = {
  fine: '',
  working: '',
  offline: ' offline',
  attention: ' sign-in',
};

/** Always there, so that nothing ever shifts. */
function StatusLine({ shown }: { shown: Shown }) {
  if (shown.kind !== 'overview') return <footer className="status" role="status" />;
  const { verdict, reasons } = shown.overview.health;
  return (
    <footer className={`status${TONES[verdict]}`} role="status">
      <span className="cut">
        {verdict === 'attention' ? (reasons[0]?.message ?? EN.verdicts.attention) : EN.verdicts[verdict]}
      </span>
    </footer>
  );
}
