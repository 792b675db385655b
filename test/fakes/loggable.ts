import type { PhoneNumber } from '../../shared/call.ts';
import type { LoggableCall } from '../../main/engine/crm/port.ts';

export const JANE: PhoneNumber = {
  raw: '001 555-010-0102',
  e164: '+15550100102',
  national: '5550100102',
  withheld: false,
};

/** Equal when the last nine digits are: enough for tests, the real one knows countries. */
export function comparePhones(stored: string, wanted: PhoneNumber): boolean {
  const tail = (text: string): string => text.replace(/\D/g, '').slice(-9);
  return tail(stored) !== '' && tail(stored) === tail(wanted.e164 ?? wanted.raw);
}

export function loggable(change: Partial<LoggableCall> = {}): LoggableCall {
  return {
    ref: '0123456789AB',
    direction: 'outbound',
    outcome: 'connected',
    remote: JANE,
    remoteName: null,
    localNumber: '100',
    startedAt: Date.UTC(2026, 10, 21, 9, 0, 0, 500),
    endedAt: Date.UTC(2026, 10, 21, 9, 1, 5, 900),
    talkSeconds: 62,
    note: null,
    contact: null,
    dealId: null,
    leadId: null,
    ...change,
  };
}
