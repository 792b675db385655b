import { FolderPlus, FilePlus } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { StoreApi } from 'zustand/vanilla';
import type { Bridge } from '../../../shared/contract.ts';
import { useSaid } from '../../i18n/index.tsx';
import { Ask } from '../../parts/ask.tsx';
import { Button } from '../../parts/button.tsx';
import type { SettingsState } from '../../stores/settings-store.ts';
import { valueAt } from './model.ts';
import css from './settings.module.css';

interface Source {
  readonly id: string;
  readonly format: string;
  readonly path: string;
  readonly recordings?: { readonly folder: string };
  readonly mapping?: unknown;
}

/** Where calls appear: each with its file, its format and its recordings. */
export function SourcesPage({ client, store }: { client: Bridge; store: StoreApi<SettingsState> }) {
  const { shown, refresh, removeSource } = useStore(store);
  const { screens } = useSaid();
  const texts = screens.settings.sources;
  const [leaving, setLeaving] = useState<string | null>(null);
  const sources = (valueAt(shown?.inForce, 'sources') ?? []) as readonly Source[];
  const { said, add, addRecordings } = useAdding(client, refresh);

  return (
    <div className={css['form']}>
      {sources.length === 0 && (
        <div className="empty-main">
          <h2>{texts.none}</h2>
          <p>{texts.noneWhy}</p>
        </div>
      )}
      <ul className={css['cards']}>
        {sources.map((source) => (
          <SourceCard
            key={source.id}
            source={source}
            onRecordings={() => void addRecordings(source)}
            onRemove={() => {
              setLeaving(source.id);
            }}
          />
        ))}
      </ul>
      <div className={`${css['acts'] ?? ''} ${css['cards'] ?? ''}`}>
        <Button icon={FilePlus} onPress={() => void add('file')}>
          {texts.add}
        </Button>
        <Button icon={FolderPlus} onPress={() => void add('folder')}>
          {texts.addFolder}
        </Button>
        <span role="status">{said}</span>
      </div>
      <Ask
        isOpen={leaving !== null}
        title={texts.removeTitle}
        text={texts.removeText}
        yes={texts.remove}
        no={texts.keep}
        onAnswer={(yes) => {
          if (yes && leaving !== null) void removeSource(leaving);
          setLeaving(null);
        }}
      />
    </div>
  );
}

/** Adding a source or its recordings: the system's own dialog asks where, the content says what it is. */
function useAdding(client: Bridge, refresh: () => Promise<void>) {
  const { screens } = useSaid();
  const texts = screens.settings.sources;
  const [said, setSaid] = useState<string | null>(null);
  const add = async (pick: 'file' | 'folder'): Promise<void> => {
    const found = await client.detectSource({ path: null, pick });
    if (!found.ok) {
      setSaid(found.error.code === 'nothing_found' ? texts.nothingThere : found.error.message);
      return;
    }
    if (found.value === null) return;
    const { path, format, recordings } = found.value;
    const saved = await client.saveSource({ id: null, path, format, recordings: recordings?.folder ?? null });
    setSaid(saved.ok ? texts.found(format) : saved.error.message);
    await refresh();
  };
  const addRecordings = async ({ id, path, format }: Source): Promise<void> => {
    const folder = await client.chooseFolder({});
    if (!folder.ok || folder.value === null) return;
    const saved = await client.saveSource({ id, path, format, recordings: folder.value });
    if (!saved.ok) setSaid(saved.error.message);
    await refresh();
  };
  return { said, add, addRecordings };
}

interface CardProps {
  readonly source: Source;
  readonly onRecordings: () => void;
  readonly onRemove: () => void;
}

function SourceCard({ source: { id, format, path, recordings }, onRecordings, onRemove }: CardProps) {
  const { screens } = useSaid();
  const texts = screens.settings.sources;
  return (
    <li className={css['card']}>
      <div className={css['head']}>
        <h2>{id}</h2>
        <span className="quiet">{format}</span>
      </div>
      <span className={css['path']}>{path}</span>
      <span className="small quiet">
        {recordings === undefined ? texts.noRecordings : texts.recordings(recordings.folder)}
      </span>
      <div className={css['acts']}>
        <Button kind="quiet" onPress={onRecordings}>
          {texts.chooseRecordings}
        </Button>
        <span className={css['gap']} />
        <Button kind="quiet" aria-label={`${texts.remove}: ${id}`} onPress={onRemove}>
          {texts.remove}
        </Button>
      </div>
    </li>
  );
}
