import { lazy, Suspense, useEffect, useState, type ComponentType } from 'react';
import { createRoot } from 'react-dom/client';
import type { Bridge, WindowName } from '../shared/contract.ts';
import type { SettingsShown } from '../shared/contract/setup.ts';
import { Speaks } from './i18n/index.tsx';
import './styles/tokens.css';
import './styles/base.css';
import './styles/parts.css';
import './styles/app.css';
import './styles/rows.css';
import './styles/detail.css';
import './styles/forced.css';

declare global {
  interface Window {
    readonly aftercall: Bridge;
  }
}

interface Asked {
  readonly view: string | null;
  readonly id: string | null;
}
type WindowOf = ComponentType<{ client: Bridge; asked: Asked }>;

/** Each window loads only its own part. */
const WINDOWS: Readonly<Record<WindowName, WindowOf>> = {
  calls: lazy(async () => ({ default: (await import('./windows/calls-window.tsx')).CallsWindow })),
  'wrap-up': lazy(async () => ({ default: (await import('./windows/wrap-up-window.tsx')).WrapUpWindow })),
  setup: lazy(async () => ({ default: (await import('./windows/setup-window.tsx')).SetupWindow })),
};

/** Which window this page is, and what it is to show first. */
const query = new URLSearchParams(location.search);
const name = (['calls', 'wrap-up', 'setup'] as const).find((each) => each === query.get('window')) ?? 'calls';
const asked: Asked = { view: query.get('view'), id: query.get('id') };

type Look = { readonly language: 'system' | 'en' | 'de'; readonly theme: 'system' | 'light' | 'dark' };
const LOOK: Look = { language: 'system', theme: 'system' };

function lookOf(settings: SettingsShown): Look {
  const { language, theme } = (settings.inForce?.['desktop'] ?? {}) as Partial<Record<keyof Look, unknown>>;
  return {
    language: language === 'en' || language === 'de' ? language : 'system',
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
  };
}

/** Language and theme as the settings say, from the first picture on; changed ones count at once. */
function Root({ client }: { client: Bridge }) {
  const [look, setLook] = useState<Look | null>(null);
  useEffect(() => {
    const ask = () =>
      void client.settings({}).then((answer) => {
        setLook((now) => (answer.ok ? lookOf(answer.value) : (now ?? LOOK)));
      });
    ask();
    return client.onChanged(({ topic }) => {
      if (topic === 'settings') ask();
    });
  }, [client]);
  useEffect(() => {
    if (look === null) return;
    const { dataset } = document.documentElement;
    if (look.theme === 'system') delete dataset['theme'];
    else dataset['theme'] = look.theme;
  }, [look]);
  if (look === null) return null;
  const Shown = WINDOWS[name];
  return (
    <Speaks language={look.language}>
      <Suspense fallback={null}>
        <Shown client={client} asked={asked} />
      </Suspense>
    </Speaks>
  );
}

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no root');
document.documentElement.dataset['window'] = name;
document.documentElement.dataset['system'] = /mac/i.test(navigator.userAgent) ? 'mac' : 'other';
createRoot(root).render(<Root client={window.aftercall} />);
