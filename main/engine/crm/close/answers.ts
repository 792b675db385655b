import { z } from 'zod';

/** Answer shapes, as far as they are used. The specification leaves half of them out: nearly all may be absent. */

const id = z.string().min(1);
const text = z.string().nullish();

export const callActivity = z.object({
  id,
  lead_id: text,
  contact_id: text,
  direction: text,
  status: text,
  outcome_id: text,
  duration: z.number().nullish(),
  phone: text,
  activity_at: text,
  note: text,
  note_html: text,
  recording_url: text,
  voicemail_url: text,
});
export type CallActivity = z.output<typeof callActivity>;

export const callPage = z.object({ data: z.array(callActivity), has_more: z.boolean().nullish() });

export const meAnswer = z.object({
  id,
  first_name: text,
  last_name: text,
  organizations: z.array(z.object({ id, name: text })).nullish(),
});

export const outcomesAnswer = z.object({
  data: z.array(z.object({ id, name: text, applies_to: z.array(z.string()).nullish() })),
  has_more: z.boolean().nullish(),
});

const phones = z.array(z.object({ phone: text, phone_formatted: text })).nullish();

export const contact = z.object({
  id,
  lead_id: text,
  name: text,
  display_name: text,
  phones,
  date_updated: text,
  date_created: text,
});
export type ContactHit = z.output<typeof contact>;

export const contactsFound = z.object({ data: z.array(contact) });

export const leadsFound = z.object({ data: z.array(z.object({ id })) });

export const lead = z.object({
  id,
  name: text,
  display_name: text,
  date_updated: text,
  contacts: z.array(contact).nullish(),
  opportunities: z
    .array(z.object({ id, status_type: text, status_label: text, value_formatted: text, note: text }))
    .nullish(),
});
export type Lead = z.output<typeof lead>;

export const tasksAnswer = z.object({
  data: z.array(z.object({ id, text, date: text, is_complete: z.boolean().nullish() })),
  has_more: z.boolean().nullish(),
});

export const taskAnswer = z.object({ id });

/** A deletion: nothing of the answer is used. */
export const anyAnswer = z.object({});
