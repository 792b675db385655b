import { CalendarPlus, ChevronDown } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Button as AriaButton, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { useSaid } from '../../i18n/index.tsx';
import { Button } from '../../parts/button.tsx';
import { Choices } from '../../parts/choices.tsx';
import { TextField } from '../../parts/field.tsx';
import { Icon } from '../../parts/icon.tsx';
import { dayFor, dayOf, WHENS, type When } from './days.ts';
import type { FollowUpDraft } from './draft.ts';
import css from './wrap-up.module.css';

interface FollowUpProps {
  readonly value: FollowUpDraft | null;
  readonly onChange: (value: FollowUpDraft | null) => void;
  readonly isOpen: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

type Choice = When | 'none' | 'own';

/** A task that follows the call: on which day, and what. */
export function FollowUp({ value, onChange, isOpen, onOpenChange }: FollowUpProps) {
  const { screens, formats } = useSaid();
  const words = screens.wrapUp;
  const shown =
    value === null
      ? words.noFollowUp
      : words.followUpShown(nameOf(value.dueDate, words.whens) ?? formats.shortDay(value.dueDate), value.subject);
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={onOpenChange}>
      <AriaButton className="field" aria-label={`${words.followUp}: ${shown}`}>
        <Icon of={CalendarPlus} small />
        <span className={value === null ? 'cut hint' : 'cut'}>{shown}</span>
        <Icon of={ChevronDown} tiny />
      </AriaButton>
      <Popover className="popover" offset={4} placement="top end">
        <Dialog className={css['follow'] ?? ''} aria-label={words.followUp}>
          <Editor
            value={value}
            onChange={onChange}
            onDone={() => {
              onOpenChange(false);
            }}
          />
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

function Editor({
  value,
  onChange,
  onDone,
}: Pick<FollowUpProps, 'value' | 'onChange'> & { readonly onDone: () => void }) {
  const words = useSaid().screens.wrapUp;
  const [isOwn, setOwn] = useState(value !== null && whenOf(value.dueDate) === null);
  const subject = value?.subject ?? words.callBack;
  const choice: Choice = value === null ? 'none' : isOwn ? 'own' : (whenOf(value.dueDate) ?? 'own');
  const take = (dueDate: string) => {
    onChange({ dueDate, subject });
  };
  const editor = useRef<HTMLDivElement>(null);
  useEffect(() => {
    editor.current?.querySelector<HTMLInputElement>('input:checked')?.focus();
  }, []);
  return (
    <div ref={editor} className={css['editor']}>
      <Choices
        label={words.followUp}
        choices={[
          { id: 'none', label: words.noFollowUp },
          ...WHENS.map((id): { id: Choice; label: string } => ({ id, label: words.whens[id] })),
          { id: 'own', label: words.ownDate },
        ]}
        value={choice}
        onChange={(chosen) => {
          setOwn(chosen === 'own');
          if (chosen === 'none') onChange(null);
          else take(chosen === 'own' ? (value?.dueDate ?? dayFor('tomorrow', new Date())) : dayFor(chosen, new Date()));
        }}
      />
      {value !== null && (
        <>
          {choice === 'own' && (
            <TextField
              label={words.date}
              type="date"
              min={dayOf(new Date())}
              value={value.dueDate}
              onChange={(day) => {
                if (/^\d{4}-\d{2}-\d{2}$/.test(day)) take(day);
              }}
            />
          )}
          <TextField
            label={words.subject}
            showLabel
            maxLength={200}
            value={value.subject}
            onChange={(text) => {
              onChange({ ...value, subject: text });
            }}
          />
        </>
      )}
      <Button onPress={onDone}>{words.done}</Button>
    </div>
  );
}

function whenOf(day: string): When | null {
  return WHENS.find((when) => dayFor(when, new Date()) === day) ?? null;
}

function nameOf(day: string, names: Readonly<Record<When, string>>): string | null {
  const when = whenOf(day);
  return when === null ? null : names[when];
}
