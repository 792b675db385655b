import { describe, expect, it } from 'vitest';
import { parseSettings } from '../../shared/settings.ts';

const smallest = {
  agent: { extensions: ['100'], country: 'US', timeZone: 'UTC' },
  sources: [{ id: 'pbx', path: 'Master.csv' }],
};
const source = smallest.sources[0];
const withSource = (change: object) => ({ ...smallest, sources: [{ ...source, ...change }] });

function accepted(settings: unknown) {
  const result = parseSettings(settings, '/etc/aftercall');
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

function problems(settings: unknown) {
  const result = parseSettings(settings, '/etc/aftercall');
  return result.ok ? [] : result.error.map(({ key, message }) => `${key}: ${message}`);
}

describe('a preset of the user', () => {
  const mapping = { columns: { start: 1, remote: 2, talk: 3 }, header: false };

  it.each([
    [{ format: 'delimited', preset: 'mine' }, []],
    [{ format: 'delimited' }, ['sources[0].mapping: is missing; the format "delimited" needs it']],
    [
      { format: 'delimited', preset: 'mine', mapping },
      ['sources[0].mapping: must not stand beside "preset": one of them describes the file'],
    ],
    [{ format: 'aircall-csv', preset: 'mine' }, ['sources[0].preset: is only for the format "delimited"']],
    [{ outsideLine: 'x' }, ['sources[0].outsideLine: must be up to three digits']],
  ])('%j', (change, expected) => {
    expect(problems(withSource(change))).toEqual(expected);
  });

  it('3CX writes UTC, and every other source is in the zone of the agent', () => {
    const zoneOf = (format: string): string | undefined =>
      accepted({ ...smallest, agent: { ...smallest.agent, timeZone: 'Europe/Rome' }, sources: [{ ...source, format }] })
        .sources[0]?.timeZone;
    expect([zoneOf('3cx-cdr'), zoneOf('3cx-report')]).toEqual(['UTC', 'Europe/Rome']);
  });
});
