const calls = (count: number, figure: string): string => (count === 1 ? '1 call waits' : `${figure} calls wait`);

/** The line at the foot of the list. */
export const STATUS = {
  label: 'State',
  watching: (sources: string) => `Watching ${sources}.`,
  watchingNothing: 'No source is set up.',
  connected: (crms: string, several: boolean) => `${crms} ${several ? 'are' : 'is'} connected.`,
  noAccount: 'No CRM is set up, calls are kept here.',
  and: 'and',
  offlineSince: (time: string) => `Offline since ${time}.`,
  keepWorking: (count: number, figure: string) =>
    count === 0
      ? 'Keep working: calls wait here and go by themselves.'
      : `Keep working: ${calls(count, figure)} here and ${count === 1 ? 'goes by itself' : 'go by themselves'}.`,
  signIn: (crm: string) => `${crm} wants you to sign in again.`,
  noneLost: (count: number, figure: string) =>
    count === 0 ? 'No call is lost.' : `${calls(count, figure)}, none is lost.`,
  signInAction: 'Sign in',
  busy: (crm: string) => `${crm} asks for a pause. It goes on by itself.`,
  paused: 'Paused.',
  pausedText: (count: number, figure: string) =>
    count === 0 ? 'Calls are found; nothing is sent.' : `Calls are found; ${calls(count, figure)}.`,
  resume: 'Resume',
  pause: 'Pause',
  catchingUp: 'Catching up:',
  rebuilding: 'Rebuilding:',
  of: (done: string, of: string) => `${done} of ${of}`,
  rate: (perSecond: string) => `${perSecond} a second`,
  left: (time: string) => `${time} left`,
  meanwhile: 'New calls are found meanwhile',
  reading: 'Reading the history',
  reasons: {
    file_missing: 'The call file is not there. It is looked for again.',
    read_failed: 'The call file cannot be read. Close what holds it open.',
    recordings_folder_missing: 'The folder of recordings is not there. Calls are logged without them meanwhile.',
    recordings_unreadable: 'The folder of recordings cannot be read.',
    format_unknown: 'The call file has a format that is not known.',
    store_unusable: 'The data folder cannot be written. Free some space on the disk.',
    host_sign_in: 'The recording host wants you to sign in again. Recordings wait.',
    host_full: 'The recording host is full. Recordings wait.',
    zone_doubtful: 'The times of a source may be in another time zone. Check it under Settings.',
    zone_differs: 'The time zone of a source is not the one in its calls. Those of the calls count.',
    rebuilt: 'The history was damaged, set aside and rebuilt. No call was sent twice.',
  } as Readonly<Record<string, string>>,
  minutes: (count: number) => (count < 1 ? 'less than 1 min' : `${Math.round(count)} min`),
};
