const PREFIXES: Readonly<Record<string, string>> = {
  Task: '00T',
  Contact: '003',
  Lead: '00Q',
  Account: '001',
  Opportunity: '006',
  OpportunityContactRole: '00K',
  ContentVersion: '068',
  ContentDocument: '069',
  ContentDocumentLink: '06A',
  VoiceCall: '0LQ',
};

/** Of the check sum. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

export const ORGANIZATION_ID = withCheck('00D5e000001Sand');
export const USER_ID = withCheck('0055e000001User');

/** Ids of 18 signs: 15 that count, and 3 that say which of them are capital letters. */
export function makeId(type: string, number: number): string {
  const prefix = PREFIXES[type];
  if (prefix === undefined) throw new Error(`no ids of ${type}`);
  return withCheck(`${prefix}5e00000${number.toString(36).padStart(5, '0')}`);
}

export function typeOfId(id: string): string | undefined {
  return Object.entries(PREFIXES).find(([, prefix]) => id.startsWith(prefix))?.[0];
}

/** The id as it is stored; undefined when it is none. */
export function readId(id: unknown): string | undefined {
  if (typeof id !== 'string' || !/^[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?$/.test(id)) return undefined;
  const whole = withCheck(id.slice(0, 15));
  return id.length === 15 || id === whole ? whole : undefined;
}

function withCheck(id: string): string {
  const groups = [id.slice(0, 5), id.slice(5, 10), id.slice(10, 15)];
  const check = groups.map((group) => {
    const bits = Array.from(group).reduce((sum, sign, index) => sum + (/[A-Z]/.test(sign) ? 1 << index : 0), 0);
    return ALPHABET[bits] ?? '';
  });
  return id + check.join('');
}
