import { z } from 'zod';
import { identifier, setting, text } from './fields.ts';

export const loggingSchema = z.strictObject({
  mode: setting(z.enum(['auto', 'ask']).default('ask'), {
    is: '`auto`: calls go to the CRM by themselves. `ask`: each waits for one click.',
    why: 'Nothing leaves the machine unasked unless you say so.',
  }),
  account: setting(identifier.optional(), {
    is: 'Id of the account that calls are logged to.',
    why: 'Must be said when there are several accounts.',
    otherwise: 'the only account',
  }),
  since: setting(
    z
      .union([z.iso.datetime({ offset: true }), z.iso.date()], {
        error: 'must be a date ("2026-01-31") or a time with its zone ("2026-01-31T09:00:00Z", "…+01:00")',
      })
      .optional(),
    {
      is: "Calls that began earlier are counted as `excluded`, `before_start`. A date begins in the agent's time zone.",
      why: 'Call files reach years back; nobody wants all of that in the CRM by surprise.',
      otherwise: 'the moment of the first run',
    },
  ),
  unknownNumbers: setting(z.enum(['log', 'hold', 'create']).default('log'), {
    is: 'A number without a contact: `log` without one (held where the CRM needs one), `hold` for a decision, `create` a contact.',
    why: 'A call without a contact is still a call; creating contacts is for the CRM owner to decide.',
  }),
  severalMatches: setting(z.enum(['hold', 'newest']).default('hold'), {
    is: 'A number of several contacts: `hold` for a decision, or take the `newest` contact.',
    why: 'A wrong contact is worse than a question.',
  }),
  internalCalls: setting(z.enum(['exclude', 'log']).default('exclude'), {
    is: 'What becomes of calls between colleagues.',
    why: 'They concern no customer.',
  }),
  minimumSeconds: setting(z.int().min(0).max(600).default(0), {
    is: 'Connected calls with less talk than this are excluded, `too_short`.',
    why: '0 logs all; unanswered calls are never too short.',
  }),
  withheldNumbers: setting(z.enum(['exclude', 'log']).default('exclude'), {
    is: 'What becomes of calls whose caller hid the number.',
    why: 'They can never be matched to a contact.',
  }),
  privateNumbers: setting(z.array(text).default([]), {
    is: 'Numbers whose calls never leave this machine.',
    why: 'Asked before every other rule.',
  }),
  graceSeconds: setting(z.number().min(0).max(3_600).optional(), {
    is: 'In `auto` mode, how long the agent can still change a call before it goes.',
    why: 'Nobody watches the headless run.',
    otherwise: '0 in the headless run, 8 in the desktop app',
  }),
});
