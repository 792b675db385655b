import type { CallView, DemoModel, Group } from './model.ts';
import { groupsOf, isSettled, statesOf } from './model.ts';
import type { Paint, Style } from './paint.ts';
import { cell, widthOf } from './paint.ts';

/** What the CRM itself holds of a call. Epoch milliseconds. */
export interface CrmSays {
  readonly contact: string | null;
  readonly loggedAt: number;
  /** When the recording had arrived; null without one. */
  readonly recordedAt: number | null;
}

/** What the two others say, who know nothing of the engine: the phone and the CRM. */
export interface Join {
  /** When the phone wrote the row that completed this call, epoch milliseconds; null when not known (yet). */
  writtenAt(view: CallView): number | null;
  crm(id: string): CrmSays | undefined;
}

export interface Screen {
  /** Cells. */
  readonly width: number;
  readonly paint: Paint;
  readonly join: Join;
}

interface Columns {
  /** 0: left out, there is no room. */
  readonly time: number;
  readonly who: number;
  readonly direction: number;
  readonly length: number;
  readonly crm: number;
  readonly recording: number;
}

const GAP = 2;
const LONGEST_WHO = 30;

/** The time goes first when room is scarce, then the word for the direction. */
export function columnsFor(width: number): Columns {
  const fixed = { length: 5, crm: 19, recording: 21 };
  const taken = fixed.length + fixed.crm + fixed.recording + 3 * GAP;
  const time = width >= 88 ? 8 : 0;
  const direction = width >= 78 ? 8 : 1;
  const left = width - taken - direction - GAP - (time === 0 ? 0 : time + GAP);
  return { ...fixed, time, direction, who: Math.min(LONGEST_WHO, Math.max(8, left)) };
}

interface Told {
  readonly text: string;
  readonly style: Style | null;
}

const told = (text: string, style: Style | null = null): Told => ({ text, style });

export function headLine({ width, paint }: Screen): string {
  const columns = columnsFor(width);
  return paint(
    'dim',
    row(columns, {
      time: 'found',
      who: 'who',
      direction: columns.direction > 1 ? 'call' : '',
      length: 'talk',
      crm: 'CRM',
      recording: 'recording',
    }).trimEnd(),
  );
}

/** One call as one line: found when, who, which way, how long, what became of it, and how fast. */
export function callLine(view: CallView, screen: Screen): string {
  const { paint, width } = screen;
  const columns = columnsFor(width);
  const left = row(columns, {
    time: new Date(view.foundAt).toTimeString().slice(0, 8),
    who: whoOf(view, screen.join),
    direction: columns.direction > 1 ? view.call.direction : (ARROWS[view.call.direction] ?? '?'),
    length: duration(view.call.talkSeconds),
    crm: '',
    recording: '',
  }).slice(0, -(columns.crm + GAP + columns.recording));
  const crm = crmOf(view, screen.join);
  const recording = recordingOf(view, screen.join);
  if (recording === null) return `${left}${styled(paint, crm, columns.crm + GAP + columns.recording)}`.trimEnd();
  const gap = ' '.repeat(GAP);
  return `${left}${styled(paint, crm, columns.crm)}${gap}${styled(paint, recording, columns.recording)}`.trimEnd();
}

const ARROWS: Readonly<Record<string, string>> = { inbound: '←', outbound: '→', internal: '↔' };

function row(columns: Columns, texts: Readonly<Record<keyof Columns, string>>): string {
  const cells = [
    cell(texts.time, columns.time),
    cell(texts.who, columns.who),
    cell(texts.direction, columns.direction),
    cell(texts.length, columns.length, 'right'),
    cell(texts.crm, columns.crm),
    cell(texts.recording, columns.recording),
  ];
  return cells.filter((_, index) => index > 0 || columns.time > 0).join(' '.repeat(GAP));
}

function styled(paint: Paint, { text, style }: Told, width: number): string {
  const fitted = cell(text, width);
  return style === null ? fitted : paint(style, fitted.trimEnd()) + fitted.slice(fitted.trimEnd().length);
}

function whoOf({ call, crmId }: CallView, join: Join): string {
  if (call.direction === 'internal') return `colleague ${call.remoteRaw ?? ''}`.trimEnd();
  const shown =
    (crmId === null ? null : join.crm(crmId)?.contact) ?? call.remoteName ?? call.remoteNumber ?? call.remoteRaw ?? '';
  return shown === '' || shown === 'anonymous' ? 'Hidden number' : shown;
}

