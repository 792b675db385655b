import { failPoint } from '../fail-points.ts';
import { fail, stop, type Work } from './work.ts';
import type { JobEnd, LaneDeps } from './types.ts';

/** Settles who the other party is. Undefined: decided, go on. */
export async function settleContact(deps: LaneDeps, work: Work): Promise<JobEnd | undefined> {
  const { call, delivery, adapter } = work;
  const number = call.facts.remote;
  const hasNumber = number.national !== null || number.e164 !== null;
  if (delivery.newContact !== null && !delivery.creatingContact) return createContact(deps, work);
  if (delivery.creatingContact) deps.contacts.forget(number);
  failPoint('match_sent');
  const found = hasNumber ? await deps.contacts.find(adapter, number) : undefined;
  if (found !== undefined && !found.ok) return fail(deps, work, found.error);
  const contacts = found?.value ?? [];
  // The agent was quicker.
  if (isDecided(deps, work)) return undefined;
  // The request to create one was lost, and the CRM has none: it is made now.
  if (delivery.newContact !== null && contacts.length === 0) return createContact(deps, work);
  const decision = deps.contacts.decide(contacts, number, adapter.capabilities.contactless);
  if (decision.kind === 'hold') {
    const proposal = { reason: decision.reason, contact: null, dealId: null, leadId: null };
    deps.store.contacts.keep(call.no, { at: deps.clock.now(), contacts, proposal });
    return stop(deps, work, { name: 'held', reason: decision.reason }, null);
  }
  if (decision.kind === 'create') return createContact(deps, work);
  failPoint('match_stored');
  deps.changes.transaction(() => {
    const { contact } = decision.decision;
    const code = contact === null ? 'no_contact' : 'matched';
    deps.store.deliveries.decide(call.no, decision.decision);
    deps.store.timeline.add(call.no, deps.clock.now(), code, decision.reason);
  });
  failPoint('decision_stored');
  return undefined;
}

function isDecided({ store }: LaneDeps, { call }: Work): boolean {
  return store.deliveries.get(call.no)?.decided === true;
}

/** The CRM's search lags behind what was created, so an unknown answer is waited out before it is asked again. */
export const CREATED_CONTACT_LAG = 60_000;

async function createContact(deps: LaneDeps, work: Work): Promise<JobEnd | undefined> {
  const { call, delivery, adapter } = work;
  const { facts } = call;
  deps.store.deliveries.begin(call.no, delivery.account);
  deps.store.deliveries.setCreating(call.no, true);
  failPoint('contact_opened');
  const name = delivery.newContact ?? facts.remoteName ?? facts.remote.e164 ?? facts.remote.raw;
  const created = await deps.contacts.create(adapter, { name, number: facts.remote });
  failPoint('contact_answered');
  if (!created.ok) {
    if (created.error.delivery !== 'maybe') {
      deps.store.deliveries.setCreating(call.no, false);
      return fail(deps, work, created.error);
    }
    const at = deps.clock.now() + CREATED_CONTACT_LAG;
    deps.changes.transaction(() => {
      deps.changes.move(call, { name: 'queued', due: at, reason: created.error.category });
      deps.store.jobs.postpone(work.job.no, at, created.error);
    });
    return { kind: 'failed', error: created.error, until: null };
  }
  const { id, organization } = created.value;
  const contact = { id, name: created.value.name, reason: 'created', organizationId: organization?.id ?? null };
  deps.changes.transaction(() => {
    if (!isDecided(deps, work)) deps.store.deliveries.decide(call.no, { contact, dealId: null, leadId: null });
    deps.store.timeline.add(call.no, deps.clock.now(), 'contact_created', id);
  });
  return undefined;
}
