import { z } from 'zod';

/** Answer shapes, as far as they are used. Pipedrive leaves empty fields out or sends null: nearly all may be absent. */

const id = z.union([z.number().int(), z.string().min(1)]).transform(String);
const text = z.string().nullish();

export const callLog = z.object({
  id,
  activity_id: id.nullish(),
  person_id: id.nullish(),
  has_recording: z.boolean().nullish(),
  note: text,
  start_time: text,
  end_time: text,
  duration: z.union([z.string(), z.number()]).nullish(),
  from_phone_number: text,
  to_phone_number: text,
});
export type CallLog = z.output<typeof callLog>;

export const callAnswer = z.object({ data: callLog });

export const callPage = z.object({
  data: z.array(callLog).nullish(),
  additional_data: z
    .object({
      pagination: z
        .object({ more_items_in_collection: z.boolean().nullish(), next_start: z.number().int().nullish() })
        .nullish(),
    })
    .nullish(),
});

export const userAnswer = z.object({
  data: z.object({
    id,
    name: text,
    company_name: text,
    company_domain: text,
    access: z.array(z.object({ app: text })).nullish(),
  }),
});

const phones = z.array(z.union([z.string(), z.object({ value: text })])).nullish();

export const personHit = z.object({
  id,
  name: text,
  phones,
  organization: z.object({ id, name: text }).nullish(),
});
export type PersonHit = z.output<typeof personHit>;

export const searchAnswer = z.object({
  data: z.object({ items: z.array(z.object({ item: personHit })).nullish() }).nullish(),
});

export const personAnswer = z.object({
  data: z.object({ id, name: text, phones, add_time: text, update_time: text }),
});

export const dealsAnswer = z.object({ data: z.array(z.object({ id, title: text })).nullish() });

export const leadsAnswer = z.object({
  data: z.array(z.object({ id, title: text, is_archived: z.boolean().nullish() })).nullish(),
});

export const organizationsFound = z.object({
  data: z.object({ items: z.array(z.object({ item: z.object({ id, name: text }) })).nullish() }).nullish(),
});

export const personsAnswer = z.object({ data: z.array(z.object({ id, name: text, phones })).nullish() });

export const activity = z.object({
  id,
  subject: text,
  note: text,
  due_date: text,
  person_id: id.nullish(),
  org_id: id.nullish(),
  deal_id: id.nullish(),
  lead_id: id.nullish(),
});
export type Activity = z.output<typeof activity>;

export const activityAnswer = z.object({ data: activity });

export const activitiesAnswer = z.object({ data: z.array(activity).nullish() });

/** Deletions and the upload: nothing of the answer is used. */
export const anyAnswer = z.object({});
