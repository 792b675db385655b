import { hash } from 'node:crypto';

/** The call's name in the ledger and in the CRM: 12 upper-case hex digits, the same after any rebuild. */
export function callRef(sourceId: string, groupKey: string): string {
  return hash('sha256', `${sourceId}\0${groupKey}`, 'hex').slice(0, 12).toUpperCase();
}
