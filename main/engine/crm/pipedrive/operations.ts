/**
 * The requests this adapter makes. Token costs: Pipedrive's specification and its page on rate limits (2026), v1 twice
 * v2. `repeats`: what a second sending of the same request does: nothing, or another record.
 */
export interface Operation {
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly tokens: number;
  readonly repeats: 'harmless' | 'makes_another';
  /** Searches have a window of their own besides the general one. */
  readonly search?: true;
}

export const OPERATIONS = {
  whoAmI: { name: 'whoAmI', method: 'GET', tokens: 2, repeats: 'harmless' },
  addCall: { name: 'addCall', method: 'POST', tokens: 10, repeats: 'makes_another' },
  listCalls: { name: 'listCalls', method: 'GET', tokens: 20, repeats: 'harmless' },
  getCall: { name: 'getCall', method: 'GET', tokens: 2, repeats: 'harmless' },
  deleteCall: { name: 'deleteCall', method: 'DELETE', tokens: 6, repeats: 'harmless' },
  addRecording: { name: 'addRecording', method: 'POST', tokens: 10, repeats: 'makes_another' },
  searchPersons: { name: 'searchPersons', method: 'GET', tokens: 20, repeats: 'harmless', search: true },
  getPerson: { name: 'getPerson', method: 'GET', tokens: 1, repeats: 'harmless' },
  addPerson: { name: 'addPerson', method: 'POST', tokens: 5, repeats: 'makes_another' },
  listDeals: { name: 'listDeals', method: 'GET', tokens: 10, repeats: 'harmless' },
  listLeads: { name: 'listLeads', method: 'GET', tokens: 20, repeats: 'harmless' },
  searchOrganizations: { name: 'searchOrganizations', method: 'GET', tokens: 20, repeats: 'harmless', search: true },
  listPersons: { name: 'listPersons', method: 'GET', tokens: 10, repeats: 'harmless' },
  getActivity: { name: 'getActivity', method: 'GET', tokens: 1, repeats: 'harmless' },
  listActivities: { name: 'listActivities', method: 'GET', tokens: 10, repeats: 'harmless' },
  addActivity: { name: 'addActivity', method: 'POST', tokens: 5, repeats: 'makes_another' },
  changeActivity: { name: 'changeActivity', method: 'PATCH', tokens: 5, repeats: 'harmless' },
  deleteActivity: { name: 'deleteActivity', method: 'DELETE', tokens: 3, repeats: 'harmless' },
} as const satisfies Record<string, Operation>;

export type OperationName = keyof typeof OPERATIONS;
