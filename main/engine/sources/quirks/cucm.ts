import type { Row, Values } from '../preset-values.ts';
import type { Quirk } from './quirk.ts';

/** Names of phones: Cisco's own, Jabber on a computer, a telephone, a tablet, analogue adapters, softphones. */
const PHONE = /^(?:SEP|CSF|TCT|BOT|TAB|ATA|AN[0-9A-F]|VGC|CIPC|TNP)/i;

/** Q.850 and Cisco's own. Source: the vendor's list of call termination cause codes. */
const BUSY = new Set(['17']);
const REFUSED = new Set(['21']);
const UNANSWERED = new Set(['0', '16', '18', '19', '31', '102', '393216', '']);
const SPLIT = '393216';

/** Call manager: direction is told by the devices, the end by the cause of the side that cleared. */
export const cucm: Quirk = {
  values(values, row) {
    if (/^b00\d/i.test(values.from) || /^b00\d/i.test(values.to)) return 'recording_bridge';
    if (values.to === '') values.to = row.get('originalcalledpartynumber');
    const from = kindOf(row.get('origdevicename'));
    const to = kindOf(row.get('destdevicename'));
    if (from !== '' && to !== '') {
      values.direction = from === to && from === 'phone' ? 'internal' : from === 'phone' ? 'outbound' : 'inbound';
      if (from === 'line' && to === 'line') values.direction = '';
    }
    values.id = row.get('pkid');
    values.result = resultOf(values, row);
    return undefined;
  },
};

function kindOf(device: string): 'phone' | 'line' | '' {
  if (device === '') return '';
  return PHONE.test(device) ? 'phone' : 'line';
}

function resultOf(values: Values, row: Row): string {
  const causes = [row.get('destcause_value'), row.get('origcause_value')];
  const cause = causes.find((code) => code !== '' && code !== '0' && code !== SPLIT) ?? '0';
  if (BUSY.has(cause)) return 'busy';
  if (REFUSED.has(cause)) return values.direction === 'outbound' ? 'busy' : 'no answer';
  return UNANSWERED.has(cause) ? 'no answer' : 'failed';
}
