import { Check, UserPlus } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { StoreApi } from 'zustand/vanilla';
import type { Bridge } from '../../../shared/contract.ts';
import { crmName } from '../../../shared/texts/crm.ts';
import { useSaid } from '../../i18n/index.tsx';
import { Ask } from '../../parts/ask.tsx';
import { Button } from '../../parts/button.tsx';
import { Segment } from '../../parts/choices.tsx';
import { Icon } from '../../parts/icon.tsx';
import type { SettingsState } from '../../stores/settings-store.ts';
import { AccountForm } from '../accounts/account-form.tsx';
import { CRMS, type Crm, type Typed } from '../accounts/crm-fields.ts';
import { valueAt } from './model.ts';
import css from './settings.module.css';

type Account = Typed & { readonly id: string; readonly crm: Crm };

/** The CRM sign-ins: which one gets the calls, sign in again, add, remove. */
export function AccountsPage({ client, store }: { client: Bridge; store: StoreApi<SettingsState> }) {
  const { shown, refresh, removeAccount, change } = useStore(store);
  const { screens } = useSaid();
  const texts = screens.settings.accounts;
  const [open, setOpen] = useState<string | null>(null);
  const [leaving, setLeaving] = useState<string | null>(null);
  const accounts = (valueAt(shown?.inForce, 'accounts') ?? []) as readonly Account[];
  const usual = valueAt(shown?.inForce, 'logging.account');
  const saved = (): void => {
    setOpen(null);
    void refresh();
  };

  return (
    <div className={css['form']}>
      {accounts.length === 0 && open === null && (
        <div className="empty-main">
          <h2>{texts.none}</h2>
          <p>{texts.noneWhy}</p>
        </div>
      )}
      <ul className={css['cards']}>
        {accounts.map((account) => (
          <AccountCard
            key={account.id}
            client={client}
            account={account}
            keychain={shown?.keychain ?? ''}
            isUsual={account.id === usual}
            isOpen={open === account.id}
            onOpen={setOpen}
            onSaved={saved}
            onUsual={(id) => void change('logging.account', id)}
            onRemove={setLeaving}
          />
        ))}
      </ul>
      <NewAccount
        client={client}
        keychain={shown?.keychain ?? ''}
        taken={accounts.map(({ id }) => id)}
        isOpen={open === ''}
        onOpen={(isOpen) => {
          setOpen(isOpen ? '' : null);
        }}
        onSaved={saved}
      />
      <Ask
        isOpen={leaving !== null}
        title={texts.removeTitle}
        text={texts.removeText}
        yes={texts.remove}
        no={texts.keep}
        onAnswer={(yes) => {
          if (yes && leaving !== null) void removeAccount(leaving);
          setLeaving(null);
        }}
      />
    </div>
  );
}

interface CardProps {
  readonly client: Bridge;
  readonly account: Account;
  readonly keychain: string;
  readonly isUsual: boolean;
  readonly isOpen: boolean;
  readonly onOpen: (id: string | null) => void;
  readonly onSaved: () => void;
  readonly onUsual: (id: string) => void;
  readonly onRemove: (id: string) => void;
}

function AccountCard(props: CardProps) {
  const { client, account, keychain, isUsual, isOpen, onOpen, onSaved, onUsual, onRemove } = props;
  const { screens } = useSaid();
  return (
    <li className={css['card']}>
      <div className={css['head']}>
        <h2>{crmName(account.crm)}</h2>
        <span className="quiet">{account.id}</span>
      </div>
      <span className={css['path']}>{account['baseUrl'] ?? account['loginUrl'] ?? ''}</span>
      {isUsual && (
        <span className={css['good']}>
          <Icon of={Check} small />
          {screens.settings.accounts.usual}
        </span>
      )}
      {isOpen ? (
        <AccountForm
          client={client}
          crm={account.crm}
          id={account.id}
          before={plainOf(account)}
          keychain={keychain}
          onSaved={onSaved}
          onCancel={() => {
            onOpen(null);
          }}
        />
      ) : (
        <AccountActs account={account} isUsual={isUsual} onSignIn={onOpen} onUsual={onUsual} onRemove={onRemove} />
      )}
    </li>
  );
}

/** The fields that are addresses and names; how credentials are kept is no business of the form. */
function plainOf(account: Account): Typed {
  return Object.fromEntries(
    Object.entries(account).filter(([key, value]) => key !== 'id' && key !== 'crm' && typeof value === 'string'),
  );
}

interface ActsProps {
  readonly account: Account;
  readonly isUsual: boolean;
  readonly onSignIn: (id: string) => void;
  readonly onUsual: (id: string) => void;
  readonly onRemove: (id: string) => void;
}

function AccountActs({ account: { id }, isUsual, onSignIn, onUsual, onRemove }: ActsProps) {
  const { screens } = useSaid();
  const texts = screens.settings.accounts;
  return (
    <div className={css['acts']}>
      <Button
        aria-label={`${texts.signIn}: ${id}`}
        onPress={() => {
          onSignIn(id);
        }}
      >
        {texts.signIn}
      </Button>
      {!isUsual && (
        <Button
          kind="quiet"
          aria-label={`${texts.makeUsual}: ${id}`}
          onPress={() => {
            onUsual(id);
          }}
        >
          {texts.makeUsual}
        </Button>
      )}
      <span className={css['gap']} />
      <Button
        kind="quiet"
        aria-label={`${texts.remove}: ${id}`}
        onPress={() => {
          onRemove(id);
        }}
      >
        {texts.remove}
      </Button>
    </div>
  );
}

interface NewProps {
  readonly client: Bridge;
  readonly keychain: string;
  readonly taken: readonly string[];
  readonly isOpen: boolean;
  readonly onOpen: (isOpen: boolean) => void;
  readonly onSaved: () => void;
}

function NewAccount({ client, keychain, taken, isOpen, onOpen, onSaved }: NewProps) {
  const { screens } = useSaid();
  const texts = screens.settings.accounts;
  const [crm, setCrm] = useState<Crm>('pipedrive');
  if (!isOpen) {
    return (
      <div className={css['cards']}>
        <div className={css['acts']}>
          <Button
            icon={UserPlus}
            onPress={() => {
              onOpen(true);
            }}
          >
            {texts.add}
          </Button>
        </div>
      </div>
    );
  }
  return (
    <div className={css['cards']}>
      <Segment
        label={texts.crm}
        choices={CRMS.map((id) => ({ id, label: crmName(id) }))}
        value={crm}
        onChange={setCrm}
      />
      <AccountForm
        key={crm}
        client={client}
        crm={crm}
        id={freeId(crm, taken)}
        before={{}}
        keychain={keychain}
        onSaved={onSaved}
        onCancel={() => {
          onOpen(false);
        }}
      />
    </div>
  );
}

/** `pipedrive`, or `pipedrive-2` when there is one already. */
function freeId(crm: Crm, taken: readonly string[]): string {
  let id: string = crm;
  for (let count = 2; taken.includes(id); count++) id = `${crm}-${count}`;
  return id;
}