export function duration(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

const EXCLUDED: Readonly<Record<string, string>> = {
  internal: 'internal call',
  not_mine: "a colleague's call",
  private: 'private number',
  withheld: 'hidden number',
  too_short: 'too short',
  before_start: 'before the start date',
  ignored: 'ignored',
  same_call: 'the same call in another source',
};

const HELD: Readonly<Record<string, string>> = {
  several_contacts: 'several contacts match',
  no_contact: 'no contact',
  no_number: 'no number',
};

const WAITS: Readonly<Record<string, string>> = {
  network: '… waits for network',
  busy: '… CRM asks to wait',
  sign_in: '… waits for sign-in',
};

function crmOf(view: CallView, join: Join): Told {
  const reason = view.reason ?? '';
  switch (view.state) {
    case 'settling':
      return told('… settling', 'dim');
    case 'pending':
      return told('… waits for a click', 'blue');
    case 'queued':
      return told(WAITS[reason] ?? '… queued', WAITS[reason] === undefined ? 'dim' : 'yellow');
    case 'sending':
      return told('… sending', 'dim');
    case 'unknown':
      return told('? asks the CRM', 'yellow');
    case 'logged':
    case 'synced':
      return told(`✓ logged${tookText(join.writtenAt(view), crmSays(view, join)?.loggedAt)}`, 'green');
    case 'excluded':
      return told(`– stays here: ${EXCLUDED[reason] ?? reason}`, 'dim');
    case 'held':
      return told(`◇ held: ${HELD[reason] ?? reason}`, 'yellow');
    case 'failed':
      return told(`✗ failed: ${reason}`, 'red');
  }
}

/** Null where there is no word to say about a recording. */
function recordingOf(view: CallView, join: Join): Told | null {
  if (view.state === 'excluded' || view.state === 'held' || view.state === 'failed') return null;
  const recordedAt = crmSays(view, join)?.recordedAt ?? null;
  if (recordedAt !== null) return told(`✓ attached${tookText(join.writtenAt(view), recordedAt)}`, 'green');
  if (view.recording === 'unusable' || view.recording === 'refused') return told(`✗ ${view.recording}`, 'red');
  if (view.call.talkSeconds === 0) return told('– nobody spoke', 'dim');
  return isLogged(view) ? told('… recording', 'dim') : told('');
}

const crmSays = ({ crmId }: CallView, join: Join): CrmSays | undefined =>
  crmId === null ? undefined : join.crm(crmId);

const isLogged = ({ state }: CallView): boolean => state === 'logged' || state === 'synced';

function tookText(from: number | null, to: number | undefined): string {
  if (from === null || to === undefined) return '';
  const took = Math.max(0, to - from);
  return took < 10_000 ? ` ${took} ms` : ` ${(took / 1000).toFixed(1)} s`;
}

/** It will look as it does now for good: settled, and where there was a talk, its recording has arrived. */
export function isComplete(view: CallView, join: Join): boolean {
  if (!isSettled(view)) return false;
  return view.state !== 'synced' || view.call.talkSeconds === 0 || (crmSays(view, join)?.recordedAt ?? null) !== null;
}

const GROUP_WORDS: readonly (readonly [Group, string, Style])[] = [
  ['inCrm', 'in the CRM', 'green'],
  ['waiting', 'waiting', 'yellow'],
  ['held', 'held', 'yellow'],
  ['excluded', 'stay here', 'dim'],
  ['failed', 'failed', 'red'],
];

/** The balance so far; sums of nothing are dimmed. */
export function statusLine(model: DemoModel, { paint, width }: Screen): string {
  const sums = groupsOf(statesOf(model));
  const parts = GROUP_WORDS.map(([group, word, style]) =>
    paint(sums[group] === 0 ? 'dim' : style, `${sums[group]} ${word}`),
  );
  const line = [paint('bold', `${model.calls.size} found`), ...parts].join('  ');
  const health = healthWord(model);
  const room = width - widthOf(line) - 3;
  return health === '' || room < 12 ? line : `${line}  ${paint('dim', cell(health, Math.min(room, health.length)))}`;
}

function healthWord({ health, ready }: DemoModel): string {
  if (!ready) return 'starting';
  return health?.reasons[0]?.message ?? '';
}
