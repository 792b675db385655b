import { Check, CircleAlert } from 'lucide-react';
import type { Sum } from '../../../shared/desk.ts';
import { useSaid } from '../../i18n/index.tsx';
import { Glyph } from '../../parts/glyph.tsx';
import { Icon } from '../../parts/icon.tsx';
import css from './balance.module.css';
import { addsUp as partsAddUp, GLYPH_OF, PARTS } from './parts-of.ts';

/** Found = in CRM + waiting + held + excluded + failed, and whether that is so. */
export function Equation({ sum, addsUp }: { sum: Sum; addsUp: boolean }) {
  const { screens, formats } = useSaid();
  const texts = screens.balance;
  const parts = PARTS.map((part) => `${formats.number(sum[part])} ${texts.parts[part]}`);
  const right = addsUp && partsAddUp(sum);
  return (
    <section className={css['equation']} aria-label={texts.equation(formats.number(sum.found), parts)}>
      <div className={`${css['term'] ?? ''} ${css['total'] ?? ''}`}>
        <b>{formats.number(sum.found)}</b>
        <span>{texts.found}</span>
      </div>
      {PARTS.map((part, index) => (
        <div key={part} className={css['pair']}>
          <span className={css['op']} aria-hidden="true">
            {index === 0 ? '=' : '+'}
          </span>
          <div className={css['term']}>
            <b>{formats.number(sum[part])}</b>
            <span>
              <Glyph state={GLYPH_OF[part]} />
              {texts.parts[part]}
            </span>
          </div>
        </div>
      ))}
      <span className={right ? css['verdict'] : `${css['verdict'] ?? ''} ${css['off'] ?? ''}`}>
        <Icon of={right ? Check : CircleAlert} small />
        {right ? texts.addsUp : texts.doesNotAddUp}
      </span>
    </section>
  );
}
