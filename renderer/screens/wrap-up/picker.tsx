import type { Bridge } from '../../../shared/contract.ts';
import { useSaid } from '../../i18n/index.tsx';
import { Segment } from '../../parts/choices.tsx';
import { TextField } from '../../parts/field.tsx';
import { useState } from 'react';
import type { Who } from './draft.ts';
import { FindContact } from './find-contact.tsx';
import css from './wrap-up.module.css';

interface PickerProps {
  readonly client: Pick<Bridge, 'findContacts'>;
  /** The call. */
  readonly id: string;
  readonly who: Who;
  readonly proposedName: string;
  readonly onChange: (who: Who) => void;
}

type Way = 'none' | 'create' | 'find';

/** Nobody, somebody new, or somebody else. */
export function Picker({ client, id, who, proposedName, onChange }: PickerProps) {
  const words = useSaid().screens.wrapUp;
  const [isFinding, setFinding] = useState(who.kind === 'proposed' || who.kind === 'contact');
  const way: Way = isFinding || who.kind === 'proposed' || who.kind === 'contact' ? 'find' : who.kind;
  return (
    <div className={css['picker']}>
      <Segment
        label={words.contact}
        choices={[
          { id: 'none', label: words.noContact },
          { id: 'create', label: words.newContact },
          { id: 'find', label: words.find },
        ]}
        value={way}
        onChange={(chosen) => {
          setFinding(chosen === 'find');
          if (chosen === 'none') onChange({ kind: 'none' });
          if (chosen === 'create') onChange({ kind: 'create', name: proposedName });
        }}
      />
      {way === 'create' && who.kind === 'create' && (
        <TextField
          label={words.name}
          placeholder={words.name}
          value={who.name}
          maxLength={200}
          onChange={(name) => {
            onChange({ kind: 'create', name });
          }}
        />
      )}
      {way === 'find' && (
        <FindContact
          client={client}
          id={id}
          onChoose={(contact) => {
            onChange({ kind: 'contact', contact });
          }}
        />
      )}
    </div>
  );
}
