import { Check, Lock } from 'lucide-react';
import { useState } from 'react';
import type { Bridge } from '../../../shared/contract.ts';
import type { SignedIn } from '../../../shared/contract/setup.ts';
import type { AppError } from '../../../shared/errors.ts';
import { useSaid } from '../../i18n/index.tsx';
import { Button } from '../../parts/button.tsx';
import { TextField } from '../../parts/field.tsx';
import { Icon } from '../../parts/icon.tsx';
import { accountInput, BY_BROWSER, CRM_FIELDS, type Crm, type Typed } from './crm-fields.ts';
import css from '../settings/settings.module.css';

interface AccountFormProps {
  readonly client: Pick<Bridge, 'tryAccount' | 'saveAccount' | 'signInByBrowser'>;
  readonly crm: Crm;
  /** Of the account that signs in again; null: a new one. */
  readonly id: string | null;
  readonly before: Typed;
  readonly keychain: string;
  readonly onSaved: () => void;
  readonly onCancel: () => void;
}

type Sign =
  | { readonly kind: 'none' | 'asking' }
  | { readonly kind: 'in'; readonly as: SignedIn }
  | { readonly kind: 'failed'; readonly error: AppError };

/** Signs in to a CRM: asked at once, kept only when the CRM says who it is. */
export function AccountForm({ client, crm, id, before, keychain, onSaved, onCancel }: AccountFormProps) {
  const { screens } = useSaid();
  const texts = screens.settings.accounts;
  const [typed, setTyped] = useState<Typed>(before);
  const [sign, setSign] = useState<Sign>({ kind: 'none' });
  const input = accountInput(crm, id, typed);

  const run = async (act: 'tryAccount' | 'saveAccount' | 'signInByBrowser'): Promise<void> => {
    if (input === null) return;
    setSign({ kind: 'asking' });
    const answer = await client[act](input);
    setSign(answer.ok ? { kind: 'in', as: answer.value } : { kind: 'failed', error: answer.error });
    if (answer.ok && act !== 'tryAccount') onSaved();
  };
  const save = BY_BROWSER.has(crm) ? 'signInByBrowser' : 'saveAccount';

  return (
    <form
      className={css['cards']}
      onSubmit={(event) => {
        event.preventDefault();
        void run(save);
      }}
    >
      <Fields
        crm={crm}
        typed={typed}
        error={sign.kind === 'failed' ? sign.error : null}
        onType={(name, value) => {
          setTyped({ ...typed, [name]: value });
          setSign({ kind: 'none' });
        }}
      />
      <div role="status">
        {sign.kind === 'in' && (
          <span className={css['good']}>
            <Icon of={Check} small />
            {texts.signedIn(sign.as.name, sign.as.company)}
          </span>
        )}
        {sign.kind === 'failed' && <span className={css['error']}>{sign.error.message}</span>}
      </div>
      <span className="small quiet">{texts.keptIn(keychain)}</span>
      <div className={css['acts']}>
        <Button kind="quiet" onPress={onCancel}>
          {texts.cancel}
        </Button>
        {save === 'saveAccount' && (
          <Button isDisabled={input === null || sign.kind === 'asking'} onPress={() => void run('tryAccount')}>
            {texts.tryIt}
          </Button>
        )}
        <Button kind="primary" type="submit" isDisabled={input === null} isPending={sign.kind === 'asking'}>
          {save === 'signInByBrowser' ? texts.browser : texts.save}
        </Button>
      </div>
    </form>
  );
}

interface FieldsProps {
  readonly crm: Crm;
  readonly typed: Typed;
  readonly error: AppError | null;
  readonly onType: (name: string, value: string) => void;
}

function Fields({ crm, typed, error, onType }: FieldsProps) {
  const { screens } = useSaid();
  return (
    <>
      {CRM_FIELDS[crm].map(({ name, secret, fallback, placeholder }) => (
        <TextField
          key={name}
          label={screens.settings.fields[name] ?? name}
          showLabel
          type={secret ? 'password' : 'text'}
          {...(secret ? { icon: Lock } : {})}
          {...(placeholder === undefined ? {} : { placeholder })}
          value={typed[name] ?? fallback ?? ''}
          error={error?.field === name ? error.message : null}
          onChange={(value) => {
            onType(name, value);
          }}
        />
      ))}
    </>
  );
}
