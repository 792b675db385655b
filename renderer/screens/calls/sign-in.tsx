import { KeyRound, Lock } from 'lucide-react';
import { useEffect, useState, type SubmitEvent } from 'react';
import type { SettingsShown } from '../../../shared/contract/setup.ts';
import type { Overview } from '../../../shared/desk.ts';
import { crmName } from '../../../shared/texts/crm.ts';
import { useSaid } from '../../i18n/index.tsx';
import { Button } from '../../parts/button.tsx';
import { TextField } from '../../parts/field.tsx';
import { Icon } from '../../parts/icon.tsx';
import { waitingIn } from '../../view.ts';
import { problemIn } from './acts.ts';
import { useDesk } from './desk.ts';

type Account = Readonly<Record<string, unknown>>;

/** The secret fields a person can give by hand, by CRM; Salesforce signs in through the browser. */
const SECRETS: Readonly<Record<string, readonly string[]>> = {
  pipedrive: ['apiToken'],
  close: ['apiKey'],
  leadsquared: ['accessKey', 'secretKey'],
};

const listOf = (json: unknown): readonly Account[] =>
  Array.isArray(json) ? json.filter((each): each is Account => typeof each === 'object' && each !== null) : [];

function accountIn(settings: SettingsShown | null, id: string): Account | undefined {
  const accounts = listOf(settings?.written?.['accounts']);
  return (accounts.length > 0 ? accounts : listOf(settings?.inForce?.['accounts'])).find(
    (account) => account['id'] === id,
  );
}

/** Plain fields of the account as they stand; the secrets are given anew. */
const fieldsOf = (account: Account): Record<string, string> =>
  Object.fromEntries(
    Object.entries(account).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string' && !['id', 'crm'].includes(entry[0]),
    ),
  );

type Crm = 'pipedrive' | 'leadsquared' | 'salesforce' | 'close';
const CRMS: readonly Crm[] = ['pipedrive', 'leadsquared', 'salesforce', 'close'];

/** Takes the detail's pane when an account has lost its sign-in: what happened, what is safe, what to do. */
export function SignInPane({
  account,
  overview,
  onDone,
}: {
  account: Overview['accounts'][number];
  overview: Overview;
  onDone: () => void;
}) {
  const { screens, formats } = useSaid();
  const { signIn } = screens.calls;
  const { client } = useDesk();
  const [settings, setSettings] = useState<SettingsShown | null>(null);
  useEffect(() => {
    void client.settings({}).then((answer) => {
      if (answer.ok) setSettings(answer.value);
    });
  }, [client]);
  const crm = crmName(account.crm);
  return (
    <div className="detail-scroll sign-pane">
      <div className="mark">
        <Icon of={KeyRound} />
      </div>
      <h2>{signIn.title(crm)}</h2>
      <p>{signIn.since(formats.time(overview.healthSince))}</p>
      <p>{signIn.safe(waitingIn(overview.ledger))}</p>
      <SignInForm account={account} settings={settings} onDone={onDone} />
    </div>
  );
}

interface FormProps {
  readonly account: Overview['accounts'][number];
  readonly settings: SettingsShown | null;
  readonly onDone: () => void;
}

function SignInForm({ account, settings, onDone }: FormProps) {
  const said = useSaid();
  const { signIn } = said.screens.calls;
  const { client, ui } = useDesk();
  const [given, setGiven] = useState<Readonly<Record<string, string>>>({});
  const [wrong, setWrong] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const fields = fieldsOf(accountIn(settings, account.id) ?? {});
  const crm = CRMS.find((each) => each === account.crm);
  const secrets = SECRETS[account.crm] ?? [];
  const site = URL.canParse(fields['baseUrl'] ?? '') ? new URL(fields['baseUrl'] ?? '').host : account.id;

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    if (crm === undefined || isBusy) return;
    if (secrets.some((name) => (given[name] ?? '').trim() === '')) {
      setWrong(signIn.empty);
      return;
    }
    setBusy(true);
    const input = {
      crm,
      id: account.id,
      fields,
      secrets: Object.fromEntries(secrets.map((name) => [name, (given[name] ?? '').trim()])),
    };
    const answer = await (secrets.length === 0 ? client.signInByBrowser(input) : client.saveAccount(input));
    setBusy(false);
    if (!answer.ok) {
      setWrong(problemIn(said, answer.error));
      return;
    }
    ui.getState().set({ said: { text: signIn.as(answer.value.name), isProblem: false, id: null } });
    onDone();
  }

  return (
    <form className="sign-form" onSubmit={(event) => void submit(event)}>
      <Secrets
        names={secrets}
        site={site}
        given={given}
        wrong={wrong}
        onChange={(name, text) => {
          setWrong(null);
          setGiven((now) => ({ ...now, [name]: text }));
        }}
      />
      {secrets.length === 0 && wrong !== null && <p className="small s-failed">{wrong}</p>}
      <p className="small quiet">{signIn.kept(settings?.keychain ?? signIn.keychain)}</p>
      <div className="sign-actions">
        <Button kind="primary" type="submit" keys="Enter" isPending={isBusy} isDisabled={settings === null}>
          {secrets.length === 0 ? signIn.browser : signIn.go}
        </Button>
      </div>
    </form>
  );
}

interface SecretsProps {
  readonly names: readonly string[];
  readonly site: string;
  readonly given: Readonly<Record<string, string>>;
  readonly wrong: string | null;
  readonly onChange: (name: string, text: string) => void;
}

function Secrets({ names, site, given, wrong, onChange }: SecretsProps) {
  const { signIn } = useSaid().screens.calls;
  return (
    <>
      {names.map((name, index) => (
        <TextField
          key={name}
          label={signIn.forSite(signIn.secrets[name] ?? name, site)}
          showLabel
          large
          type="password"
          icon={Lock}
          placeholder={signIn.paste}
          value={given[name] ?? ''}
          onChange={(text) => onChange(name, text)}
          error={index === names.length - 1 ? wrong : null}
          autoFocus={index === 0}
        />
      ))}
    </>
  );
}
