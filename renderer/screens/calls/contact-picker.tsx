import { useEffect, useState } from 'react';
import { Checkbox, Label, RadioButton, RadioField, RadioGroup } from 'react-aria-components';
import { Check, Search } from 'lucide-react';
import type { FoundContact } from '../../../shared/actions.ts';
import type { WrapUp } from '../../../shared/contract/calls.ts';
import type { CallSheet } from '../../../shared/desk.ts';
import { useSaid } from '../../i18n/index.tsx';
import { Button } from '../../parts/button.tsx';
import { TextField } from '../../parts/field.tsx';
import { Icon } from '../../parts/icon.tsx';
import { problemIn } from './acts.ts';
import { useDesk } from './desk.ts';

/** Typing is one question to the CRM, not one a letter. Milliseconds. */
const TYPED = 300;

interface Search {
  readonly text: string;
  readonly found: readonly FoundContact[] | null;
  readonly problem: string | null;
}

const NOBODY: Search = { text: '', found: null, problem: null };

/** Who it was: those with the number, anybody by name, a new contact, or nobody. */
export function ContactPicker({ sheet, onDone }: { sheet: CallSheet; onDone: () => void }) {
  const said = useSaid();
  const { contact: texts, detail } = said.screens.calls;
  const { acts } = useDesk();
  const { row, detail: known } = sheet;
  const [typed, setTyped] = useState('');
  const search = useSearch(row.id, typed.trim());
  const matches = search.found ?? known.lookedUp?.contacts ?? [];
  const [chosen, setChosen] = useState<string | null>(known.contact?.id ?? null);
  const [remember, setRemember] = useState(false);
  const isThere = known.allowed.includes('moveCall');
  const name = typed.trim();
  const decide = async (contact: NonNullable<WrapUp['contact']>) => {
    const done = isThere ? await acts.save(row.id, { contact }) : await acts.save(row.id, { contact });
    if (done) onDone();
  };
  const match = matches.find(({ id }) => id === chosen);
  return (
    <section className="section picker">
      <div className="section-head">
        <h3>{texts.title}</h3>
      </div>
      <TextField
        label={texts.find}
        placeholder={texts.find}
        icon={Search}
        value={typed}
        onChange={setTyped}
        autoFocus
        maxLength={100}
      />
      {search.problem !== null && <p className="small s-failed">{search.problem}</p>}
      {search.found?.length === 0 && <p className="small quiet">{texts.nobody(search.text)}</p>}
      {matches.length > 0 && <Matches label={texts.matches} matches={matches} chosen={chosen} onChoose={setChosen} />}
      {row.number !== null && match !== undefined && !isThere && (
        <Checkbox className="check-line" isSelected={remember} onChange={setRemember}>
          <span className={remember ? 'check on' : 'check'}>{remember && <Icon of={Check} tiny />}</span>
          {texts.remember}
        </Checkbox>
      )}
      <div className="picker-acts">
        <Button
          kind="primary"
          isDisabled={match === undefined}
          onPress={() => {
            if (match === undefined) return;
            const { id, name: who, organization } = match;
            void decide({
              kind: 'contact',
              contact: { id, name: who, organizationId: organization?.id ?? null },
              remember,
            });
          }}
        >
          {texts.use}
        </Button>
        {name.length > 1 && known.allowed.includes('decideContact') && (
          <Button onPress={() => void decide({ kind: 'create', name })}>{texts.create(name)}</Button>
        )}
        <Button kind="quiet" onPress={() => void decide({ kind: 'none' })}>
          {texts.none}
        </Button>
        <Button kind="quiet" keys="Esc" onPress={onDone}>
          {detail.cancel}
        </Button>
      </div>
    </section>
  );
}

interface MatchesProps {
  readonly label: string;
  readonly matches: readonly FoundContact[];
  readonly chosen: string | null;
  readonly onChoose: (id: string) => void;
}

export function Matches({ label, matches, chosen, onChoose }: MatchesProps) {
  return (
    <RadioGroup className="field-box" value={chosen} onChange={onChoose}>
      <Label className="hidden">{label}</Label>
      <div className="matches">
        {matches.map(({ id, name, organization, numbers }) => (
          <RadioField key={id} value={id} className="radio-field">
            <RadioButton className="match">
              <span className="radio" />
              <span className="match-who">
                <span className="strong cut">{name}</span>
                <span className="small cut">{organization?.name ?? ''}</span>
              </span>
              <bdi dir="ltr" className="small">
                {numbers[0] ?? ''}
              </bdi>
            </RadioButton>
          </RadioField>
        ))}
      </div>
    </RadioGroup>
  );
}

/** What the CRM finds by a name or company; null until two letters are typed. */
function useSearch(id: string, text: string): Search {
  const said = useSaid();
  const { client } = useDesk();
  const [search, setSearch] = useState(NOBODY);
  useEffect(() => {
    if (text.length < 2) {
      setSearch(NOBODY);
      return undefined;
    }
    let wanted = true;
    const timer = window.setTimeout(() => {
      void client.findContacts({ id, text }).then((answer) => {
        if (!wanted) return;
        setSearch(
          answer.ok
            ? { text, found: answer.value, problem: null }
            : { text, found: null, problem: problemIn(said, answer.error) },
        );
      });
    }, TYPED);
    return () => {
      wanted = false;
      window.clearTimeout(timer);
    };
  }, [client, id, text, said]);
  return search;
}
