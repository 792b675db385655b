import { UserCheck, UserSearch } from 'lucide-react';
import type { CallSheet } from '../../../shared/desk.ts';
import { crmName } from '../../../shared/texts/crm.ts';
import { useSaid, type Said } from '../../i18n/index.tsx';
import { LinkButton } from '../../parts/button.tsx';
import { Icon } from '../../parts/icon.tsx';
import { useDesk, useSheet } from './desk.ts';
import { itemsOf } from './edit-form.tsx';

/** What is known of a call beside its person and times. */
export function Facts({ sheet }: { sheet: CallSheet }) {
  const { words, screens, formats } = useSaid();
  const { detail: texts } = screens.calls;
  const { detail, row, legs } = sheet;
  const item = itemsOf(sheet).find(
    ({ id }) => id === `deal ${detail.dealId ?? ''}` || id === `lead ${detail.leadId ?? ''}`,
  );
  const hasItem = detail.dealId !== null || detail.leadId !== null;
  if (row.reason === 'private') return null;
  return (
    <section className="section">
      <dl className="pair">
        <dt>{texts.contact}</dt>
        <dd>
          <Contact sheet={sheet} />
        </dd>
        {row.state === 'pending' && (
          <>
            <dt>{texts.outcome}</dt>
            <dd>{words.outcomes[row.outcome]}</dd>
          </>
        )}
        {(hasItem || row.state === 'pending') && (
          <>
            <dt>{detail.leadId === null ? texts.deal : texts.lead}</dt>
            <dd className={hasItem ? '' : 'quiet'}>
              {hasItem ? (item?.label ?? detail.dealId ?? detail.leadId) : texts.none}
            </dd>
          </>
        )}
        {detail.followUps.length > 0 && (
          <>
            <dt>{texts.followUp}</dt>
            <dd>
              {detail.followUps.map(({ no, subject, dueDate, state }) => (
                <p key={no}>
                  {subject}, {formats.day(dueDate)} <span className="quiet small">({texts.followUps[state]})</span>
                </p>
              ))}
            </dd>
          </>
        )}
        <dt>{texts.note}</dt>
        <dd className={detail.note === null ? 'quiet' : 'note-text'}>{detail.note ?? texts.none}</dd>
        {legs.length > 1 && <Legs sheet={sheet} />}
      </dl>
    </section>
  );
}

function Legs({ sheet: { legs } }: { sheet: CallSheet }) {
  const { screens, formats } = useSaid();
  const { detail: texts } = screens.calls;
  return (
    <>
      <dt>{texts.legs}</dt>
      <dd>
        <ol className="legs small">
          {legs.map(({ startedAt, from, to, talkSeconds, answered }, index) => (
            <li key={index}>
              <span className="quiet num">{formats.timeWithSeconds(startedAt)}</span>{' '}
              <bdi dir="ltr">{texts.leg(from, to)}</bdi>, {answered ? formats.length(talkSeconds) : texts.notAnswered}
            </li>
          ))}
        </ol>
      </dd>
    </>
  );
}

function Contact({ sheet }: { sheet: CallSheet }) {
  const said = useSaid();
  const { detail: texts } = said.screens.calls;
  const { ui } = useDesk();
  const isLooking = useSheet((state) => state.isLooking);
  const { detail, crm } = sheet;
  const proposed = detail.contact ?? (detail.contactDecided ? null : (detail.lookedUp?.proposal.contact ?? null));
  const asked = detail.contactDecided ? null : (detail.lookedUp?.proposal.reason ?? null);
  const reason = detail.contact?.reason ?? asked;
  const name = crm === null ? 'CRM' : crmName(crm);
  const canMove = detail.allowed.includes('moveCall');
  const action = canMove
    ? texts.move
    : detail.allowed.includes('decideContact')
      ? proposed === null
        ? texts.choose
        : texts.change
      : null;
  const shown =
    proposed?.name ?? (detail.contactDecided ? texts.noContact : isLooking ? texts.asking(name) : texts.notDecided);
  const why = reason === null ? undefined : whyWords(reason, name, said);
  return (
    <>
      <p className="with">
        <span className={proposed === null ? 'cut quiet' : 'cut'}>{shown}</span>
        {action !== null && <LinkButton onPress={() => ui.getState().set({ mode: 'contact' })}>{action}</LinkButton>}
      </p>
      {why !== undefined && (
        <p className={proposed === null ? 'reason unsure' : 'reason'}>
          <Icon of={proposed === null ? UserSearch : UserCheck} small />
          <span>{why}</span>
        </p>
      )}
    </>
  );
}

function whyWords(reason: string, crm: string, { screens }: Said): string | undefined {
  const newest = /^newest_of_(\d+)$/.exec(reason);
  return screens.calls.detail.why[newest === null ? reason : 'newest']?.(crm, newest?.[1] ?? '');
}
