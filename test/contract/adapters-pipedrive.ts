import { createPipedriveAdapter } from '../../main/engine/crm/pipedrive/index.ts';
import { comparePhones } from '../fakes/loggable.ts';
import { startPipedriveSandbox, type PipedriveSandbox, type StoredCallLog } from '../sandbox/pipedrive/index.ts';
import type { CrmDriver, SeenCall } from './adapters-driver.ts';

export const pipedriveDriver: CrmDriver = {
  crm: 'pipedrive',
  notes: 'html',
  requests: { log: /^POST \/callLogs$/, attach: /^POST \/callLogs\/[^/]+\/recordings$/, task: /^POST \/activities$/ },
  async start(options) {
    const sandbox = await startPipedriveSandbox({ ...options, limits: { burst: 1_000, search: 1_000 } });
    sandbox.addPerson({ name: 'Jane Doe', phones: ['+1 (555) 010-0102', '555-010-0102'], organization: 'Acme' });
    return {
      connect: (ports, change = {}) =>
        createPipedriveAdapter(ports, {
          id: 'sales',
          baseUrl: sandbox.origin,
          credentials: { apiToken: change.credential === 'wrong' ? 'wrong' : sandbox.token },
          comparePhones,
          ...(change.outcomes === undefined ? {} : { outcomes: change.outcomes }),
        }),
      faults: sandbox.faults,
      requests: sandbox.requests,
      violations: sandbox.violations,
      addPerson: (person) => void sandbox.addPerson(person),
      calls: () => sandbox.liveCallLogs().map((log) => seen(log, sandbox)),
      tasks: () =>
        [...sandbox.state.activities.values()]
          .filter(({ fields }) => fields['type'] === 'task')
          .map(({ fields }) => ({ text: text(fields['subject']), dueDate: text(fields['due_date']) })),
      rewriteNote(callId, note) {
        const activity = sandbox.state.activities.get(sandbox.state.callLogs.get(callId)?.activity_id ?? 0);
        if (activity === undefined) throw new Error(`there is no call ${callId}`);
        sandbox.state.activities.set(activity.id, { ...activity, fields: { ...activity.fields, note } });
      },
      [Symbol.asyncDispose]: () => sandbox.stop(),
    };
  },
};

/** What people see in the history is the activity; what is played is the log's. */
function seen(log: StoredCallLog, sandbox: PipedriveSandbox): SeenCall {
  const fields = sandbox.state.activities.get(log.activity_id)?.fields ?? {};
  const note = text(fields['note']);
  const person = fields['person_id'];
  return {
    id: log.id,
    direction: null,
    outcome: log.outcome,
    seconds: Number(log.duration),
    note: `${text(log.subject)} ${note}`,
    contactId: typeof person === 'number' ? String(person) : null,
    recording: log.recording?.filename ?? /href="([^"]+)"/.exec(note)?.[1]?.replaceAll('&#38;', '&') ?? null,
  };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
