import { invalid, made, ok, type Answer } from './answers.ts';
import { part, plainTime, type Call, type Routes } from './route.ts';
import { COMPANY_ID, COUNTRY_CODE, OWN_EMAIL, OWN_USER_ID } from './store.ts';

/** Users, opportunities, notes and tasks. */
export const deskRoutes: Routes = {
  'GET /Authentication.svc/UserByAccessKey.Get': (call) => whoAmI(call),
  'GET /UserManagement.svc/Users.Get': ({ store }) =>
    ok(
      [...store.users.values()].map(({ id, name, email, active }) => {
        const [first = '', ...rest] = name.split(' ');
        const names = { FirstName: first, LastName: rest.length === 0 ? null : rest.join(' ') };
        const state = { Role: 'Sales_User', StatusCode: active ? 0 : 1, Tag: null, IsPhoneCallAgent: false };
        return { ID: id, ...names, EmailAddress: email, ...state, MemberOfGroups: ['Sales'] };
      }),
    ),
  'GET /OpportunityManagement.svc/IsOpportunityEnabled': ({ options }) =>
    ok({ OpportunityManagement: options.opportunities === false ? 'Disabled' : 'Enabled' }),
  'POST /OpportunityManagement.svc/GetOpportunitiesOfLead': (call) => opportunities(call),
  'POST /LeadManagement.svc/CreateNote': (call) => {
    const { RelatedProspectId, Note } = call.body as Record<string, string>;
    return withLead(call, RelatedProspectId, (leadId) => made(call.store.addNote(leadId, Note ?? '').id));
  },
  'POST /LeadManagement.svc/UpdateNote': (call) => {
    const { ProspectNoteId, Note } = call.body as Record<string, string>;
    const note = call.store.notes.get(ProspectNoteId ?? '');
    if (note === undefined) return invalid('MXNoteNotFoundException', 'Note does not exist');
    if (Note !== undefined) note.Note = Note;
    return ok({ Status: 'Success' });
  },
  'POST /LeadManagement.svc/RetrieveNote': (call) => notes(call),
  'GET /Task.svc/RetrieveTaskType': () =>
    ok([
      { Id: '0500cfd9-4cf5-11ec-993a-06f221480cd8', Name: 'Meeting', Category: 0 },
      { Id: '0500cfd9-4cf5-11ec-993a-06f221480cd9', Name: 'Revive Old Lead', Category: 1 },
      { Id: '0500cfd9-4cf5-11ec-993a-06f221480cda', Name: 'Follow-Up', Category: 1 },
    ]),
  'POST /Task.svc/Create': (call) => createTask(call),
  'GET /LeadManagement.svc/RetrieveTaskByLeadId': (call) => tasks(call),
};

function whoAmI({ host }: Call): Answer {
  return ok({
    Id: OWN_USER_ID,
    Name: 'Ann Agent',
    PassPhrase: OWN_EMAIL,
    Role: 'Administrator',
    EmailAddress: null,
    TimeZone: 'America/New_York',
    Type: 'ApplicationUser',
    OrgDisplayName: 'Sandbox',
    OrgId: COMPANY_ID,
    OrgShortCode: '22824',
    DefaultCountryCode: COUNTRY_CODE,
    AssociatedPhoneNumbers: '+1-5550104000',
    LSQCommonServiceURLs: { api: host, app: host },
  });
}

function withLead(call: Call, id: string | undefined, run: (leadId: string) => Answer): Answer {
  if (id === undefined || !call.store.leads.has(id)) return invalid('MXLeadNotFoundException', 'Lead does not exist');
  return run(id);
}

function opportunities(call: Call): Answer {
  if (call.options.opportunities === false)
    return invalid('MXFeatureNotEnabledException', 'Opportunity is not enabled');
  return withLead(call, String(call.query['leadId']), (leadId) => {
    const own = [...call.store.opportunities.values()].filter((each) => each.leadId === leadId);
    const List = own.map(({ id, title, status }) => ({
      OpportunityId: id,
      RelatedProspectId: leadId,
      OpportunityEvent: '12000',
      mx_Custom_1: title,
      mx_Custom_2: 'Prospecting',
      Status: status,
      Owner: OWN_USER_ID,
    }));
    return ok({ RecordCount: List.length, List });
  });
}

function notes(call: Call): Answer {
  const leadId = part(call.body, 'Parameter')['RelatedId'];
  const { PageIndex, PageSize } = part(call.body, 'Paging');
  const size = Number(PageSize ?? 25);
  const from = (Number(PageIndex ?? 1) - 1) * size;
  const own = [...call.store.notes.values()].filter((note) => note.leadId === leadId).reverse();
  const List = own.slice(from, from + size).map(({ id, Note, createdAt }) => ({
    ProspectNoteId: id,
    RelatedProspectId: leadId,
    Note,
    CreatedByName: 'Ann Agent',
    CreatedOn: plainTime(createdAt),
  }));
  return ok({ RecordCount: own.length, List });
}

function createTask(call: Call): Answer {
  const { RelatedEntity, RelatedEntityId, OwnerId } = call.body;
  const { leads, opportunities: deals, users } = call.store;
  const about = typeof RelatedEntityId === 'string' ? RelatedEntityId : '';
  const known = RelatedEntity === 1 ? leads.has(about) : RelatedEntity === 5 ? deals.has(about) : about === '';
  if (!known) return invalid('MXInvalidEntityException', "'RelatedEntityId' does not exist");
  if (typeof OwnerId === 'string' && !users.has(OwnerId)) {
    return invalid('MXUserNotFoundException', 'User with the given OwnerId does not exist');
  }
  return made(call.store.addTask(call.body).id);
}

/** A lead's own tasks and those of its opportunities. */
function tasks(call: Call): Answer {
  return withLead(call, String(call.query['leadId']), (leadId) => {
    const own = [...call.store.tasks.values()].filter(({ fields }) => {
      const about = String(fields['RelatedEntityId']);
      return about === leadId || call.store.opportunities.get(about)?.leadId === leadId;
    });
    const TaskList = own.map(({ id, fields, createdAt }) => ({
      TaskID: id,
      Name: fields['Name'],
      Description: fields['Description'] ?? null,
      DueDate: fields['DueDate'] ?? plainTime(createdAt),
      CreatedOn: plainTime(createdAt),
      OwnerID: fields['OwnerId'] ?? OWN_USER_ID,
      Status: 'Pending',
    }));
    return ok({ RecordCount: TaskList.length, TaskList });
  });
}
