import type { RecordingState } from '../../../shared/call.ts';

export const PARTS = {
  recording: 'Recording',
  play: 'Play recording',
  pause: 'Pause',
  position: 'Position in the recording',
  of: (length: string) => `of ${length}`,
  at: (at: string, length: string) => `${at} of ${length}`,
  speed: (rate: string) => `Speed, now ${rate} times`,
  speeds: 'Speed',
  cannotPlay: 'It cannot be played here.',
  states: {
    awaited: 'Waited for',
    growing: 'Still being written',
    whole: 'Whole',
    attached: 'Whole, attached',
    unusable: 'Cannot be used',
    refused: 'Not accepted',
  } as Readonly<Record<RecordingState, string>>,
  /** A sentence where the word alone does not say what follows. */
  follows: {
    awaited: 'No recording yet. It is attached when it comes.',
    growing: 'Still being written. It follows by itself.',
    unusable: 'The recording cannot be used. The call is logged without it.',
    refused: 'The CRM or the recording host does not take the recording.',
  } as Readonly<Partial<Record<RecordingState, string>>>,
};
