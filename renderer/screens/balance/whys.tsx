import type { StateName } from '../../../shared/call.ts';
import type { Balance, View } from '../../../shared/desk.ts';
import type { Texts } from '../../../shared/texts/index.ts';
import type { ScreenTexts } from '../../i18n/en/index.ts';
import { useSaid } from '../../i18n/index.tsx';
import { Glyph } from '../../parts/glyph.tsx';
import css from './balance.module.css';
import { GLYPH_OF, whysOf } from './parts-of.ts';

const VIEW_OF: Readonly<Partial<Record<StateName, View>>> = {
  pending: 'pending',
  held: 'held',
  excluded: 'excluded',
  failed: 'failed',
};

/** Why calls are not in the CRM. Each number opens its calls. */
export function Whys({ balance, about, onShow }: { balance: Balance; about: string; onShow: (view: View) => void }) {
  const { words, screens, formats } = useSaid();
  const texts = screens.balance;
  return (
    <section className={css['whys']} aria-label={texts.whysOf(about)}>
      {whysOf(balance).map(({ part, calls, lines }) => (
        <div key={part} className={css['why']}>
          <h2>
            <Glyph state={GLYPH_OF[part]} />
            <span>{texts.headings[part]}</span>
            <b>{formats.number(calls)}</b>
          </h2>
          <ul>
            {lines.map(({ states, reason, calls: count }) => (
              <li key={`${states[0]}/${reason ?? ''}`}>
                <button
                  type="button"
                  className={css['line']}
                  onClick={() => {
                    onShow(VIEW_OF[states[0]] ?? 'on_its_way');
                  }}
                >
                  <span>{lineOf(states, reason, words, texts)}</span>
                  <span>{formats.number(count)}</span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}

function lineOf(
  states: readonly [StateName, ...StateName[]],
  reason: string | null,
  words: Texts,
  texts: ScreenTexts['balance'],
): string {
  const known = reason === null ? undefined : (words.reasons[reason] ?? texts.refusals[reason]);
  if (known !== undefined) return known;
  return states[0] === 'failed' ? texts.refused : (texts.together[states.join('+')] ?? words.states[states[0]]);
}
