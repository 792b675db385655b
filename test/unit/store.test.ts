import { closeSync, openSync, readdirSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStore, holdLock, openForReading, openStore } from '../../main/engine/store/index.ts';
import { openConnection } from '../../main/engine/store/sqlite.ts';
import type { Leg } from '../../shared/leg.ts';
import { balance, imbalance } from '../../main/engine/ledger/balance.ts';
import { facts, openTestStore, putCall, temporaryFolder, type TemporaryFolder } from '../fakes/calls.ts';

let folder: TemporaryFolder;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder[Symbol.dispose]());

describe('the tally', () => {
  it('follows every move, and agrees with the calls counted one by one', () => {
    using store = openTestStore(folder);
    const first = putCall(store, '1', { name: 'queued', due: 0, reason: null });
    putCall(store, '2', { name: 'excluded', reason: 'internal' });
    store.transaction(() => store.calls.move(first, 'queued', { name: 'sending' }));
    const { found, states } = balance(store);
    expect({ found, sending: states.sending, excluded: states.excluded, queued: states.queued }).toEqual({
      found: 2,
      sending: 1,
      excluded: 1,
      queued: 0,
    });
    expect(imbalance(store)).toBeUndefined();
  });

  it('forgets what a transaction moved that was rolled back', () => {
    using store = openTestStore(folder);
    const call = putCall(store, '1', { name: 'pending' });
    expect(() =>
      store.transaction(() => {
        store.calls.move(call, 'pending', { name: 'queued', due: 0, reason: null });
        throw new Error('disk full');
      }),
    ).toThrow('disk full');
    expect(store.calls.get(call)?.state).toEqual({ name: 'pending' });
    expect(imbalance(store)).toBeUndefined();
  });

  it('moves a call only from the state it was read in', () => {
    using store = openTestStore(folder);
    const call = putCall(store, '1', { name: 'pending' });
    const moved = store.transaction(() => store.calls.move(call, 'queued', { name: 'sending' }));
    expect(moved).toBe(false);
    expect(imbalance(store)).toBeUndefined();
  });

  it('drops a call that was folded into another one', () => {
    using store = openTestStore(folder);
    const call = putCall(store, '1', { name: 'held', reason: 'no_number' });
    store.transaction(() => store.calls.absorb(call));
    expect(balance(store).found).toBe(0);
    expect(imbalance(store)).toBeUndefined();
  });
});

describe('a stored call', () => {
  it('comes back with everything it had', () => {
    using store = openTestStore(folder);
    const change = {
      remoteName: 'Zoë',
      recordingNames: ['a.wav'],
      fileIds: ['1.2'],
      notes: ['zone_differs'],
      answeredAt: null,
    };
    const no = putCall(store, '1', { name: 'unknown', since: 5 }, change);
    expect(store.calls.get(no)).toMatchObject({
      state: { name: 'unknown', since: 5 },
      facts: facts(change),
      source: 'pbx',
    });
  });
});

const leg: Leg = {
  identity: 'x',
  unique: false,
  groupIds: [],
  linkNames: [],
  clock: 'utc',
  start: 0,
  answer: null,
  end: null,
  epoch: null,
  talkSeconds: 0,
  disposition: 'answered',
  dialplanOnly: false,
  voicemail: false,
  from: { address: '', name: null, channel: null, kind: 'none', endpoint: null },
  to: { address: '', name: null, channel: null, kind: 'none', endpoint: null },
  ownNumber: null,
  direction: null,
  recordingNames: [],
  fileIds: [],
  final: true,
};

