import { DELETED, NO_CONTENT, NOT_FOUND, refusal, saved, type Answer } from './answers.ts';
import { readId, typeOfId } from './ids.ts';
import type { Store } from './store.ts';
import type { StoredRecord } from './types.ts';

export interface RestCall {
  readonly store: Store;
  readonly externalIdField: string | null;
  readonly statuses: readonly { readonly name: string; readonly closed: boolean }[];
  readonly values: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

type Route = (call: RestCall) => Answer;

/** Writing and removing single records. */
export const recordRoutes: Readonly<Record<string, Route>> = {
  'POST /sobjects/Task': (call) => createTask(call, {}),
  'PATCH /sobjects/Task/{id}': (call) => updateTask(call),
  'DELETE /sobjects/Task/{id}': (call) => removeRecord(call, 'Task'),
  'PATCH /sobjects/Task/{extField}/{extValue}': (call) => upsertTask(call),
  'POST /sobjects/Contact': (call) => createPerson(call, 'Contact'),
  'POST /sobjects/Lead': (call) => createPerson(call, 'Lead'),
  'DELETE /sobjects/ContentDocument/{id}': (call) => removeRecord(call, 'ContentDocument'),
  'PATCH /sobjects/VoiceCall/{id}': (call) => updateVoiceCall(call),
  'DELETE /sobjects/VoiceCall/{id}': (call) => removeRecord(call, 'VoiceCall'),
  'GET /sobjects/Task': () => ({
    status: 200,
    body: {
      objectDescribe: { name: 'Task', createable: true, updateable: true, deletable: true },
      recentItems: [],
    },
  }),
};

function createTask(call: RestCall, more: Readonly<Record<string, unknown>>): Answer {
  const problem = taskProblem(call, call.body);
  if (problem !== undefined) return problem;
  const first = call.statuses.find(({ closed }) => !closed)?.name ?? 'Open';
  const fields = { Status: first, Priority: 'Normal', TaskSubtype: 'Task', ...call.body, ...more };
  return saved(call.store.add('Task', fields).id, 201, 'extField' in call.values ? true : undefined);
}

function updateTask(call: RestCall): Answer {
  const task = find(call, 'Task');
  if ('status' in task) return task;
  if ('TaskSubtype' in call.body) return createOnly();
  const problem = taskProblem(call, { ...task.fields, ...call.body });
  if (problem !== undefined) return problem;
  call.store.change(task, call.body);
  return NO_CONTENT;
}

function upsertTask(call: RestCall): Answer {
  const { extField = '', extValue = '' } = call.values;
  if (call.externalIdField === null || extField !== call.externalIdField) {
    return refusal(404, 'NOT_FOUND', `Provided external ID field does not exist or is not accessible: ${extField}`);
  }
  const found = call.store.live('Task').filter((task) => task.fields[extField] === extValue);
  const [first] = found;
  if (first === undefined) return createTask(call, { [extField]: extValue });
  if (found.length > 1) return { status: 300, body: found.map(({ id }) => `/services/data/v67.0/sobjects/Task/${id}`) };
  if ('TaskSubtype' in call.body) return createOnly();
  const problem = taskProblem(call, { ...first.fields, ...call.body });
  if (problem !== undefined) return problem;
  call.store.change(first, call.body);
  return saved(first.id, 200, false);
}

function createOnly(): Answer {
  return refusal(400, 'INVALID_FIELD_FOR_INSERT_UPDATE', 'Unable to create/update fields: TaskSubtype.', [
    'TaskSubtype',
  ]);
}

/** What the vendor holds a task to beyond the shape of its fields. */
function taskProblem(call: RestCall, fields: Readonly<Record<string, unknown>>): Answer | undefined {
  const { Status: status, ActivityDate: day, CallDurationInSeconds: seconds } = fields;
  if (status !== undefined && !call.statuses.some(({ name }) => name === status)) {
    return refusal(
      400,
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
      `Status: bad value for restricted picklist field: ${JSON.stringify(status)}`,
      ['Status'],
    );
  }
  if (day !== undefined && !/^"\d{4}-\d\d-\d\d"$/.test(JSON.stringify(day))) {
    return refusal(400, 'JSON_PARSER_ERROR', 'Cannot deserialize instance of date from VALUE_STRING value');
  }
  if (typeof seconds === 'number' && seconds > 99_999_999) {
    return refusal(400, 'NUMBER_OUTSIDE_VALID_RANGE', 'value outside of valid range', ['CallDurationInSeconds']);
  }
  return (
    linkProblem(call.store, 'WhoId', fields['WhoId'], ['Contact', 'Lead']) ??
    linkProblem(call.store, 'WhatId', fields['WhatId'], ['Account', 'Opportunity']) ??
    leadProblem(fields)
  );
}

function leadProblem({ WhoId, WhatId }: Readonly<Record<string, unknown>>): Answer | undefined {
  if (WhatId == null || typeof WhoId !== 'string' || typeOfId(WhoId) !== 'Lead') return undefined;
  return refusal(400, 'FIELD_INTEGRITY_EXCEPTION', 'Related To ID: cannot be set with a lead as Name', ['WhatId']);
}

function linkProblem(store: Store, field: string, value: unknown, types: readonly string[]): Answer | undefined {
  if (value == null) return undefined;
  const id = readId(value);
  if (id === undefined || !types.includes(typeOfId(id) ?? '')) {
    return refusal(400, 'MALFORMED_ID', `${field}: id value of incorrect type: ${JSON.stringify(value)}`, [field]);
  }
  const record = store.get(id);
  if (record === undefined) return refusal(400, 'INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', [field]);
  return record.deleted ? refusal(400, 'INVALID_CROSS_REFERENCE_KEY', 'entity is deleted', [field]) : undefined;
}

function createPerson(call: RestCall, type: 'Contact' | 'Lead'): Answer {
  const more = type === 'Lead' ? { IsConverted: false } : {};
  for (const field of ['LastName', ...(type === 'Lead' ? ['Company'] : [])]) {
    if (String(call.body[field]).trim() === '') {
      return refusal(400, 'REQUIRED_FIELD_MISSING', `Required fields are missing: [${field}]`, [field]);
    }
  }
  return saved(call.store.add(type, { ...call.body, ...more }).id, 201);
}

function updateVoiceCall(call: RestCall): Answer {
  const record = find(call, 'VoiceCall');
  if ('status' in record) return record;
  const problem = linkProblem(call.store, 'RelatedRecordId', call.body['RelatedRecordId'], [
    ...['Account', 'Contact', 'Lead', 'Opportunity'],
  ]);
  if (problem !== undefined) return problem;
  call.store.change(record, call.body);
  return NO_CONTENT;
}

function removeRecord(call: RestCall, type: string): Answer {
  const record = find(call, type);
  if ('status' in record) return record;
  call.store.remove(record);
  return NO_CONTENT;
}

function find(call: RestCall, type: string): StoredRecord | Answer {
  const record = call.store.get(call.values['id']);
  if (record === undefined || record.type !== type) return NOT_FOUND;
  return record.deleted ? DELETED : record;
}
