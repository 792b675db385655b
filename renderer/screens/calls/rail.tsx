import { Check, LifeBuoy, List, Scale, Settings2, type LucideIcon } from 'lucide-react';
import { Link, Tooltip, TooltipTrigger } from 'react-aria-components';
import type { StateName } from '../../../shared/call.ts';
import type { Ledger } from '../../../shared/ledger.ts';
import { useSaid } from '../../i18n/index.tsx';
import { Brand, Glyph } from '../../parts/glyph.tsx';
import { Icon } from '../../parts/icon.tsx';
import { SumBar } from '../../parts/sum.tsx';
import { bricksOf, countOf, OWED, VIEWS, type View } from '../../view.ts';

const GLYPHS: Readonly<Record<Exclude<View, 'all'>, StateName>> = {
  pending: 'pending',
  held: 'held',
  on_its_way: 'sending',
  in_crm: 'synced',
  excluded: 'excluded',
  failed: 'failed',
};

/** Places of the window beside the views of the list. */
export const PLACES = ['balance', 'settings', 'support'] as const;
export type Place = (typeof PLACES)[number];

const ICONS: Readonly<Record<Place, LucideIcon>> = { balance: Scale, settings: Settings2, support: LifeBuoy };

interface RailProps {
  /** Owed views count all days, the others follow the day; undefined until counted. */
  readonly all: Ledger | undefined;
  readonly ofDay: Ledger | undefined;
  readonly today: Ledger | undefined;
  readonly current: View | Place;
  readonly places: readonly Place[];
  readonly onGo: (to: View | Place) => void;
}

export function Rail({ all, ofDay, today, current, places, onGo }: RailProps) {
  const { words, screens } = useSaid();
  const { calls } = screens;
  return (
    <nav className="rail" aria-label={calls.viewsLabel} data-region="rail" tabIndex={-1}>
      <div className="rail-brand">
        <Brand />
        <span className="rail-word">Aftercall</span>
      </div>
      <ul>
        {VIEWS.map((view) => {
          const ledger = OWED.has(view) ? all : ofDay;
          const count = ledger === undefined ? undefined : countOf(view, ledger);
          return (
            <RailItem
              key={view}
              label={words.views[view]}
              count={count}
              current={view === current}
              view={view}
              onGo={() => onGo(view)}
            />
          );
        })}
      </ul>
      <div className="rail-rule" />
      <ul>
        {places.map((place) => (
          <RailItem
            key={place}
            label={calls[place]}
            icon={ICONS[place]}
            current={place === current}
            onGo={() => onGo(place)}
          />
        ))}
      </ul>
      {today !== undefined && (
        <RailSum ledger={today} rejected={all?.rejectedRecords ?? 0} onGo={() => onGo('balance')} />
      )}
    </nav>
  );
}

interface RailItemProps {
  readonly label: string;
  readonly current: boolean;
  readonly onGo: () => void;
  readonly view?: View;
  readonly icon?: LucideIcon;
  readonly count?: number | undefined;
}

function RailItem({ label, current, onGo, view, icon = List, count }: RailItemProps) {
  const { screens, formats } = useSaid();
  const owes = view !== undefined && OWED.has(view) && count !== undefined && count > 0;
  const isNone = count === 0 && view !== 'all';
  const state = view === undefined || view === 'all' ? undefined : GLYPHS[view];
  const figure = count === undefined ? '' : formats.number(count);
  return (
    <li>
      <TooltipTrigger delay={600}>
        <Link
          className={`rail-item${owes ? ' owes' : ''}${isNone ? ' none' : ''}`}
          aria-label={count === undefined ? label : screens.calls.counted(label, figure)}
          {...(current ? { 'aria-current': 'page' as const } : {})}
          onPress={onGo}
        >
          {state === undefined ? <Icon of={icon} /> : <Glyph state={state} />}
          <span className="rail-word">{label}</span>
          {view !== undefined && (
            <span className={`count${owes && state !== undefined ? ` s-${state}` : ''}`}>{figure}</span>
          )}
        </Link>
        <Tooltip className="tooltip rail-tip" placement="end" offset={6}>
          {label}
        </Tooltip>
      </TooltipTrigger>
    </li>
  );
}

/** The ruler is what was found, the bricks are what became of it; both end at the same place. */
function RailSum({ ledger, rejected, onGo }: { ledger: Ledger; rejected: number; onGo: () => void }) {
  const { screens, formats } = useSaid();
  const { calls } = screens;
  return (
    <Link className="rail-sum" onPress={onGo}>
      <span className="line">
        <span>{calls.today}</span>
        <span>
          <b>{formats.number(ledger.found)}</b> {calls.found}
        </span>
      </span>
      <SumBar bricks={bricksOf(ledger)} />
      <span className="verdict">
        {rejected === 0 ? (
          <>
            <Icon of={Check} tiny />
            {calls.allAccounted}
          </>
        ) : (
          calls.rejected(rejected)
        )}
      </span>
    </Link>
  );
}
