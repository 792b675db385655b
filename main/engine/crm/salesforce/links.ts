import type { CrmRecord } from '../../../../shared/call.ts';
import { isVoiceKey } from './routes.ts';

/** Where a person opens it. `voiceBase` stands for the org where only the telephony host is known. */
export function recordUrl(base: string, record: CrmRecord): string {
  if (!isVoiceKey(record.id)) return `${base}/lightning/r/Task/${encodeURIComponent(record.id)}/view`;
  // A key is no address: without the record's own id only the list of voice calls can be opened.
  if (record.wrapperId === null) return `${base}/lightning/o/VoiceCall/list`;
  return `${base}/lightning/r/VoiceCall/${encodeURIComponent(record.wrapperId)}/view`;
}

/** The org's pages, from the address of its telephony host. */
export function pagesOf(telephonyUrl: string): string {
  return telephonyUrl.replace(/\/+$/, '').replace(/\.my\.salesforce-scrt\.com$/, '.my.salesforce.com');
}
