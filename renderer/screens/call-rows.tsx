import type { Direction } from '../../shared/call.ts';
import type { CallRow as Row } from '../../shared/desk.ts';
import { Glyph, Icon } from '../glyphs.tsx';
import { useSaid } from '../i18n/index.tsx';
import { noteOf, whoOf } from '../view.ts';

const ARROWS: Readonly<Record<Direction, string>> = {
  inbound: 'arrow-down-left',
  outbound: 'arrow-up-right',
  internal: 'arrow-left-right',
  unknown: 'ellipsis',
};
const OWES: ReadonlySet<string> = new Set(['pending', 'held', 'failed']);

export function CallRows({ calls }: { calls: readonly Row[] }) {
  const { screens } = useSaid();
  return (
    <div className="rows" role="grid" aria-label={screens.calls.list} aria-readonly="true" tabIndex={0}>
      {calls.map((call) => (
        <CallRow key={call.id} call={call} />
      ))}
    </div>
  );
}

function CallRow({ call }: { call: Row }) {
  const { state, direction, recording, talkSeconds, startedAt } = call;
  const { words, screens, formats } = useSaid();
  const who = whoOf(call, words);
  const tone = `s-${state}`;
  const heard = recording === 'whole' || recording === 'attached';
  return (
    <div className={`row${OWES.has(state) ? ' owes' : ''}${state === 'excluded' ? ' out' : ''}`} role="row">
      <span role="gridcell">
        <Glyph name={`g-${state}`} tone={tone} label={words.states[state]} />
      </span>
      <span className="dir" role="gridcell" title={words.directions[direction]}>
        <Icon name={ARROWS[direction]} small />
        <span className="hidden">{words.directions[direction]}</span>
      </span>
      <span className="who" role="gridcell">
        <span className="name cut">{who.isNumber ? <bdi dir="ltr">{who.text}</bdi> : who.text}</span>
      </span>
      <span className="note" role="gridcell">
        <span className={state === 'held' || state === 'failed' ? `cut ${tone}` : 'cut'}>{noteOf(call, words)}</span>
      </span>
      <span className="rec" role="gridcell">
        {heard && (
          <>
            <Icon name="audio-lines" small />
            <span className="hidden">{screens.calls.hasRecording}</span>
          </>
        )}
      </span>
      <span className="len" role="gridcell">
        {formats.length(talkSeconds)}
      </span>
      <span className="at" role="gridcell">
        {formats.time(startedAt)}
      </span>
    </div>
  );
}
