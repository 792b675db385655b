import type { RecordMapper } from './format.ts';
import { startWithHeader } from './with-header.ts';
import type { Relative } from './with-header.ts';

/** Columns of FreePBX's export, by name. Source: the project FreePBX/cdr. */
// prettier-ignore
const NAMES: Relative['names'] = {
  calldate: 'start', clid: 'clid', src: 'src', dst: 'dst', dcontext: 'dcontext', channel: 'channel',
  dstchannel: 'dstchannel', lastapp: 'lastapp', lastdata: 'lastdata', answer: 'answer', end: 'end',
  duration: 'duration', billsec: 'billsec', disposition: 'disposition', uniqueid: 'uniqueid', userfield: 'userfield',
  did: 'did', cnam: 'callerName', dst_cnam: 'calledName', outbound_cnum: 'ownShown', recordingfile: 'recording',
  linkedid: 'linkedid', sequence: 'sequence',
};

const FREEPBX: Relative = {
  names: NAMES,
  needed: ['start', 'src', 'dst', 'duration', 'billsec', 'disposition'],
};

/** FreePBX and Issabel: the export of the call detail report, with a header line. */
export const startFreepbx = (): RecordMapper => startWithHeader(FREEPBX);
