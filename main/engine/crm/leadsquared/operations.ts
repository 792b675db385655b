/** The requests this adapter makes. `repeats`: what a second sending of the same request does: nothing, or another record. */
export interface Operation {
  readonly method: 'GET' | 'POST';
  /** Below `/v2`. */
  readonly path: string;
  readonly repeats: 'harmless' | 'makes_another';
}

export const OPERATIONS = {
  whoAmI: { method: 'GET', path: '/Authentication.svc/UserByAccessKey.Get', repeats: 'harmless' },
  listUsers: { method: 'GET', path: '/UserManagement.svc/Users.Get', repeats: 'harmless' },
  leadByPhone: { method: 'GET', path: '/LeadManagement.svc/RetrieveLeadByPhoneNumber', repeats: 'harmless' },
  quickSearch: { method: 'GET', path: '/LeadManagement.svc/Leads.GetByQuickSearch', repeats: 'harmless' },
  createLead: { method: 'POST', path: '/LeadManagement.svc/Lead.Create', repeats: 'makes_another' },
  hasOpportunities: { method: 'GET', path: '/OpportunityManagement.svc/IsOpportunityEnabled', repeats: 'harmless' },
  opportunities: { method: 'POST', path: '/OpportunityManagement.svc/GetOpportunitiesOfLead', repeats: 'harmless' },
  logCall: { method: 'POST', path: '/Telephony.svc/LogCall', repeats: 'makes_another' },
  updateCall: { method: 'POST', path: '/Telephony.svc/PhoneCallActivity/Update', repeats: 'harmless' },
  listActivities: { method: 'POST', path: '/ProspectActivity.svc/Retrieve', repeats: 'harmless' },
  getActivity: { method: 'GET', path: '/ProspectActivity.svc/GetActivityDetails', repeats: 'harmless' },
  listNotes: { method: 'POST', path: '/LeadManagement.svc/RetrieveNote', repeats: 'harmless' },
  createNote: { method: 'POST', path: '/LeadManagement.svc/CreateNote', repeats: 'makes_another' },
  updateNote: { method: 'POST', path: '/LeadManagement.svc/UpdateNote', repeats: 'harmless' },
  taskTypes: { method: 'GET', path: '/Task.svc/RetrieveTaskType', repeats: 'harmless' },
  listTasks: { method: 'GET', path: '/LeadManagement.svc/RetrieveTaskByLeadId', repeats: 'harmless' },
  createTask: { method: 'POST', path: '/Task.svc/Create', repeats: 'makes_another' },
} as const satisfies Record<string, Operation>;

export type OperationName = keyof typeof OPERATIONS;
