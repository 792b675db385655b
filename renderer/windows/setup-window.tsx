import { Check } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { Bridge } from '../../shared/contract.ts';
import { crmName } from '../../shared/texts/crm.ts';
import { useSaid } from '../i18n/index.tsx';
import { Button } from '../parts/button.tsx';
import { Brand, SPRITE } from '../parts/glyph.tsx';
import { Icon } from '../parts/icon.tsx';
import { accountInput, BY_BROWSER } from '../screens/accounts/crm-fields.ts';
import { CrmStep } from '../screens/setup/crm-step.tsx';
import { PhoneStep } from '../screens/setup/phone-step.tsx';
import { RulesStep } from '../screens/setup/rules-step.tsx';
import css from '../screens/setup/setup.module.css';
import { createSetupStore, sourceOf, type SetupState } from '../stores/setup-store.ts';

interface SetupWindowProps {
  readonly client: Bridge;
  readonly asked: { readonly view: string | null; readonly id: string | null };
}

/** The first run: three questions, each with its proof. */
export function SetupWindow({ client }: SetupWindowProps) {
  const words = useSaid().screens.setup;
  const [store] = useState(() => createSetupStore(client));
  const state = useStore(store);
  const { step, problem } = state;
  const body = useRef<HTMLDivElement>(null);
  useEffect(() => void store.getState().begin(), [store]);
  useEffect(() => {
    document.title = words.step(step);
    body.current?.focus();
  }, [words, step]);
  useKeys(store.getState);
  return (
    <main className={css['window']} aria-label={words.step(step)}>
      {SPRITE}
      <Head step={step} client={client} />
      <div ref={body} className={css['body']} tabIndex={-1}>
        {step === 1 && <PhoneStep state={state} />}
        {step === 2 && <CrmStep state={state} />}
        {step === 3 && <RulesStep state={state} />}
        {problem !== null && (
          <p className={css['wrong']} role="status">
            {words.problems[problem.code] ?? problem.message}
          </p>
        )}
      </div>
      <Foot state={state} />
    </main>
  );
}

/** Enter goes on from anywhere but a control that has its own use for it; Alt Left goes back. */
function useKeys(get: () => SetupState): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || event.repeat) return;
      const { key, altKey, ctrlKey, metaKey } = event;
      if (key === 'ArrowLeft' && altKey) {
        event.preventDefault();
        get().back();
      }
      const at = event.target instanceof Element ? event.target : document.body;
      if (key !== 'Enter' || altKey || ctrlKey || metaKey || at.closest('.popover') !== null) return;
      event.preventDefault();
      void get().next();
    };
    // A radio has no use for Enter, and lets nobody else have it.
    const onRadio = (event: KeyboardEvent) => {
      const { target } = event;
      if (event.key === 'Enter' && target instanceof HTMLInputElement && target.type === 'radio') onKey(event);
    };
    const ended = new AbortController();
    window.addEventListener('keydown', onRadio, { signal: ended.signal, capture: true });
    window.addEventListener('keydown', onKey, { signal: ended.signal });
    return () => {
      ended.abort();
    };
  }, [get]);
}

function Head({ step, client }: { step: number; client: Pick<Bridge, 'window'> }) {
  const words = useSaid().screens.setup;
  return (
    <header className={css['head']}>
      <Brand />
      <ol className={css['steps']} aria-label={words.step(step)}>
        {words.steps.map((name, index) => (
          <li
            key={name}
            className={index + 1 < step ? css['done'] : undefined}
            aria-current={index + 1 === step ? 'step' : undefined}
          >
            {index + 1 < step ? <Icon of={Check} tiny /> : <span className="num">{index + 1}</span>}
            {name}
          </li>
        ))}
      </ol>
      {!/mac/i.test(navigator.userAgent) && (
        <div className="window-controls">
          {(['minimize', 'close'] as const).map((act) => (
            <button
              key={act}
              type="button"
              tabIndex={-1}
              aria-label={words.controls[act]}
              onClick={() => void client.window({ act })}
            >
              <svg viewBox="0 0 10 10" aria-hidden="true">
                <path d={act === 'close' ? 'm.5.5 9 9m0-9-9 9' : 'M0 5.5h10'} />
              </svg>
            </button>
          ))}
        </div>
      )}
    </header>
  );
}

function Foot({ state }: { state: SetupState }) {
  const words = useSaid().screens.setup;
  const { step, crm, sign, typed, next, back, sample } = state;
  const isReady =
    step === 1
      ? sourceOf(state) !== undefined
      : step === 3 || (accountInput(crm, crm, typed) !== null && sign.kind !== 'failed');
  const asksBrowser = BY_BROWSER.has(crm) && sign.kind !== 'in';
  const label = {
    1: words.phone.yes,
    2: asksBrowser ? words.crm.signIn(crmName(crm)) : words.crm.logTo(crmName(crm)),
    3: words.rules.start,
  }[step];
  return (
    <footer className={css['foot']}>
      {step === 1 ? (
        <Button kind="quiet" onPress={() => void sample()}>
          {words.phone.sample}
        </Button>
      ) : (
        <Button kind="quiet" aria-keyshortcuts="Alt+ArrowLeft" onPress={back}>
          {words.back}
        </Button>
      )}
      <span className={css['gap']} />
      <Button kind="primary" large keys="Enter" isDisabled={!isReady} onPress={() => void next()}>
        {label}
      </Button>
    </footer>
  );
}
