import { describe, expect, it } from 'vitest';
import type { CrmRecord } from '../../shared/call.ts';
import { valueOf } from '../../main/engine/crm/leadsquared/find-logged.ts';
import { phoneForms } from '../../main/engine/crm/leadsquared/find-contacts.ts';
import {
  ACTIVITY_ID,
  bodies,
  by,
  DEAL_ID,
  LEAD_ID,
  leadCall,
  leadSquaredOn,
  methodOf,
  WHO,
} from '../fakes/leadsquared.ts';
import type { Reply } from '../fakes/fake-http.ts';
import { JANE } from '../fakes/loggable.ts';

const record: CrmRecord = { id: ACTIVITY_ID, wrapperId: null, contactId: LEAD_ID, hasRecording: false };
const WHO_PATH = 'Authentication.svc/UserByAccessKey.Get';
const unauthorized = (message: string): Reply => ({
  status: 401,
  body: { Status: 'Error', ExceptionType: 'MXUnauthorizedException', ExceptionMessage: message },
});

describe('the host of the region', () => {
  it('is asked for once and used from then on', async () => {
    const { adapter, urls } = leadSquaredOn(() => undefined);
    await Promise.all([adapter.logCall(leadCall()), adapter.logCall(leadCall())]);
    expect(urls).toEqual([
      'https://api.leadsquared.com/v2/Authentication.svc/UserByAccessKey.Get',
      'https://api-us11.leadsquared.com/v2/Telephony.svc/LogCall',
      'https://api-us11.leadsquared.com/v2/Telephony.svc/LogCall',
    ]);
    expect(adapter.recordUrl(record)).toBe(`https://us11.leadsquared.com/LeadManagement/LeadDetails?LeadID=${LEAD_ID}`);
  });

  it('stays the configured one when a stranger’s is named', async () => {
    const { adapter, urls } = leadSquaredOn(
      by({ [WHO_PATH]: { ...WHO, LSQCommonServiceURLs: { api: 'api.evil.example', app: 'evil.example' } } }),
    );
    await adapter.logCall(leadCall());
    expect(urls.every((url) => url.startsWith('https://api.leadsquared.com/'))).toBe(true);
    expect(adapter.recordUrl(record)).toContain('https://run.leadsquared.com/');
  });

  it('is taken from a refusal that names it, once', async () => {
    const { adapter, urls } = leadSquaredOn((request) =>
      urls.length === 1 && methodOf(request) === WHO_PATH
        ? unauthorized('Please use api-ir31.leadsquared.com')
        : undefined,
    );
    expect(await adapter.verify()).toMatchObject({ ok: true });
    expect(urls.map((url) => new URL(url).host)).toEqual(['api.leadsquared.com', 'api-ir31.leadsquared.com']);
    const refused = leadSquaredOn(() => unauthorized('Please use api-ir31.leadsquared.com'));
    expect(await refused.adapter.verify()).toMatchObject({ ok: false, error: { code: 'keys_refused' } });
    expect(refused.urls.length).toBe(2);
  });

  it('is asked for again after the keys were refused', async () => {
    let moved = false;
    const { adapter, urls } = leadSquaredOn((request) =>
      moved && methodOf(request) === 'Telephony.svc/LogCall' ? unauthorized('wrong host') : undefined,
    );
    await adapter.logCall(leadCall());
    moved = true;
    expect(await adapter.logCall(leadCall())).toMatchObject({ ok: false, error: { category: 'sign_in' } });
    moved = false;
    expect(await adapter.logCall(leadCall())).toMatchObject({ ok: true });
    expect(urls.filter((url) => url.endsWith(WHO_PATH)).length).toBe(2);
  });

  it('is asked for again after a failure', async () => {
    let failing = true;
    const { adapter } = leadSquaredOn(() => (failing ? { kind: 'unreached', code: 'ECONNREFUSED' } : undefined));
    expect(await adapter.logCall(leadCall())).toMatchObject({ ok: false, error: { code: 'unreachable' } });
    failing = false;
    expect(await adapter.logCall(leadCall())).toMatchObject({ ok: true });
  });
});

