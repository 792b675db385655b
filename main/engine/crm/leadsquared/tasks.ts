import { appError } from '../../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import type { CreatedTask, TaskDraft } from '../port.ts';
import { madeAnswer, tasksAnswer, taskTypesAnswer } from './answers.ts';
import { leadUrl } from './links.ts';
import { badId, isGuid } from './map.ts';
import type { Session } from './session.ts';
import { marker, oneLine, paragraphs, startOfDay, utcText } from './text.ts';

export interface Tasks {
  create(task: TaskDraft): Promise<Result<CreatedTask>>;
}

const LONGEST_SUBJECT = 200;
const LONGEST_NOTE = 4_000;
const DAY = 86_400_000;
/** `Category` of a type: to-dos last a day, appointments have an hour. */
const TO_DO = '1';

/** Follow-ups as to-dos of the agent. `typeName`: the company's type for them; default: the one that sounds most like it. */
export function createTasks(session: Session, typeName?: string): Tasks {
  let type = typeName;

  async function typeOf(): Promise<Result<string | undefined>> {
    if (type !== undefined) return ok(type);
    const types = await session.call('taskTypes', { answer: taskTypesAnswer });
    // Without a type LeadSquared takes its own.
    if (!types.ok) return types.error.category === 'refused' ? ok(undefined) : types;
    const names = types.value.flatMap(({ Name, Category }) => (Name && String(Category) === TO_DO ? [Name] : []));
    type = names.find((name) => /follow.?up/i.test(name)) ?? names.find((name) => /call/i.test(name)) ?? names[0];
    return ok(type);
  }

  return {
    async create(task) {
      if (!/^\d{4}-\d\d-\d\d$/.test(task.dueDate) || Number.isNaN(Date.parse(task.dueDate))) {
        return fail(
          appError('refused', 'invalid_data', 'The due day is no date; choose another.', { field: 'DueDate' }),
        );
      }
      const about = related(task);
      if (!about.ok) return about;
      const there = await findTask(session, task);
      if (!there.ok || there.value !== undefined)
        return there.ok ? ok(created(session, task, there.value ?? '')) : there;
      const [who, taskType] = [await session.who(), await typeOf()];
      if (!who.ok) return who;
      if (!taskType.ok) return taskType;
      const from = startOfDay(task.dueDate, who.value.timeZone);
      const until = startOfDay(nextDay(task.dueDate), who.value.timeZone) - 1_000;
      const made = await session.call('createTask', {
        json: {
          Name: oneLine(task.subject, LONGEST_SUBJECT) || 'Follow up',
          Description: [paragraphs(task.note ?? '', LONGEST_NOTE), refLine(task)].filter(Boolean).join('\n\n'),
          ...about.value,
          DueDate: utcText(from),
          EndDate: utcText(until),
          OwnerId: who.value.userId,
          ...(taskType.value === undefined ? {} : { TaskType: { Name: taskType.value } }),
        },
        answer: madeAnswer,
      });
      return made.ok ? ok(created(session, task, made.value.Message.Id)) : made;
    },
  };
}

function nextDay(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + DAY).toISOString().slice(0, 10);
}

/** 1 stands for a lead, 5 for an opportunity, 0 for neither. */
function related(task: TaskDraft): Result<{ RelatedEntity: 0 | 1 | 5; RelatedEntityId: string }> {
  if (task.dealId !== null) {
    return isGuid(task.dealId) ? ok({ RelatedEntity: 5, RelatedEntityId: task.dealId }) : badId('RelatedEntityId');
  }
  if (task.contact === null) return ok({ RelatedEntity: 0, RelatedEntityId: '' });
  return isGuid(task.contact.id)
    ? ok({ RelatedEntity: 1, RelatedEntityId: task.contact.id })
    : badId('RelatedEntityId');
}

/** An earlier request for the same follow-up may have arrived though its answer was lost. */
async function findTask(session: Session, task: TaskDraft): Promise<Result<string | undefined>> {
  if (task.contact === null) return ok(undefined);
  const answer = await session.call('listTasks', { query: { leadId: task.contact.id }, answer: tasksAnswer });
  if (!answer.ok) return answer.error.category === 'refused' ? ok(undefined) : answer;
  const subject = oneLine(task.subject, LONGEST_SUBJECT) || 'Follow up';
  const same = (answer.value.TaskList ?? []).find(
    ({ Name, Description }) => Name === subject && (Description ?? '').includes(refLine(task)),
  );
  return ok(same?.TaskID);
}

/** A call may have several follow-ups of one subject: the day tells them apart, also when it is moved in the CRM. */
const refLine = ({ ref, dueDate }: TaskDraft): string => `Ref ${marker(ref)} for ${dueDate}`;

function created(session: Session, task: TaskDraft, id: string): CreatedTask {
  return { id, url: task.contact === null ? null : leadUrl(session.app(), task.contact.id) };
}
