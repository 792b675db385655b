import { z } from 'zod';
import { country, setting, text, timeZone } from './fields.ts';

export const agentSchema = z.strictObject({
  name: setting(z.string().default(''), {
    is: 'How the agent is called.',
    why: 'Shown on this machine only; no CRM is told.',
  }),
  extensions: setting(z.array(text).min(1, 'must name at least one extension, or "*" for every call of the file'), {
    is: 'The agent\'s own extensions or numbers, as the call files write them. `["*"]`: every call is the agent\'s.',
    why: 'A PBX file holds the calls of the whole office; only these are logged.',
  }),
  country: setting(country, {
    is: 'Country of the office, ISO 3166, two capital letters.',
    why: 'Numbers without a country code are read as numbers of this country.',
  }),
  internalDigits: setting(z.int().min(0).max(10).default(5), {
    is: 'A call between two numbers of at most this many digits is internal.',
    why: 'Extensions have 2 to 5 digits nearly everywhere; 0 switches the guess off.',
  }),
  timeZone: setting(timeZone.optional(), {
    is: "The agent's time zone, by its IANA name.",
    why: 'Dates without a time and call files without a zone are read in it.',
    otherwise: "the system's",
  }),
});