describe('the user', () => {
  const USERS = 'UserManagement.svc/Users.Get';
  const users = [
    { ID: 'old', FirstName: 'Bob', LastName: 'Doe', EmailAddress: 'bob@example.com', StatusCode: 1 },
    { ID: 'new', FirstName: 'Bob', LastName: 'Doe', EmailAddress: 'Bob@Example.com', StatusCode: 0 },
  ];

  it('is the owner of the keys', async () => {
    const { adapter, seen } = leadSquaredOn(() => undefined, { userEmail: 'ANN@example.com' });
    expect(await adapter.verify()).toEqual({
      ok: true,
      value: { userId: WHO.Id, name: 'Ann Agent', company: 'Acme', missingRights: [] },
    });
    expect(seen.length).toBe(1);
  });

  it('is the active one with the configured e-mail address', async () => {
    const { adapter, seen } = leadSquaredOn(by({ [USERS]: users }), { userEmail: 'bob@example.com' });
    expect(await adapter.verify()).toMatchObject({ ok: true, value: { userId: 'new', name: 'Bob Doe' } });
    await adapter.logCall(leadCall());
    expect(bodies(seen, 'Telephony.svc/LogCall')).toMatchObject([{ UserId: 'new', DisplayNumber: '100' }]);
  });

  it('has to exist', async () => {
    const { adapter } = leadSquaredOn(by({ [USERS]: users.slice(0, 1) }), { userEmail: 'bob@example.com' });
    expect(await adapter.verify()).toMatchObject({ ok: false, error: { category: 'sign_in', code: 'user_unknown' } });
  });
});

describe('a call without a lead', () => {
  it('is never posted, and was never', async () => {
    const { adapter, seen } = leadSquaredOn(() => undefined);
    expect(await adapter.logCall(leadCall({ contact: null }))).toMatchObject({
      ok: false,
      error: { code: 'no_contact' },
    });
    expect(await adapter.findLogged(leadCall({ contact: null }), 0)).toEqual({ ok: true, value: undefined });
    expect(seen.map(methodOf)).toEqual([WHO_PATH]);
    expect(adapter.capabilities.contactless).toBe(false);
  });
});

describe('opportunities', () => {
  it('are asked for by their type where a company needs that, and read with or without a status', async () => {
    const List = [
      { OpportunityId: 'a', mx_Custom_1: 'Roof', Status: 'Open' },
      { OpportunityId: 'b', mx_Custom_1: 'Old', Status: 'Won' },
      { OpportunityId: 'c', Status: null },
      { mx_Custom_1: 'No id' },
    ];
    const { adapter, seen } = leadSquaredOn(
      by({
        'LeadManagement.svc/RetrieveLeadByPhoneNumber': [{ ProspectID: LEAD_ID, mx_Secondary_Phone: '5550100102' }],
        'LeadManagement.svc/Leads.GetByQuickSearch': [],
        'OpportunityManagement.svc/IsOpportunityEnabled': { OpportunityManagement: 'Enabled' },
        'OpportunityManagement.svc/GetOpportunitiesOfLead': { RecordCount: 4, List },
      }),
      { opportunityType: 12_000 },
    );
    expect(await adapter.findContacts(JANE)).toMatchObject({
      value: [
        {
          id: LEAD_ID,
          name: '',
          openDeals: [
            { id: 'a', title: 'Roof' },
            { id: 'c', title: '' },
          ],
        },
      ],
    });
    expect(seen.at(-1)?.target).toBe(
      `/v2/OpportunityManagement.svc/GetOpportunitiesOfLead?leadId=${LEAD_ID}&opportunityType=12000`,
    );
  });
});

