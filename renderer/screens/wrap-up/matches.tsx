import { Check } from 'lucide-react';
import { CheckboxButton, CheckboxField, Label, RadioButton, RadioField, RadioGroup } from 'react-aria-components';
import type { FoundContact } from '../../../shared/actions.ts';
import { useSaid } from '../../i18n/index.tsx';
import { Icon } from '../../parts/icon.tsx';
import type { Draft } from './draft.ts';
import css from './wrap-up.module.css';

interface MatchesProps {
  readonly contacts: readonly FoundContact[];
  readonly chosen: FoundContact | null;
  readonly onChange: (change: Partial<Draft>) => void;
}

/** Several contacts share the number: all of them in sight, the first is proposed. */
export function Matches({ contacts, chosen, onChange }: MatchesProps) {
  const words = useSaid().screens.wrapUp;
  return (
    <RadioGroup
      value={chosen?.id ?? null}
      onChange={(id) => {
        const contact = contacts.find((each) => each.id === id);
        if (contact !== undefined) onChange({ who: { kind: 'contact', contact } });
      }}
    >
      <Label className="hidden">{words.contact}</Label>
      <div className={`matches ${css['matches'] ?? ''}`}>
        {contacts.map((contact) => (
          <Match key={contact.id} contact={contact} />
        ))}
      </div>
    </RadioGroup>
  );
}

function Match({ contact: { id, name, organization, numbers, openDeals, leads } }: { contact: FoundContact }) {
  const [work] = [...openDeals, ...leads];
  return (
    <RadioField value={id}>
      <RadioButton className="match">
        <span className="radio" />
        <span className="cut">
          <span className="strong">{name}</span> <span className="quiet">{organization?.name}</span>
          <br />
          <span className="small">
            <bdi dir="ltr">{numbers[0]}</bdi>
          </span>
        </span>
        <span className={`small cut ${css['work'] ?? ''}`}>{work?.title}</span>
      </RadioButton>
    </RadioField>
  );
}

/** Next time this number calls, the chosen contact is taken without a question. */
export function Remember({ remember, onChange }: { remember: boolean; onChange: MatchesProps['onChange'] }) {
  const words = useSaid().screens.wrapUp;
  return (
    <CheckboxField
      className={css['remembers'] ?? ''}
      isSelected={remember}
      onChange={(chosen) => {
        onChange({ remember: chosen });
      }}
    >
      <CheckboxButton className={css['remember'] ?? ''}>
        <span className={css['box']}>
          <Icon of={Check} tiny />
        </span>
        {words.remember}
      </CheckboxButton>
    </CheckboxField>
  );
}
