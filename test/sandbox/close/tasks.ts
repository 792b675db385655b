import { fieldError, ok, type Answer } from './answers.ts';
import { isoTime, page, readTime, refuse, type Call, type Routes } from './route.ts';
import { ORGANIZATION_ID, OWN_USER_ID } from './store.ts';
import type { StoredTask } from './types.ts';

/** Tasks: absent from our part of the specification, written after the vendor's pages. */
export const taskRoutes: Routes = {
  'GET /task/': (call) => {
    const { lead_id: lead, is_complete: complete, _type: type = 'lead' } = call.query;
    const found = call.store
      .listedTasks()
      .filter(
        (task) =>
          (lead === undefined || task.lead_id === lead) &&
          (complete === undefined || task.is_complete === complete) &&
          (type === 'all' || task._type === type),
      );
    return page(call, found, taskShape);
  },
  'POST /task/': (call) => create(call),
};

function create(call: Call): Answer {
  const wanted = call.body as Partial<StoredTask>;
  if (!call.store.leads.has(wanted.lead_id ?? '')) return fieldError('lead_id', 'Object does not exist.');
  if (wanted.assigned_to !== undefined && wanted.assigned_to !== OWN_USER_ID)
    return refuse(call, { field: 'assigned_to', what: 'is no user of the organisation' });
  const date = wanted.date ?? null;
  if (date !== null && !/^\d{4}-\d\d-\d\d$/.test(date) && readTime(date) === undefined)
    return refuse(call, { field: 'date', what: 'is no valid date' });
  const task = call.store.addTask({
    _type: wanted._type ?? 'lead',
    lead_id: wanted.lead_id ?? '',
    contact_id: wanted.contact_id ?? null,
    assigned_to: wanted.assigned_to ?? OWN_USER_ID,
    text: wanted.text ?? '',
    date,
    is_complete: wanted.is_complete ?? false,
  });
  return ok(taskShape(task));
}

function taskShape({ createdAt, ...task }: StoredTask): Record<string, unknown> {
  return {
    ...task,
    object_type: null,
    object_id: null,
    organization_id: ORGANIZATION_ID,
    is_dateless: task.date === null,
    date_created: isoTime(createdAt),
    date_updated: isoTime(createdAt),
  };
}
