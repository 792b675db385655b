import { app } from 'electron';
import type { Log } from '../engine/ports.ts';
import { atDesk, type EngineHost } from './engine-host.ts';
import type { Figures } from './figures.ts';
import type { LastCall } from './last-call.ts';
import { deepLinkOf } from './links.ts';
import type { TrayAct } from './tray-model.ts';
import type { Windows } from './windows.ts';

export interface Acts {
  /** What an item of the tray does. */
  does(act: TrayAct): void;
  /** One press from anywhere: logs the last call with what is known. */
  logLast(): void;
  /** Brings the wrap-up to the front if it is open, else the calls. */
  focus(): void;
  /** A deep link, or a second start without one. */
  follow(url: string | undefined): void;
}

export interface ActDeps {
  readonly host: EngineHost;
  readonly windows: Windows;
  readonly last: LastCall;
  readonly figures: Figures;
  readonly log: Log;
  readonly quit?: () => void;
}

/** What tray, shortcuts, notices and deep links do. */
export function createActs({ host, windows, last, figures, log, quit }: ActDeps): Acts {
  function logCall(id: string): void {
    const at = atDesk(host);
    if (!at.ok) return;
    figures.clicked(id);
    void at.value.engine.actions.logNow(id).then((answer) => {
      // A wrap-up of this call sees it go and says so; one of another call stays as it is.
      if (answer.ok) return;
      log.write('warn', 'not_logged', { code: answer.error.code });
      windows.show('calls', { id });
    });
  }

  function does(act: TrayAct): void {
    const at = atDesk(host);
    switch (act.act) {
      case 'log':
        logCall(act.id);
        return;
      case 'show':
        windows.show('calls', { view: act.view, id: act.id });
        return;
      case 'sign_in':
        windows.show('calls', { view: 'sign_in' });
        return;
      case 'pause':
      case 'resume':
        if (at.ok) at.value.engine.pause(act.act === 'pause');
        return;
      case 'open':
        windows.show('calls');
        return;
      case 'settings':
        windows.show('calls', { view: 'settings' });
        return;
      case 'quit':
        if (quit === undefined) app.quit();
        else quit();
    }
  }

  return {
    does,
    logLast() {
      const press = last.press();
      if (press.kind === 'log') logCall(press.id);
      else if (press.kind === 'changed') windows.show('calls', { view: 'pending' });
    },
    focus() {
      windows.show(windows.isOpen('wrap-up') ? 'wrap-up' : 'calls');
    },
    follow(url) {
      const link = url === undefined ? undefined : deepLinkOf(url);
      if (link === undefined) windows.show('calls');
      else if (link.to === 'call') does({ act: 'show', id: link.id, view: null });
      else if (link.to === 'view') does({ act: 'show', id: null, view: link.view });
      // A page may hold such a link: it shows what is to be logged and logs nothing by itself.
      else windows.show('calls', { view: 'pending' });
    },
  };
}
