import { z } from 'zod';

/** Answer shapes, as far as they are used. Fields a user may not see are left out or null. */

const text = z.string().nullish();
const id = z.string().regex(/^[A-Za-z0-9]{15,18}$/);

/** The value, or undefined when the text is no JSON: an HTML page, a cut body. */
export function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}

export const userAnswer = z.object({
  user_id: id,
  organization_id: text,
  name: text,
  zoneinfo: text,
});

export const rightsAnswer = z.object({
  objectDescribe: z
    .object({ createable: z.boolean().nullish(), updateable: z.boolean().nullish(), deletable: z.boolean().nullish() })
    .nullish(),
});

/** 201, or 200 for an upsert that found the record. */
export const savedAnswer = z.object({ id, success: z.literal(true), created: z.boolean().nullish() });

/** 204: nothing. */
export const noAnswer = z.unknown();

export const task = z.object({
  Id: id,
  Subject: text,
  Description: text,
  CallDisposition: text,
  CallDurationInSeconds: z.number().nullish(),
  WhoId: text,
  WhatId: text,
  ActivityDate: text,
});
export type Task = z.output<typeof task>;

/** One page of a query; every query of ours asks for less than a page. */
export function rows<T extends z.ZodType>(row: T) {
  return z.object({ records: z.array(row) });
}

export const hit = z.object({
  attributes: z.object({ type: z.string() }),
  Id: id,
  Name: text,
  Company: text,
  Phone: text,
  MobilePhone: text,
  HomePhone: text,
  OtherPhone: text,
  AccountId: text,
  Account: z.object({ Name: text }).nullish(),
  LastModifiedDate: text,
});
export type Hit = z.output<typeof hit>;

export const searchAnswer = z.object({ searchRecords: z.array(hit) });

export const roleRow = z.object({ ContactId: text, Opportunity: z.object({ Id: id, Name: text }).nullish() });
export const opportunityRow = z.object({ Id: id, Name: text, AccountId: text });
export const idRow = z.object({ Id: id });
export const linkRow = z.object({
  ContentDocumentId: id,
  ContentDocument: z.object({ Title: text }).nullish(),
});
export const statusRow = z.object({ ApiName: text, MasterLabel: text });

export const pendingAnswer = z.object({ status: text });

export const voiceRow = z.looseObject({ Id: id, Description: text, RelatedRecordId: text });
export type VoiceRow = z.output<typeof voiceRow>;
