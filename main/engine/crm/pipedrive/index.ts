import { ok, type Result } from '../../../../shared/result.ts';
import type { AccountIdentity, CrmAccount, CrmAdapter } from '../port.ts';
import { anyAnswer, callAnswer, userAnswer } from './answers.ts';
import { createClient, type PipedriveClient, type PipedrivePorts } from './client.ts';
import { createContact, findContacts } from './find-contacts.ts';
import { loggedCalls } from './find-logged.ts';
import { pipedriveLimits } from './limits.ts';
import { personUrl, recordUrl } from './links.ts';
import { callLogBody, recordOf } from './map.ts';
import { attachRecording } from './recording.ts';
import { searchContacts } from './search-contacts.ts';
import { createTask } from './task.ts';
import { attachLink, updateCall } from './wrapper.ts';

export interface PipedriveAccount extends CrmAccount {
  /** Requests per rolling 2 s when the plan is known. Default: that of the smallest plan, until headers tell more. */
  readonly burst?: number;
  /** The share of the company's tokens this account may use per UTC day. Default: until Pipedrive says no. */
  readonly dailyTokens?: number | null;
}

/** Pipedrive with a personal API token (`credentials.apiToken`): v1 for call logs, leads and users, v2 for the rest. */
export function createPipedriveAdapter(ports: PipedrivePorts, account: PipedriveAccount): CrmAdapter {
  const client = createClient(ports, account, pipedriveLimits(ports.clock, account, account.limiters));
  const logged = loggedCalls(client, ports.clock);
  let domain: string | null = null;

  return {
    crm: 'pipedrive',
    capabilities: {
      search: true,
      searchLag: 0,
      // Of the activity that stands for the log; the log itself cannot be changed.
      update: ['note', 'contact', 'deal'],
      remove: true,
      recording: 'upload',
      contactless: true,
      tasks: true,
    },
    async verify() {
      const me = await whoAmI(client);
      if (!me.ok) return me;
      domain = me.value.domain ?? domain;
      return ok(me.value.identity);
    },
    findContacts: (number) => findContacts(client, account.comparePhones, number),
    searchContacts: (text) => searchContacts(client, text),
    createContact: (draft) => createContact(client, draft),
    async logCall(call) {
      const body = callLogBody(call, account.outcomes);
      if (!body.ok) return body;
      const made = await client.call('addCall', { path: '/api/v1/callLogs', json: body.value, answer: callAnswer });
      return made.ok ? ok(recordOf(made.value.data)) : made;
    },
    findLogged: (call, asOf) => logged.find(call, asOf),
    attachRecording: (record, recording) =>
      'url' in recording ? attachLink(client, record, recording) : attachRecording(client, record, recording),
    updateCall: (record, change, written) => updateCall(client, record, change, written),
    createTask: (task) => createTask(client, task, (contactId) => personUrl(account.baseUrl, domain, contactId)),
    async removeCall(record) {
      logged.forget();
      const gone = await remove(client, 'deleteCall', `/api/v1/callLogs/${encodeURIComponent(record.id)}`);
      logged.forget();
      if (!gone.ok || record.wrapperId === null) return gone;
      // The activity that Pipedrive made for the log would stay behind.
      return remove(client, 'deleteActivity', `/api/v2/activities/${encodeURIComponent(record.wrapperId)}`);
    },
    recordUrl: (record) => recordUrl(account.baseUrl, domain, record),
  };
}

async function whoAmI(client: PipedriveClient): Promise<Result<{ identity: AccountIdentity; domain: string | null }>> {
  const answer = await client.call('whoAmI', { path: '/api/v1/users/me', answer: userAnswer });
  if (!answer.ok) return answer;
  const { data } = answer.value;
  const apps = (data.access ?? []).flatMap(({ app }) => app ?? []);
  return ok({
    identity: {
      userId: data.id,
      name: data.name ?? '',
      company: data.company_name ?? data.company_domain ?? '',
      missingRights: apps.length > 0 && !apps.includes('sales') ? ['sales'] : [],
    },
    domain: data.company_domain ?? null,
  });
}

/** Already gone is what was wanted. */
async function remove(
  client: PipedriveClient,
  operation: 'deleteCall' | 'deleteActivity',
  path: string,
): Promise<Result<void>> {
  const answer = await client.call(operation, { path, answer: anyAnswer });
  return answer.ok || answer.error.code === 'record_gone' ? ok(undefined) : answer;
}
