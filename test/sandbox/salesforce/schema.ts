/** Of a field, as far as the sandbox holds clients to it. */
export interface Field {
  readonly type: 'text' | 'long' | 'number' | 'flag' | 'time' | 'date' | 'id';
  /** Long texts cannot be asked for in a WHERE. */
  readonly filterable?: false;
}

const text: Field = { type: 'text' };
const long: Field = { type: 'long', filterable: false };
const number: Field = { type: 'number' };
const flag: Field = { type: 'flag' };
const time: Field = { type: 'time' };
const date: Field = { type: 'date' };
const id: Field = { type: 'id' };

const common = { Id: id, CreatedDate: time, LastModifiedDate: time };
const phones = { Phone: text, MobilePhone: text };

/** Objects and their fields; a dot leads over to the record that an id names. */
const OBJECTS: Readonly<Record<string, Readonly<Record<string, Field>>>> = {
  Task: {
    ...common,
    ...{ Subject: text, Description: long, Status: text, Priority: text, TaskSubtype: text, ActivityDate: date },
    ...{ CallType: text, CallDurationInSeconds: number, CallDisposition: text, CallObject: text },
    ...{ WhoId: id, WhatId: id, OwnerId: id, IsClosed: flag },
  },
  Contact: { ...common, ...phones, HomePhone: text, OtherPhone: text, Name: text, AccountId: id, 'Account.Name': text },
  Lead: { ...common, ...phones, Name: text, Company: text, IsConverted: flag },
  Account: { ...common, Name: text, Phone: text },
  Opportunity: { ...common, Name: text, AccountId: id, IsClosed: flag, StageName: text, Amount: number },
  OpportunityContactRole: {
    ...{ Id: id, ContactId: id, OpportunityId: id, 'Opportunity.Id': id, 'Opportunity.Name': text },
    ...{ 'Opportunity.IsClosed': flag, 'Opportunity.StageName': text },
  },
  ContentVersion: { ...common, Title: text, PathOnClient: text, ContentDocumentId: id, ContentSize: number },
  ContentDocument: { ...common, Title: text },
  ContentDocumentLink: { Id: id, LinkedEntityId: id, ContentDocumentId: id, 'ContentDocument.Title': text },
  VoiceCall: { ...common, VendorCallKey: text, Description: long, RelatedRecordId: id },
  TaskStatus: { ApiName: text, MasterLabel: text, IsClosed: flag, SortOrder: number },
};

export interface Schema {
  /** Undefined: no such object, or the user may not see it. */
  fields(object: string): Readonly<Record<string, Field>> | undefined;
}

/** Names are found whatever their letters' case. */
export function createSchema(options: {
  externalIdField: string | null;
  hidden: readonly string[];
  voiceFields: readonly string[];
}): Schema {
  const { externalIdField, hidden, voiceFields } = options;
  const ofVoice = Object.fromEntries(voiceFields.map((field) => [field, text]));
  return {
    fields(object) {
      const name = objectName(object);
      if (name === undefined || hidden.includes(name)) return undefined;
      const own = name === 'Task' && externalIdField !== null ? { [externalIdField]: text } : {};
      const all = { ...OBJECTS[name], ...own, ...(name === 'VoiceCall' ? ofVoice : {}) };
      return Object.fromEntries(Object.entries(all).filter(([field]) => !hidden.includes(`${name}.${field}`)));
    },
  };
}

export function objectName(name: string): string | undefined {
  return Object.keys(OBJECTS).find((known) => known.toLowerCase() === name.toLowerCase());
}
