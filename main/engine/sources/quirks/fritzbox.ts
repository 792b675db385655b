import type { Quirk } from './quirk.ts';

/** The box's own answering machine takes a call as a phone does; it is told by the name of the line. */
const ANSWERING_MACHINE = /anrufbeantworter|answering machine|^ab\b|^tam\b|répondeur|segreteria|contestador/i;

export const fritzbox: Quirk = {
  values(values, row) {
    const line = row.get('nebenstelle') || row.get('extension') || row.get('port');
    if (ANSWERING_MACHINE.test(line) && values.direction === '1') values.voicemail = true;
    return undefined;
  },
};
