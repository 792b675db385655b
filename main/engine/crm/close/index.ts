import type { CrmRecord } from '../../../../shared/call.ts';
import { appError } from '../../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import type { AccountIdentity, CrmAccount, CrmAdapter, LoggableCall, RecordingSource } from '../port.ts';
import { anyAnswer, callActivity, meAnswer } from './answers.ts';
import { createClient, type CloseClient, type ClosePorts } from './client.ts';
import { createContact, findContacts, searchContacts } from './find-contacts.ts';
import { findLogged } from './find-logged.ts';
import { closeLimits } from './limits.ts';
import { linksOf, recordUrl } from './links.ts';
import { callBody, recordingField, recordOf } from './map.ts';
import { createOutcomes, type Outcomes } from './outcomes.ts';
import { createTask } from './task.ts';
import { updateCall } from './update.ts';

/** Lists of Close run 30 to 60 s behind; a "no" before this says nothing. Milliseconds. */
const SEARCH_LAG = 90_000;

/** Close with an API key (`credentials.apiKey`), `baseUrl` with its path: `https://api.close.com/api/v1`. */
export function createCloseAdapter(ports: ClosePorts, account: CrmAccount): CrmAdapter {
  const client = createClient(ports, account, closeLimits(ports.clock, account.limiters));
  const outcomes = createOutcomes(client, ports.clock, account.outcomes);
  const removed = new Set<string>();
  let user: AccountIdentity | undefined;

  async function verify(): Promise<Result<AccountIdentity>> {
    const me = await whoAmI(client);
    if (me.ok) user = me.value;
    return me;
  }

  return {
    crm: 'close',
    capabilities: {
      search: true,
      searchLag: SEARCH_LAG,
      update: ['note', 'outcome', 'talkSeconds', 'contact', 'deal'],
      remove: true,
      recording: 'url',
      contactless: false,
      tasks: true,
    },
    verify,
    findContacts: (number) => findContacts(client, account.comparePhones, number),
    searchContacts: (text) => searchContacts(client, text),
    createContact: (draft) => createContact(client, draft),
    logCall: (call) => logCall(client, outcomes, call),
    findLogged: (call) => findLogged(client, call, removed),
    attachRecording: (record, recording, call) => attachRecording(client, record, recording, call),
    updateCall: (record, change, written) => updateCall({ client, outcomes }, record, change, written),
    async removeCall(record) {
      const path = `/activity/call/${encodeURIComponent(record.id)}/`;
      const gone = await client.call('deleteCall', { path, answer: anyAnswer });
      if (!gone.ok && gone.error.code !== 'record_gone') return gone;
      removed.add(record.id);
      return ok(undefined);
    },
    createTask: (task) =>
      createTask(client, task, {
        baseUrl: account.baseUrl,
        async userId() {
          const me = user === undefined ? await verify() : ok(user);
          return me.ok ? ok(me.value.userId) : me;
        },
      }),
    recordUrl: (record) => recordUrl(account.baseUrl, record),
  };
}

async function whoAmI(client: CloseClient): Promise<Result<AccountIdentity>> {
  const me = await client.call('whoAmI', { path: '/me/', answer: meAnswer });
  if (!me.ok) return me;
  const { id, first_name: first, last_name: last, organizations } = me.value;
  return ok({
    userId: id,
    name: [first ?? '', last ?? ''].filter((part) => part !== '').join(' '),
    company: organizations?.[0]?.name ?? '',
    // A key has the rights of its user; Close has no list of them.
    missingRights: [],
  });
}

/** An outcome of the organisation that vanished since it was listed is looked for once more. */
async function logCall(client: CloseClient, outcomes: Outcomes, call: LoggableCall): Promise<Result<CrmRecord>> {
  const links = await linksOf(client, call);
  if (!links.ok) return links;
  for (let attempt = 1; ; attempt++) {
    const outcome = await outcomes.write(call.outcome, call.direction);
    if (!outcome.ok) return outcome;
    const json = callBody(call, links.value, outcome.value);
    const made = await client.call('addCall', { path: '/activity/call/', json, answer: callActivity });
    if (made.ok) return ok(recordOf(made.value));
    if (made.error.code !== 'outcome_gone' || attempt > 1) return made;
    outcomes.forget();
  }
}

/** Close keeps an address, not the sound, and only takes a secure one. */
async function attachRecording(
  client: CloseClient,
  record: CrmRecord,
  recording: RecordingSource,
  call: LoggableCall,
): Promise<Result<CrmRecord>> {
  if (!('url' in recording)) {
    return fail(appError('refused', 'unsupported', 'Close takes no sound files: set up a recording host.'));
  }
  if (!/^https:\/\/[^/?#@\s]+(?:[/?#]\S*)?$/i.test(recording.url)) {
    return fail(
      appError('refused', 'insecure_recording_url', 'Close takes only https:// links: give the recording host one.', {
        field: recordingField(call.direction, call.outcome),
      }),
    );
  }
  const changed = await client.call('changeCall', {
    path: `/activity/call/${encodeURIComponent(record.id)}/`,
    json: { [recordingField(call.direction, call.outcome)]: recording.url },
    answer: callActivity,
  });
  return changed.ok ? ok({ ...recordOf(changed.value), hasRecording: true }) : changed;
}
