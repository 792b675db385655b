import { ok, type Result } from '../../../../shared/result.ts';
import { ownWords, refMark } from '../../../../shared/text.ts';
import type { CreatedTask, TaskDraft } from '../port.ts';
import { idRow, rows, savedAnswer } from './answers.ts';
import type { SalesforceClient } from './client.ts';
import { linksOf } from './map.ts';
import { cut, oneLine, soqlText } from './text.ts';

/** A follow-up: looked for first, so that a lost answer makes no second one. */
export async function createFollowUp(client: SalesforceClient, draft: TaskDraft): Promise<Result<CreatedTask>> {
  const links = linksOf(draft);
  if (!links.ok) return links;
  const marker = `${refMark(draft.ref)} follow-up`;
  const subject = oneLine(draft.subject, 255) || 'Follow up';
  const known = await client.call('query', {
    path: '/query',
    query: { q: `SELECT Id FROM Task WHERE CallObject=${soqlText(marker)} AND Subject=${soqlText(subject)} LIMIT 1` },
    answer: rows(idRow),
  });
  if (!known.ok) return known;
  const [first] = known.value.records;
  if (first !== undefined) return linked(client, first.Id);
  const { WhoId, WhatId } = links.value;
  const note = cut(ownWords(draft.note), 31_000);
  const made = await client.call('addFollowUp', {
    path: '/sobjects/Task',
    json: {
      Subject: subject,
      ActivityDate: draft.dueDate,
      CallObject: marker,
      Description: `${note === '' ? '' : `${note}\n\n`}Follow-up of call ${refMark(draft.ref)}`,
      ...(WhoId === null ? {} : { WhoId }),
      ...(WhatId === null ? {} : { WhatId }),
    },
    answer: savedAnswer,
  });
  return made.ok ? linked(client, made.value.id) : made;
}

async function linked(client: SalesforceClient, id: string): Promise<Result<CreatedTask>> {
  const session = await client.session();
  return ok({ id, url: session.ok ? `${session.value.instanceUrl}/lightning/r/Task/${id}/view` : null });
}
