import { ok, type Answer } from './answers.ts';
import { notFoundV2, pageV2, readWholeSeconds, refuse, wholeSeconds, type Call, type Routes } from './route.ts';
import { OWN_USER_ID } from './store.ts';
import type { StoredActivity } from './types.ts';

/** Activities, API v2: a call log's wrapper is one of them. */
export const activityRoutes: Routes = {
  'GET /activities': (call) => list(call),
  'GET /activities/{id}': (call) => withActivity(call, (activity) => ok(shape(activity))),
  'POST /activities': (call) => {
    const fields = { type: 'call', owner_id: OWN_USER_ID, subject: 'Call', done: false, ...call.body };
    return linkProblem(call) ?? ok(shape(call.store.addActivity(withPrimaryPerson(fields))));
  },
  'PATCH /activities/{id}': (call) =>
    withActivity(call, (activity) => {
      const refused = linkProblem(call);
      if (refused !== undefined) return refused;
      const fields = withPrimaryPerson({ ...activity.fields, ...call.body });
      const changed = { ...activity, fields, updatedAt: call.store.now() };
      call.store.activities.set(activity.id, changed);
      return ok(shape(changed));
    }),
  'DELETE /activities/{id}': (call) =>
    withActivity(call, (activity) => {
      call.store.activities.set(activity.id, { ...activity, deleted: true, updatedAt: call.store.now() });
      return ok({ id: activity.id });
    }),
};

function withActivity(call: Call, run: (activity: StoredActivity) => Answer): Answer {
  const activity = call.store.activities.get(Number(call.id));
  return activity === undefined || activity.deleted ? notFoundV2('Activity') : run(activity);
}

function linkProblem({ store, body }: Call): Answer | undefined {
  const missing = (key: string, known: { has(id: never): boolean }) =>
    body[key] !== undefined && body[key] !== null && !known.has(body[key] as never);
  if (missing('person_id', store.persons)) return notFoundV2('Person');
  if (missing('org_id', store.organizations)) return notFoundV2('Organization');
  if (missing('deal_id', store.deals)) return notFoundV2('Deal');
  if (missing('lead_id', store.leads)) return notFoundV2('Lead');
  const people = participantsOf(body);
  return people.every((person) => store.persons.has(person.person_id)) ? undefined : notFoundV2('Person');
}

function participantsOf(fields: Readonly<Record<string, unknown>>): { person_id: number; primary?: boolean }[] {
  return (fields['participants'] ?? []) as { person_id: number; primary?: boolean }[];
}

function withPrimaryPerson(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const primary = participantsOf(fields).find((person) => person.primary === true);
  return primary === undefined ? fields : { ...fields, person_id: primary.person_id };
}

function list(call: Call): Answer {
  const { query, store } = call;
  const times: Record<string, number | undefined> = {};
  for (const field of ['updated_since', 'updated_until']) {
    const text = query[field];
    if (text === undefined) continue;
    times[field] = readWholeSeconds(String(text));
    if (times[field] === undefined) return refuse(call, 'v2', { field, what: 'is not a valid datetime' });
  }
  const ids = typeof query['ids'] === 'string' ? query['ids'].split(',') : undefined;
  const links = ['owner_id', 'deal_id', 'lead_id', 'person_id', 'org_id', 'done'];
  const found = [...store.activities.values()].filter(
    (activity) =>
      !activity.deleted &&
      links.every((key) => query[key] === undefined || activity.fields[key] === query[key]) &&
      (ids === undefined || ids.includes(String(activity.id))) &&
      activity.updatedAt >= (times['updated_since'] ?? 0) &&
      activity.updatedAt < (times['updated_until'] ?? Infinity),
  );
  found.sort(order(String(query['sort_by'] ?? 'id')));
  if (query['sort_direction'] === 'desc') found.reverse();
  const page = pageV2(found, query);
  return ok(page.items.map(shape), page.additional);
}

function order(by: string): (a: StoredActivity, b: StoredActivity) => number {
  if (by === 'update_time') return (a, b) => a.updatedAt - b.updatedAt;
  if (by === 'due_date') {
    return (a, b) => dueDate(a).localeCompare(dueDate(b));
  }
  return (a, b) => a.id - b.id;
}

function dueDate({ fields }: StoredActivity): string {
  return typeof fields['due_date'] === 'string' ? fields['due_date'] : '';
}

const EMPTY = { deal_id: null, lead_id: null, person_id: null, org_id: null, project_id: null, note: null };

function shape(activity: StoredActivity): Record<string, unknown> {
  return {
    ...EMPTY,
    due_date: null,
    due_time: null,
    duration: null,
    ...activity.fields,
    id: activity.id,
    creator_user_id: OWN_USER_ID,
    is_deleted: activity.deleted,
    add_time: wholeSeconds(activity.createdAt),
    update_time: wholeSeconds(activity.updatedAt),
  };
}
