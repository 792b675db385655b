import type { PARTS as EN } from '../en/parts.ts';

export const PARTS: typeof EN = {
  recording: 'Aufnahme',
  play: 'Aufnahme abspielen',
  pause: 'Anhalten',
  position: 'Stelle in der Aufnahme',
  of: (length) => `von ${length}`,
  at: (at, length) => `${at} von ${length}`,
  speed: (rate) => `Tempo, jetzt ${rate}-fach`,
  speeds: 'Tempo',
  cannotPlay: 'Sie lässt sich hier nicht abspielen.',
  states: {
    awaited: 'Wird erwartet',
    growing: 'Wird noch geschrieben',
    whole: 'Vollständig',
    attached: 'Vollständig, angehängt',
    unusable: 'Nicht brauchbar',
    refused: 'Nicht angenommen',
  },
  follows: {
    awaited: 'Noch keine Aufnahme. Sie wird angehängt, sobald sie kommt.',
    growing: 'Wird noch geschrieben. Sie folgt von selbst.',
    unusable: 'Die Aufnahme ist nicht brauchbar. Der Anruf wird ohne sie erfasst.',
    refused: 'Das CRM oder der Ablageort nimmt die Aufnahme nicht an.',
  },
};
