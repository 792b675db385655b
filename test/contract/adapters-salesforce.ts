import { connectSalesforce } from '../fakes/salesforce.ts';
import { startSalesforceSandbox, type SalesforceSandbox, type StoredRecord } from '../sandbox/salesforce/index.ts';
import type { CrmDriver, SeenCall } from './adapters-driver.ts';

/** Calls as tasks; the telephony path has tests of its own. */
export const salesforceDriver: CrmDriver = {
  crm: 'salesforce',
  notes: 'plain',
  requests: {
    log: /^POST \/sobjects\/Task$/,
    attach: /^PATCH \/sobjects\/Task\/[^/]+$/,
    task: /^POST \/sobjects\/Task$/,
  },
  async start(options) {
    const sandbox = await startSalesforceSandbox({ ...options, limits: 'off' });
    sandbox.addContact({ name: 'Jane Doe', phones: ['+1 (555) 010-0102'], organization: 'Acme' });
    const calls = () => sandbox.live().filter(({ fields }) => fields['TaskSubtype'] === 'Call');
    return {
      connect: ({ http, clock }, change = {}) =>
        connectSalesforce(http, sandbox, {
          clock,
          ...(change.credential === 'wrong' ? { credentials: { refreshToken: 'wrong' } } : {}),
          ...(change.outcomes === undefined ? {} : { outcomes: change.outcomes }),
        }),
      faults: sandbox.faults,
      requests: sandbox.requests,
      violations: sandbox.violations,
      addPerson: (person) => void sandbox.addContact(person),
      calls: () => calls().map((task) => seen(task, sandbox)),
      tasks: () =>
        sandbox
          .live()
          .filter(({ fields }) => fields['TaskSubtype'] !== 'Call')
          .map(({ fields }) => ({ text: text(fields['Subject']), dueDate: text(fields['ActivityDate']) })),
      rewriteNote: (callId, note) => sandbox.edit(callId, { Description: note }),
      [Symbol.asyncDispose]: () => sandbox.stop(),
    };
  },
};

function seen({ id, fields }: StoredRecord, sandbox: SalesforceSandbox): SeenCall {
  const file = sandbox.live('ContentVersion').find((version) => version.fields['FirstPublishLocationId'] === id)?.file;
  const note = text(fields['Description']);
  const seconds = fields['CallDurationInSeconds'];
  return {
    id,
    direction: text(fields['CallType']) || null,
    outcome: text(fields['CallDisposition']),
    seconds: typeof seconds === 'number' ? seconds : null,
    note: `${text(fields['Subject'])} ${note}`,
    contactId: text(fields['WhoId']) || null,
    recording: /Recording: (\S+)/.exec(note)?.[1] ?? file?.filename ?? null,
  };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
