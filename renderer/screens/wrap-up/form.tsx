import { useRef, useState } from 'react';
import type { Outcome } from '../../../shared/call.ts';
import type { Bridge } from '../../../shared/contract.ts';
import { useSaid } from '../../i18n/index.tsx';
import { Choices } from '../../parts/choices.tsx';
import type { PlayerHandle } from '../../parts/player.tsx';
import type { WrapUpState } from '../../stores/wrap-up-store.ts';
import { contactOf, knownOf, workShown, worksOf, type Draft, type Known } from './draft.ts';
import { FollowUp } from './follow-up.tsx';
import { LogButton, Others } from './foot.tsx';
import { Head } from './head.tsx';
import { NoteField } from './note-field.tsx';
import { DealField } from './deal-field.tsx';
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

interface FormProps {
  readonly client: Bridge;
  readonly state: Shown;
  /** Until it goes by itself; null: it does not. */
  readonly secondsLeft: number | null;
}

/** The whole wrap-up of one call. The big button comes first for the keyboard, and lies at the same place always. */
export function Form({ client, state, secondsLeft }: FormProps) {
  const { sheet, draft, looked, defaults } = state;
  const words = useSaid().screens.wrapUp;
  const parts = useParts(state, secondsLeft);
  const known = knownOf(sheet, looked);
  const full = resolved(draft, sheet, known, defaults);
  const isShort = known.kind === 'several' || known.kind === 'nobody' || parts.isPicking;
  return (
    <main className={css['window']} aria-label={words.window}>
      <LogButton state={state} full={full} known={known} secondsLeft={secondsLeft} />
      <Head state={state} secondsLeft={secondsLeft} />
      <div className={`${css['body'] ?? ''} ${isShort ? (css['short'] ?? '') : ''}`}>
        <Who
          client={client}
          state={state}
          known={known}
          full={full}
          isPicking={parts.isPicking}
          onPick={parts.setPicking}
        />
        <What state={state} full={full} known={known} parts={parts} />
        <Recording client={client} sheet={sheet} player={parts.player} />
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

/** The parts that keys reach, and which of them are open. */
function useParts(state: Shown, secondsLeft: number | null) {
  const [isPicking, setPicking] = useState(false);
  const [isFollowing, setFollowing] = useState(false);
  const note = useRef<HTMLTextAreaElement>(null);
  const deal = useRef<HTMLDivElement>(null);
  const player = useRef<PlayerHandle>(null);
  useWrapUpKeys({
    log: () => void state.log(),
    outcome: (place) => {
      const outcome = OUTCOMES[place - 1];
      if (outcome !== undefined) state.change({ outcome });
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
    escape: () => {
      if (isPicking) setPicking(false);
      else if (secondsLeft !== null) state.wait();
      else void state.later();
    },
    ignore: () => void state.ignore(),
    makePrivate: () => void state.makePrivate(),
  });
  return { isPicking, setPicking, isFollowing, setFollowing, note, deal, player };
}

interface WhatProps {
  readonly state: Shown;
  readonly full: Draft;
  readonly known: Known;
  readonly parts: ReturnType<typeof useParts>;
}

/** How it ended, what was said, what comes of it. */
function What({ state: { sheet, draft, looked, change }, full, known, parts }: WhatProps) {
  const words = useSaid().screens.wrapUp;
  const contact = contactOf(full, known);
  return (
    <>
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
        field={parts.note}
        value={draft.note ?? sheet.detail.note ?? ''}
        onChange={(note) => {
          change({ note });
        }}
      />
      <div className="two">
        <DealField
          box={parts.deal}
          works={contact === null ? [] : worksOf(contact)}
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
          isOpen={parts.isFollowing}
          onOpenChange={parts.setFollowing}
        />
      </div>
    </>
  );
}
