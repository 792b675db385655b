import { Check } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { StoreApi } from 'zustand/vanilla';
import type { Bridge } from '../../../shared/contract.ts';
import type { AppError } from '../../../shared/errors.ts';
import { useSaid } from '../../i18n/index.tsx';
import { Button } from '../../parts/button.tsx';
import { Segment } from '../../parts/choices.tsx';
import { TextField } from '../../parts/field.tsx';
import { Icon } from '../../parts/icon.tsx';
import type { SettingsState } from '../../stores/settings-store.ts';
import { valueAt } from './model.ts';
import css from './settings.module.css';

const KINDS = ['none', 's3', 'webdav', 'template'] as const;
type Kind = (typeof KINDS)[number];

/** Plain fields go into the settings, secret ones into the keychain. */
const FIELDS: Readonly<Record<Kind, { readonly plain: readonly string[]; readonly secret: readonly string[] }>> = {
  none: { plain: [], secret: [] },
  s3: {
    plain: ['endpoint', 'region', 'bucket', 'prefix', 'publicBaseUrl', 'expiresSeconds'],
    secret: ['accessKeyId', 'secretAccessKey'],
  },
  webdav: { plain: ['baseUrl', 'publicBaseUrl'], secret: ['username', 'password'] },
  template: { plain: ['url'], secret: [] },
};
const NUMBERS: ReadonlySet<string> = new Set(['expiresSeconds']);

type Typed = Readonly<Record<string, string>>;
type Outcome = { readonly kind: 'none' | 'tried' | 'saved' } | { readonly kind: 'failed'; readonly error: AppError };

interface Written {
  readonly kind: Kind;
  readonly [field: string]: string | number;
}

/** What was typed, over what stands in the settings. */
function useHost(client: Bridge, inForce: Written, refresh: () => Promise<void>) {
  const [kind, setKind] = useState<Kind>(inForce.kind);
  const [typed, setTyped] = useState<Typed>({});
  const [outcome, setOutcome] = useState<Outcome>({ kind: 'none' });
  const { plain, secret } = FIELDS[kind];
  const valueOf = (field: string): string => {
    if (secret.includes(field)) return typed[field] ?? '';
    return typed[field] ?? (kind === inForce.kind ? String(inForce[field] ?? '') : '');
  };
  const filled = (fields: readonly string[]) =>
    fields.map((field) => [field, valueOf(field).trim()] as const).filter(([, value]) => value !== '');
  const run = async (act: 'tryRecordingHost' | 'saveRecordingHost'): Promise<void> => {
    const fields = filled(plain).map(([field, value]) => [field, NUMBERS.has(field) ? Number(value) : value] as const);
    const host: Record<string, string | number> = { kind, ...Object.fromEntries(fields) };
    const answer = await client[act]({ host, secrets: Object.fromEntries(filled(secret)) });
    if (!answer.ok) setOutcome({ kind: 'failed', error: answer.error });
    else setOutcome({ kind: act === 'tryRecordingHost' ? 'tried' : 'saved' });
    if (act === 'saveRecordingHost') await refresh();
  };
  return {
    kind,
    fields: [...plain, ...secret],
    outcome,
    valueOf,
    run,
    choose(chosen: Kind) {
      setKind(chosen);
      setOutcome({ kind: 'none' });
    },
    type(field: string, value: string) {
      setTyped({ ...typed, [field]: value });
      setOutcome({ kind: 'none' });
    },
  };
}

/** Where recordings are put for CRMs that keep a link only; proven before it is used. */
export function HostPage({ client, store }: { client: Bridge; store: StoreApi<SettingsState> }) {
  const { shown, refresh } = useStore(store);
  const { screens } = useSaid();
  const texts = screens.settings.host;
  const inForce = (valueAt(shown?.inForce, 'recordingHost') ?? { kind: 'none' }) as Written;
  const host = useHost(client, inForce, refresh);
  return (
    <div className={css['form']}>
      <h2>{texts.heading}</h2>
      <p className="quiet">{texts.why}</p>
      <div className={css['cards']}>
        <Segment
          label={texts.kind}
          choices={KINDS.map((id) => ({ id, label: texts.kinds[id] ?? id }))}
          value={host.kind}
          onChange={(chosen) => {
            host.choose(chosen);
          }}
        />
        {host.fields.map((field) => (
          <TextField
            key={field}
            label={screens.settings.fields[field] ?? field}
            showLabel
            type={field === 'password' || field === 'secretAccessKey' ? 'password' : 'text'}
            value={host.valueOf(field)}
            onChange={(value) => {
              host.type(field, value);
            }}
          />
        ))}
        <div className={css['acts']}>
          {host.kind !== 'none' && <Button onPress={() => void host.run('tryRecordingHost')}>{texts.try}</Button>}
          <Button kind="primary" onPress={() => void host.run('saveRecordingHost')}>
            {texts.save}
          </Button>
        </div>
        <Said outcome={host.outcome} />
      </div>
    </div>
  );
}

function Said({ outcome }: { outcome: Outcome }) {
  const { screens } = useSaid();
  const texts = screens.settings.host;
  return (
    <div role="status">
      {(outcome.kind === 'tried' || outcome.kind === 'saved') && (
        <span className={css['good']}>
          <Icon of={Check} small />
          {outcome.kind === 'tried' ? texts.tried : texts.saved}
        </span>
      )}
      {outcome.kind === 'failed' && <span className={css['error']}>{outcome.error.message}</span>}
    </div>
  );
}
