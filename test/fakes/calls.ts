import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CallFacts, CallState } from '../../shared/call.ts';
import { createStore, openStore } from '../../main/engine/store/index.ts';
import type { Store } from '../../main/engine/store/port.ts';

export interface TemporaryFolder extends Disposable {
  readonly path: string;
  file(name: string): string;
}

export function temporaryFolder(): TemporaryFolder {
  const folder = mkdtempSync(path.join(tmpdir(), 'aftercall-'));
  return {
    path: folder,
    file: (name) => path.join(folder, name),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export function openTestStore(folder: TemporaryFolder): Store {
  const opened = openStore(folder.path, Date.UTC(2026, 10, 21));
  if (!opened.ok) throw new Error(opened.error.message);
  return createStore(opened.value.connection);
}

export const START = Date.UTC(2026, 10, 21, 8, 0, 0);

export function facts(change: Partial<CallFacts> = {}): CallFacts {
  return {
    direction: 'outbound',
    remote: { raw: '5550100102', e164: '+15550100102', national: '5550100102', withheld: false },
    remoteName: null,
    localNumber: '100',
    startedAt: START,
    answeredAt: START + 3_000,
    endedAt: START + 63_000,
    talkSeconds: 60,
    outcome: 'connected',
    mine: true,
    legs: 1,
    recordingNames: [],
    fileIds: [],
    notes: [],
    ...change,
  };
}

/** A call in the store, in this state. */
export function putCall(store: Store, key: string, state: CallState, change: Partial<CallFacts> = {}): number {
  return store.transaction(() => {
    const source = store.sources.enter('pbx');
    const no = store.calls.nextNo();
    store.calls.insert(no, {
      ref: key.padStart(12, '0').toUpperCase(),
      sourceNo: source.no,
      groupKey: `U:${key}`,
      groupNo: null,
      state,
      facts: facts(change),
      searchFirst: false,
      recordingState: null,
    });
    return no;
  });
}
