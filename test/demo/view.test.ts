import { describe, expect, it } from 'vitest';
import type { EngineEvent } from '../../shared/events.ts';
import type { LedgerCall } from '../../shared/ledger.ts';
import { apply, EMPTY } from './model.ts';
import type { DemoModel } from './model.ts';
import { coloured, paintFor, plain, widthOf } from './paint.ts';
import { createTerminal } from './terminal.ts';
import { callLine, headLine, isComplete, statusLine } from './view.ts';
import type { Join, Screen } from './view.ts';

const WRITTEN = Date.parse('2026-11-21T10:00:00.000Z');
const at = (after: number): string => new Date(WRITTEN + after).toISOString();

const CALL: LedgerCall = {
  id: 'a1',
  state: 'queued',
  reason: null,
  source: 'pbx',
  direction: 'inbound',
  remoteNumber: '+15550100101',
  remoteRaw: '+15550100101',
  remoteName: 'J DOE',
  localNumber: '100',
  startedAt: '2026-11-21T09:56:36Z',
  answeredAt: '2026-11-21T09:56:39Z',
  endedAt: '2026-11-21T10:00:00Z',
  talkSeconds: 201,
  outcome: 'connected',
  legs: 1,
  notes: [],
  recording: null,
  crm: null,
};

const found = (changes: Partial<LedgerCall> = {}): EngineEvent => ({
  event: 'call',
  at: at(20),
  call: { ...CALL, ...changes },
});

type Move = Extract<EngineEvent, { event: 'state' }>;
const move = (to: Move['to'], after: number, more: Partial<Move> = {}): EngineEvent => ({
  ...{ event: 'state', at: at(after), id: 'a1', from: 'queued', to, reason: null, crmId: null },
  ...more,
});

const RECORDED: readonly EngineEvent[] = [
  { event: 'ready', at: at(-500), sources: 1, accounts: 1 },
  found(),
  move('sending', 25),
  move('logged', 84, { crmId: 'CA1' }),
  { event: 'recording', at: at(90), id: 'a1', state: 'whole', seconds: 201 },
  move('synced', 144, { crmId: 'CA1' }),
];

const JOIN: Join = {
  writtenAt: () => WRITTEN,
  crm: (id) => (id === 'CA1' ? { contact: 'Jane Doe', loggedAt: WRITTEN + 84, recordedAt: null } : undefined),
};
const RECORDED_JOIN: Join = {
  ...JOIN,
  crm: () => ({ contact: 'Jane Doe', loggedAt: WRITTEN + 84, recordedAt: WRITTEN + 143 }),
};
const screen = (width: number): Screen => ({ width, paint: plain, join: JOIN });
const after = (events: readonly EngineEvent[]): DemoModel =>
  events.reduce((model, event) => apply(model, event, Date.parse(event.at)), EMPTY);
const lineAfter = (events: readonly EngineEvent[], width = 80): string =>
  [...after(events).calls.values()].map((view) => callLine(view, screen(width))).join('\n');

describe('the line of a call', () => {
  it('tells its whole life as the events come in', () => {
    expect(RECORDED.slice(1).map((_, index) => lineAfter(RECORDED.slice(0, index + 2)))).toEqual([
      'J DOE                inbound    3:21  … queued',
      'J DOE                inbound    3:21  … sending',
      'Jane Doe             inbound    3:21  ✓ logged 84 ms       … recording',
      'Jane Doe             inbound    3:21  ✓ logged 84 ms       … recording',
      'Jane Doe             inbound    3:21  ✓ logged 84 ms       … recording',
    ]);
    const [view] = after(RECORDED).calls.values();
    if (view === undefined) throw new Error('the call was announced');
    expect([isComplete(view, JOIN), isComplete(view, RECORDED_JOIN)]).toEqual([false, true]);
    expect(callLine(view, { ...screen(80), join: RECORDED_JOIN })).toBe(
      'Jane Doe             inbound    3:21  ✓ logged 84 ms       ✓ attached 143 ms',
    );
  });

  it('names the rule, the question or the reason where a call does not go to the CRM', () => {
    const ended = (changes: Partial<LedgerCall>): string => lineAfter([found(changes)]).slice(38);
    expect([
      ended({ state: 'excluded', reason: 'internal' }),
      ended({ state: 'held', reason: 'several_contacts' }),
      ended({ state: 'failed', reason: 'duration' }),
      ended({ state: 'queued', reason: 'network' }),
      ended({ state: 'unknown' }),
      ended({ state: 'synced', talkSeconds: 0 }),
    ]).toEqual([
      '– stays here: internal call',
      '◇ held: several contacts match',
      '✗ failed: duration',
      '… waits for network',
      '? asks the CRM',
      '✓ logged             – nobody spoke',
    ]);
  });

  it('fits every terminal, and shows the time where there is room', () => {
    const widths = [60, 72, 80, 100, 140];
    for (const width of widths) {
      const long = lineAfter(
        [found({ remoteName: 'Maximiliane-Friederike von und zu Hohenstein' }), ...RECORDED.slice(2)],
        width,
      );
      expect(widthOf(long)).toBeLessThanOrEqual(width);
      expect(widthOf(headLine(screen(width)))).toBeLessThanOrEqual(width);
    }
    expect(lineAfter(RECORDED, 100)).toMatch(/^\d\d:\d\d:\d\d {2}Jane Doe {15,}inbound/);
    expect(lineAfter(RECORDED, 60)).toMatch(/^Jane Doe {2}← {2}/);
  });
});

describe('the status line', () => {
  it('adds up the five sums and repeats the first reason of the health', () => {
    const reason = {
      scope: 'account',
      id: 'sales',
      code: 'network',
      category: 'network',
      message: 'No answer.',
    } as const;
    const model = after([
      ...RECORDED,
      found({ id: 'b2', state: 'excluded', reason: 'internal' }),
      found({ id: 'c3' }),
      { event: 'health', at: at(200), verdict: 'offline', reasons: [reason] },
    ]);
    expect(statusLine(model, screen(100))).toBe(
      '3 found  1 in the CRM  1 waiting  0 held  1 stay here  0 failed  No answer.',
    );
  });
});

describe('the terminal', () => {
  const written = (isTTY: boolean, use: (terminal: ReturnType<typeof createTerminal>) => void): string => {
    let text = '';
    const write = (more: string): boolean => ((text += more), true);
    use(createTerminal({ isTTY, columns: 80, write }));
    return text;
  };

  it('draws the foot anew on a terminal only', () => {
    const use = (terminal: ReturnType<typeof createTerminal>): void => {
      terminal.foot(['… one', 'status']);
      terminal.foot(['… one', 'status']);
      terminal.print('✓ one');
      terminal.foot(['status']);
    };
    expect(written(false, use)).toBe('✓ one\n');
    expect(written(true, use)).toBe(
      '\u001B[0J… one\nstatus\n' + '\u001B[2A\r\u001B[0J✓ one\n… one\nstatus\n' + '\u001B[2A\r\u001B[0Jstatus\n',
    );
  });

  it('has colour on a terminal, and none where NO_COLOR is set', () => {
    const paints = [
      paintFor({ isTTY: true }, {}),
      paintFor({ isTTY: true }, { NO_COLOR: '1' }),
      paintFor({ isTTY: true }, { TERM: 'dumb' }),
      paintFor({}, {}),
    ];
    expect(paints).toEqual([coloured, plain, plain, plain]);
  });
});
