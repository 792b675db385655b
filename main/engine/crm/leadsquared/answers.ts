import { z } from 'zod';

/** Answer shapes, as far as they are used. LeadSquared sends null or nothing for what is empty. */

const id = z.string().min(1);
const text = z.string().nullish();
const figure = z.union([z.string(), z.number()]).nullish();

export const whoAnswer = z.object({
  Id: id,
  Name: text,
  /** Holds the e-mail address, whatever its name says. */
  PassPhrase: text,
  EmailAddress: text,
  TimeZone: text,
  OrgId: text,
  OrgDisplayName: text,
  AssociatedPhoneNumbers: text,
  LSQCommonServiceURLs: z.object({ api: text, app: text }).nullish(),
});

export const usersAnswer = z.array(
  z.object({ ID: id, FirstName: text, LastName: text, EmailAddress: text, StatusCode: figure }),
);

/** Leads carry many more attributes, the company's own among them. */
export const lead = z.looseObject({
  ProspectID: id,
  FirstName: text,
  LastName: text,
  EmailAddress: text,
  Company: text,
  RelatedCompanyId: text,
  ModifiedOn: text,
  CreatedOn: text,
});
export type Lead = z.output<typeof lead>;

export const leadsAnswer = z.array(lead);

/** `{"Status":"Success","Message":{"Id":"…"}}`, the answer to everything that makes something. */
export const madeAnswer = z.object({ Message: z.object({ Id: id }) });

/** Nothing of the answer is used. */
export const doneAnswer = z.object({});

export const enabledAnswer = z.object({ OpportunityManagement: text });

const opportunity = z.object({ OpportunityId: text, Status: text, mx_Custom_1: text });
export const opportunitiesAnswer = z.object({ List: z.array(opportunity).nullish() });

const pair = z.object({ Key: text, Value: figure });
export const activity = z.object({
  Id: id,
  EventCode: figure,
  Data: z.array(pair).nullish(),
  ActivityFields: z.record(z.string(), z.unknown()).nullish(),
});
export type Activity = z.output<typeof activity>;

export const activitiesAnswer = z.object({ RecordCount: figure, ProspectActivities: z.array(activity).nullish() });

export const activityAnswer = z.object({
  Fields: z.array(z.object({ SchemaName: text, Value: z.unknown() })).nullish(),
});

export const notesAnswer = z.object({
  List: z.array(z.object({ ProspectNoteId: id, Note: text })).nullish(),
});

export const taskTypesAnswer = z.array(z.object({ Name: text, Category: figure }));

export const tasksAnswer = z.object({
  TaskList: z.array(z.object({ TaskID: id, Name: text, Description: text })).nullish(),
});
