import type { CALLS as EN } from '../en/calls.ts';

export const CALLS: typeof EN = {
  verdicts: {
    fine: 'Alles läuft.',
    working: 'Arbeitet.',
    offline: 'Offline. Weiterarbeiten: Anrufe warten hier und gehen von selbst.',
    attention: 'Hier ist etwas zu tun.',
  },
  problems: {
    no_settings: 'Aftercall ist noch nicht eingerichtet.',
    bad_settings: 'Die Einstellungen haben einen Fehler, darum wird nichts überwacht.',
    starting: 'Aftercall startet.',
    already_running: 'Ein anderer Lauf überwacht diesen Datenordner.',
  },
  problem: 'Aftercall kann nicht nach Anrufen sehen.',
  hasRecording: 'hat eine Aufnahme',
  found: 'gefunden',
  today: 'Heute',
  allAccounted: 'Alles erfasst',
  viewsLabel: 'Ansichten',
  list: 'Anrufe',
  calls: (count) => (count === 1 ? '1 Anruf' : `${count} Anrufe`),
  rejected: (count) =>
    count === 1 ? '1 Datensatz konnte nicht gelesen werden' : `${count} Datensätze konnten nicht gelesen werden`,
  nothing: 'Hier sind keine Anrufe',
  firstCall: 'Der nächste Anruf erscheint hier, sobald er zu Ende ist.',
};
