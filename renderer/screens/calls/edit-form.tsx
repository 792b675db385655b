import { Briefcase, CalendarPlus } from 'lucide-react';
import { useState, type KeyboardEvent } from 'react';
import { OUTCOMES, type Outcome } from '../../../shared/call.ts';
import type { WrapUp } from '../../../shared/contract/calls.ts';
import type { CallSheet } from '../../../shared/desk.ts';
import { useSaid } from '../../i18n/index.tsx';
import { Button } from '../../parts/button.tsx';
import { Choices } from '../../parts/choices.tsx';
import { Note, SelectField, TextField } from '../../parts/field.tsx';
import { isCommand } from '../../parts/kbd.tsx';
import { useDesk } from './desk.ts';

interface Draft {
  readonly outcome: Outcome;
  readonly note: string;
  /** `deal 12`, `lead ab`, or none. */
  readonly item: string;
  readonly subject: string;
  readonly dueDate: string;
}

const NO_ITEM = 'none';

function draftOf({ row, detail }: CallSheet): Draft {
  const { dealId, leadId, note } = detail;
  const item = dealId !== null ? `deal ${dealId}` : leadId !== null ? `lead ${leadId}` : NO_ITEM;
  return { outcome: row.outcome, note: note ?? '', item, subject: '', dueDate: tomorrow(new Date()) };
}

function tomorrow(now: Date): string {
  const day = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

/** Only what was changed is sent: the rest stays as it is, here and in the CRM. */
function wrapUpOf(draft: Draft, before: Draft): WrapUp {
  const [kind, ...rest] = draft.item.split(' ');
  const id = rest.join(' ');
  return {
    ...(draft.outcome === before.outcome ? {} : { outcome: draft.outcome }),
    ...(draft.note === before.note ? {} : { note: draft.note === '' ? null : draft.note }),
    ...(draft.item === before.item ? {} : { dealId: kind === 'deal' ? id : null, leadId: kind === 'lead' ? id : null }),
    ...(draft.subject.trim() === ''
      ? {}
      : { followUp: { subject: draft.subject.trim(), dueDate: draft.dueDate, note: null } }),
  };
}

/** The words of a call: outcome, note, deal or lead, a follow-up. */
export function EditForm({ sheet, onDone }: { sheet: CallSheet; onDone: () => void }) {
  const { screens } = useSaid();
  const { detail: texts } = screens.calls;
  const { acts } = useDesk();
  const [before] = useState(() => draftOf(sheet));
  const [draft, setDraft] = useState(before);
  const change = (part: Partial<Draft>) => setDraft((now) => ({ ...now, ...part }));
  const { id } = sheet.row;
  const save = async () => {
    if (await acts.save(id, wrapUpOf(draft, before))) onDone();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !isCommand(event)) return;
    event.preventDefault();
    void save();
  };
  return (
    <section className="section edit" onKeyDown={onKeyDown}>
      <Fields sheet={sheet} draft={draft} change={change} />
      <div className="picker-acts">
        <Button kind="primary" keys="Ctrl Enter" onPress={() => void save()}>
          {texts.save}
        </Button>
        {sheet.detail.allowed.includes('logNow') && (
          <Button onPress={() => void acts.log(id, wrapUpOf(draft, before))}>{texts.saveAndLog}</Button>
        )}
        <Button kind="quiet" keys="Esc" onPress={onDone}>
          {texts.cancel}
        </Button>
      </div>
    </section>
  );
}

interface FieldsProps {
  readonly sheet: CallSheet;
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
}

function Fields({ sheet, draft, change }: FieldsProps) {
  const { words, screens } = useSaid();
  const { detail: texts } = screens.calls;
  const items = itemsOf(sheet);
  const options = [
    { id: NO_ITEM, label: texts.noDeal },
    ...items,
    ...(draft.item === NO_ITEM || items.some(({ id }) => id === draft.item)
      ? []
      : [{ id: draft.item, label: draft.item }]),
  ];
  return (
    <>
      <Choices
        label={texts.outcome}
        showLabel
        value={draft.outcome}
        onChange={(outcome) => change({ outcome })}
        choices={OUTCOMES.filter((id) => (id !== 'cancelled' && id !== 'failed' ? true : id === draft.outcome)).map(
          (id) => ({ id, label: words.outcomes[id] }),
        )}
      />
      <Note
        label={texts.note}
        showLabel
        value={draft.note}
        onChange={(note) => change({ note })}
        maxLength={20_000}
        autoFocus
      />
      {options.length > 1 && (
        <SelectField
          label={texts.deal}
          showLabel
          icon={Briefcase}
          options={options}
          value={draft.item}
          onChange={(item) => change({ item })}
        />
      )}
      {sheet.detail.allowed.includes('addFollowUp') && <FollowUp draft={draft} change={change} />}
    </>
  );
}

function FollowUp({ draft, change }: Pick<FieldsProps, 'draft' | 'change'>) {
  const { detail: texts } = useSaid().screens.calls;
  return (
    <div className="follow-up">
      <TextField
        label={texts.followUp}
        showLabel
        icon={CalendarPlus}
        placeholder={texts.subject}
        value={draft.subject}
        onChange={(subject) => change({ subject })}
        maxLength={200}
      />
      {draft.subject.trim() !== '' && (
        <TextField
          label={texts.dueDate}
          showLabel
          type="date"
          value={draft.dueDate}
          onChange={(dueDate) => change({ dueDate })}
        />
      )}
    </div>
  );
}

/** Deals and leads of the contact, as far as the CRM told of them. */
export function itemsOf({ detail }: CallSheet): readonly { readonly id: string; readonly label: string }[] {
  const contact = detail.lookedUp?.contacts.find(({ id }) => id === detail.contact?.id);
  return [
    ...(contact?.openDeals ?? []).map(({ id, title }) => ({ id: `deal ${id}`, label: title })),
    ...(contact?.leads ?? []).map(({ id, title }) => ({ id: `lead ${id}`, label: title })),
  ];
}