describe('an earlier record', () => {
  const RETRIEVE = 'ProspectActivity.svc/Retrieve';
  const stored = (note: string, fields: Record<string, unknown> = {}) => ({
    Id: ACTIVITY_ID,
    EventCode: 22,
    ActivityFields: { ActivityEvent_Note: note, ...fields },
  });
  const find = async (activities: readonly unknown[], change: Parameters<typeof leadCall>[0] = {}) => {
    const { adapter } = leadSquaredOn(by({ [RETRIEVE]: { RecordCount: 1, ProspectActivities: activities } }));
    const found = await adapter.findLogged(leadCall(change), 0);
    if (!found.ok) throw new Error(found.error.message);
    return found.value;
  };
  const same = { mx_Custom_2: '2026-11-21 09:00:01', mx_Custom_3: '62', Status: 'Answered' };

  it('is known by its reference, wherever it stands', async () => {
    expect(await find([stored('Tag{=}AC-0123456789AB Opportunity x{next}')])).toEqual(record);
    expect(await find([stored('SourceData{=}{"CallSessionId":"AC-0123456789AB"}{next}')])).toEqual(record);
    expect(await find([stored('Tag{=}AC-0123456789AB{next}ResourceURL{=}https://a.example/x{next}')])).toEqual({
      ...record,
      hasRecording: true,
    });
  });

  it('is known by start, length and status when nothing has a reference', async () => {
    expect(await find([stored('', same)])).toEqual(record);
    const american = 'StartTime{=}11/21/2026 9:00:00 AM{next}Duration{=}62{next}Status{=}{next}Status{=}Answered{next}';
    expect(await find([stored(american)])).toEqual(record);
  });

  it.each([
    ['another start', { ...same, mx_Custom_2: '2026-11-21 09:00:04' }],
    ['another length', { ...same, mx_Custom_3: '63' }],
    ['no length', { ...same, mx_Custom_3: '' }],
    ['another end', { ...same, Status: 'NotAnswered' }],
    ['another reference', { ...same, mx_Custom_9: 'AC-FFFFFFFFFFFF' }],
  ])('is another one with %s', async (_what, fields) => {
    expect(await find([stored('', fields)])).toBeUndefined();
  });

  it('is looked for among inbound or outbound calls, page after page', async () => {
    const page = (n: number) => Array.from({ length: 50 }, (_, k) => ({ Id: `${n}-${k}`, EventCode: 21 }));
    const { adapter, seen } = leadSquaredOn((request) => {
      if (methodOf(request) !== RETRIEVE) return undefined;
      const { Paging } = JSON.parse(request.body) as { Paging: { Offset: string } };
      const activities = Paging.Offset === '2' ? [stored('Tag{=}AC-0123456789AB{next}')] : page(Number(Paging.Offset));
      return { status: 200, body: { RecordCount: 101, ProspectActivities: activities } };
    });
    expect(await adapter.findLogged(leadCall({ direction: 'inbound' }), 0)).toMatchObject({
      value: { id: ACTIVITY_ID },
    });
    expect(bodies(seen, RETRIEVE)).toEqual(
      ['0', '1', '2'].map((Offset) => ({ Parameter: { ActivityEvent: 21 }, Paging: { Offset, RowCount: '50' } })),
    );
  });

  it('is not denied by a list that does not turn its pages', async () => {
    const activities = Array.from({ length: 50 }, (_, k) => ({ Id: String(k), EventCode: 22 }));
    const { adapter } = leadSquaredOn(by({ [RETRIEVE]: { RecordCount: 90, ProspectActivities: activities } }));
    expect(await adapter.findLogged(leadCall(), 0)).toMatchObject({ ok: false, error: { code: 'unreadable_answer' } });
  });

  it('has values in three places, the last that says something counting', () => {
    const activity = {
      Id: 'a',
      EventCode: 22,
      Data: [{ Key: 'Duration', Value: 61 }],
      ActivityFields: { ActivityEvent_Note: 'UserId{=}{next}UserId{=}me{next}Note{=}a{=}b{next}', Owner: 'you' },
    };
    expect(['UserId', 'note', 'Duration', 'owner', 'none'].map((key) => valueOf(activity, key))).toEqual([
      'me',
      'a{=}b',
      '61',
      'you',
      '',
    ]);
  });
});

