import type { HealthReason } from '../../../shared/events.ts';
import type { Leg } from '../../../shared/leg.ts';
import type { SourceSettings } from '../../../shared/settings.ts';
import { zoneDifference } from '../calls/times.ts';

/** The ids in a file tell another zone than the settings: the ids are believed, and the person is told. */
export function zoneWarning(source: SourceSettings, legs: readonly Leg[]): HealthReason {
  const difference = zoneDifference(legs, source.timeZone);
  const offset = difference === null ? 'another offset' : `UTC${offsetText(difference.seen)}`;
  return {
    scope: 'source',
    id: source.id,
    code: 'zone_differs',
    category: 'notice',
    message:
      `The times in this file are at ${offset}, not in ${source.timeZone}: the ids in it say so and are believed. ` +
      'Correct timeZone of this source.',
  };
}

function offsetText(minutes: number): string {
  const size = Math.abs(minutes);
  const part = (value: number): string => String(value).padStart(2, '0');
  return `${minutes < 0 ? '−' : '+'}${part(Math.floor(size / 60))}:${part(size % 60)}`;
}
