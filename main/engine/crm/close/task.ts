import { ok, type Result } from '../../../../shared/result.ts';
import { oneLine, ownWords, refMark } from '../../../../shared/text.ts';
import type { CreatedTask, TaskDraft } from '../port.ts';
import { taskAnswer, tasksAnswer } from './answers.ts';
import type { CloseClient } from './client.ts';
import { leadUrl, linksOf } from './links.ts';

/**
 * A follow-up on the lead, for the user of the key. One with the same text and day that is already there is taken for the
 * one whose answer was lost.
 */
export async function createTask(
  client: CloseClient,
  task: TaskDraft,
  around: { baseUrl: string; userId: () => Promise<Result<string>> },
): Promise<Result<CreatedTask>> {
  const links = await linksOf(client, task);
  if (!links.ok) return links;
  const { leadId } = links.value;
  const text = textOf(task);
  const listed = await client.call('listTasks', {
    path: '/task/',
    query: { lead_id: leadId, _type: 'lead', is_complete: 'false', _limit: '100' },
    answer: tasksAnswer,
  });
  if (!listed.ok) return listed;
  const url = leadUrl(around.baseUrl, leadId);
  const there = listed.value.data.find((entry) => entry.text === text && entry.date?.slice(0, 10) === task.dueDate);
  if (there !== undefined) return ok({ id: there.id, url });
  const user = await around.userId();
  if (!user.ok) return user;
  const made = await client.call('addTask', {
    path: '/task/',
    json: { _type: 'lead', lead_id: leadId, assigned_to: user.value, text, date: task.dueDate, is_complete: false },
    answer: taskAnswer,
  });
  return made.ok ? ok({ id: made.value.id, url }) : made;
}

/** A task has one plain text: subject, person, note, reference. */
function textOf(task: TaskDraft): string {
  const who = task.contact === null ? '' : ` (${oneLine(task.contact.name, 100)})`;
  const note = ownWords(task.note);
  const deal = task.dealId === null ? '' : `Opportunity: ${task.dealId}`;
  return [`${oneLine(task.subject, 200)}${who}`, note, deal, `Ref ${refMark(task.ref)}`]
    .filter((part) => part !== '')
    .join('\n');
}
