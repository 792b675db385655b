import type { STATUS as EN } from '../en/calls-status.ts';

const wait = (count: number, figure: string): string => (count === 1 ? '1 Anruf wartet' : `${figure} Anrufe warten`);

export const STATUS: typeof EN = {
  label: 'Zustand',
  watching: (sources) => `Beobachtet ${sources}.`,
  watchingNothing: 'Keine Quelle eingerichtet.',
  connected: (crms, several) => `${crms} ${several ? 'sind' : 'ist'} verbunden.`,
  noAccount: 'Kein CRM eingerichtet, Anrufe bleiben hier.',
  and: 'und',
  offlineSince: (time) => `Offline seit ${time}.`,
  keepWorking: (count, figure) =>
    count === 0
      ? 'Weiterarbeiten: Anrufe warten hier und gehen von selbst.'
      : `Weiterarbeiten: ${wait(count, figure)} hier und ${count === 1 ? 'geht' : 'gehen'} von selbst.`,
  signIn: (crm) => `${crm} verlangt eine neue Anmeldung.`,
  noneLost: (count, figure) =>
    count === 0 ? 'Kein Anruf geht verloren.' : `${wait(count, figure)}, keiner geht verloren.`,
  signInAction: 'Anmelden',
  busy: (crm) => `${crm} bittet um eine Pause. Danach geht es von selbst weiter.`,
  paused: 'Pausiert.',
  pausedText: (count, figure) =>
    count === 0 ? 'Anrufe werden gefunden; nichts wird gesendet.' : `Anrufe werden gefunden; ${wait(count, figure)}.`,
  resume: 'Fortsetzen',
  pause: 'Pausieren',
  catchingUp: 'Holt auf:',
  rebuilding: 'Baut neu auf:',
  of: (done, of) => `${done} von ${of}`,
  rate: (perSecond) => `${perSecond} je Sekunde`,
  left: (time) => `noch ${time}`,
  meanwhile: 'Neue Anrufe werden unterdessen gefunden',
  reading: 'Liest den Verlauf',
  reasons: {
    file_missing: 'Die Anrufdatei fehlt. Sie wird weiter gesucht.',
    read_failed: 'Die Anrufdatei lässt sich nicht lesen. Das Programm schließen, das sie offen hält.',
    recordings_folder_missing: 'Der Ordner der Aufnahmen fehlt. Anrufe werden unterdessen ohne sie erfasst.',
    recordings_unreadable: 'Der Ordner der Aufnahmen lässt sich nicht lesen.',
    format_unknown: 'Das Format der Anrufdatei ist unbekannt.',
    store_unusable: 'Der Datenordner lässt sich nicht beschreiben. Platz auf dem Datenträger schaffen.',
    host_sign_in: 'Der Ablageort verlangt eine neue Anmeldung. Aufnahmen warten.',
    host_full: 'Der Ablageort ist voll. Aufnahmen warten.',
    zone_doubtful: 'Die Zeiten einer Quelle stehen vielleicht in einer anderen Zeitzone. Unter Einstellungen prüfen.',
    zone_differs: 'Die Zeitzone einer Quelle ist nicht die ihrer Anrufe. Es gilt die der Anrufe.',
    rebuilt: 'Der Verlauf war beschädigt und wurde neu aufgebaut. Kein Anruf ging doppelt.',
  },
  minutes: (count) => (count < 1 ? 'weniger als 1 min' : `${Math.round(count)} min`),
};
