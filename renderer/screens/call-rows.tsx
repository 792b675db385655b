import type { Direction } from '../../shared/call.ts';
import type { CallRow as Row } from '../../shared/desk.ts';
import { Glyph, Icon } from '../glyphs.tsx';
import { EN } from '../i18n/en.ts';
import { byDay, clockOf, lengthOf, noteOf, whoOf } from '../view.ts';

const ARROWS: Readonly<Record<Direction, string>> = {
  inbound: 'arrow-down-left',
  outbound: 'arrow-up-right',
  internal: 'arrow-left-right',
  unknown: 'ellipsis',
};
const OWES: ReadonlySet<string> = new Set(['pending', 'held', 'failed']);

export function CallRows({ calls }: { calls: readonly Row[] }) {
  return (
    <div className="rows" role="grid" aria-label={EN.views.all} aria-readonly="true" tabIndex={0}>
      {byDay(calls).map(({ day, calls: ofDay }) => (
        <div key={day} role="rowgroup">
          <div className="day" role="row">
            <span role="rowheader">{day}</span>
            <span className="num" role="gridcell">
              {EN.calls(ofDay.length)}
            </span>
          </div>
          {ofDay.map((call) => (
            <CallRow key={call.id} call={call} />
          ))}
        </div>
      ))}
    </div>
  );
}

function CallRow({ call }: { call: Row }) {
  const { state, direction, recording, talkSeconds, startedAt } = call;
  const who = whoOf(call);
  const tone = `s-${state}`;
  const heard = recording === 'whole' || recording === 'attached';
  return (
    <div className={`row${OWES.has(state) ? ' owes' : ''}${state === 'excluded' ? ' out' : ''}`} role="row">
      <span role="gridcell">
        <Glyph name={`g-${state}`} tone={tone} label={EN.states[state]} />
      </span>
      <span className="dir" role="gridcell" title={EN.directions[direction]}>
        <Icon name={ARROWS[direction]} small />
        <span className="hidden">{EN.directions[direction]}</span>
      </span>
      <span className="who" role="gridcell">
        <span className="name cut">{who.isNumber ? <bdi dir="ltr">{who.text}</bdi> : who.text}</span>
      </span>
      <span className="note" role="gridcell">
        <span className={state === 'held' || state === 'failed' ? `cut ${tone}` : 'cut'}>{noteOf(call)}</span>
      </span>
      <span className="rec" role="gridcell">
        {heard && (
          <>
            <Icon name="audio-lines" small />
            <span className="hidden">{EN.hasRecording}</span>
          </>
        )}
      </span>
      <span className="len" role="gridcell">
        {lengthOf(talkSeconds)}
      </span>
      <span className="at" role="gridcell">
        {clockOf(startedAt)}
      </span>
    </div>
  );
}
