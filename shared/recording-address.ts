import type { CallFacts } from './call.ts';

/** Only https and without a sign-in: what is sent to a CRM is clicked on by others. */
const ADDRESS = /^https:\/\/[^\s"'<>/?#@\\]+(?:[/?#][^\s"'<>]*)?$/i;

/** Where the source itself says that the recording can be heard; null: nowhere. */
export function recordingAddress({ recordingNames }: Pick<CallFacts, 'recordingNames'>): string | null {
  return recordingNames.find((name) => ADDRESS.test(name)) ?? null;
}
