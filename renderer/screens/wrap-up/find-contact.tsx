import { Search } from 'lucide-react';
import { useEffect, useState } from 'react';
import { ComboBox, Input, Label, ListBox, ListBoxItem, Popover } from 'react-aria-components';
import type { FoundContact } from '../../../shared/actions.ts';
import type { Bridge } from '../../../shared/contract.ts';
import { useSaid } from '../../i18n/index.tsx';
import { Icon } from '../../parts/icon.tsx';

/** Milliseconds after the last key before the CRM is asked. */
const PAUSE = 250;
const LEAST = 2;

interface FindContactProps {
  readonly client: Pick<Bridge, 'findContacts'>;
  /** The call whose account is searched. */
  readonly id: string;
  readonly onChoose: (contact: FoundContact) => void;
}

type Found =
  { readonly is: 'idle' | 'asking' | 'failed' } | { readonly is: 'found'; readonly list: readonly FoundContact[] };

/** Searches the CRM while one types. */
export function FindContact({ client, id, onChoose }: FindContactProps) {
  const words = useSaid().screens.wrapUp;
  const [text, setText] = useState('');
  const found = useFound(client, id, text);
  const list = found.is === 'found' ? found.list : [];
  const empty = { idle: words.findHint, asking: words.finding, failed: words.findFailed, found: words.foundNone };
  return (
    <ComboBox
      className="field-box"
      autoFocus
      allowsEmptyCollection
      menuTrigger="input"
      items={list}
      defaultFilter={() => true}
      inputValue={text}
      onInputChange={setText}
      onChange={(key) => {
        const contact = list.find((each) => each.id === key);
        if (contact !== undefined) onChoose(contact);
      }}
    >
      <Label className="hidden">{words.findLabel}</Label>
      <div className="field">
        <Icon of={Search} small />
        <Input placeholder={words.findHint} />
      </div>
      <Popover className="popover" offset={4}>
        <ListBox className="options" renderEmptyState={() => <span className="menu-item">{empty[found.is]}</span>}>
          {(contact: FoundContact) => (
            <ListBoxItem id={contact.id} textValue={contact.name} className="menu-item">
              <span className="two-lines">
                <span className="cut strong">{contact.name}</span>
                <span className="cut small quiet">
                  {[contact.organization?.name, contact.numbers[0]].filter((part) => part !== undefined).join(', ')}
                </span>
              </span>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}

function useFound(client: Pick<Bridge, 'findContacts'>, id: string, text: string): Found {
  const [found, setFound] = useState<Found>({ is: 'idle' });
  const wanted = text.trim();
  useEffect(() => {
    if (wanted.length < LEAST) {
      setFound({ is: 'idle' });
      return undefined;
    }
    let isCurrent = true;
    setFound((before) => (before.is === 'found' ? before : { is: 'asking' }));
    const timer = setTimeout(() => {
      void client.findContacts({ id, text: wanted }).then((answer) => {
        if (isCurrent) setFound(answer.ok ? { is: 'found', list: answer.value } : { is: 'failed' });
      });
    }, PAUSE);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [client, id, wanted]);
  return found;
}
