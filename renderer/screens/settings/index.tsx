import {
  AppWindow,
  ArrowLeft,
  AudioLines,
  Contrast,
  Keyboard,
  ListChecks,
  Phone,
  Search,
  Shield,
  UsersRound,
  type LucideIcon,
} from 'lucide-react';
import { useEffect, useState } from 'react';
import { SearchField, Input, Label } from 'react-aria-components';
import { useStore } from 'zustand';
import type { StoreApi } from 'zustand/vanilla';
import type { Bridge } from '../../../shared/contract.ts';
import { useSaid } from '../../i18n/index.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Brand } from '../../parts/glyph.tsx';
import { isCommand, Keys } from '../../parts/kbd.tsx';
import { usePlace } from '../../parts/use-place.ts';
import { useWidth } from '../calls/use-window.ts';
import { createSettingsStore, type SettingsState } from '../../stores/settings-store.ts';
import { AccountsPage } from './accounts-page.tsx';
import { HostPage } from './host-page.tsx';
import { GROUPS, PAGES, type Page, type SettingGroup } from './model.ts';
import css from './settings.module.css';
import { SettingRow } from './setting-row.tsx';
import { SourcesPage } from './sources-page.tsx';

const ICONS: Readonly<Record<Page, LucideIcon>> = {
  sources: Phone,
  accounts: UsersRound,
  logging: ListChecks,
  recordings: AudioLines,
  privacy: Shield,
  shortcuts: Keyboard,
  appearance: Contrast,
  start: AppWindow,
};

interface SettingsProps {
  readonly client: Bridge;
  readonly page?: Page;
  readonly onBack: () => void;
}

/** Every setting with its reason and its default; takes the place of rail and list. */
export function SettingsScreen({ client, page: first = 'logging', onBack }: SettingsProps) {
  const [store] = useState(() => createSettingsStore(client));
  const { refresh } = useStore(store);
  const [page, setPage] = useState<Page>(first);
  const [search, setSearch] = useState('');
  useEffect(() => {
    void refresh();
    return client.onChanged(({ topic }) => {
      if (topic === 'settings') void refresh();
    });
  }, [client, refresh]);
  const width = useWidth();
  const isNarrow = width !== 'wide';
  const place = usePlace<HTMLDivElement>({});
  return (
    <div
      ref={place}
      tabIndex={-1}
      className={`app ${css['place'] ?? ''} ${isNarrow ? `narrow ${width}` : ''}`}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && search === '' && !event.defaultPrevented) onBack();
        if (event.key === 'f' && isCommand(event)) {
          event.preventDefault();
          event.currentTarget.querySelector<HTMLInputElement>('.search input')?.focus();
        }
      }}
    >
      <SettingsRail isNarrow={isNarrow} page={page} onPage={setPage} onBack={onBack} store={store} />
      <main className="main">
        <Title page={page} search={search} onSearch={setSearch} />
        {search === '' ? <PageBody page={page} client={client} store={store} /> : <Found text={search} store={store} />}
      </main>
    </div>
  );
}

interface RailProps {
  readonly isNarrow: boolean;
  readonly page: Page;
  readonly onPage: (page: Page) => void;
  readonly onBack: () => void;
  readonly store: StoreApi<SettingsState>;
}

function SettingsRail({ isNarrow, page, onPage, onBack, store }: RailProps) {
  const { screens } = useSaid();
  const texts = screens.settings;
  const { shown } = useStore(store);
  const countOf = (key: 'sources' | 'accounts'): number => {
    const list = shown?.inForce?.[key];
    return Array.isArray(list) ? list.length : 0;
  };
  return (
    <nav className="rail" aria-label={texts.title}>
      <div className="rail-brand">
        <Brand />
        <span className="rail-word">Aftercall</span>
      </div>
      <ul>
        <li>
          <button type="button" className={`rail-item ${css['back'] ?? ''}`} aria-label={texts.back} onClick={onBack}>
            <Icon of={ArrowLeft} />
            <span className="rail-word">{texts.back}</span>
            <Keys keys="Esc" />
          </button>
        </li>
      </ul>
      <div className="rail-rule" />
      <ul>
        {PAGES.map((each) => (
          <li key={each}>
            <button
              type="button"
              className="rail-item"
              aria-current={each === page ? 'page' : undefined}
              aria-label={texts.pages[each]}
              title={isNarrow ? texts.pages[each] : undefined}
              onClick={() => {
                onPage(each);
              }}
            >
              <Icon of={ICONS[each]} />
              <span className="rail-word">{texts.pages[each]}</span>
              {(each === 'sources' || each === 'accounts') && <span className="count">{countOf(each)}</span>}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Title({ page, search, onSearch }: { page: Page; search: string; onSearch: (text: string) => void }) {
  const { screens } = useSaid();
  const texts = screens.settings;
  return (
    <header className="title">
      <h1>{texts.pages[page]}</h1>
      <span className="gap" />
      <SearchField className={`field search ${css['find'] ?? ''}`} value={search} onChange={onSearch}>
        <Label className="hidden">{texts.find}</Label>
        <Icon of={Search} small />
        <Input placeholder={texts.find} />
        <Keys keys="Ctrl F" />
      </SearchField>
    </header>
  );
}

function PageBody({ page, client, store }: { page: Page; client: Bridge; store: StoreApi<SettingsState> }) {
  if (page === 'sources') return <SourcesPage client={client} store={store} />;
  if (page === 'accounts') return <AccountsPage client={client} store={store} />;
  if (page === 'recordings') return <HostPage client={client} store={store} />;
  return <Groups groups={GROUPS[page] ?? []} store={store} />;
}

function Groups({ groups, store }: { groups: readonly SettingGroup[]; store: StoreApi<SettingsState> }) {
  const { screens } = useSaid();
  return (
    <div className={css['form']}>
      {groups.map(({ id, items }) => (
        <section key={id} aria-labelledby={`group-${id}`}>
          <h2 id={`group-${id}`}>{screens.settings.groups[id]}</h2>
          {items.map((item) => (
            <SettingRow key={item.key} item={item} store={store} />
          ))}
        </section>
      ))}
    </div>
  );
}

function Found({ text, store }: { text: string; store: StoreApi<SettingsState> }) {
  const { screens } = useSaid();
  const texts = screens.settings;
  const wanted = text.toLowerCase();
  const items = Object.values(GROUPS)
    .flatMap((groups) => groups.flatMap((group) => group.items))
    .filter(({ key }) => {
      const said = texts.items[key];
      return `${said?.name ?? ''} ${said?.why ?? ''} ${key}`.toLowerCase().includes(wanted);
    });
  if (items.length === 0) {
    return (
      <div className="empty-main">
        <h2>{texts.noHit(text)}</h2>
      </div>
    );
  }
  return (
    <div className={css['form']}>
      {items.map((item) => (
        <SettingRow key={item.key} item={item} store={store} />
      ))}
    </div>
  );
}
