import type { WrittenPreset } from '../../../../shared/preset.ts';

/** IP Office sends 15 to 35 values by position. Source: the vendor's manual for managers, SMDR fields. */
// prettier-ignore
const FIELDS = [
  'Call Start', 'Connected Time', 'Ring Time', 'Caller', 'Direction', 'Called Number', 'Dialled Number', 'Account',
  'Is Internal', 'Call ID', 'Continuation', 'Party1Device', 'Party1Name', 'Party2Device', 'Party2Name', 'Hold Time',
  'Park Time', 'AuthValid', 'AuthCode', 'User Charged', 'Call Charge', 'Currency', 'Amount at Last User Change',
  'Call Units', 'Units at Last User Change', 'Cost per Unit', 'Mark Up', 'External Targeting Cause',
  'External Targeter Id', 'External Targeted Number',
];

export const avaya: WrittenPreset = {
  name: 'avaya-smdr',
  title: 'Avaya IP Office, SMDR as a collector wrote it',
  quoting: 'none',
  header: false,
  layouts: [{ fields: FIELDS }],
  columns: {
    start: 'Call Start',
    talk: 'Connected Time',
    ring: 'Ring Time',
    hold: 'Hold Time',
    park: 'Park Time',
    from: 'Caller',
    to: 'Called Number',
    direction: 'Direction',
    id: 'Call ID',
  },
  required: ['start', 'talk', 'ring', 'from', 'to', 'direction', 'id'],
  dates: ['YYYY/MM/DD HH:mm:ss', 'YYYY/MM/DD HH:mm', 'DD/MM/YYYY HH:mm:ss', 'DD/MM/YYYY HH:mm'],
  lengths: ['hh:mm:ss', 'seconds'],
  answeredBy: 'talk',
  usualWords: false,
  noCaller: 'withheld',
  values: { inbound: ['I'], outbound: ['O'], internal: ['internal'] },
  groups: [['Call ID', 'Call Start']],
  quirk: 'avaya-smdr',
};
