import { appError } from '../../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import type { CrmRecord } from '../../../../shared/call.ts';
import type { CallChange, ChangeableField, LoggableCall, UpdatedCall } from '../port.ts';
import { callActivity, type CallActivity } from './answers.ts';
import type { CloseClient } from './client.ts';
import { linksOf } from './links.ts';
import { durationOf, noteLines, recordOf, saysSame, type CallFields } from './map.ts';
import type { Outcomes } from './outcomes.ts';
import { noteHtml } from './text.ts';

interface Tools {
  readonly client: CloseClient;
  readonly outcomes: Outcomes;
}

/** What to send, and what stays because a person changed it. */
interface Plan {
  readonly fields: Partial<CallFields>;
  readonly kept: readonly ChangeableField[];
}

/**
 * Reads the call, then changes only what still says what we wrote. A field that already has the new value counts as done,
 * so a change whose answer was lost may be sent again. Between reading and writing lies one request: a person who changes
 * the same field in that moment loses.
 */
export async function updateCall(
  tools: Tools,
  record: CrmRecord,
  change: CallChange,
  written: LoggableCall,
): Promise<Result<UpdatedCall>> {
  const path = `/activity/call/${encodeURIComponent(record.id)}/`;
  const current = await tools.client.call('getCall', { path, answer: callActivity });
  if (!current.ok) return current;
  for (let attempt = 1; ; attempt++) {
    const plan = await planOf(tools, current.value, change, written);
    if (!plan.ok) return plan;
    const { fields, kept } = plan.value;
    if (Object.keys(fields).length === 0) return ok({ record: recordOf(current.value), kept });
    const changed = await tools.client.call('changeCall', { path, json: fields, answer: callActivity });
    if (changed.ok) return ok({ record: recordOf(changed.value), kept });
    if (changed.error.code !== 'outcome_gone' || attempt > 1) return changed;
    tools.outcomes.forget();
  }
}

async function planOf(
  tools: Tools,
  current: CallActivity,
  change: CallChange,
  written: LoggableCall,
): Promise<Result<Plan>> {
  const next = changedCall(written, change);
  const fields: Partial<CallFields> = {};
  const kept: ChangeableField[] = [];
  const settle = (field: ChangeableField, values: Partial<CallFields>, ours: Partial<CallFields>): void => {
    if (holds(current, values)) return;
    if (holds(current, ours)) Object.assign(fields, values);
    else kept.push(field);
  };

  const outcome = await tools.outcomes.write(next.outcome, next.direction);
  if (!outcome.ok) return outcome;
  if (change.outcome !== undefined) {
    const before = await tools.outcomes.write(written.outcome, written.direction);
    if (!before.ok) return before;
    settle('outcome', outcomeFields(outcome.value), outcomeFields(before.value));
  }
  if (change.talkSeconds !== undefined) {
    settle('talkSeconds', { duration: durationOf(next) }, { duration: durationOf(written) });
  }
  if (change.contact !== undefined) {
    const links = await linkFields(tools, next);
    if (!links.ok) return links;
    const before = await linkFields(tools, written);
    // A contact that is gone by now cannot stand in Close any more.
    if (!before.ok && before.error.category !== 'refused') return before;
    settle('contact', links.value, before.ok ? before.value : links.value);
  }
  if (!saysSame(current, next, tools.outcomes.lines(next.outcome, next.direction))) {
    const lines = tools.outcomes.lines(written.outcome, written.direction);
    if (saysSame(current, written, lines)) fields.note_html = noteHtml(noteLines(next, outcome.value.line));
    else {
      if (change.note !== undefined) kept.push('note');
      if (change.deal !== undefined) kept.push('deal');
    }
  }
  return ok({ fields, kept });
}

function changedCall(written: LoggableCall, { deal, ...change }: CallChange): LoggableCall {
  return { ...written, ...change, ...deal };
}

function outcomeFields({ status, outcomeId }: { status: string; outcomeId: string | null }): Partial<CallFields> {
  return { status, outcome_id: outcomeId };
}

async function linkFields({ client }: Tools, call: LoggableCall): Promise<Result<Partial<CallFields>>> {
  if (call.contact === null) {
    return fail(appError('refused', 'no_contact', 'A call in Close cannot do without a contact: choose another one.'));
  }
  // The lead follows the contact; one that was chosen before belongs to the contact before.
  const links = await linksOf(client, { contact: call.contact, leadId: null });
  return links.ok ? ok({ lead_id: links.value.leadId, contact_id: links.value.contactId }) : links;
}

function holds(current: CallActivity, values: Partial<CallFields>): boolean {
  const now: Readonly<Record<string, unknown>> = current;
  return Object.entries(values).every(([name, value]) => (now[name] ?? null) === value);
}
