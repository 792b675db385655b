import { createStore, openStore } from '../../main/engine/store/index.ts';
import type { Store } from '../../main/engine/store/port.ts';
import type { CallState } from '../../shared/call.ts';
import { measured } from './harness.ts';
import type { Bench, BenchRun, Measured } from './harness.ts';

/** One durable state change is one transaction: the call moves, its timeline says so, the tally follows. */
export const durableChanges: Bench = {
  name: 'durable_changes',
  needsBuild: false,
  run: (run) => Promise.resolve(measure(run)),
};

function measure({ quick, folder }: BenchRun): readonly Measured[] {
  const opened = openStore(folder, Date.now());
  if (!opened.ok) throw new Error(opened.error.message);
  using store = createStore(opened.value.connection);
  const calls = insertCalls(store, 200);
  const changes = quick ? 400 : 10_000;
  const started = performance.now();
  for (let change = 0; change < changes; change++) {
    move(store, calls[change % calls.length] ?? 0, Math.floor(change / calls.length));
  }
  const seconds = (performance.now() - started) / 1000;
  const peer = { peer: 'best known', peerValue: 6460 };
  return [measured('durable_changes_per_s', changes / seconds, '1/s', { target: '≥ 2000', ...peer })];
}

const STATES: readonly CallState[] = [
  { name: 'pending' },
  { name: 'queued', due: 0, reason: null },
  { name: 'sending' },
];

function move(store: Store, call: number, round: number): void {
  const from = STATES[round % STATES.length] ?? { name: 'pending' };
  const to = STATES[(round + 1) % STATES.length] ?? { name: 'pending' };
  store.transaction(() => {
    if (!store.calls.move(call, from.name, to)) throw new Error(`call ${call} was not ${from.name}`);
    store.timeline.add(call, Date.now(), to.name);
  });
}

function insertCalls(store: Store, count: number): number[] {
  return store.transaction(() => {
    const source = store.sources.enter('pbx');
    return Array.from({ length: count }, (_, index) => {
      const no = store.calls.nextNo();
      store.calls.insert(no, {
        ref: index.toString(16).toUpperCase().padStart(12, '0'),
        sourceNo: source.no,
        groupKey: `call ${index}`,
        groupNo: null,
        state: { name: 'pending' },
        searchFirst: false,
        recordingState: null,
        facts: {
          ...{ direction: 'inbound', remoteName: null, localNumber: '100', outcome: 'connected', mine: true, legs: 1 },
          remote: { raw: '+15550100101', e164: '+15550100101', national: '5550100101', withheld: false },
          ...{ startedAt: index * 1000, answeredAt: index * 1000 + 500, endedAt: index * 1000 + 900, talkSeconds: 0 },
          ...{ recordingNames: [], fileIds: [], notes: [] },
        },
      });
      return no;
    });
  });
}
