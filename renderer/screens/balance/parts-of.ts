import type { StateName } from '../../../shared/call.ts';
import type { Balance, Sum } from '../../../shared/desk.ts';
import type { BrickCount } from '../../parts/sum.tsx';

export const PARTS = ['inCrm', 'waiting', 'held', 'excluded', 'failed'] as const;
export type Part = (typeof PARTS)[number];

export const GLYPH_OF: Readonly<Record<Part, StateName>> = {
  inCrm: 'synced',
  waiting: 'pending',
  held: 'held',
  excluded: 'excluded',
  failed: 'failed',
};

export function bricksOf(sum: Sum): readonly BrickCount[] {
  return [
    { brick: 'crm', calls: sum.inCrm },
    { brick: 'waiting', calls: sum.waiting },
    { brick: 'held', calls: sum.held },
    { brick: 'excluded', calls: sum.excluded },
    { brick: 'failed', calls: sum.failed },
  ];
}

/** The numbers as they stand: found is the parts, or the screen says that it is not. */
export const addsUp = (sum: Sum): boolean => sum.found === PARTS.reduce((total, part) => total + sum[part], 0);

/** The end of an axis and its marks: a round number not below the greatest, in three steps. */
export function axisFor(greatest: number): { readonly end: number; readonly marks: readonly number[] } {
  const rough = Math.max(1, greatest) / 3;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 3, 4, 5, 10].map((factor) => factor * power).find((each) => each >= rough) ?? power * 10;
  const whole = Math.max(1, Math.ceil(step));
  return { end: whole * 3, marks: [0, whole, whole * 2, whole * 3] };
}

/** What waits, in lines of a glance. */
const WAITING: readonly (readonly [StateName, ...StateName[]])[] = [
  ['pending'],
  ['logged'],
  ['queued', 'sending'],
  ['unknown', 'settling'],
];

export interface WhyLine {
  /** One, or several that are counted together. */
  readonly states: readonly [StateName, ...StateName[]];
  readonly reason: string | null;
  readonly calls: number;
}

export interface Why {
  readonly part: Exclude<Part, 'inCrm'>;
  readonly calls: number;
  readonly lines: readonly WhyLine[];
}

/** Why calls are not in the CRM, part by part; parts without calls are left out. */
export function whysOf({ reasons, sum }: Pick<Balance, 'reasons' | 'sum'>): readonly Why[] {
  const of = (wanted: StateName): readonly WhyLine[] =>
    reasons
      .filter(({ state }) => state === wanted)
      .map(({ state, reason, calls }) => ({ states: [state] as const, reason, calls }));
  const waiting = WAITING.map((states) => ({
    states,
    reason: null,
    calls: states.flatMap(of).reduce((total, { calls }) => total + calls, 0),
  })).filter(({ calls }) => calls > 0);
  const all: readonly Why[] = [
    { part: 'waiting', calls: sum.waiting, lines: waiting },
    { part: 'held', calls: sum.held, lines: of('held') },
    { part: 'excluded', calls: sum.excluded, lines: of('excluded') },
    { part: 'failed', calls: sum.failed, lines: of('failed') },
  ];
  return all.filter(({ calls }) => calls > 0);
}
