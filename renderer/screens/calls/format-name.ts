/** What people call the program or device that writes a format. */
const NAMES: Readonly<Record<string, string>> = {
  'asterisk-csv': 'Asterisk',
  'asterisk-custom-csv': 'Asterisk',
  'freepbx-csv': 'FreePBX',
  'freeswitch-csv': 'FreeSWITCH',
  'freeswitch-json': 'FreeSWITCH',
  'freeswitch-xml': 'FreeSWITCH',
  '3cx-cdr': '3CX',
  '3cx-report': '3CX',
  'grandstream-csv': 'Grandstream',
  'microsip-ini': 'MicroSIP',
  'linphone-db': 'Linphone',
  'linphone-legacy-db': 'Linphone',
  twinkle: 'Twinkle',
  'gnome-calls-db': 'GNOME Calls',
  'aircall-csv': 'Aircall',
  'fritzbox-csv': 'FRITZ!Box',
  'avaya-smdr': 'Avaya',
  'cucm-cdr': 'Cisco CUCM',
  'yeastar-jsonl': 'Yeastar',
};

/** A format without a vendor is named as it is. */
export const formatName = (format: string): string => NAMES[format] ?? format;
