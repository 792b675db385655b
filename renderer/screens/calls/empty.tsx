import { Database, PhoneIncoming, Search, type LucideIcon } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import type { Overview } from '../../../shared/desk.ts';
import { useSaid } from '../../i18n/index.tsx';
import { Button } from '../../parts/button.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Keys } from '../../parts/kbd.tsx';
import { SumBar } from '../../parts/sum.tsx';
import { bricksOf, countOf, OWED } from '../../view.ts';
import { formatName } from './format-name.ts';
import { useDesk, useList, useOverview } from './desk.ts';
import { narrowedBy } from './list-head.tsx';
import { daysOf, spanOf } from './span.ts';
import { listed } from './status-line.tsx';

/** A list without calls: good news, a search without a hit, or the first day. Each says what comes next. */
export function Empty() {
  const { overview } = useOverview();
  const search = useList((state) => state.shown.search);
  if (overview === null) return <div className="empty-main" />;
  if (search !== '') return <NoHit overview={overview} />;
  if (overview.ledger.found === 0) return <FirstDay overview={overview} />;
  return <NothingHere overview={overview} />;
}

function Message({
  icon,
  title,
  children,
  acts,
}: {
  icon: LucideIcon;
  title: string;
  children: ReactNode;
  acts?: ReactNode;
}) {
  return (
    <div className="msg">
      <Icon of={icon} />
      <h3>{title}</h3>
      <p>{children}</p>
      {acts !== undefined && <div className="msg-act">{acts}</div>}
    </div>
  );
}

function FirstDay({ overview }: { overview: Overview }) {
  const said = useSaid();
  const { empty } = said.screens.calls;
  const { client } = useDesk();
  const names = overview.sources.map(({ format }) => formatName(format));
  if (overview.health.reasons.some(({ code }) => code === 'rebuilt')) {
    return (
      <Message icon={Database} title={empty.rebuilding}>
        {empty.rebuildingWhy(listed(names, said))}
      </Message>
    );
  }
  return (
    <Message
      icon={PhoneIncoming}
      title={empty.noCall}
      acts={names.length === 0 ? <Button onPress={() => void client.trySample({})}>{empty.sample}</Button> : undefined}
    >
      {names.length === 0 ? empty.watchingNothing : empty.watching(listed(names, said))}
    </Message>
  );
}

function NoHit({ overview }: { overview: Overview }) {
  const said = useSaid();
  const { calls } = said.screens;
  const { empty } = calls;
  const { lists } = useDesk();
  const filter = useList((state) => state.shown);
  const days = daysOf(filter, new Date());
  const narrowed = [days === 'all' ? null : calls.days[days], narrowedBy(filter, said)].filter((part) => part !== null);
  return (
    <Message
      icon={Search}
      title={empty.noHit(filter.search)}
      acts={
        narrowed.length === 0 ? undefined : (
          <Button
            onPress={() => lists.getState().setFilter({ ...spanOf('all', new Date()), direction: null, account: null })}
          >
            {empty.allDays}
          </Button>
        )
      }
    >
      {empty.looked(said.formats.number(overview.ledger.found))}{' '}
      {narrowed.length > 0 && empty.filterOn(narrowed.join(', '))}
    </Message>
  );
}

function NothingHere({ overview }: { overview: Overview }) {
  const said = useSaid();
  const { calls } = said.screens;
  const { empty } = calls;
  const { lists } = useDesk();
  const filter = useList((state) => state.shown);
  const { today, ledger } = overview;
  const narrowed = narrowedBy(filter, said) !== null;
  const isGood =
    OWED.has(filter.view) &&
    !narrowed &&
    countOf('pending', ledger) + countOf('held', ledger) + countOf('failed', ledger) === 0;
  return (
    <div className="empty-main">
      {today.found > 0 && isGood && <TodaySum overview={overview} />}
      <h3>{empty.view[filter.view]}</h3>
      <p>{isGood && today.found > 0 ? empty.accounted(today.found, said.formats.number(today.found)) : empty.other}</p>
      {!OWED.has(filter.view) && (narrowed || filter.from !== null || filter.before !== null) && (
        <Button
          onPress={() => lists.getState().setFilter({ ...spanOf('all', new Date()), direction: null, account: null })}
        >
          {empty.showAllDays}
        </Button>
      )}
      {isGood && (
        <p className="tips">
          <span>
            <Keys keys="Ctrl Shift L" /> {empty.tipLog}
          </span>
          <span>
            <Keys keys="Ctrl K" /> {empty.tipFind}
          </span>
        </p>
      )}
    </div>
  );
}

const TONES = {
  crm: 's-synced',
  waiting: 's-pending',
  held: 's-held',
  excluded: 's-excluded',
  failed: 's-failed',
} as const;

function TodaySum({ overview: { today } }: { overview: Overview }) {
  const { screens, formats } = useSaid();
  const { calls } = screens;
  const bricks = bricksOf(today);
  return (
    <div className="empty-sum">
      <span className="total num">
        {formats.number(today.found)} {calls.found}
      </span>
      <SumBar bricks={bricks} height={10} />
      <span className="parts num">
        {bricks.map(({ brick, calls: count }) => (
          <span key={brick} className={TONES[brick]}>
            {formats.number(count)} {calls.empty.parts[brick]}
          </span>
        ))}
      </span>
    </div>
  );
}

/** A skeleton is shown only when one would notice the wait. Milliseconds. */
const NOTICED = 150;

export function Loading() {
  const { empty } = useSaid().screens.calls;
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = window.setTimeout(() => setLate(true), NOTICED);
    return () => {
      window.clearTimeout(timer);
    };
  }, []);
  if (!isLate) return <div className="rows-wait" />;
  return (
    <div className="rows-wait" role="status" aria-label={empty.loading}>
      {[9, 7, 10, 8, 9, 6, 8].map((width, index) => (
        <div key={index} className="sk-row" aria-hidden="true">
          <span className="sk dot" />
          <span className="sk" style={{ inlineSize: `${width}rem` }} />
          <span className="sk" style={{ inlineSize: `${width / 2}rem` }} />
          <span className="sk" />
          <span className="sk" />
        </div>
      ))}
    </div>
  );
}
