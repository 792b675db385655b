import { CircleAlert, Lock } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import type { StoreApi } from 'zustand/vanilla';
import { useSaid } from '../../i18n/index.tsx';
import { LinkButton } from '../../parts/button.tsx';
import { Icon } from '../../parts/icon.tsx';
import type { SettingsState } from '../../stores/settings-store.ts';
import { ControlOf } from './control.tsx';
import { shownKeys, valueAt, type SettingItem } from './model.ts';
import css from './settings.module.css';

/** Controls that are one input; the others are groups and name themselves. */
const LABELLED: ReadonlySet<string> = new Set(['number', 'date', 'keys']);

/** One setting: its name, its reason, how it is changed, its default, and what was refused. */
export function SettingRow({ item, store }: { item: SettingItem; store: StoreApi<SettingsState> }) {
  const { shown, refused, change } = useStore(store);
  const { screens } = useSaid();
  const texts = screens.settings;
  const said = texts.items[item.key];
  const { key, fallback, isRequired } = item;
  const inForce = valueAt(shown?.inForce, key) ?? fallback;
  const isLocked = shown?.locked.includes(key) ?? false;
  const written = valueAt(shown?.written, key);
  const isDefault = isRequired === true && String(written) === String(fallback);
  const isChanged = !isLocked && written !== undefined && !isDefault;
  const id = `setting-${key.replaceAll('.', '-')}`;
  const platform = shown?.platform ?? 'linux';
  return (
    <div className={css['setting']} id={id}>
      <div>
        <div className={css['label']}>
          {LABELLED.has(item.control.kind) ? (
            <label id={`${id}-name`} htmlFor={`${id}-name-control`}>
              {said?.name ?? key}
            </label>
          ) : (
            <span id={`${id}-name`}>{said?.name ?? key}</span>
          )}
          {isChanged && <span className={css['changed']} role="img" aria-label={texts.changed} title={texts.changed} />}
          {isLocked && <Icon of={Lock} tiny />}
        </div>
        <p id={`${id}-why`}>{said?.why}</p>
      </div>
      <div className={css['control']}>
        <ControlOf
          item={item}
          value={inForce}
          isDisabled={isLocked}
          labelledBy={`${id}-name`}
          describedBy={`${id}-why`}
          isRefused={refused[key] !== undefined}
          onChange={(value) => change(key, value)}
        />
        <Taken item={item} shown={shown} />
        <Below
          locked={isLocked}
          refused={refused[key] === undefined ? null : refusal(item, inForce, refused[key].message, texts)}
          fallback={fallbackWords(item, platform, texts)}
          reset={
            isChanged ? (
              <LinkButton onPress={() => void change(key, isRequired ? fallback : undefined)}>{texts.reset}</LinkButton>
            ) : null
          }
        />
      </div>
    </div>
  );
}

type Texts = ReturnType<typeof useSaid>['screens']['settings'];

function refusal(item: SettingItem, inForce: unknown, message: string, texts: Texts): string {
  if (item.control.kind === 'number') {
    return texts.between(String(item.control.min), String(item.control.max), String(inForce));
  }
  return texts.refused(message.replace(/^[\w.[\]]+: /, '').replace(/\.$/, ''));
}

function fallbackWords({ key, control, fallback }: SettingItem, platform: string, texts: Texts): string {
  if (key === 'logging.since') return texts.default(texts.firstRun);
  if (control.kind === 'switch') return texts.default(fallback === true ? texts.on : texts.off);
  if (control.kind === 'choice')
    return texts.default(texts.items[key]?.options?.[String(fallback)] ?? String(fallback));
  if (control.kind === 'keys') return texts.default(shownKeys(String(fallback), platform));
  if (Array.isArray(fallback)) return texts.default(fallback.length === 0 ? texts.none : fallback.join(', '));
  return texts.default(String(fallback));
}

function Taken({ item, shown }: { item: SettingItem; shown: SettingsState['shown'] }) {
  const { screens } = useSaid();
  if (item.control.kind !== 'keys' || shown === null) return null;
  const { taken } = shown.shortcuts[item.key.endsWith('.log') ? 'log' : 'focus'];
  return taken ? <Wrong>{screens.settings.taken}</Wrong> : null;
}

interface BelowProps {
  readonly locked: boolean;
  readonly refused: string | null;
  readonly fallback: string;
  readonly reset: ReactNode;
}

function Below({ locked, refused, fallback, reset }: BelowProps) {
  const { screens } = useSaid();
  if (refused !== null) return <Wrong>{refused}</Wrong>;
  if (locked) return <span className={css['default']}>{screens.settings.locked}</span>;
  return (
    <span className={css['default']}>
      {fallback}
      {reset !== null && '. '}
      {reset}
    </span>
  );
}

function Wrong({ children }: { children: ReactNode }) {
  return (
    <span className={css['error']} role="alert">
      <Icon of={CircleAlert} small />
      {children}
    </span>
  );
}
