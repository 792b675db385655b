import { fail, ok } from '../../../../shared/result.ts';
import { CHANGEABLE_FIELDS, type ChangeableField, type CrmAccount, type CrmAdapter } from '../port.ts';
import { createClient, type SalesforceClient, type SalesforcePorts } from './client.ts';
import { createPerson, type PersonKind } from './create-contact.ts';
import { createLookup } from './find-contacts.ts';
import { createFollowUp } from './follow-up.ts';
import { salesforceLimits } from './limits.ts';
import { pagesOf, recordUrl } from './links.ts';
import { withoutSlash } from './origin.ts';
import { createProfile } from './profile.ts';
import { attachToTask } from './recording.ts';
import { isVoiceKey, needsSignIn, noWay, routeOf } from './routes.ts';
import { createSessions, type Sessions } from './session.ts';
import { Tasks } from './tasks.ts';
import { createTelephony, type Telephony } from './telephony.ts';
import { updateTask } from './update.ts';
import { VoiceCalls } from './voice-calls.ts';
import type { VoiceAttributes } from './voice-map.ts';
import { removeVoiceRecord } from './voice-records.ts';

export interface SalesforceAccount extends Omit<CrmAccount, 'baseUrl'> {
  /** Tasks by the REST API, with `credentials.refreshToken`. Null: only the telephony API. */
  readonly rest: {
    readonly loginUrl: string;
    readonly clientId: string;
    /** `67.0` */
    readonly apiVersion: string;
    readonly externalIdField: string | null;
    readonly completedStatus: string;
    readonly recordings: 'url' | 'upload';
    readonly createAs: PersonKind;
    readonly dailyRequests: number | null;
  } | null;
  /** Inbound calls as voice calls, with `credentials.token`. Null: the org has no Service Cloud Voice. */
  readonly telephony: {
    readonly url: string;
    readonly callCenter: string;
    readonly provider: string;
    readonly agent: string | null;
    readonly callAttributes: VoiceAttributes;
  } | null;
}

/** Salesforce: calls as tasks, and inbound ones as voice calls where the org has Service Cloud Voice. */
export function createSalesforceAdapter(ports: SalesforcePorts, account: SalesforceAccount): CrmAdapter {
  const task = account.rest === null ? null : createRest(ports, account, account.rest);
  const { telephony, voice } = createVoice(ports, account, task?.client ?? null);
  const ways = { telephony: voice !== null, rest: task !== null };
  const record = recordParts(account, task, voice);

  return {
    crm: 'salesforce',
    capabilities: {
      search: true,
      searchLag: task !== null && account.rest?.externalIdField === null ? STILL_SAVING : 0,
      update: task === null ? changeableByVoice(account) : CHANGEABLE_FIELDS,
      remove: task !== null,
      recording: account.telephony === null ? (account.rest?.recordings ?? 'url') : 'url',
      contactless: true,
      tasks: task !== null,
    },
    async verify() {
      const token = telephony?.verify();
      if (token?.ok === false || task === null) return token ?? fail(needsSignIn('be asked'));
      const me = await task.profile.verify();
      if (!me.ok) return me;
      const kept = task.sessions.kept() ? [] : [NOT_KEPT];
      const remarks = [...(token?.value.remarks ?? []), ...(me.value.remarks ?? []), ...kept];
      return ok({ ...me.value, ...(remarks.length === 0 ? {} : { remarks }) });
    },
    findContacts: async (number) => (task === null ? ok([]) : await task.lookup.find(number)),
    searchContacts: async (text) => (task === null ? ok([]) : await task.lookup.search(text)),
    async createContact(draft) {
      if (task === null) return fail(needsSignIn('make a contact'));
      return await createPerson(task.client, task.createAs, draft);
    },
    async logCall(call) {
      const way = routeOf(call.direction, ways);
      if (way === 'voice' && voice !== null) return await voice.log(call);
      return task === null ? fail(noWay()) : await task.tasks.log(call);
    },
    async findLogged(call) {
      const way = routeOf(call.direction, ways);
      if (way === 'voice' && voice !== null) return await voice.find(call);
      return task === null ? ok(undefined) : await task.tasks.find(call);
    },
    ...record,
    async createTask(draft) {
      return task === null ? fail(needsSignIn('make a task')) : await createFollowUp(task.client, draft);
    },
  };
}

