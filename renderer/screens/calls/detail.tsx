import { ChevronDown, ChevronUp, Ellipsis, ListChecks, X } from 'lucide-react';
import { useRef, type RefObject } from 'react';
import type { CallSheet } from '../../../shared/desk.ts';
import { useSaid, type Said } from '../../i18n/index.tsx';
import { IconButton } from '../../parts/button.tsx';
import { Glyph } from '../../parts/glyph.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Menu } from '../../parts/menu.tsx';
import { Player, type PlayerHandle } from '../../parts/player.tsx';
import { whoOf } from '../../view.ts';
import { actionsOf, Actions } from './actions.tsx';
import { ARROWS } from './call-row.tsx';
import { ContactPicker } from './contact-picker.tsx';
import { EditForm } from './edit-form.tsx';
import { Facts } from './facts.tsx';
import { problemIn } from './acts.ts';
import { useDesk, useOverview, useSelection, useSheet, useUi } from './desk.ts';
import { SignInPane } from './sign-in.tsx';
import { Timeline } from './timeline.tsx';

interface DetailProps {
  readonly player: RefObject<PlayerHandle | null>;
  /** One call up or down. */
  readonly onStep: (by: 1 | -1) => void;
  readonly onClose: () => void;
  readonly isNarrow: boolean;
}

/** Beside the list: one call, several, or the sign-in that is lost. */
export function Detail(props: DetailProps) {
  const said = useSaid();
  const { ui } = useDesk();
  const { overview } = useOverview();
  const signIn = useUi((state) => state.signIn);
  const count = useSelection((state) => state.chosen.size);
  const sheet = useSheet((state) => state.sheet);
  const problem = useSheet((state) => state.problem);
  const { detail } = said.screens.calls;
  const lost = overview?.accounts.find(({ id, state }) => id === signIn && state === 'sign_in');
  const label =
    lost === undefined && sheet !== null ? detail.label(whoOf(sheet.row, said.words).text) : detail.happened;
  return (
    <aside
      className={props.isNarrow ? 'slide-over detail' : 'detail'}
      aria-label={label}
      data-region="detail"
      tabIndex={-1}
    >
      {lost !== undefined && overview !== null ? (
        <SignInPane account={lost} overview={overview} onDone={() => ui.getState().set({ signIn: null })} />
      ) : count > 1 ? (
        <div className="msg">
          <Icon of={ListChecks} />
          <h3>{detail.several(said.formats.number(count))}</h3>
          <p>{detail.severalText}</p>
        </div>
      ) : sheet !== null ? (
        <Call key={sheet.row.id} sheet={sheet} {...props} />
      ) : (
        <div className="msg">{problem !== null && <p>{problemIn(said, problem)}</p>}</div>
      )}
    </aside>
  );
}

function Call({ sheet, player, onStep, onClose, isNarrow }: DetailProps & { sheet: CallSheet }) {
  const said = useSaid();
  const { client, ui } = useDesk();
  const mode = useUi((state) => state.mode);
  const { overview } = useOverview();
  const { row, recording } = sheet;
  const follows = recording === null ? undefined : said.screens.parts.follows[recording.state];
  const format = overview?.sources.find(({ id }) => id === row.source)?.format ?? null;
  const scroll = useRef<HTMLDivElement>(null);
  const read = () => ui.getState().set({ mode: 'read' });
  return (
    <>
      <div className="detail-scroll" ref={scroll}>
        <Top sheet={sheet} onStep={onStep} onClose={onClose} isNarrow={isNarrow} />
        <Person sheet={sheet} />
        <Trouble sheet={sheet} />
        {recording !== null && row.reason !== 'private' && (
          <>
            <Player client={client} id={row.id} recording={recording} ref={player} />
            {follows !== undefined && <p className="small quiet player-note">{follows}</p>}
          </>
        )}
        {mode === 'contact' && <ContactPicker sheet={sheet} onDone={read} />}
        {mode === 'edit' && <EditForm sheet={sheet} onDone={read} />}
        {mode === 'read' && <Facts sheet={sheet} />}
        <Timeline sheet={sheet} format={format} />
      </div>
      <footer className="detail-foot">
        <SaidLine id={row.id} />
        {mode === 'read' && <Actions sheet={sheet} />}
      </footer>
    </>
  );
}

