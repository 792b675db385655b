import type { Health } from '../../../shared/events.ts';

export const CALLS = {
  verdicts: {
    fine: 'Everything is running.',
    working: 'Working.',
    offline: 'Offline. Keep working: calls wait here and go by themselves.',
    attention: 'Something needs you.',
  } as Readonly<Record<Health['verdict'], string>>,
  problems: {
    no_settings: 'Aftercall is not set up yet.',
    bad_settings: 'The settings have a mistake, so nothing is watched.',
    starting: 'Aftercall is starting.',
    already_running: 'Another run watches this data folder.',
  } as Readonly<Record<string, string>>,
  problem: 'Aftercall cannot watch for calls.',
  hasRecording: 'has a recording',
  found: 'found',
  today: 'Today',
  allAccounted: 'All accounted for',
  viewsLabel: 'Views',
  list: 'Calls',
  calls: (count: number) => (count === 1 ? '1 call' : `${count} calls`),
  rejected: (count: number) => (count === 1 ? '1 record could not be read' : `${count} records could not be read`),
  nothing: 'No calls here',
  firstCall: 'The next call shows up here when it ends.',
};
