import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { Bridge } from '../../shared/contract.ts';
import type { Health } from '../../shared/events.ts';
import { SPRITE } from '../glyphs.tsx';
import { useSaid } from '../i18n/index.tsx';
import { CallRows } from '../screens/call-rows.tsx';
import { Rail } from '../screens/rail.tsx';
import { createListStore } from '../stores/list-store.ts';
import { createOverviewStore } from '../stores/overview-store.ts';

/** The balance and the newest calls. */
export function CallsWindow({ client }: { client: Bridge }) {
  const { words, screens } = useSaid();
  const [overviews] = useState(() => createOverviewStore(client));
  const [lists] = useState(() => createListStore(client));
  const { overview, problem } = useStore(overviews);
  const { filter, rows, setFilter, loaded } = useStore(lists);
  useEffect(() => {
    const refresh = () => {
      void overviews.getState().refresh();
      void lists.getState().refresh();
    };
    refresh();
    return client.onChanged(refresh);
  }, [client, overviews, lists]);
  return (
    <div className="app">
      {SPRITE}
      <Rail
        ledger={overview?.ledger}
        view={filter.view}
        onView={(view) => {
          setFilter({ view });
        }}
      />
      <main className="main">
        <section className="list" aria-label={words.views[filter.view]}>
          <header className="list-head">
            <h1>{words.views[filter.view]}</h1>
          </header>
          {problem !== null && (
            <div className="empty-main">
              <h2>{screens.calls.problems[problem.code] ?? screens.calls.problem}</h2>
              <p>{problem.message}</p>
            </div>
          )}
          {problem === null && loaded && rows.size === 0 && (
            <div className="empty-main">
              <h2>{screens.calls.nothing}</h2>
              <p>{screens.calls.firstCall}</p>
            </div>
          )}
          {problem === null && rows.size > 0 && <CallRows calls={[...rows.values()]} />}
          <StatusLine health={overview?.health} />
        </section>
      </main>
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
function StatusLine({ health }: { health: Health | undefined }) {
  const { screens } = useSaid();
  if (health === undefined) return <footer className="status" role="status" />;
  const { verdict, reasons } = health;
  return (
    <footer className={`status${TONES[verdict]}`} role="status">
      <span className="cut">
        {verdict === 'attention'
          ? (reasons[0]?.message ?? screens.calls.verdicts.attention)
          : screens.calls.verdicts[verdict]}
      </span>
    </footer>
  );
}
