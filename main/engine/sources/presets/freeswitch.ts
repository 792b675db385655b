import type { WrittenPreset } from '../../../../shared/preset.ts';

/**
 * FreeSWITCH `mod_cdr_csv`. The template is per installation; these are the ones it ships with. Source:
 * `conf/vanilla/autoload_configs/cdr_csv.conf.xml`.
 */
// prettier-ignore
const EXAMPLE = [
  'caller_id_name', 'caller_id_number', 'destination_number', 'context', 'start_stamp', 'answer_stamp', 'end_stamp',
  'duration', 'billsec', 'hangup_cause', 'uuid', 'bleg_uuid', 'accountcode', 'read_codec', 'write_codec',
];
// prettier-ignore
const ASTERISK = [
  'accountcode', 'caller_id_number', 'destination_number', 'context', 'caller_id', 'channel_name', 'bridge_channel',
  'last_app', 'last_arg', 'start_stamp', 'answer_stamp', 'end_stamp', 'duration', 'billsec', 'hangup_cause',
  'amaflags', 'uuid', 'userfield',
];

export const freeswitch: WrittenPreset = {
  name: 'freeswitch-csv',
  title: 'FreeSWITCH, cdr-csv',
  separators: [',', ';', '\t'],
  quoting: 'unescaped',
  header: false,
  layouts: [
    { fields: EXAMPLE, absorbs: 'caller_id_name' },
    { fields: ASTERISK, absorbs: 'caller_id' },
  ],
  columns: {
    start: 'start_stamp',
    answer: 'answer_stamp',
    end: 'end_stamp',
    duration: 'duration',
    talk: 'billsec',
    from: 'caller_id_number',
    fromName: 'caller_id_name',
    to: 'destination_number',
    direction: 'context',
    result: 'hangup_cause',
    id: 'uuid',
  },
  required: ['start', 'from', 'to', 'duration', 'talk', 'result', 'id'],
  dates: ['YYYY-MM-DD HH:mm:ss', 'YYYY/MM/DD HH:mm:ss', 'YYYY/MM/DD HH:mm', 'YYYY-MM-DD HH:mm'],
  answeredBy: 'answer',
  usualWords: false,
  values: {
    inbound: ['public'],
    answered: ['NORMAL_CLEARING', 'SUCCESS'],
    busy: ['USER_BUSY', 'CALL_REJECTED'],
    cancelled: ['ORIGINATOR_CANCEL'],
    noAnswer: ['NO_ANSWER', 'NO_USER_RESPONSE', 'ALLOTTED_TIMEOUT', 'PROGRESS_TIMEOUT', 'PICKED_OFF', 'LOSE_RACE'],
    // prettier-ignore
    failed: [
      'UNALLOCATED_NUMBER', 'NO_ROUTE_DESTINATION', 'NO_ROUTE_TRANSIT_NET', 'INVALID_NUMBER_FORMAT', 'NETWORK_OUT_OF_ORDER',
      'NORMAL_TEMPORARY_FAILURE', 'SWITCH_CONGESTION', 'NORMAL_CIRCUIT_CONGESTION', 'RECOVERY_ON_TIMER_EXPIRE',
      'DESTINATION_OUT_OF_ORDER', 'USER_NOT_REGISTERED', 'SUBSCRIBER_ABSENT', 'INCOMPATIBLE_DESTINATION', 'GATEWAY_DOWN',
      'BEARERCAPABILITY_NOTAVAIL', 'OUTGOING_CALL_BARRED', 'INCOMING_CALL_BARRED', 'CALL_REJECTED_BY_GATEWAY',
      'MANDATORY_IE_MISSING', 'CHAN_NOT_IMPLEMENTED', 'SERVICE_UNAVAILABLE', 'SERVICE_NOT_IMPLEMENTED', 'INTERWORKING',
    ],
  },
  skip: [{ column: 'hangup_cause', is: ['LOSE_RACE'], as: 'other_phone_answered' }],
  groups: [['uuid'], ['bleg_uuid']],
  quirk: 'freeswitch',
};