describe('a follow-up', () => {
  const CREATE = 'Task.svc/Create';
  const draft = {
    subject: 'Call back',
    note: 'about the offer',
    dueDate: '2026-11-23',
    contact: leadCall().contact,
    dealId: null,
    leadId: null,
    ref: '0123456789AB',
  };
  const quiet = { 'Task.svc/RetrieveTaskType': [], 'LeadManagement.svc/RetrieveTaskByLeadId': { TaskList: [] } };

  it('is a to-do of the agent for a day of theirs', async () => {
    const types = [
      { Name: 'Meeting', Category: 0 },
      { Name: 'Visit', Category: 1 },
      { Name: 'Follow-Up', Category: 1 },
    ];
    const { adapter, seen } = leadSquaredOn(by({ ...quiet, 'Task.svc/RetrieveTaskType': types }));
    expect(await adapter.createTask(draft)).toEqual({
      ok: true,
      value: { id: ACTIVITY_ID, url: `https://us11.leadsquared.com/LeadManagement/LeadDetails?LeadID=${LEAD_ID}` },
    });
    expect(bodies(seen, CREATE)).toEqual([
      {
        Name: 'Call back',
        Description: 'about the offer\n\nRef AC-0123456789AB for 2026-11-23',
        RelatedEntity: 1,
        RelatedEntityId: LEAD_ID,
        DueDate: '2026-11-23 05:00:00',
        EndDate: '2026-11-24 04:59:59',
        OwnerId: WHO.Id,
        TaskType: { Name: 'Follow-Up' },
      },
    ]);
  });

  it('is not made twice', async () => {
    const TaskList = [
      { TaskID: 't0', Name: 'Call back', Description: 'Ref AC-FFFFFFFFFFFF for 2026-11-23' },
      { TaskID: 't1', Name: 'Call back', Description: '… Ref AC-0123456789AB for 2026-11-23' },
    ];
    const { adapter, seen } = leadSquaredOn(by({ ...quiet, 'LeadManagement.svc/RetrieveTaskByLeadId': { TaskList } }));
    expect(await adapter.createTask(draft)).toMatchObject({ ok: true, value: { id: 't1' } });
    expect(bodies(seen, CREATE)).toEqual([]);
    expect(await adapter.createTask({ ...draft, subject: 'Other' })).toMatchObject({ ok: true });
    expect(await adapter.createTask({ ...draft, dueDate: '2026-11-24' })).toMatchObject({ ok: true });
    expect(bodies(seen, CREATE)).toMatchObject([{ Name: 'Other' }, { DueDate: '2026-11-24 05:00:00' }]);
  });

  it('can be about an opportunity or nothing, of a type the company chose', async () => {
    const { adapter, seen } = leadSquaredOn(by(quiet), { taskType: 'Ring' });
    await adapter.createTask({ ...draft, dealId: DEAL_ID });
    await adapter.createTask({ ...draft, contact: null, subject: ' ', note: null });
    expect(bodies(seen, CREATE)).toMatchObject([
      { RelatedEntity: 5, RelatedEntityId: DEAL_ID, TaskType: { Name: 'Ring' } },
      { RelatedEntity: 0, RelatedEntityId: '', Name: 'Follow up', Description: 'Ref AC-0123456789AB for 2026-11-23' },
    ]);
  });

  it.each([
    [{ dueDate: 'tomorrow' }, 'DueDate'],
    [{ dueDate: '2026-13-45' }, 'DueDate'],
    [{ dealId: '17' }, 'RelatedEntityId'],
  ])('with %j is refused', async (change, field) => {
    const { adapter } = leadSquaredOn(by(quiet));
    expect(await adapter.createTask({ ...draft, ...change })).toMatchObject({ ok: false, error: { field } });
  });
});

describe('a number', () => {
  it.each([
    [JANE, ['15550100102', '5550100102', '+1-5550100102']],
    [{ raw: '5550100102', e164: null, national: '5550100102', withheld: false }, ['5550100102']],
    [{ raw: '0049 30 901820', e164: null, national: null, withheld: false }, ['004930901820']],
    [{ raw: '40', e164: null, national: null, withheld: false }, []],
    [{ raw: 'alice', e164: null, national: null, withheld: false }, []],
  ])('%j is looked for as %j', (number, forms) => expect(phoneForms(number)).toEqual(forms));
});
