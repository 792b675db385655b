import { X } from 'lucide-react';
import { useSaid } from '../../i18n/index.tsx';
import { IconButton, LinkButton } from '../../parts/button.tsx';
import { Brand } from '../../parts/glyph.tsx';
import type { WrapUpState } from '../../stores/wrap-up-store.ts';
import css from './wrap-up.module.css';

type Shown = WrapUpState & { readonly sheet: NonNullable<WrapUpState['sheet']> };

/** When it ended, or when it goes by itself; how many more wait. */
export function Head({ state, secondsLeft }: { state: Shown; secondsLeft: number | null }) {
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
