import type { WrittenPreset } from '../../../../shared/preset.ts';

/** The order that most installations keep. Fields, order and separator are the administrator's. */
// prettier-ignore
const USUAL = [
  'historyid', 'callid', 'duration', 'time-start', 'time-answered', 'time-end', 'reason-terminated', 'from-no', 'to-no',
  'from-dn', 'to-dn', 'dial-no', 'reason-changed', 'final-number', 'final-dn', 'bill-code', 'bill-rate', 'bill-cost',
  'bill-name', 'chain', 'from-type', 'to-type', 'final-type', 'from-dispname', 'to-dispname', 'final-dispname',
  'missed-queue-calls',
];

export const threeCxCdr: WrittenPreset = {
  name: '3cx-cdr',
  title: '3CX, call-detail service (cdr.log)',
  separators: [',', '\t', ';'],
  quoting: 'none',
  header: false,
  layouts: [{ fields: USUAL }],
  columns: {
    start: 'time-start',
    answer: 'time-answered',
    end: 'time-end',
    talk: 'duration',
    from: 'from-no',
    to: 'to-no',
    ownNumber: 'to-no',
    id: 'historyid',
  },
  required: ['start'],
  dates: ['YYYY/MM/DD HH:mm:ss', 'YYYY-MM-DD HH:mm:ss'],
  lengths: ['hh:mm:ss'],
  answeredBy: 'answer',
  groups: [['historyid', 'callid']],
  quirk: '3cx-cdr',
};

// prettier-ignore
const REPORTS = [
  ['Call Time', 'Caller ID', 'Destination', 'Trunk', 'Trunk number', 'Did', 'Status', 'Ringing', 'Talking',
   'Total Duration', 'Call Type', 'Sentiment', 'Summary', 'Transcription'],
  ['Call Time', 'Caller ID', 'Caller Display name', 'Trunk', 'Trunk number', 'Status', 'Ringing', 'Talking',
   'Total Duration', 'Destination Callee Id', 'Call Type', 'Cost', 'Sentiment', 'Summary', 'Transcription'],
  ['Call Time', 'Call ID', 'From', 'To', 'Direction', 'Status', 'Ringing', 'Talking', 'Cost', 'Call Activity Details'],
  ['Call Time', 'Call ID', 'From', 'To', 'Direction', 'Status', 'Ringing', 'Talking', 'Cost'],
  ['Call Time', 'Caller ID', 'Destination', 'Status', 'Ringing', 'Talking', 'Cost', 'Call Activity Details'],
];

export const threeCxReport: WrittenPreset = {
  name: '3cx-report',
  title: '3CX, call report of the management console',
  separators: [',', ';', '\t'],
  layouts: REPORTS.map((fields) => ({ fields })),
  columns: {
    start: 'Call Time',
    from: ['From', 'Caller ID'],
    fromName: 'Caller Display name',
    to: ['Destination Callee Id', 'Destination', 'To'],
    ownNumber: 'Did',
    direction: 'Direction',
    result: 'Status',
    ring: 'Ringing',
    talk: 'Talking',
    duration: 'Total Duration',
    id: 'Call ID',
  },
  required: ['start', 'from', 'to', 'ring', 'talk'],
  dates: ['iso', 'YYYY/MM/DD HH:mm:ss'],
  lengths: ['hh:mm:ss', 'seconds'],
  numbers: 'named',
  values: { answered: ['Answered'], noAnswer: ['Unanswered', 'Redirected', 'Missed', 'Waiting'] },
  groups: [['Call ID']],
  quirk: '3cx-report',
};
