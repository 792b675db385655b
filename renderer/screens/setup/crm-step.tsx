import { Check, CircleAlert, Lock } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Label, RadioButton, RadioField, RadioGroup } from 'react-aria-components';
import { crmName } from '../../../shared/texts/crm.ts';
import { useSaid } from '../../i18n/index.tsx';
import { LinkButton } from '../../parts/button.tsx';
import { TextField } from '../../parts/field.tsx';
import { Icon } from '../../parts/icon.tsx';
import type { SetupState } from '../../stores/setup-store.ts';
import { accountInput, CRM_FIELDS, CRMS } from '../accounts/crm-fields.ts';
import css from './setup.module.css';

/** After the last key the CRM is asked who this is. Milliseconds. */
const PAUSE = 500;

/** Which CRM, and the sign-in, proven as soon as everything is typed. */
export function CrmStep({ state }: { state: SetupState }) {
  const { crm, typed, sign, keychain, verify, setCrm } = state;
  const words = useSaid().screens.setup.crm;
  const isWhole = accountInput(crm, crm, typed) !== null;
  useEffect(() => {
    if (!isWhole || sign.kind !== 'none') return undefined;
    const timer = setTimeout(() => void verify(), PAUSE);
    return () => {
      clearTimeout(timer);
    };
  }, [isWhole, sign.kind, typed, verify]);
  return (
    <>
      <h1>{words.title}</h1>
      <p className={css['lead']}>{words.lead}</p>
      <RadioGroup
        className={css['crms'] ?? ''}
        orientation="horizontal"
        value={crm}
        onChange={(id) => {
          const chosen = CRMS.find((each) => each === id);
          if (chosen !== undefined) setCrm(chosen);
        }}
      >
        <Label className="hidden">{words.label}</Label>
        {CRMS.map((each) => (
          <RadioField key={each} value={each}>
            <RadioButton className={css['crm'] ?? ''}>{crmName(each)}</RadioButton>
          </RadioField>
        ))}
      </RadioGroup>
      <Fields state={state} />
      <Verdict state={state} />
      <p className={css['after']}>
        <Icon of={Lock} small />
        {words.keptIn(keychain)}
      </p>
    </>
  );
}

function Fields({ state: { crm, typed, type, sign } }: { state: SetupState }) {
  const words = useSaid().screens.setup.crm;
  const [isHelped, setHelped] = useState(false);
  const fields = CRM_FIELDS[crm];
  const asksKey = fields.findIndex(({ secret, name }) => secret || name === 'clientId');
  return (
    <div className={css['signin']}>
      {fields.map(({ name, secret, fallback, placeholder }, index) => (
        <div key={`${crm}.${name}`} className={css['asked']}>
          <TextField
            label={crm === 'pipedrive' && name === 'baseUrl' ? words.address : (words.fields[name] ?? name)}
            showLabel
            large
            type={secret ? 'password' : 'text'}
            {...(secret ? { icon: Lock } : {})}
            {...(placeholder === undefined ? {} : { placeholder })}
            value={typed[name] ?? fallback ?? ''}
            error={sign.kind === 'failed' && sign.error.field === name ? sign.error.message : null}
            onChange={(value) => {
              type(name, value);
            }}
          />
          {index === asksKey && (
            <LinkButton
              aria-expanded={isHelped}
              onPress={() => {
                setHelped(!isHelped);
              }}
            >
              {words.where}
            </LinkButton>
          )}
          {index === asksKey && isHelped && <p className="small quiet">{words.help[crm]}</p>}
        </div>
      ))}
    </div>
  );
}

/** What the CRM answered, always in the same place. */
function Verdict({ state: { sign, crm } }: { state: SetupState }) {
  const { screens } = useSaid();
  const words = screens.setup.crm;
  const name = crmName(crm);
  return (
    <div className={css['verdict']} role="status">
      {sign.kind === 'asking' && <p className="small quiet">{words.asking(name)}</p>}
      {sign.kind === 'browser' && <p className="small">{words.browser}</p>}
      {sign.kind === 'in' && (
        <div className={css['verified']}>
          <Icon of={Check} />
          <div>
            <p className="strong">{words.signedIn(sign.as.name, sign.as.company)}</p>
            <p className="small">
              {sign.as.missingRights.length === 0 ? words.may : words.mayNot(sign.as.missingRights.join(', '))}
            </p>
          </div>
        </div>
      )}
      {sign.kind === 'failed' && (
        <p className={css['wrong']}>
          <Icon of={CircleAlert} small />
          <span>{screens.setup.problems[sign.error.code] ?? sign.error.message}</span>
        </p>
      )}
    </div>
  );
}
