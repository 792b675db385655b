import type { WrittenPreset } from '../../../../shared/preset.ts';

/** The columns of release 12 and later up to the last one that is read: for files that begin with the types alone. */
// prettier-ignore
const FIELDS = [
  'cdrRecordType', 'globalCallID_callManagerId', 'globalCallID_callId', 'origLegCallIdentifier', 'dateTimeOrigination',
  'origNodeId', 'origSpan', 'origIpAddr', 'callingPartyNumber', 'callingPartyUnicodeLoginUserID', 'origCause_location',
  'origCause_value', 'origPrecedenceLevel', 'origMediaTransportAddress_IP', 'origMediaTransportAddress_Port',
  'origMediaCap_payloadCapability', 'origMediaCap_maxFramesPerPacket', 'origMediaCap_g723BitRate', 'origVideoCap_Codec',
  'origVideoCap_Bandwidth', 'origVideoCap_Resolution', 'origVideoTransportAddress_IP', 'origVideoTransportAddress_Port',
  'origRSVPAudioStat', 'origRSVPVideoStat', 'destLegIdentifier', 'destNodeId', 'destSpan', 'destIpAddr',
  'originalCalledPartyNumber', 'finalCalledPartyNumber', 'finalCalledPartyUnicodeLoginUserID', 'destCause_location',
  'destCause_value', 'destPrecedenceLevel', 'destMediaTransportAddress_IP', 'destMediaTransportAddress_Port',
  'destMediaCap_payloadCapability', 'destMediaCap_maxFramesPerPacket', 'destMediaCap_g723BitRate', 'destVideoCap_Codec',
  'destVideoCap_Bandwidth', 'destVideoCap_Resolution', 'destVideoTransportAddress_IP', 'destVideoTransportAddress_Port',
  'destRSVPAudioStat', 'destRSVPVideoStat', 'dateTimeConnect', 'dateTimeDisconnect', 'lastRedirectDn', 'pkid',
  'originalCalledPartyNumberPartition', 'callingPartyNumberPartition', 'finalCalledPartyNumberPartition',
  'lastRedirectDnPartition', 'duration', 'origDeviceName', 'destDeviceName', 'origCallTerminationOnBehalfOf',
  'destCallTerminationOnBehalfOf', 'origCalledPartyRedirectOnBehalfOf', 'lastRedirectRedirectOnBehalfOf',
  'origCalledPartyRedirectReason', 'lastRedirectRedirectReason', 'destConversationId', 'globalCallId_ClusterID',
];

export const cucm: WrittenPreset = {
  name: 'cucm-cdr',
  title: 'Cisco Unified Communications Manager, CDR file',
  layouts: [{ fields: FIELDS }],
  columns: {
    start: 'dateTimeOrigination',
    answer: 'dateTimeConnect',
    end: 'dateTimeDisconnect',
    talk: 'duration',
    from: 'callingPartyNumber',
    to: 'finalCalledPartyNumber',
    id: 'pkid',
  },
  required: ['start', 'answer', 'end', 'talk', 'from', 'to'],
  dates: ['epoch'],
  answeredBy: 'answer',
  skip: [
    { column: 'cdrRecordType', is: ['INTEGER', 'UNSIGNED INTEGER'], as: 'types' },
    { column: 'cdrRecordType', is: ['2'], as: 'quality_report' },
  ],
  groups: [['globalCallID_callId', 'globalCallID_callManagerId', 'globalCallId_ClusterID']],
  quirk: 'cucm-cdr',
};
