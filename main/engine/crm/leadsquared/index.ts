import { appError } from '../../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import type { CrmAccount, CrmAdapter, LoggableCall } from '../port.ts';
import { madeAnswer } from './answers.ts';
import { attachRecording, CHANGEABLE, updateCall } from './change-call.ts';
import { createSend, type LeadSquaredPorts } from './client.ts';
import { createLeads } from './find-contacts.ts';
import { findLogged } from './find-logged.ts';
import { leadSquaredLimits, type KnownLimits } from './limits.ts';
import { recordUrl } from './links.ts';
import { logCallBody, recordOf } from './map.ts';
import { createNote, ensureNote, hasWords } from './notes.ts';
import { createOpportunities } from './opportunities.ts';
import { createSession, type Session } from './session.ts';
import { createTasks } from './tasks.ts';

export interface LeadSquaredAccount extends CrmAccount, KnownLimits {
  /** The user to log for, when the keys are an administrator's. Default: the owner of the keys. */
  readonly userEmail?: string | undefined;
  /** Code of the one type of opportunities that counts, for example 12000. Default: all types. */
  readonly opportunityType?: number | undefined;
  /** The company's type of task for follow-ups. Default: the first to-do type that sounds like one. */
  readonly taskType?: string | undefined;
  /** Names the agent as owner when a recording or a duration is added later. */
  readonly setOwner?: boolean | undefined;
}

/** LeadSquared with an access key and a secret key (`credentials.accessKey`, `credentials.secretKey`), API version 2. */
export function createLeadSquaredAdapter(ports: LeadSquaredPorts, account: LeadSquaredAccount): CrmAdapter {
  const send = createSend(ports, account, leadSquaredLimits(ports.clock, account, account.limiters));
  const session = createSession(send, account.baseUrl, account.userEmail);
  const leads = createLeads(session, account.comparePhones, createOpportunities(session, account.opportunityType));
  const tasks = createTasks(session, account.taskType);
  const words = account.outcomes ?? {};
  const setOwner = account.setOwner ?? false;

  /** The call stands in the CRM whatever becomes of its note: one that is refused must not send the call again. */
  async function withNote(write: typeof createNote, leadId: string, call: LoggableCall): Promise<Result<void>> {
    if (!hasWords(call.note)) return ok(undefined);
    const written = await write(session, leadId, call);
    if (written.ok || written.error.category !== 'refused') return written;
    ports.log.write('warn', 'leadsquared_note_refused', { code: written.error.code });
    return ok(undefined);
  }

  return {
    crm: 'leadsquared',
    capabilities: {
      search: true,
      searchLag: 0,
      update: CHANGEABLE,
      remove: false,
      recording: 'url',
      contactless: false,
      tasks: true,
    },
    async verify() {
      const who = await session.renew();
      if (!who.ok) return who;
      const { userId, name, company } = who.value;
      return ok({ userId, name, company, missingRights: [] });
    },
    findContacts: (number) => leads.find(number),
    searchContacts: (text) => leads.search(text),
    createContact: (draft) => leads.create(draft),
    async logCall(call) {
      const made = await postCall(session, call, words);
      if (!made.ok) return made;
      const noted = await withNote(createNote, made.value.leadId, call);
      // Not lost, but not whole: `findLogged` finds the call and writes what is missing.
      if (!noted.ok) return fail({ ...noted.error, delivery: 'maybe' });
      return ok(recordOf(made.value.id, made.value.leadId));
    },
    async findLogged(call) {
      const found = await findLogged(session, call, words);
      if (!found.ok || found.value?.contactId == null) return found;
      const noted = await withNote(ensureNote, found.value.contactId, call);
      return noted.ok ? found : noted;
    },
    attachRecording: (record, recording) => attachRecording(session, record, recording, setOwner),
    updateCall: (record, change, written) => updateCall(session, { record, change, written }, setOwner),
    removeCall: () =>
      Promise.resolve(fail(appError('refused', 'not_supported', 'LeadSquared cannot remove a logged call.'))),
    createTask: (task) => tasks.create(task),
    recordUrl: (record) => recordUrl(session.app(), record),
  };
}

async function postCall(
  session: Session,
  call: LoggableCall,
  words: NonNullable<CrmAccount['outcomes']>,
): Promise<Result<{ id: string; leadId: string }>> {
  const who = await session.who();
  if (!who.ok) return who;
  const body = logCallBody(call, who.value, words);
  if (!body.ok) return body;
  const made = await session.call('logCall', { json: body.value, answer: madeAnswer });
  return made.ok ? ok({ id: made.value.Message.Id, leadId: body.value.LeadId }) : made;
}
