import { ok, type Result } from '../../../../shared/result.ts';
import { oneLine, refsIn } from '../../../../shared/text.ts';
import type { CreatedTask, TaskDraft } from '../port.ts';
import { activitiesAnswer, activityAnswer } from './answers.ts';
import type { PipedriveClient } from './client.ts';
import { linkIds, type LinkIds } from './map.ts';
import { noteHtml } from './text.ts';

/**
 * An open activity of type task with a due date, for the user of the token. One with the same reference, subject and day
 * that is already there is taken for the one whose answer was lost.
 */
export async function createTask(
  client: PipedriveClient,
  task: TaskDraft,
  url: (contactId: string | null) => string,
): Promise<Result<CreatedTask>> {
  const links = linkIds(task);
  if (!links.ok) return links;
  const subject = oneLine(task.subject, 200);
  const listed = await client.call('listActivities', {
    path: '/api/v2/activities',
    query: { ...filterOf(links.value), done: 'false', sort_by: 'add_time', sort_direction: 'desc', limit: '100' },
    answer: activitiesAnswer,
  });
  if (!listed.ok) return listed;
  const there = (listed.value.data ?? []).find(
    (entry) =>
      entry.subject === subject && entry.due_date === task.dueDate && refsIn(entry.note ?? '').includes(task.ref),
  );
  const link = url(task.contact?.id ?? null);
  if (there !== undefined) return ok({ id: there.id, url: link });
  const { person_id: person, ...others } = links.value;
  const made = await client.call('addActivity', {
    path: '/api/v2/activities',
    json: {
      subject,
      type: 'task',
      due_date: task.dueDate,
      done: false,
      note: noteHtml(task.ref, task.note, []),
      ...others,
      ...(person === undefined ? {} : { participants: [{ person_id: person, primary: true }] }),
    },
    answer: activityAnswer,
  });
  return made.ok ? ok({ id: made.value.data.id, url: link }) : made;
}

/** The narrowest link: a list without one is that of the whole company. */
function filterOf({
  person_id: person,
  deal_id: deal,
  lead_id: lead,
  org_id: organization,
}: LinkIds): Record<string, string> {
  if (deal !== undefined) return { deal_id: String(deal) };
  if (lead !== undefined) return { lead_id: lead };
  if (person !== undefined) return { person_id: String(person) };
  return organization === undefined ? {} : { org_id: String(organization) };
}
