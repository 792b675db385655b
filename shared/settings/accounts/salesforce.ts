import { z } from 'zod';
import { origin, setting, text } from '../fields.ts';
import { accountId, credentialsIn, environmentOf, outcomeWords } from './common.ts';

/** What of a call may go into custom fields of the org's voice calls: the telephony API has no field of its own for it. */
export const VOICE_ATTRIBUTES = [
  'outcome',
  'note',
  'talkSeconds',
  'calledNumber',
  'contactId',
  'contactName',
  'dealId',
  'ref',
] as const;

const customField = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z0-9_]{0,76}__c$/,
    'must be the API name of a custom field, for example "Softphone_Call_Id__c"',
  );

/** The address of the telephony host, with or without the path that all its requests have. */
const telephonyHost = z
  .string()
  .transform((written) => written.replace(/\/telephony\/v1\/?$/, ''))
  .pipe(origin);

const fields = z.strictObject({
  id: accountId,
  crm: setting(z.literal('salesforce'), { is: 'The CRM.', why: 'Decides the fields below.' }),
  loginUrl: setting(origin.default('https://login.salesforce.com'), {
    is: "Where people sign in: `https://login.salesforce.com`, `https://test.salesforce.com`, or the company's own host.",
    why: 'Orgs may forbid the general host; every other address comes with the token.',
  }),
  clientId: setting(text.optional(), {
    is: 'Consumer key of the External Client App (or connected app) that an administrator made in the org.',
    why: 'Calls are logged as tasks by the REST API with it and `refreshToken`.',
    otherwise: 'none: only the telephony API is used',
  }),
  credentials: credentialsIn(
    z.union([environmentOf(['refreshToken']), environmentOf(['token']), environmentOf(['refreshToken', 'token'])]),
  ),
  outcomes: outcomeWords,
  apiVersion: setting(
    z
      .string()
      .regex(/^\d{2,3}\.0$/, 'must be a version of the API such as "67.0"')
      .default('67.0'),
    { is: 'Version of the REST API.', why: 'Pinned, so that an update of Salesforce changes nothing here.' },
  ),
  externalIdField: setting(customField.optional(), {
    is: 'API name of a text field on Activity that is an external id and unique.',
    why: 'With it Salesforce itself refuses a second record of a call.',
    otherwise: 'none: a marker in `CallObject` is searched for',
  }),
  completedStatus: setting(text.default('Completed'), {
    is: "The org's status of a task that is done.",
    why: 'Orgs rename it; when it is refused, the first closed status of the org is used.',
  }),
  recordings: setting(z.enum(['url', 'upload']).default('url'), {
    is: 'Recordings as a link from the recording host, or uploaded as files of the task.',
    why: "Files count against the org's storage.",
  }),
  createAs: setting(z.enum(['contact', 'lead']).default('contact'), {
    is: 'What an unknown caller becomes where `logging.unknownNumbers` is `create`.',
    why: 'A lead needs a company, which a call does not tell.',
  }),
  dailyRequests: setting(z.int().min(1).max(10_000_000).optional(), {
    is: 'API requests this machine may spend in a day; one call costs about 3.',
    why: "The org's requests are shared by everybody; at 90 % of them Aftercall waits in any case.",
    otherwise: 'no limit of our own',
  }),
  telephonyUrl: setting(telephonyHost.optional(), {
    is: 'Host of the Telephony Integration API, `https://<company>.my.salesforce-scrt.com`.',
    why: 'For orgs with Service Cloud Voice: inbound calls become voice calls. Needs `callCenter`, `provider` and `token`.',
    otherwise: 'none: all calls are tasks',
  }),
  callCenter: setting(text.optional(), {
    is: 'API name of the call centre.',
    why: "It is the subject of the signing service's token and checked before anything is sent.",
    otherwise: 'none',
  }),
  provider: setting(
    z
      .string()
      .regex(/^[\x21-\x7e][\x20-\x7e]*$/, 'must be the name of the telephony provider, in plain letters')
      .optional(),
    { is: 'Name of the telephony provider.', why: 'Sent as `Telephony-Provider-Name`.', otherwise: 'none' },
  ),
  agentUser: setting(text.optional(), {
    is: "The agent's Salesforce user name.",
    why: 'Says on a voice call who took it.',
    otherwise: 'left out',
  }),
  callAttributes: setting(z.partialRecord(z.enum(VOICE_ATTRIBUTES), customField).default({}), {
    is: 'Custom fields of voice calls by what goes into them, for example `{ "outcome": "Outcome__c" }`.',
    why: 'The telephony API has no field of its own for outcome, note and contact.',
  }),
});

type Written = z.output<typeof fields>;
type Complaint = readonly [path: readonly string[], message: string];

/** Calls as tasks by the REST API, inbound calls as voice calls by the telephony API, or both. */
export const salesforce = fields.superRefine((account, context) => {
  for (const [path, message] of [...complaintsOfRest(account), ...complaintsOfTelephony(account)]) {
    context.addIssue({ code: 'custom', path: [...path], message });
  }
});

function complaintsOfRest({ clientId, credentials, telephonyUrl }: Written): readonly Complaint[] {
  const given = 'env' in credentials ? 'refreshToken' in credentials.env : clientId !== undefined;
  if (clientId === undefined && (given || telephonyUrl === undefined)) {
    return [[['clientId'], 'is missing; without `telephonyUrl` calls are logged as tasks, which needs it']];
  }
  if (clientId === undefined || given) return [];
  return [[['credentials', 'env', 'refreshToken'], 'is missing; `clientId` needs it']];
}

function complaintsOfTelephony({ telephonyUrl, callCenter, provider, credentials, recordings }: Written) {
  const complaints: Complaint[] = [];
  const hasToken = 'env' in credentials ? 'token' in credentials.env : telephonyUrl !== undefined;
  if (telephonyUrl === undefined) {
    if (hasToken) complaints.push([['telephonyUrl'], 'is missing; the token is for it']);
    return complaints;
  }
  if (callCenter === undefined) complaints.push([['callCenter'], 'is missing; `telephonyUrl` needs it']);
  if (provider === undefined) complaints.push([['provider'], 'is missing; `telephonyUrl` needs it']);
  if (!hasToken) complaints.push([['credentials', 'env', 'token'], 'is missing; `telephonyUrl` needs it']);
  if (recordings === 'upload') {
    complaints.push([['recordings'], 'must be "url" where voice calls are logged: they take a link only']);
  }
  return complaints;
}
