import { Check } from 'lucide-react';
import type { Support } from '../../../shared/desk.ts';
import { crmName } from '../../../shared/texts/crm.ts';
import { useSaid } from '../../i18n/index.tsx';
import { Icon } from '../../parts/icon.tsx';
import css from './support.module.css';

export function SourcesTable({ support }: { support: Support }) {
  const { screens, formats } = useSaid();
  const texts = screens.support.sources;
  return (
    <table className={`${css['table'] ?? ''} ${css['sources'] ?? ''}`}>
      <thead>
        <tr>
          <th scope="col">{texts.source}</th>
          <th scope="col">{texts.where}</th>
          <th scope="col" className={css['n']}>
            {texts.calls}
          </th>
          <th scope="col" className={css['n']}>
            {texts.unread}
          </th>
          <th scope="col" className={css['n']}>
            {texts.last}
          </th>
          <th scope="col" className={css['s']}>
            {texts.state}
          </th>
        </tr>
      </thead>
      <tbody>
        {support.sources.map(({ id, path, calls, rejected, lastRecordAt, trouble }) => (
          <tr key={id}>
            <th scope="row">{id}</th>
            <td title={path}>
              <code className="code" dir="ltr">
                {path}
              </code>
            </td>
            <td className={css['n']}>{formats.number(calls)}</td>
            <td className={rejected > 0 ? `${css['n'] ?? ''} ${css['warn'] ?? ''}` : css['n']}>
              {formats.number(rejected)}
            </td>
            <td className={css['n']}>{lastRecordAt === null ? '–' : formats.timeWithSeconds(lastRecordAt)}</td>
            <td className={css['s']} title={trouble ?? undefined}>
              {trouble === null ? <Good>{texts.reading}</Good> : <span className={css['warn']}>{texts.trouble}</span>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function AccountsTable({ support }: { support: Support }) {
  const { screens, formats } = useSaid();
  const texts = screens.support.accounts;
  return (
    <table className={css['table']}>
      <thead>
        <tr>
          <th scope="col">{texts.account}</th>
          <th scope="col" className={css['n']}>
            {texts.today}
          </th>
          <th scope="col" className={css['s']}>
            {texts.state}
          </th>
        </tr>
      </thead>
      <tbody>
        {support.accounts.map(({ id, crm, loggedToday, state, why }) => (
          <tr key={id}>
            <th scope="row">{`${crmName(crm)}, ${id}`}</th>
            <td className={css['n']}>{formats.number(loggedToday)}</td>
            <td className={css['s']} title={why ?? undefined}>
              {state === 'fine' ? (
                <Good>{texts.states.fine}</Good>
              ) : (
                <span className={css['warn']}>{texts.states[state]}</span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Good({ children }: { children: string }) {
  return (
    <>
      <Icon of={Check} small />
      {children}
    </>
  );
}
