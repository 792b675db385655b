import type { PhoneNumber } from '../../../shared/call.ts';

/** Under which a number is remembered: E.164, else its digits, else the address as it is written. */
export function numberKey(number: PhoneNumber): string {
  return number.e164 ?? number.national ?? number.raw;
}
