import { ArrowUp, Calendar, ListFilter } from 'lucide-react';
import type { CallFilter } from '../../../shared/desk.ts';
import { DIRECTIONS } from '../../../shared/call.ts';
import { crmName } from '../../../shared/texts/crm.ts';
import { useSaid, type Said } from '../../i18n/index.tsx';
import { Button } from '../../parts/button.tsx';
import { ChoiceMenu } from '../../parts/menu.tsx';
import { OWED } from '../../view.ts';
import { useDesk, useList, useOverview, useSelection } from './desk.ts';
import { DAYS, daysOf, spanOf } from './span.ts';

/** Names what is listed, and narrows it. While several calls are chosen it says what can be done with them. */
export function ListHead() {
  const count = useSelection((state) => state.chosen.size);
  return count > 0 ? <SelectionBar count={count} /> : <Head />;
}

function Head() {
  const { words, screens } = useSaid();
  const { calls } = screens;
  const { lists } = useDesk();
  const filter = useList((state) => state.filter);
  const arrived = useList((state) => state.arrived.size);
  return (
    <header className="list-head">
      <h2 className="cut">{filter.search === '' ? words.views[filter.view] : calls.quoted(filter.search)}</h2>
      {arrived > 0 && (
        <Button
          kind="quiet"
          icon={ArrowUp}
          onPress={() => {
            document.querySelector('.rows')?.scrollTo({ top: 0 });
            lists.getState().seen();
          }}
        >
          {calls.arrived(arrived)}
        </Button>
      )}
      <span className="gap" />
      {filter.search !== '' && (
        <Button kind="quiet" keys="Esc" onPress={() => lists.getState().setFilter({ search: '' })}>
          {calls.clear}
        </Button>
      )}
      {!OWED.has(filter.view) && <DayMenu filter={filter} />}
      <FilterMenu filter={filter} />
    </header>
  );
}

function DayMenu({ filter }: { filter: CallFilter }) {
  const { calls } = useSaid().screens;
  const { lists } = useDesk();
  const days = daysOf(filter, new Date());
  return (
    <ChoiceMenu
      label={calls.dayMenu(calls.days[days])}
      button={
        <Button kind="quiet" icon={Calendar} aria-label={calls.dayMenu(calls.days[days])}>
          {calls.days[days]}
        </Button>
      }
      groups={[
        {
          label: calls.dayMenu(''),
          value: days,
          onChange(id) {
            const chosen = DAYS.find((each) => each === id);
            if (chosen !== undefined) lists.getState().setFilter(spanOf(chosen, new Date()));
          },
          options: DAYS.map((id) => ({ id, label: calls.days[id] })),
        },
      ]}
    />
  );
}

/** What narrows the list beside its view and days; null: nothing. */
export function narrowedBy({ direction, account }: CallFilter, { words }: Said): string | null {
  const parts = [direction === null ? null : words.directions[direction], account].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(', ');
}

const ANY = 'any';

function FilterMenu({ filter }: { filter: CallFilter }) {
  const said = useSaid();
  const { words, screens } = said;
  const { calls } = screens;
  const { lists } = useDesk();
  const accounts = useOverview().overview?.accounts ?? [];
  const what = narrowedBy(filter, said);
  const label = what === null ? calls.filter : calls.filtered(what);
  return (
    <ChoiceMenu
      label={label}
      button={
        <Button kind="quiet" icon={ListFilter} aria-label={label}>
          {what ?? calls.filter}
        </Button>
      }
      groups={[
        {
          label: calls.direction,
          value: filter.direction ?? ANY,
          onChange: (id) => lists.getState().setFilter({ direction: DIRECTIONS.find((each) => each === id) ?? null }),
          options: [
            { id: ANY, label: calls.anyDirection },
            ...DIRECTIONS.map((id) => ({ id, label: words.directions[id] })),
          ],
        },
        ...(accounts.length < 2
          ? []
          : [
              {
                label: calls.account,
                value: filter.account === null ? ANY : `account ${filter.account}`,
                onChange: (id: string) =>
                  lists.getState().setFilter({ account: id === ANY ? null : id.slice('account '.length) }),
                options: [
                  { id: ANY, label: calls.anyAccount },
                  ...accounts.map(({ id, crm }) => ({ id: `account ${id}`, label: `${crmName(crm)}, ${id}` })),
                ],
              },
            ]),
      ]}
    />
  );
}

function SelectionBar({ count }: { count: number }) {
  const { screens, formats } = useSaid();
  const { calls } = screens;
  const { acts, selection } = useDesk();
  return (
    <header className="list-head selbar">
      <h2 className="num">{calls.selected(formats.number(count))}</h2>
      <span className="gap" />
      <Button kind="primary" keys="Enter" onPress={() => void acts.logChosen()}>
        {calls.logSeveral(count)}
      </Button>
      <Button kind="quiet" onPress={() => void acts.ignore([...selection.getState().chosen.keys()])}>
        {calls.notThese}
      </Button>
      <Button kind="quiet" keys="Esc" onPress={() => selection.getState().clear()}>
        {calls.clear}
      </Button>
    </header>
  );
}
