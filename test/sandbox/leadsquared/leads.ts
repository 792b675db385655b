import { invalid, made, ok, type Answer } from './answers.ts';
import { part, plainTime, type Call, type Routes } from './route.ts';
import { COUNTRY_CODE, OWN_USER_ID } from './store.ts';
import type { StoredLead } from './types.ts';

export const leadRoutes: Routes = {
  'GET /LeadManagement.svc/RetrieveLeadByPhoneNumber': (call) => byPhone(call),
  'GET /LeadManagement.svc/Leads.GetByQuickSearch': (call) => quickSearch(call),
  'GET /LeadManagement.svc/Leads.GetById': (call) =>
    ok([...call.store.leads.values()].filter(({ id }) => id === call.query['id']).map(shape)),
  'POST /LeadManagement.svc/Leads.Get': (call) => byCriteria(call),
  'POST /LeadManagement.svc/Lead.Create': (call) => create(call),
};

const digits = (text: string) => text.replace(/\D/g, '');
const phonesOf = ({ attributes }: StoredLead) =>
  [attributes['Phone'], attributes['Mobile']].filter((phone) => phone !== undefined);
const found = (call: Call) => [...call.store.leads.values()].filter(({ indexedAt }) => indexedAt <= call.store.now());

/** Phone and mobile only; of several leads, the one with the latest activity alone. */
function byPhone(call: Call): Answer {
  const wanted = String(call.query['phone']);
  const stored = call.options.phoneSearch === 'stored';
  const hits = found(call).filter((lead) =>
    phonesOf(lead).some((phone) => (stored ? phone === wanted : formsOf(phone).includes(wanted))),
  );
  hits.sort((a, b) => b.activeAt - a.activeAt);
  return ok(hits.slice(0, 1).map(shape));
}

/** The digits of a stored number with and without its country code. */
function formsOf(phone: string): string[] {
  const all = digits(phone);
  const [, national] = /^\+\d+-(.+)$/.exec(phone) ?? [];
  if (national !== undefined) return [all, digits(national)];
  if (phone.startsWith('+')) return all.startsWith(COUNTRY_CODE) ? [all, all.slice(COUNTRY_CODE.length)] : [all];
  return [all, `${COUNTRY_CODE}${all}`];
}

const SEARCHED = ['FirstName', 'LastName', 'EmailAddress', 'Phone', 'Mobile', 'Company', 'mx_City', 'mx_Country'];

function quickSearch(call: Call): Answer {
  const key = String(call.query['key']).toLowerCase();
  if (key.trim() === '') return invalid('MXMandatoryAttributeMissingException', "'key' is mandatory for searching");
  const hits = found(call).filter(({ attributes }) => {
    const name = `${attributes['FirstName'] ?? ''} ${attributes['LastName'] ?? ''}`;
    return [name, ...SEARCHED.map((field) => attributes[field] ?? '')].some((text) => text.toLowerCase().includes(key));
  });
  return ok(hits.slice(0, 100).map(shape));
}

/** Another wrapper than `Parameter` is ignored: then every lead comes back. */
function byCriteria(call: Call): Answer {
  const parameter = part(call.body, 'Parameter');
  const { LookupName: name, LookupValue: value, SqlOperator: operator } = parameter;
  if (typeof name !== 'string' || typeof value !== 'string') {
    call.violation('Leads.Get without a usable "Parameter": every lead was given away');
    return ok(found(call).map(shape));
  }
  const like = value.replaceAll('%', '').toLowerCase();
  return ok(
    found(call)
      .filter(({ attributes }) => {
        const stored = (attributes[name] ?? '').toLowerCase();
        return operator === 'LIKE' ? stored.includes(like) : stored === value.toLowerCase();
      })
      .map(shape),
  );
}

function create(call: Call): Answer {
  const attributes: Record<string, string> = {};
  for (const { Attribute, Value } of call.list as { Attribute: string; Value: string }[]) attributes[Attribute] = Value;
  if (Object.keys(attributes).length === 0) {
    return invalid('MXMandatoryAttributeMissingException', "'FirstName' is mandatory for creating lead");
  }
  const phone = digits(attributes['Phone'] ?? '');
  const taken = [...call.store.leads.values()].some((lead) => digits(lead.attributes['Phone'] ?? '') === phone);
  if (call.options.uniquePhone !== false && phone !== '' && taken) {
    return invalid('MXDuplicateEntryException', 'A Lead with same Phone Number already exists.');
  }
  return made(call.store.addLead(attributes).id);
}

/** As the vendor answers: every value a text or null. */
function shape(lead: StoredLead): Record<string, unknown> {
  return {
    ProspectID: lead.id,
    ProspectAutoId: '17',
    FirstName: null,
    LastName: null,
    EmailAddress: null,
    Company: null,
    Phone: null,
    Mobile: null,
    ProspectStage: 'Prospect',
    Score: '0',
    LeadType: 'OT_0',
    OwnerId: OWN_USER_ID,
    ...lead.attributes,
    CreatedOn: plainTime(lead.createdAt),
    ModifiedOn: plainTime(lead.activeAt),
  };
}