describe('equal records', () => {
  const key = { sourceNo: 1, at: 0, hash: 7 };
  const claimAndStore = (store: ReturnType<typeof openTestStore>, generation: number): number | null => {
    const ordinal = store.legs.claim(key, 'S:0:7:', generation);
    if (ordinal !== null) store.legs.insert(key, { ordinal, generation, callNo: 1 }, leg);
    return ordinal;
  };
  const begin = (store: ReturnType<typeof openTestStore>, groupKey: string, ordinal: number): boolean =>
    store.transaction(() =>
      store.calls.insert(store.calls.nextNo(), {
        ...{ ref: 'A1', sourceNo: store.sources.enter('pbx').no, groupKey, groupNo: null, state: { name: 'pending' } },
        ...{ facts: facts(), searchFirst: false, recordingState: null },
        first: { leg, key, ordinal, generation: 1 },
      }),
    );

  it('are counted within one reading of a file and found again in the next', () => {
    using store = openTestStore(folder);
    const first = [claimAndStore(store, 1), claimAndStore(store, 1)];
    const again = [claimAndStore(store, 2), claimAndStore(store, 2), claimAndStore(store, 2)];
    expect({ first, again }).toEqual({ first: [0, 1], again: [null, null, 2] });
  });

  it('are counted whether they began a call or were added to one', () => {
    using store = openTestStore(folder);
    begin(store, 'S:0:7:0', 0);
    expect([claimAndStore(store, 1), claimAndStore(store, 2), claimAndStore(store, 2)]).toEqual([1, null, null]);
    expect(claimAndStore(store, 2)).toBe(2);
  });

  it('begin no second call, and are known when they are legs of another', () => {
    using store = openTestStore(folder);
    expect([begin(store, 'U:1', 0), begin(store, 'U:1', 0)]).toEqual([true, false]);
    store.legs.insert(key, { ordinal: 1, generation: 1, callNo: 1 }, leg);
    expect([0, 1].map((ordinal) => store.legs.isFurther(key, ordinal))).toEqual([false, true]);
  });

  it('that began a call go to another one, once', () => {
    using store = openTestStore(folder);
    begin(store, 'U:1', 0);
    begin(store, 'U:2', 1);
    for (const known of store.legs.ofCalls([1])) store.legs.reassign(known, 2);
    const ordinals = (callNo: number): number[] => store.legs.ofCalls([callNo]).map(({ key: { ordinal } }) => ordinal);
    expect({ one: ordinals(1), two: ordinals(2) }).toEqual({ one: [], two: [0, 1] });
    expect(store.calls.byGroupKey(1, 'U:1')?.first).toBeNull();
    for (const known of store.legs.ofCalls([2])) store.legs.reassign(known, 1);
    expect({ one: ordinals(1), two: ordinals(2) }).toEqual({ one: [0, 1], two: [] });
    expect(store.legs.newest(1, 5)).toHaveLength(2);
  });
});

describe('a damaged database', () => {
  const damage: Record<string, (file: string) => void> = {
    'text in its place': (file) => writeFileSync(file, 'this is not a database, it never was one '.repeat(200)),
    'cut in the middle of a page': (file) => truncateSync(file, 20_000),
    'a page of zeros': (file) => {
      const handle = openSync(file, 'r+');
      writeSync(handle, Buffer.alloc(8_192), 0, 8_192, 4_096);
      closeSync(handle);
    },
  };
  it.each(Object.keys(damage))('(%s) is set aside, and a new one begun', (kind) => {
    {
      using store = openTestStore(folder);
      for (let n = 0; n < 200; n++) putCall(store, String(n), { name: 'pending' });
    }
    damage[kind]?.(folder.file('aftercall.db'));
    const opened = openStore(folder.path, Date.UTC(2026, 10, 21, 10, 30));
    if (!opened.ok) throw new Error(opened.error.message);
    using store = createStore(opened.value.connection);
    expect(opened.value.setAside).toBe(folder.file('aftercall.db.damaged-20261121T103000'));
    expect(balance(store).found).toBe(0);
    expect(readdirSync(folder.path)).toContain('aftercall.db.damaged-20261121T103000');
  });
});

describe('a database of another release', () => {
  it('from the future is refused and not touched', () => {
    openTestStore(folder)[Symbol.dispose]();
    const connection = openConnection(folder.file('aftercall.db'));
    connection.pragma('user_version = 99');
    connection.close();
    expect(openStore(folder.path, 0)).toMatchObject({ ok: false, error: { code: 'store_newer' } });
    expect(openForReading(folder.path)).toMatchObject({ ok: false, error: { code: 'store_version' } });
  });

  it('that is not there yet reads as none', () => {
    expect(openForReading(folder.path)).toEqual({ ok: true, value: undefined });
  });
});

describe('the run lock', () => {
  it('is held by one at a time and free again when released', () => {
    const first = holdLock(folder.file('run.lock'));
    const second = holdLock(folder.file('run.lock'));
    first?.[Symbol.dispose]();
    using third = holdLock(folder.file('run.lock'));
    expect([first !== undefined, second, third !== undefined]).toEqual([true, undefined, true]);
  });
});
