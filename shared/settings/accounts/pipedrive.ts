import { z } from 'zod';
import { OUTCOMES } from '../../call.ts';
import { origin, setting } from '../fields.ts';
import { accountId, credentialsOf } from './common.ts';

/** Every outcome that Pipedrive knows. */
const PIPEDRIVE_OUTCOMES = [
  'connected',
  'no_answer',
  'left_message',
  'left_voicemail',
  'wrong_number',
  'busy',
] as const;

export const pipedrive = z.strictObject({
  id: accountId,
  crm: setting(z.literal('pipedrive'), { is: 'The CRM.', why: 'Decides the fields below.' }),
  baseUrl: setting(origin, {
    is: 'Origin of the company, `https://<company>.pipedrive.com`.',
    why: 'https only, except on this machine.',
  }),
  credentials: credentialsOf(['apiToken']),
  outcomes: setting(z.partialRecord(z.enum(OUTCOMES), z.enum(PIPEDRIVE_OUTCOMES)).optional(), {
    is: 'What Pipedrive is told instead of the usual word, for example `{ "cancelled": "busy" }`.',
    why: 'Pipedrive knows six outcomes and refuses every other word.',
    otherwise: 'the table in the page of the CRM',
  }),
  burst: setting(z.int().min(1).max(1_000).optional(), {
    is: 'Requests in two seconds that the plan allows (Lite 20, Growth 40, Premium 100, Ultimate 120).',
    why: 'Kept on our side, so that a normal day never meets a refusal.',
    otherwise: 'the smallest plan, until Pipedrive says more',
  }),
  dailyTokens: setting(z.int().min(1).max(1_000_000_000).optional(), {
    is: 'API tokens this machine may spend in a day; one call with its recording costs about 50.',
    why: 'The budget is shared by the whole company.',
    otherwise: 'no limit of our own',
  }),
});
