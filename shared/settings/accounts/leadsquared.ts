import { z } from 'zod';
import { origin, setting, text } from '../fields.ts';
import { accountId, credentialsOf, outcomeWords } from './common.ts';

export const leadsquared = z.strictObject({
  id: accountId,
  crm: setting(z.literal('leadsquared'), { is: 'The CRM.', why: 'Decides the fields below.' }),
  baseUrl: setting(origin.prefault('https://api.leadsquared.com'), {
    is: 'Origin of any LeadSquared API host, for example `https://api-in21.leadsquared.com`.',
    why: 'Every host says which one is right for the keys; that one is then used. https only, except on this machine.',
  }),
  credentials: credentialsOf(['accessKey', 'secretKey']),
  outcomes: outcomeWords,
  userEmail: setting(z.email().optional(), {
    is: 'E-mail address of the LeadSquared user in whose name calls are logged.',
    why: 'LeadSquared recommends the keys of an administrator; the calls are the agent’s all the same.',
    otherwise: 'the owner of the keys',
  }),
  requestsPer5Seconds: setting(z.int().min(1).max(1_000).optional(), {
    is: 'Requests in five seconds that the plan allows (Lite 2, Pro 10, Super 20, Enterprise 25).',
    why: 'Kept on our side, so that a normal day never meets a refusal. The limit is the whole company’s.',
    otherwise: '25, until a refusal names another number',
  }),
  dailyRequests: setting(z.int().min(1).max(1_000_000).optional(), {
    is: 'Requests this machine may send in a day; one call takes about three.',
    why: 'The day’s requests are shared by the whole company.',
    otherwise: 'no limit of our own',
  }),
  opportunityType: setting(z.int().min(1).optional(), {
    is: 'Code of the one type of opportunities that calls belong to, for example 12000.',
    why: 'Some companies can only be asked for one type at a time.',
    otherwise: 'all types',
  }),
  taskType: setting(text.optional(), {
    is: 'Name of the task type for follow-ups, as LeadSquared shows it.',
    why: 'Companies name their task types themselves.',
    otherwise: 'the first to-do type that sounds like a follow-up or a call',
  }),
  setOwner: setting(z.boolean().default(false), {
    is: 'Name the agent as owner when a recording or a duration is added to a logged call.',
    why: 'LeadSquared’s page calls this field the owner of the lead: not everybody wants that changed.',
  }),
});