function Top({ sheet, onStep, onClose, isNarrow }: Omit<DetailProps, 'player'> & { sheet: CallSheet }) {
  const said = useSaid();
  const desk = useDesk();
  const { detail } = said.screens.calls;
  const { more } = actionsOf(sheet, said, desk);
  return (
    <div className="detail-top">
      <span className={`state s-${sheet.row.state}`}>
        <Glyph state={sheet.row.state} />
        {stateWords(sheet, said)}
      </span>
      <span className="gap" />
      <IconButton icon={ChevronUp} label={detail.previous} onPress={() => onStep(-1)} />
      <IconButton icon={ChevronDown} label={detail.next} onPress={() => onStep(1)} />
      {more.length > 0 && (
        <Menu label={detail.more} button={<IconButton icon={Ellipsis} label={detail.more} />} entries={more} />
      )}
      {isNarrow && <IconButton icon={X} label={detail.close} onPress={onClose} />}
    </div>
  );
}

/** "Held (several contacts match)", "Waits until 14:52". */
function stateWords({ row, detail }: CallSheet, { words, screens, formats }: Said): string {
  const word = words.states[row.state];
  const { state } = detail;
  if (state.name === 'queued' && state.reason === 'busy') return screens.calls.detail.waits(formats.time(state.due));
  const reason = row.reason === null ? undefined : words.reasons[row.reason];
  if (row.state === 'queued') return reason ?? word;
  if (row.progress !== null) return `${words.states.sending}, ${formats.percent(row.progress)}`;
  return reason === undefined ? word : screens.calls.detail.state(word, reason);
}

function Person({ sheet: { row } }: { sheet: CallSheet }) {
  const said = useSaid();
  const { words, screens, formats } = said;
  const who = whoOf(row, words);
  const isPrivate = row.reason === 'private';
  const under = [row.company, who.isNumber || isPrivate ? null : row.number].filter((part) => part !== null);
  const day = dayWords(row.startedAt, said);
  const ended = formats.time(row.endedAt);
  return (
    <>
      <div className="person">
        <h2 className="cut">{who.isNumber ? <bdi dir="ltr">{who.text}</bdi> : who.text}</h2>
        <span className="length">{formats.length(row.talkSeconds)}</span>
      </div>
      <p className="facts">
        <Icon of={ARROWS[row.direction]} small />
        <span>
          {under.length === 0
            ? words.directions[row.direction]
            : under.map((part, index) =>
                part === row.number ? (
                  <bdi key={part} dir="ltr">
                    {part}
                  </bdi>
                ) : (
                  <span key={part}>
                    {part}
                    {index < under.length - 1 ? ', ' : ''}
                  </span>
                ),
              )}
        </span>
      </p>
      <p className="facts">
        <span className="quiet">
          {screens.calls.detail.span(day, formats.time(row.startedAt), ended, words.outcomes[row.outcome])}
        </span>
      </p>
    </>
  );
}

const two = (value: number): string => String(value).padStart(2, '0');

function dayWords(at: number, { screens, formats }: Said): string {
  const nameOf = (date: Date) => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const now = new Date();
  const day = nameOf(new Date(at));
  if (day === nameOf(now)) return screens.calls.days.today;
  if (day === nameOf(new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1)))
    return screens.calls.days.yesterday;
  return formats.day(day);
}

/** Why a person has to act, and what to do. */
function Trouble({ sheet: { row, detail } }: { sheet: CallSheet }) {
  const said = useSaid();
  const { held, failed } = said.screens.calls.detail;
  const { problems, fields } = said.screens.calls.timeline;
  if (row.state === 'held') {
    const text = held[row.reason ?? ''];
    return text === undefined ? null : <p className="trouble s-held">{text}</p>;
  }
  if (row.state !== 'failed') return null;
  const last = detail.timeline.findLast(({ code }) => code === 'failed')?.detail ?? '';
  const why =
    problems[row.reason ?? ''] ?? fields[last] ?? said.words.reasons[row.reason ?? ''] ?? said.words.states.failed;
  return <p className="trouble s-failed">{failed(fields[last] === undefined ? why : `${why} (${fields[last]})`)}</p>;
}

/** What became of the last press, where it was pressed. */
function SaidLine({ id }: { id: string }) {
  const said = useUi((state) => state.said);
  if (said === null || (said.id !== null && said.id !== id)) return null;
  return <p className={said.isProblem ? 'said s-failed' : 'said'}>{said.text}</p>;
}
