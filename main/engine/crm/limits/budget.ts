/**
 * A pot that is emptied by requests and filled at the other side's midnight. Two truths are kept apart: what we allow
 * ourselves per UTC day (`perDay`, null: no limit of ours) and what the other side last said is left.
 */
export interface Budget {
  readonly name: string;
  /** When to try again if `cost` cannot be paid now; undefined when it can. */
  blockedUntil(cost: number, now: number): number | undefined;
  spend(cost: number, now: number): void;
  /** The request that cost this much was answered or is lost. */
  settle(cost: number): void;
  /**
   * What the other side says is left, believed until then. Requests still under way may or may not be counted in it: they
   * are taken off.
   */
  learn(remaining: number, until: number): void;
}

const DAY = 86_400_000;
export function dailyBudget(rule: { name: string; perDay: number | null }): Budget {
  let day = -1;
  let spentToday = 0;
  let underWay = 0;
  let left: number | null = null;
  let leftUntil = 0;

  const turn = (now: number): void => {
    const today = Math.floor(now / DAY);
    if (today !== day) {
      day = today;
      spentToday = 0;
    }
    if (left !== null && now >= leftUntil) left = null;
  };

  return {
    name: rule.name,
    blockedUntil(cost, now) {
      turn(now);
      if (left !== null && left < cost) return leftUntil;
      if (rule.perDay !== null && spentToday + cost > rule.perDay) return (day + 1) * DAY;
      return undefined;
    },
    spend(cost, now) {
      turn(now);
      spentToday += cost;
      underWay += cost;
      if (left !== null) left -= cost;
    },
    settle(cost) {
      underWay -= cost;
    },
    learn(remaining, until) {
      left = remaining - underWay;
      leftUntil = until;
    },
  };
}
