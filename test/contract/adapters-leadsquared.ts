import { createLeadSquaredAdapter } from '../../main/engine/crm/leadsquared/index.ts';
import { sandboxAccount } from '../fakes/leadsquared.ts';
import { startLeadSquaredSandbox, type LeadSquaredSandbox, type StoredCallLog } from '../sandbox/leadsquared/index.ts';
import type { CrmDriver, SeenCall } from './adapters-driver.ts';

export const leadSquaredDriver: CrmDriver = {
  crm: 'leadsquared',
  notes: 'plain',
  requests: {
    log: /^POST \/Telephony\.svc\/LogCall$/,
    attach: /^POST \/Telephony\.svc\/PhoneCallActivity\/Update$/,
    task: /^POST \/Task\.svc\/Create$/,
  },
  async start(options) {
    const sandbox = await startLeadSquaredSandbox({ ...options, limits: 'off' });
    sandbox.addPerson({ name: 'Jane Doe', phones: ['+1-5550100102'], organization: 'Acme' });
    return {
      connect: (ports, change = {}) =>
        createLeadSquaredAdapter(ports, {
          ...sandboxAccount(sandbox),
          requestsPer5Seconds: 1_000,
          ...(change.credential === 'wrong' ? { credentials: { accessKey: 'wrong', secretKey: 'wrong' } } : {}),
          ...(change.outcomes === undefined ? {} : { outcomes: change.outcomes }),
        }),
      faults: sandbox.faults,
      requests: sandbox.requests,
      violations: sandbox.violations,
      addPerson: (person) => void sandbox.addPerson(person),
      calls: () => sandbox.liveCallLogs().map((log) => seen(log, sandbox)),
      tasks: () =>
        [...sandbox.state.tasks.values()].map(({ fields }) => ({
          text: String(fields['Name']),
          // To-dos end with the agent's day, told in UTC.
          dueDate: new Date(Date.parse(`${String(fields['EndDate']).replace(' ', 'T')}Z`) - 43_200_000)
            .toISOString()
            .slice(0, 10),
        })),
      rewriteNote(callId, text) {
        const note = notesOf(callId, sandbox)[0];
        if (note === undefined) throw new Error(`there is no note of ${callId}`);
        note.Note = `${text} ${note.Note.split('\n').at(-1) ?? ''}`;
      },
      [Symbol.asyncDispose]: () => sandbox.stop(),
    };
  },
};

/** The notes of the lead that name this call. */
function notesOf(callId: string, { state }: LeadSquaredSandbox) {
  const mark = state.callLogs.get(callId)?.CallSessionId ?? '';
  return [...state.notes.values()].filter(({ Note }) => Note.includes(mark));
}

function seen(log: StoredCallLog, sandbox: LeadSquaredSandbox): SeenCall {
  return {
    id: log.id,
    direction: log.Direction ?? null,
    outcome: log.Status ?? '',
    seconds: log.CallDuration,
    note: notesOf(log.id, sandbox)
      .map(({ Note }) => Note)
      .join(' '),
    contactId: log.LeadId,
    recording: log.ResourceURL ?? null,
  };
}
