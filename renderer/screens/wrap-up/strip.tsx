import { useEffect, useState } from 'react';
import type { Bridge } from '../../../shared/contract.ts';
import { crmName } from '../../../shared/texts/crm.ts';
import { useSaid, type Said } from '../../i18n/index.tsx';
import { Button } from '../../parts/button.tsx';
import { Glyph } from '../../parts/glyph.tsx';
import type { WrapUpState } from '../../stores/wrap-up-store.ts';
import { STRIP_GLYPHS, stripOf, type StripSays } from './strip-words.ts';
import css from './wrap-up.module.css';

/** Milliseconds; what it says may change meanwhile, and is then shown as long again. */
const SHOWN = 4_000;

interface StripProps {
  readonly client: Pick<Bridge, 'showCalls'>;
  readonly state: WrapUpState & { readonly sheet: NonNullable<WrapUpState['sheet']> };
}

/** What became of the decision, in the window's place. It has no focus, and stays while the pointer is on it. */
export function Strip({ client, state }: StripProps) {
  const { sheet, refusal, stripEnds, reopen } = state;
  const said = useSaid();
  const words = said.screens.wrapUp.strip;
  const says = stripOf(sheet);
  const [isPointed, setPointed] = useState(false);
  const sign = JSON.stringify(says);
  useEffect(() => {
    if (isPointed) return undefined;
    const timer = setTimeout(() => void stripEnds(), SHOWN);
    return () => {
      clearTimeout(timer);
    };
  }, [isPointed, sign, stripEnds]);
  return (
    <main
      className={css['strip']}
      onPointerEnter={() => {
        setPointed(true);
      }}
      onPointerLeave={() => {
        setPointed(false);
      }}
    >
      <h1 className="hidden">{said.screens.wrapUp.window}</h1>
      <Glyph state={STRIP_GLYPHS[says.kind]} />
      <p className="cut" role="status">
        <span className="strong">{words[says.kind]}</span>{' '}
        <span className="quiet">{wordsOf(says, said, sheet.crm)}</span>
        {refusal !== null && (
          <span className="quiet"> {said.screens.wrapUp.refusals[refusal.code] ?? refusal.message}</span>
        )}
      </p>
      <span className={css['gap']} />
      {says.kind === 'logged' && (
        <Button kind="quiet" onPress={() => void state.takeBack()}>
          {words.takeBack}
        </Button>
      )}
      {says.kind === 'refused' && (
        <Button
          kind="quiet"
          onPress={() => {
            if (says.action === 'look') void client.showCalls({ view: null, id: state.id }).then(stripEnds);
            else void reopen();
          }}
        >
          {words[says.action]}
        </Button>
      )}
    </main>
  );
}

function wordsOf(says: StripSays, { words, screens }: Said, crm: string | null): string {
  const { strip } = screens.wrapUp;
  switch (says.kind) {
    case 'logged':
      return says.name === null ? strip.withoutContact : strip.to(says.name);
    case 'saved':
      return (says.why === null ? undefined : strip.why[says.why]) ?? strip.onItsWay(crmName(crm ?? ''));
    case 'refused':
      return strip.reasons[says.reason] ?? words.reasons[says.reason] ?? strip.refusedFor;
  }
}
