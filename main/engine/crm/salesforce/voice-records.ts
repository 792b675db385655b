import type { CrmRecord } from '../../../../shared/call.ts';
import { ok, type Result } from '../../../../shared/result.ts';
import type { ChangeableField, LoggableCall } from '../port.ts';
import { noAnswer, rows, voiceRow, type VoiceRow } from './answers.ts';
import type { SalesforceClient } from './client.ts';
import { describe } from './description.ts';
import { linksOf, sameId } from './map.ts';
import { soqlText } from './text.ts';

/** The record behind a key, by the REST API. Only what is needed is asked for: one hidden field refuses the whole query. */
export async function findVoiceCall(
  client: SalesforceClient,
  key: string,
  more: readonly string[] = [],
): Promise<Result<VoiceRow | undefined>> {
  const fields = [...new Set(['Id', ...more])];
  const found = await client.call('query', {
    path: '/query',
    query: {
      q: `SELECT ${fields.join(', ')} FROM VoiceCall WHERE VendorCallKey=${soqlText(key)}`,
    },
    answer: rows(voiceRow),
  });
  return found.ok ? ok(found.value.records[0]) : found;
}

interface VoiceFields {
  Description?: string;
  RelatedRecordId?: string | null;
}

/** Note and contact, which the telephony API has no field for. */
export async function linkVoiceCall(client: SalesforceClient, id: string, call: LoggableCall): Promise<Result<void>> {
  const related = relatedOf(call);
  if (!related.ok) return related;
  const fields = {
    Description: describe(call, null),
    ...(related.value === null ? {} : { RelatedRecordId: related.value }),
  };
  return await write(client, id, fields);
}

/** A custom field of the voice call that a change goes into, which is written by the telephony API. */
export interface CustomChange {
  readonly field: ChangeableField;
  readonly name: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Changes note and related record where they still hold what we wrote; names what people have changed, custom fields too. */
export async function updateVoiceRecord(
  client: SalesforceClient,
  record: CrmRecord,
  { before, after }: { before: LoggableCall; after: LoggableCall },
  custom: readonly CustomChange[],
): Promise<Result<readonly ChangeableField[]>> {
  const [was, is] = [relatedOf(before), relatedOf(after)];
  if (!was.ok) return was;
  if (!is.ok) return is;
  const [textBefore, textAfter] = [describe(before, null), describe(after, null)];
  if (textBefore === textAfter && sameId(was.value, is.value) && custom.length === 0) return ok([]);
  const names = ['Description', 'RelatedRecordId', ...custom.map(({ name }) => name)];
  const row = await findVoiceCall(client, record.id, names);
  if (!row.ok) return row;
  if (row.value === undefined) return ok([]);
  const { Id, Description, RelatedRecordId } = row.value;
  const theirs = custom.filter((change) => isTheirs(row.value?.[change.name], change));
  const now = (Description ?? '').replace(/\r\n?/g, '\n').trim();
  const fields: VoiceFields = {};
  const kept = new Set(theirs.map(({ field }) => field));
  if (textBefore !== textAfter && now !== textAfter) {
    if (now === textBefore || now === '') fields.Description = textAfter;
    else kept.add('note');
  }
  if (!sameId(was.value, is.value) && !sameId(RelatedRecordId, is.value)) {
    if (sameId(RelatedRecordId, was.value)) fields.RelatedRecordId = is.value;
    else kept.add(sameId(before.contact?.id, after.contact?.id) ? 'deal' : 'contact');
  }
  if (Object.keys(fields).length === 0) return ok([...kept]);
  const written = await write(client, Id, fields);
  return written.ok ? ok([...kept]) : written;
}

/** Empty and absent are the same; a number may come back as a text. */
function isTheirs(now: unknown, { before, after }: CustomChange): boolean {
  const plain = (value: unknown): string =>
    typeof value === 'string' || typeof value === 'number' ? String(value).replace(/\r\n?/g, '\n').trim() : '';
  return plain(now) !== plain(before) && plain(now) !== plain(after);
}

/** Few may do this (Modify All Data). Already gone is what was wanted. */
export async function removeVoiceRecord(client: SalesforceClient, key: string): Promise<Result<void>> {
  const row = await findVoiceCall(client, key);
  if (!row.ok) return row;
  if (row.value === undefined) return ok(undefined);
  const path = `/sobjects/VoiceCall/${encodeURIComponent(row.value.Id)}`;
  const gone = await client.call('deleteVoiceRecord', { path, answer: noAnswer });
  return gone.ok || gone.error.code === 'record_gone' ? ok(undefined) : gone;
}

/** A voice call is related to one record: the opportunity where there is one, else the contact. */
function relatedOf(call: LoggableCall): Result<string | null> {
  const links = linksOf(call);
  return links.ok ? ok(links.value.WhatId ?? links.value.WhoId) : links;
}

async function write(client: SalesforceClient, id: string, fields: VoiceFields): Promise<Result<void>> {
  const written = await client.call('changeVoiceRecord', {
    path: `/sobjects/VoiceCall/${encodeURIComponent(id)}`,
    json: fields,
    answer: noAnswer,
  });
  return written.ok ? ok(undefined) : written;
}
