import type { Handlers } from '../../../shared/contract.ts';
import type { Desktop } from '../desktop-parts.ts';
import type { EngineHost } from '../engine-host.ts';
import type { Figures } from '../figures.ts';
import { settingsShown } from '../settings-shown.ts';
import type { StoredSettings } from '../settings-store.ts';
import { createSystem } from '../system.ts';
import type { Windows } from '../windows.ts';
import { callHandlers } from './calls.ts';
import { overviewHandlers } from './overview.ts';
import { setupHandlers } from './setup.ts';
import { supportHandlers } from './support.ts';

interface Around {
  readonly windows: Windows;
  readonly figures: Figures;
  /** Which shortcuts another program has. */
  readonly taken: () => { readonly log: boolean; readonly focus: boolean };
  /** New settings are written: shortcuts, login item and windows follow. */
  readonly applied: (stored: StoredSettings) => void;
}

/** Every call of the contract with what answers it. */
export function handlersOf(desktop: Desktop, around: Around): Handlers {
  const { host, store } = desktop;
  const { windows, figures } = around;
  const system = createSystem();
  const save = (name: string, text: Iterable<string>): Promise<string | null> => system.save(name, text);
  const openLink = (url: string) => system.openLink(url, hostsOf(host));
  const calls = callHandlers({ host, waveform: desktop.waveform, openLink });
  return {
    ...calls,
    logCall(input, from) {
      figures.clicked(input.id);
      return calls.logCall(input, from);
    },
    ...overviewHandlers({ host, listOpen: () => windows.isOpen('calls'), save }),
    ...setupHandlers({
      host,
      store,
      secrets: desktop.secrets,
      ask: desktop.ask,
      choose: (kind) => system.choose(kind),
      shown: (stored) => settingsShown(store.file, stored, process.platform, around.taken()),
      changed: around.applied,
      finished() {
        windows.show('calls');
        windows.close('setup');
      },
    }),
    ...supportHandlers({
      windows,
      figures: () => desktop.figures(figures.read()),
      copy: (text) => {
        system.copy(text);
      },
      save,
      openLogs: () => {
        system.openFolder(desktop.logFolder);
      },
      logLines: desktop.logLines,
      sample: desktop.sample,
    }),
  };
}

/** Hosts of the accounts: their pages may be opened in the browser. */
function hostsOf(host: EngineHost): string[] {
  return (host.watching.settings?.accounts ?? []).flatMap((account) =>
    Object.values(account).flatMap((value) =>
      typeof value === 'string' && URL.canParse(value) ? [new URL(value).hostname] : [],
    ),
  );
}
