/**
 * The requests this adapter makes. `repeats`: what a second sending of the same request does: nothing, or another record.
 * Close limits groups of path and method that it does not publish, so every operation is taken for a group of its own.
 */
export interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly repeats: 'harmless' | 'makes_another';
}

export const OPERATIONS = {
  whoAmI: { method: 'GET', repeats: 'harmless' },
  listOutcomes: { method: 'GET', repeats: 'harmless' },
  addCall: { method: 'POST', repeats: 'makes_another' },
  listCalls: { method: 'GET', repeats: 'harmless' },
  getCall: { method: 'GET', repeats: 'harmless' },
  changeCall: { method: 'PUT', repeats: 'harmless' },
  deleteCall: { method: 'DELETE', repeats: 'harmless' },
  search: { method: 'POST', repeats: 'harmless' },
  getLead: { method: 'GET', repeats: 'harmless' },
  getContact: { method: 'GET', repeats: 'harmless' },
  addLead: { method: 'POST', repeats: 'makes_another' },
  listTasks: { method: 'GET', repeats: 'harmless' },
  addTask: { method: 'POST', repeats: 'makes_another' },
} as const satisfies Record<string, Operation>;

export type OperationName = keyof typeof OPERATIONS;
