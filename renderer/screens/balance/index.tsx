import { ChevronsUpDown, Download } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { Bridge } from '../../../shared/contract.ts';
import type { Balance, Overview, View } from '../../../shared/desk.ts';
import { crmName } from '../../../shared/texts/crm.ts';
import { useSaid } from '../../i18n/index.tsx';
import { Button } from '../../parts/button.tsx';
import { Segment } from '../../parts/choices.tsx';
import { ChoiceMenu, Menu } from '../../parts/menu.tsx';
import { SumBar } from '../../parts/sum.tsx';
import { usePlace } from '../../parts/use-place.ts';
import { createBalanceStore, PERIODS, type BalanceState } from '../../stores/balance-store.ts';
import css from './balance.module.css';
import { Equation } from './equation.tsx';
import { bricksOf } from './parts-of.ts';
import { Rejected } from './rejected.tsx';
import { SumsTable } from './sums-table.tsx';
import { Whys } from './whys.tsx';

interface BalanceProps {
  readonly client: Bridge;
  readonly overview: Overview | null;
  /** Shows these calls in the list; `day` is `YYYY-MM-DD`. */
  readonly onShow: (show: { view: View; day: string | null; account: string | null }) => void;
}

/** Is every call accounted for? Found, and what became of it, by day and by account, with the reasons. */
export function BalanceScreen({ client, overview, onShow }: BalanceProps) {
  const [store] = useState(() => createBalanceStore(client));
  const state = useStore(store);
  const { refresh } = state;
  useEffect(() => {
    void refresh();
    return client.onChanged(({ topic }) => {
      if (topic === 'calls') void refresh();
    });
  }, [client, refresh]);
  const place = usePlace<HTMLDivElement>({ x: () => void state.exportTo('csv') });
  return (
    <>
      <Title state={state} overview={overview} />
      <div
        ref={place}
        tabIndex={-1}
        className={css['balance']}
        onKeyDown={(event) => {
          if (event.target !== event.currentTarget || event.key !== 'ArrowDown') return;
          event.currentTarget.querySelector<HTMLElement>('tbody tr')?.focus();
        }}
      >
        {state.balance !== null && (
          <Body balance={state.balance} state={state} client={client} onShow={onShow} overview={overview} />
        )}
      </div>
    </>
  );
}

function Title({ state, overview }: { state: BalanceState; overview: Overview | null }) {
  const { screens } = useSaid();
  const texts = screens.balance;
  const accounts = overview?.accounts ?? [];
  const all = { id: '*', label: texts.allAccounts };
  const options = [all, ...accounts.map(({ id, crm }) => ({ id, label: `${crmName(crm)}, ${id}` }))];
  const chosen = options.find(({ id }) => id === state.account) ?? all;
  return (
    <header className={`title ${css['title'] ?? ''}`}>
      <h1>{texts.title}</h1>
      <span className="gap" />
      <Segment
        label={texts.period}
        choices={PERIODS.map((id) => ({ id, label: texts.periods[id] }))}
        value={state.period}
        onChange={state.setPeriod}
      />
      {accounts.length > 1 && (
        <ChoiceMenu
          label={texts.account}
          button={
            <Button kind="quiet" icon={ChevronsUpDown}>
              {chosen.label}
            </Button>
          }
          groups={[
            {
              label: texts.account,
              value: chosen.id,
              onChange: (id) => {
                state.setAccount(id === '*' ? null : id);
              },
              options,
            },
          ]}
        />
      )}
      <Menu
        label={texts.export}
        button={
          <Button icon={Download} keys="X">
            {texts.export}
          </Button>
        }
        entries={[
          { id: 'csv', label: texts.exportCsv, onAction: () => void state.exportTo('csv') },
          { id: 'json', label: texts.exportJson, onAction: () => void state.exportTo('json') },
        ]}
      />
    </header>
  );
}

interface BodyProps extends BalanceProps {
  readonly balance: Balance;
  readonly state: BalanceState;
}

function Body({ balance, state, client, onShow, overview }: BodyProps) {
  const { screens, formats } = useSaid();
  const texts = screens.balance;
  const crmOf = (id: string): string => crmName(overview?.accounts.find((account) => account.id === id)?.crm ?? id);
  const shown = state.ofDay ?? balance;
  return (
    <>
      <Equation sum={balance.sum} addsUp={balance.addsUp} />
      <SumBar bricks={bricksOf(balance.sum)} height={14} />
      {balance.sum.found === 0 ? (
        <div className="empty-main">
          <h2>{texts.empty}</h2>
          <p>{texts.emptyWhy}</p>
        </div>
      ) : (
        <div className={css['halves']}>
          <div>
            <SumsTable
              caption={texts.caption}
              heading={texts.day}
              rows={balance.days.map((sum) => ({ id: sum.day, label: formats.shortDay(sum.day), sum }))}
              selected={state.day}
              onSelect={state.setDay}
              onOpen={(day) => {
                onShow({ view: 'all', day, account: state.account });
              }}
            />
            {balance.accounts.length > 0 && (
              <div className={css['accounts']}>
                <SumsTable
                  caption={texts.accountsCaption}
                  heading={texts.account}
                  rows={balance.accounts.map((sum) => ({
                    id: sum.account,
                    label: `${crmOf(sum.account)}, ${sum.account}`,
                    sum,
                  }))}
                  selected={state.account}
                  onSelect={state.setAccount}
                  onOpen={(account) => {
                    onShow({ view: 'all', day: state.day, account });
                  }}
                />
              </div>
            )}
          </div>
          <Whys
            balance={shown}
            about={state.day === null ? texts.wholePeriod : formats.day(state.day)}
            onShow={(view) => {
              onShow({ view, day: state.day, account: state.account });
            }}
          />
        </div>
      )}
      <Records balance={balance} state={state} client={client} />
    </>
  );
}

function Records({ balance, state, client }: { balance: Balance; state: BalanceState; client: Bridge }) {
  const { screens, formats } = useSaid();
  const texts = screens.balance;
  const { exported } = state;
  const records = formats.number(balance.legs + balance.rejectedRecords);
  const said = texts.records(records, balance.sources, formats.number(balance.legs), formats.number(balance.sum.found));
  return (
    <div className={css['records']} role="status">
      <span>
        {exported.kind === 'written' && texts.exported(exported.path)}
        {exported.kind === 'failed' && texts.notExported}
        {(exported.kind === 'none' || exported.kind === 'writing') && (
          <>
            {said}
            {balance.rejectedRecords > 0 && (
              <>
                {texts.and}
                <Rejected client={client} count={balance.rejectedRecords} />.
              </>
            )}
          </>
        )}
      </span>
      <span>{texts.asOf(formats.timeWithSeconds(balance.asOf))}</span>
    </div>
  );
}
