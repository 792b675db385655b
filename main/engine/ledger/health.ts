import type { Health, HealthReason } from '../../../shared/events.ts';

/** One verdict for tray, badge and banner, computed here and nowhere else. */
export function verdict(reasons: readonly HealthReason[], busy: boolean): Health {
  const wants = (categories: readonly HealthReason['category'][]): boolean =>
    reasons.some((reason) => categories.includes(reason.category));
  if (wants(['sign_in', 'refused', 'local', 'bug'])) return { verdict: 'attention', reasons };
  if (wants(['network'])) return { verdict: 'offline', reasons };
  return { verdict: busy ? 'working' : 'fine', reasons };
}

export function sameHealth(a: Health, b: Health): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
