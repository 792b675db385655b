import { ArrowDownLeft, ArrowLeftRight, ArrowUpRight, Ellipsis, UserCheck, UserSearch } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Direction } from '../../../shared/call.ts';
import type { Bridge } from '../../../shared/contract.ts';
import { crmName } from '../../../shared/texts/crm.ts';
import { useSaid, type Said } from '../../i18n/index.tsx';
import { LinkButton } from '../../parts/button.tsx';
import { Icon } from '../../parts/icon.tsx';
import type { WrapUpState } from '../../stores/wrap-up-store.ts';
import { whoOf } from '../../view.ts';
import type { Draft, Known } from './draft.ts';
import { Matches, Remember } from './matches.tsx';
import { Picker } from './picker.tsx';
import css from './wrap-up.module.css';

const ARROWS = { inbound: ArrowDownLeft, outbound: ArrowUpRight, internal: ArrowLeftRight, unknown: Ellipsis };

export interface WhoProps {
  readonly client: Pick<Bridge, 'findContacts'>;
  readonly state: WrapUpState & { readonly sheet: NonNullable<WrapUpState['sheet']> };
  readonly known: Known;
  /** With what is prefilled. */
  readonly full: Draft;
  /** The agent wants another contact than the proposed one. */
  readonly isPicking: boolean;
  readonly onPick: (picking: boolean) => void;
}

/** Who it was, why, and how to say otherwise. */
export function Who(props: WhoProps) {
  const { state, known, full, isPicking, onPick } = props;
  const { sheet, draft, change } = state;
  const several = known.kind === 'several' && !isPicking;
  const picks = isPicking || (known.kind === 'nobody' && full.who.kind !== 'contact');
  return (
    <>
      <WhoHead {...props} several={several} />
      {several && (
        <Matches
          contacts={known.contacts}
          chosen={full.who.kind === 'contact' ? full.who.contact : null}
          onChange={change}
        />
      )}
      {picks && (
        <Picker
          client={props.client}
          id={sheet.row.id}
          who={draft.who.kind === 'proposed' ? full.who : draft.who}
          proposedName={sheet.call.remoteName ?? ''}
          onChange={(who) => {
            change({ who });
            if (who.kind === 'contact') onPick(false);
          }}
        />
      )}
      {!several && !picks && draft.who.kind === 'contact' && <Remember remember={draft.remember} onChange={change} />}
    </>
  );
}

function WhoHead(props: WhoProps & { readonly several: boolean }) {
  const { state, known, onPick, several } = props;
  const { row } = state.sheet;
  const said = useSaid();
  const words = said.screens.wrapUp;
  return (
    <div className={css['who']}>
      <div className="person">
        <h1 className="cut">{headOf(props, said)}</h1>
        <span className="length">
          <span className="hidden">{words.length} </span>
          {said.formats.length(row.talkSeconds)}
        </span>
      </div>
      <Facts
        direction={row.direction}
        text={factsOf(props)}
        number={several || known.kind !== 'nobody' ? row.number : null}
      >
        {several && (
          <>
            <Remember remember={state.draft.remember} onChange={state.change} />
            <LinkButton
              onPress={() => {
                onPick(true);
              }}
            >
              {words.change}
            </LinkButton>
          </>
        )}
      </Facts>
      {!several && <Reason {...props} />}
    </div>
  );
}

function headOf({ state: { sheet }, known, full }: WhoProps, { words, screens }: Said) {
  if (known.kind === 'several' && full.who.kind !== 'none' && full.who.kind !== 'create') {
    if (
      full.who.kind === 'contact' &&
      !known.contacts.some(({ id }) => full.who.kind === 'contact' && id === full.who.contact.id)
    ) {
      return full.who.contact.name;
    }
    return screens.wrapUp.share(known.contacts.length);
  }
  if (full.who.kind === 'contact') return full.who.contact.name;
  if (known.kind === 'contact' && full.who.kind === 'proposed') return known.name;
  if (known.kind === 'asking') {
    const who = whoOf(sheet.row, words);
    return who.isNumber ? <bdi dir="ltr">{who.text}</bdi> : who.text;
  }
  return sheet.row.number === null ? words.noNumber : <bdi dir="ltr">{sheet.row.number}</bdi>;
}

/** What stands beside the number: the company, or what the caller id says. */
function factsOf({ state: { sheet }, known, full }: WhoProps): string | null {
  const contact = full.who.kind === 'contact' ? full.who.contact : known.kind === 'contact' ? known.contact : null;
  if (known.kind === 'several' && full.who.kind === 'contact' && known.contacts.includes(full.who.contact)) return null;
  return contact?.organization?.name ?? (known.kind === 'contact' ? sheet.row.company : null);
}

function Facts({
  direction,
  text,
  number,
  children,
}: {
  direction: Direction;
  text: string | null;
  number: string | null;
  children: ReactNode;
}) {
  const { words } = useSaid();
  return (
    <p className="facts">
      <Icon of={ARROWS[direction]} small />
      <span className="hidden">{words.directions[direction]}</span>
      <span className="cut">
        {text}
        {text !== null && number !== null && ', '}
        {number !== null && <bdi dir="ltr">{number}</bdi>}
        {text === null && number === null && words.directions[direction]}
      </span>
      {children}
    </p>
  );
}

/** Why this contact; or that there is none, and what the caller id says. */
function Reason({ state, known, full, isPicking, onPick }: WhoProps) {
  const { sheet, lookUpProblem } = state;
  const words = useSaid().screens.wrapUp;
  const crm = crmName(sheet.crm ?? '');
  const isSure = full.who.kind === 'contact' || known.kind === 'contact';
  return (
    <p className={isSure ? 'reason' : 'reason unsure'}>
      <Icon of={isSure ? UserCheck : UserSearch} small />
      <span className="cut">{reasonOf()}</span>
      {!isPicking && known.kind !== 'nobody' && (
        <LinkButton
          onPress={() => {
            onPick(true);
          }}
        >
          {words.change}
        </LinkButton>
      )}
    </p>
  );

  function reasonOf(): string {
    if (full.who.kind === 'contact') return words.reasons.chosen();
    if (known.kind === 'contact') {
      const [reason] = known.reason.split('_of_');
      const key = reason as keyof typeof words.reasons;
      return Object.hasOwn(words.reasons, key) ? words.reasons[key](crm) : words.reasons.only_match(crm);
    }
    if (sheet.row.number === null) return words.hidden;
    if (known.kind === 'nobody') {
      const { remoteName } = sheet.call;
      const found = words.notFound(crm);
      return remoteName === null || remoteName === '' ? found : `${found}. ${words.callerId(remoteName)}`;
    }
    return lookUpProblem === null ? words.asking(crm) : words.notAsked;
  }
}