function createVoice(
  ports: SalesforcePorts,
  account: SalesforceAccount,
  client: SalesforceClient | null,
): { telephony: Telephony | null; voice: VoiceCalls | null } {
  if (account.telephony === null) return { telephony: null, voice: null };
  const { agent, callAttributes } = account.telephony;
  const telephony = createTelephony(ports, { ...account.telephony, token: account.credentials['token'] ?? '' });
  const style = { words: account.outcomes ?? {}, attributes: callAttributes, agent };
  return { telephony, voice: new VoiceCalls(ports, { telephony, client }, style) };
}

/** What is done with a record that is there. */
function recordParts(
  account: SalesforceAccount,
  task: Rest | null,
  voice: VoiceCalls | null,
): Pick<CrmAdapter, 'attachRecording' | 'updateCall' | 'removeCall' | 'recordUrl'> {
  return {
    async attachRecording(record, recording, call) {
      if (voice !== null && isVoiceKey(record.id)) {
        return 'url' in recording ? await voice.attach(record, recording.url, call) : fail(needsSignIn('take a file'));
      }
      if (task === null) return fail(needsSignIn('take a recording of a task'));
      return await attachToTask(task.client, record, recording, call);
    },
    async updateCall(record, change, written) {
      if (voice !== null && isVoiceKey(record.id)) return await voice.update(record, { change, written });
      if (task === null) return fail(needsSignIn('change a task'));
      return await updateTask(task.client, account.outcomes ?? {}, record, { change, written });
    },
    async removeCall(record) {
      if (task === null) return fail(needsSignIn('remove a call'));
      return isVoiceKey(record.id) ? await removeVoiceRecord(task.client, record.id) : await task.tasks.remove(record);
    },
    recordUrl(record) {
      const signedIn = task?.sessions.last()?.instanceUrl ?? account.rest?.loginUrl;
      return recordUrl(withoutSlash(signedIn ?? pagesOf(account.telephony?.url ?? '')), record);
    },
  };
}

/**
 * Queries see at once what is saved, but an insert whose answer is lost may still wait for a locked row. With an external id
 * a second sending is harmless. Milliseconds.
 */
const STILL_SAVING = 10_000;

const NOT_KEPT =
  'Salesforce has given a new refresh token that could not be kept beyond this run; the old one may no longer be good.';

type Rest = ReturnType<typeof createRest>;

function createRest(ports: SalesforcePorts, account: SalesforceAccount, rest: NonNullable<SalesforceAccount['rest']>) {
  const sessions = restSessions(ports, account, rest);
  const limiter = salesforceLimits(ports.clock, rest, account.limiters);
  const client: SalesforceClient = createClient(ports, sessions, limiter, rest.apiVersion);
  const profile = createProfile(client);
  return {
    client,
    sessions,
    profile,
    createAs: rest.createAs,
    lookup: createLookup(client, account.comparePhones),
    tasks: new Tasks(client, profile, {
      words: account.outcomes ?? {},
      externalIdField: rest.externalIdField,
      completedStatus: rest.completedStatus,
      uploads: rest.recordings === 'upload',
    }),
  };
}

function restSessions(
  ports: SalesforcePorts,
  account: SalesforceAccount,
  app: { loginUrl: string; clientId: string },
): Sessions {
  return createSessions(ports, app, {
    account: account.id,
    refreshToken: account.credentials['refreshToken']?.trim() ?? '',
    // The entry holds all secrets of the account.
    save: async (refreshToken) => (await account.saveCredentials?.({ ...account.credentials, refreshToken })) ?? false,
  });
}

/** Without a sign-in only what the telephony API takes again. */
function changeableByVoice(account: SalesforceAccount): readonly ChangeableField[] {
  const attributes = account.telephony?.callAttributes ?? {};
  return CHANGEABLE_FIELDS.filter(
    (field) =>
      field === 'talkSeconds' ||
      (field === 'contact' && attributes.contactId !== undefined) ||
      (field === 'deal' && attributes.dealId !== undefined) ||
      ((field === 'note' || field === 'outcome') && attributes[field] !== undefined),
  );
}
