import { createCloseAdapter } from '../../main/engine/crm/close/index.ts';
import { comparePhones } from '../fakes/loggable.ts';
import { startCloseSandbox, type CloseSandbox, type StoredCall } from '../sandbox/close/index.ts';
import type { CrmDriver, SeenCall } from './adapters-driver.ts';

export const closeDriver: CrmDriver = {
  crm: 'close',
  notes: 'html',
  requests: {
    log: /^POST \/activity\/call\/$/,
    attach: /^PUT \/activity\/call\/[^/]+\/$/,
    task: /^POST \/task\/$/,
  },
  async start(options) {
    const sandbox = await startCloseSandbox({ ...options, limits: 'off' });
    sandbox.addContact({ name: 'Jane Doe', phones: ['+1 (555) 010-0102'], organization: 'Acme' });
    for (const name of ['Left Voicemail', 'Left Message', 'Wrong Number', 'Line busy']) sandbox.addOutcome(name);
    return {
      connect: (ports, change = {}) =>
        createCloseAdapter(ports, {
          id: 'sales',
          baseUrl: sandbox.baseUrl,
          credentials: { apiKey: change.credential === 'wrong' ? 'api_wrong' : sandbox.apiKey },
          comparePhones,
          ...(change.outcomes === undefined ? {} : { outcomes: change.outcomes }),
        }),
      faults: sandbox.faults,
      requests: sandbox.requests,
      violations: sandbox.violations,
      addPerson: (person) => void sandbox.addContact(person),
      calls: () => sandbox.liveCalls().map((call) => seen(call, sandbox)),
      tasks: () => [...sandbox.state.tasks.values()].map(({ text, date }) => ({ text, dueDate: date ?? '' })),
      rewriteNote: (callId, note) => sandbox.editCall(callId, { note, note_html: `<body><p>${note}</p></body>` }),
      [Symbol.asyncDispose]: () => sandbox.stop(),
    };
  },
};

function seen(call: StoredCall, sandbox: CloseSandbox): SeenCall {
  const outcome = call.outcome_id === null ? null : (sandbox.state.outcomes.get(call.outcome_id)?.name ?? 'unknown');
  return {
    id: call.id,
    direction: call.direction,
    outcome: [call.status, outcome].filter((word) => word !== null).join(' + '),
    seconds: call.duration,
    note: call.note_html,
    contactId: call.contact_id,
    recording: call.recording_url ?? call.voicemail_url,
  };
}
