import { useEffect, useState } from 'react';
import { CheckboxButton, CheckboxField, Label, RadioButton, RadioField, RadioGroup } from 'react-aria-components';
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
  const { contact: texts } = said.screens.calls;
  const { acts } = useDesk();
  const { row, detail: known } = sheet;
  const [typed, setTyped] = useState('');
  const search = useSearch(row.id, typed.trim());
  const matches = search.found ?? known.lookedUp?.contacts ?? [];
  const [chosen, setChosen] = useState<string | null>(known.contact?.id ?? null);
  const [remember, setRemember] = useState(false);
  const isThere = known.allowed.includes('moveCall');
  const decide = async (contact: NonNullable<WrapUp['contact']>) => {
    if (await acts.save(row.id, { contact })) onDone();
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
        <Remember isSelected={remember} onChange={setRemember} />
      )}
      <PickerActs
        sheet={sheet}
        name={typed.trim()}
        match={match}
        onDecide={(contact) => void decide(contact)}
        onDone={onDone}
        remember={remember}
      />
    </section>
  );
}

function Remember({ isSelected, onChange }: { isSelected: boolean; onChange: (on: boolean) => void }) {
  const { contact: texts } = useSaid().screens.calls;
  return (
    <CheckboxField isSelected={isSelected} onChange={onChange}>
      <CheckboxButton className="check-line">
        <span className={isSelected ? 'check on' : 'check'}>{isSelected && <Icon of={Check} tiny />}</span>
        {texts.remember}
      </CheckboxButton>
    </CheckboxField>
  );
}

interface PickerActsProps {
  readonly sheet: CallSheet;
  /** What was typed: a new contact may have it. */
  readonly name: string;
  readonly match: FoundContact | undefined;
  readonly remember: boolean;
  readonly onDecide: (contact: NonNullable<WrapUp['contact']>) => void;
  readonly onDone: () => void;
}

function PickerActs({ sheet, name, match, remember, onDecide, onDone }: PickerActsProps) {
  const { contact: texts, detail } = useSaid().screens.calls;
  return (
    <div className="picker-acts">
      <Button
        kind="primary"
        isDisabled={match === undefined}
        onPress={() => {
          if (match === undefined) return;
          const { id, name: who, organization } = match;
          onDecide({
            kind: 'contact',
            contact: { id, name: who, organizationId: organization?.id ?? null },
            remember,
          });
        }}
      >
        {texts.use}
      </Button>
      {name.length > 1 && sheet.detail.allowed.includes('decideContact') && (
        <Button onPress={() => onDecide({ kind: 'create', name })}>{texts.create(name)}</Button>
      )}
      <Button kind="quiet" onPress={() => onDecide({ kind: 'none' })}>
        {texts.none}
      </Button>
      <Button kind="quiet" keys="Esc" onPress={onDone}>
        {detail.cancel}
      </Button>
    </div>
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
    <RadioGroup
      className="field-box"
      value={matches.some(({ id }) => id === chosen) ? chosen : null}
      onChange={onChoose}
    >
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
