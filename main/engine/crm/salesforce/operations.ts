/**
 * The requests this adapter makes. `effect`: whether a request whose answer is lost may have made a record (`creates`) or
 * only what may be asked for again without harm (`none`).
 */
export interface Operation {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly effect: 'none' | 'creates';
}

export const OPERATIONS = {
  whoAmI: { method: 'GET', effect: 'none' },
  readRights: { method: 'GET', effect: 'none' },
  addTask: { method: 'POST', effect: 'creates' },
  upsertTask: { method: 'PATCH', effect: 'creates' },
  changeTask: { method: 'PATCH', effect: 'none' },
  deleteTask: { method: 'DELETE', effect: 'none' },
  addFollowUp: { method: 'POST', effect: 'creates' },
  addPerson: { method: 'POST', effect: 'creates' },
  search: { method: 'GET', effect: 'none' },
  query: { method: 'GET', effect: 'none' },
  uploadFile: { method: 'POST', effect: 'creates' },
  deleteFile: { method: 'DELETE', effect: 'none' },
  addVoiceCall: { method: 'PATCH', effect: 'creates' },
  changeVoiceCall: { method: 'PATCH', effect: 'none' },
  changeVoiceRecord: { method: 'PATCH', effect: 'none' },
  deleteVoiceRecord: { method: 'DELETE', effect: 'none' },
} as const satisfies Record<string, Operation>;

export type OperationName = keyof typeof OPERATIONS;
