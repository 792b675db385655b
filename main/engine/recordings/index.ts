export { convertedFile } from './convert/converted-file.ts';
export { openSound, type OpenedSound } from './convert/open-sound.ts';
export { callOfFile } from './call-of-file.ts';
export { otherSide } from './convert/sides.ts';
export { type Reading } from './formats/source.ts';
export { findRecordings, sweep } from './find.ts';
export { type Expectation } from './judge.ts';
export { Looks } from './looks.ts';
export { mediaType, uploadName } from './media.ts';
export { readName, type NameFacts, type NameStamp } from './names.ts';
export { openPlayable, type PlayableRecording } from './play.ts';
export { listen, prove, type Proof, type ProveDeps, type WholeProof } from './prove.ts';
export {
  PAIRINGS,
  type Findings,
  type FolderSettings,
  type Found,
  type Pairing,
  type RecordingDeps,
  type WantedRecording,
} from './types.ts';
export { confirmWhole, hashFile, openWhole } from './whole-file.ts';
export { Waveforms } from './waveform.ts';
export { readSidecar } from './sidecar.ts';
export { isRecordingName } from './stem.ts';
