import type { CallRow } from '../../shared/desk.ts';
import type { AccountSettings } from '../../shared/settings.ts';
import { crmName } from '../../shared/texts/crm.ts';
import { textsOf, languageOf, type Language } from '../../shared/texts/index.ts';
import type { TrayWords } from './tray-model.ts';

/** The tray's texts in the language of the settings, `system`: that of the computer. */
export function trayWords(
  language: Language | 'system',
  accounts: readonly AccountSettings[],
): TrayWords & { readonly logAction: string } {
  const chosen = languageOf(language, Intl.DateTimeFormat().resolvedOptions().locale);
  const { tray, states, reasons, noNumber } = textsOf(chosen);
  const crmOf = (id: string): string => crmName(accounts.find((account) => account.id === id)?.crm ?? id);
  const time = new Intl.DateTimeFormat(chosen, { hour: '2-digit', minute: '2-digit' });
  const who = (row: CallRow): string => row.name ?? row.number ?? noNumber;
  const length = (seconds: number): string => tray.length(Math.floor(seconds / 60), Math.round(seconds % 60));
  return {
    who,
    length,
    time: (at) => time.format(at),
    state(row) {
      if (row.state === 'synced' || row.state === 'pending') return `${who(row)}, ${length(row.talkSeconds)}`;
      const reason = row.reason === null ? undefined : reasons[row.reason];
      return `${who(row)}, ${reason ?? states[row.state]}`;
    },
    log: tray.log,
    logAction: tray.logAction,
    nothingToLog: tray.nothingToLog,
    more: tray.more,
    offlineSince: (at, waiting) => tray.offlineSince(time.format(at), waiting),
    signIn: (account) => tray.signIn(crmOf(account)),
    waitFor: tray.waitFor,
    pause: tray.pause,
    resume: tray.resume,
    open: tray.open,
    settings: tray.settings,
    quit: tray.quit,
    tip(what) {
      if (what.kind === 'to_log') return tray.tipToLog(what.pending, what.held);
      if (what.kind === 'sign_in') return tray.tipSignIn(crmOf(what.account));
      if (what.kind === 'paused') return tray.tipPaused;
      return tray[what.kind === 'sending' ? 'tipSending' : what.kind === 'offline' ? 'tipOffline' : 'tipIdle'](
        what.calls,
      );
    },
  };
}
