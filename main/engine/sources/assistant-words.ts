import type { DelimitedMapping, MappedColumn } from '../../../shared/mapping.ts';

type Values = DelimitedMapping['values'];

/** Names of columns, as pieces of them in small letters, in the languages that exports come in. Most telling first. */
export const COLUMN_WORDS: readonly (readonly [MappedColumn, RegExp])[] = [
  ['id', /^(call|unique|session|history|record)?[ _-]?(id|uuid|guid)$|^unique ?id/],
  ['recording', /record(ing)?|aufnahme|mitschnitt|enregistrement|grabaci|registrazion|grava|nagran|запис/],
  ['answer', /answer(ed)?[ _]?(time|at|date)|connect(ed)?[ _]?(time|at)|angenommen um|décroché|respondida a/],
  ['end', /\b(end|ended|hang ?up|ende|fin|fine|fim|koniec|einde|конец|окончан)/],
  ['talk', /talk|bill ?sec|conversation|gespräch|conversación|conversazion|conversa|rozmow|gespreksduur|разговор/],
  ['duration', /durat|length|dauer|durée|duración|durata|duração|czas trwania|duur|długość|длительн/],
  ['start', /start|begin|date|time|datum|uhrzeit|zeit|fecha|hora|data|ora|heure|début|czas|tijd|дата|время|начал/],
  [
    'direction',
    /direct|richtung|dirección|direzione|sens|kierunek|richting|направлен|\bway\b|^(call )?type$|^typ(e|o)?$|тип/,
  ],
  ['from', /^(from|caller|src|source|von|anrufer|de|origen|chiamante|appelant|od|van|от|calling|кто звонил)(?!\p{L})/u],
  [
    'to',
    /^(to|called|callee|dst|dest(ination)?|an|nach|ziel|gerufen|para|a|destino|chiamato|appelé|do|naar|кому|dial(l)?ed)(?!\p{L})/u,
  ],
  ['remote', /number|phone|nummer|telefon|número|numero|téléphone|numer|номер|телефон/],
  ['local', /extension|nebenstelle|agent|user|line|interno|extensión|poste|ramal|toestel|wewn|внутр|сотрудник/],
  ['name', /name|nom\b|nombre|nome|kontakt|contact|imię|naam|имя|контакт/],
  [
    'result',
    /result|status|disposition|outcome|ergebnis|résultat|resultado|estado|stato|esito|statut|wynik|итог|статус/,
  ],
];

/** Words that exports use in their columns of directions and results. Small letters. */
export const VALUE_WORDS: Readonly<Record<keyof Required<Values>, RegExp>> = {
  inbound:
    /^(in|inbound|incoming|received|eingehend|eingang|entrant|entrante|ingresso|in arrivo|recibida|przychodz|inkomend|входящ)/,
  outbound:
    /^(out|outbound|outgoing|placed|dialled|dialed|ausgehend|ausgang|sortant|saliente|uscente|in uscita|realizada|wychodz|uitgaand|исходящ)/,
  internal: /^(internal|local|intern|interne|interno|interna|wewn|внутрен)/,
  answered:
    /^(answered|connected|completed|success|ok$|yes$|angenommen|beantwortet|répondu|respondid|contestad|risposta|odebran|beantwoord|принят|отвеч)/,
  noAnswer:
    /^(no[ _-]?answer|missed|unanswered|not answered|no$|verpasst|nicht angenommen|manqué|perdid|persa|non risposta|sin respuesta|nieodebran|gemist|пропущ)/,
  busy: /^(busy|besetzt|occupé|ocupad|occupat|zajęt|bezet|занят)/,
  cancelled: /^(cancel|abandon|abgebrochen|annul|cancelad|annullat|anulowan|отмен)/,
  failed: /^(fail|error|congestion|reject|fehlgeschlagen|abgewiesen|échou|fallid|errore|fallit|błąd|mislukt|ошибк)/,
  voicemail: /^(voice ?mail|mailbox|anrufbeantworter|répondeur|buzón|segreteria|poczta|голосов)/,
};
export const DIRECTION_NAMES = ['inbound', 'outbound', 'internal'] as const;
export const RESULT_NAMES = ['answered', 'noAnswer', 'busy', 'cancelled', 'failed', 'voicemail'] as const;
