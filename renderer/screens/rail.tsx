import type { CSSProperties } from 'react';
import type { Ledger } from '../../shared/ledger.ts';
import { Glyph, Icon } from '../glyphs.tsx';
import { useSaid } from '../i18n/index.tsx';
import { bricksOf, countOf, OWED, VIEWS, type View } from '../view.ts';

const GLYPHS: Readonly<Record<Exclude<View, 'all'>, readonly [name: string, tone: string]>> = {
  pending: ['g-pending', 's-pending'],
  held: ['g-held', 's-held'],
  on_its_way: ['g-sending', 's-sending'],
  in_crm: ['g-synced', 's-synced'],
  excluded: ['g-excluded', 's-excluded'],
  failed: ['g-failed', 's-failed'],
};

interface RailProps {
  readonly ledger: Ledger | undefined;
  readonly view: View;
  readonly onView: (view: View) => void;
}

export function Rail({ ledger, view, onView }: RailProps) {
  const { screens } = useSaid();
  return (
    <nav className="rail" aria-label={screens.calls.viewsLabel}>
      <div className="rail-brand">
        <svg className="brand" aria-hidden="true">
          <use href="#g-brand" />
        </svg>
        <span>Aftercall</span>
      </div>
      <ul>
        {VIEWS.map((each) => (
          <li key={each}>
            <RailItem
              view={each}
              count={ledger === undefined ? undefined : countOf(each, ledger)}
              current={each === view}
              onView={onView}
            />
          </li>
        ))}
      </ul>
      {ledger !== undefined && <RailSum ledger={ledger} />}
    </nav>
  );
}

interface RailItemProps {
  readonly view: View;
  readonly count: number | undefined;
  readonly current: boolean;
  readonly onView: (view: View) => void;
}

function RailItem({ view, count, current, onView }: RailItemProps) {
  const owes = OWED.has(view) && count !== undefined && count > 0;
  const { words } = useSaid();
  const [glyph, tone] = view === 'all' ? [] : GLYPHS[view];
  return (
    <button
      type="button"
      className={`rail-item${owes ? ' owes' : ''}${count === 0 && view !== 'all' ? ' none' : ''}`}
      aria-current={current ? 'page' : undefined}
      onClick={() => {
        onView(view);
      }}
    >
      {glyph === undefined || tone === undefined ? <Icon name="list" /> : <Glyph name={glyph} tone={tone} />}
      <span>{words.views[view]}</span>
      <span className={`count${owes && tone !== undefined ? ` ${tone}` : ''}`}>{count}</span>
    </button>
  );
}

/** The ruler is what was found, the bricks are what became of it; both end at the same place. */
function RailSum({ ledger }: { ledger: Ledger }) {
  const { screens } = useSaid();
  return (
    <div className="rail-sum">
      <span className="line">
        <span>{screens.calls.today}</span>
        <span>
          <b>{ledger.found}</b> {screens.calls.found}
        </span>
      </span>
      <span className="sum" aria-hidden="true">
        <span className="ruler" />
        <span className="bricks">
          {bricksOf(ledger).map(({ brick, calls }) => (
            <i key={brick} className={`brick ${brick}`} style={{ '--n': calls } as CSSProperties} />
          ))}
        </span>
      </span>
      <span className="verdict">
        {ledger.rejectedRecords === 0 ? (
          <>
            <Icon name="check" small />
            {screens.calls.allAccounted}
          </>
        ) : (
          screens.calls.rejected(ledger.rejectedRecords)
        )}
      </span>
    </div>
  );
}
