import { Briefcase, X } from 'lucide-react';
import { useRef, useState, type RefObject } from 'react';
import { Label, TextArea, TextField } from 'react-aria-components';
import type { Outcome } from '../../../shared/call.ts';
import type { Bridge } from '../../../shared/contract.ts';
import { useSaid } from '../../i18n/index.tsx';
import { IconButton, LinkButton } from '../../parts/button.tsx';
import { Choices } from '../../parts/choices.tsx';
import { SelectField } from '../../parts/field.tsx';
import { Brand } from '../../parts/glyph.tsx';
import type { PlayerHandle } from '../../parts/player.tsx';
import type { WrapUpState } from '../../stores/wrap-up-store.ts';
import { contactOf, knownOf, workShown, worksOf, type Work } from './draft.ts';
import { FollowUp } from './follow-up.tsx';
import { LogButton, Others } from './foot.tsx';
import { Recording } from './recording.tsx';
import { resolved } from './resolved.ts';
import { useWrapUpKeys } from './use-keys.ts';
import { Who } from './who.tsx';
import css from './wrap-up.module.css';

/** In the order of their keys. */
const OUTCOMES: readonly Outcome[] = [
  'connected',
  'no_answer',
  'busy',
  'voicemail_left',
  'message_left',
  'wrong_number',
];

type Shown = WrapUpState & { readonly sheet: NonNullable<WrapUpState['sheet']> };

/** The whole wrap-up of one call. The big button comes first for the keyboard, and lies at the same place always. */
export function Form({ client, state, secondsLeft }: { client: Bridge; state: Shown; secondsLeft: number | null }) {
  const { sheet, draft, looked, defaults, change } = state;
  const words = useSaid().screens.wrapUp;
  const [isPicking, setPicking] = useState(false);
  const [isFollowing, setFollowing] = useState(false);
  const note = useRef<HTMLTextAreaElement>(null);
  const deal = useRef<HTMLDivElement>(null);
  const player = useRef<PlayerHandle>(null);
  const known = knownOf(sheet, looked);
  const full = resolved(draft, sheet, known, defaults);
  const isShort = known.kind === 'several' || known.kind === 'nobody' || isPicking;
  const escape = () => {
    if (isPicking) setPicking(false);
    else if (secondsLeft !== null) state.wait();
    else void state.later();
  };
  useWrapUpKeys({
    log: () => void state.log(),
    outcome: (place) => {
      const outcome = OUTCOMES[place - 1];
      if (outcome !== undefined) change({ outcome });
    },
    note: () => note.current?.focus(),
    deal: () => deal.current?.querySelector('button')?.click(),
    followUp: () => {
      setFollowing(true);
    },
    contact: () => {
      setPicking(true);
    },
    play: () => player.current?.toggle(),
    escape,
    ignore: () => void state.ignore(),
    makePrivate: () => void state.makePrivate(),
  });
  return (
    <main className={css['window']} aria-label={words.window}>
      <LogButton state={state} full={full} known={known} secondsLeft={secondsLeft} />
      <Head state={state} secondsLeft={secondsLeft} />
      <div className={`${css['body'] ?? ''} ${isShort ? (css['short'] ?? '') : ''}`}>
        <Who client={client} state={state} known={known} full={full} isPicking={isPicking} onPick={setPicking} />
        <Choices
          label={words.outcome}
          choices={OUTCOMES.map((id, index) => ({
            id,
            label: words.outcomes[id] ?? id,
            keys: String(index + 1),
          }))}
          value={draft.outcome ?? sheet.detail.outcome ?? sheet.row.outcome}
          onChange={(outcome) => {
            change({ outcome });
          }}
        />
        <NoteField
          field={note}
          value={draft.note ?? sheet.detail.note ?? ''}
          onChange={(text) => {
            change({ note: text });
          }}
        />
        <div className="two">
          <DealField
            box={deal}
            works={worksFor(full, known)}
            value={workShown(full, sheet, looked, known)}
            onChange={(work) => {
              change({ work });
            }}
          />
          <FollowUp
            value={draft.followUp ?? null}
            onChange={(followUp) => {
              change({ followUp });
            }}
            isOpen={isFollowing}
            onOpenChange={setFollowing}
          />
        </div>
        <Recording client={client} sheet={sheet} player={player} />
        {state.refusal !== null && (
          <p className={css['refusal']} role="status">
            {words.refusals[state.refusal.code] ?? state.refusal.message}
          </p>
        )}
      </div>
      <Others state={state} isCounting={secondsLeft !== null} />
    </main>
  );
}

const worksFor = (...[full, known]: Parameters<typeof contactOf>): readonly Work[] => {
  const contact = contactOf(full, known);
  return contact === null ? [] : worksOf(contact);
};

function Head({ state, secondsLeft }: { state: Shown; secondsLeft: number | null }) {
  const { screens, formats } = useSaid();
  const words = screens.wrapUp;
  return (
    <header className={css['head']}>
      <Brand />
      {secondsLeft === null ? (
        <span>{words.ended(formats.time(state.sheet.row.endedAt))}</span>
      ) : (
        <span className={css['goes']}>{words.goesIn(secondsLeft)}</span>
      )}
      <span className={css['gap']} />
      {state.others > 0 && <LinkButton onPress={() => void state.next()}>{words.more(state.others)}</LinkButton>}
      <IconButton icon={X} label={words.later} onPress={() => void state.later()} />
    </header>
  );
}

function NoteField({
  field,
  value,
  onChange,
}: {
  field: RefObject<HTMLTextAreaElement | null>;
  value: string;
  onChange: (text: string) => void;
}) {
  const words = useSaid().screens.wrapUp;
  return (
    <TextField className={css['note'] ?? ''} value={value} onChange={onChange} maxLength={20_000}>
      <Label className="hidden">{words.note}</Label>
      <TextArea ref={field} className={`field ${css['area'] ?? ''}`} placeholder={words.note} />
    </TextField>
  );
}

const NONE = 'none';

function DealField({
  box,
  works,
  value,
  onChange,
}: {
  box: RefObject<HTMLDivElement | null>;
  works: readonly Work[];
  value: Work | null;
  onChange: (work: Work | null) => void;
}) {
  const words = useSaid().screens.wrapUp;
  const idOf = ({ kind, id }: Work): string => `${kind}:${id}`;
  return (
    <div ref={box} className={css['deal']}>
      <SelectField
        label={words.deal}
        icon={Briefcase}
        placeholder={works.length === 0 ? words.noDeals : words.noDeal}
        isDisabled={works.length === 0}
        options={[{ id: NONE, label: words.noDeal }, ...works.map((work) => ({ id: idOf(work), label: work.title }))]}
        value={value === null ? null : idOf(value)}
        onChange={(id) => {
          onChange(works.find((work) => idOf(work) === id) ?? null);
        }}
      />
    </div>
  );
}
