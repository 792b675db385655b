import type { Scenario } from '../softphone/index.ts';

/** Made-up people; the numbers are those that regulators keep free for films and books. */
export interface DemoContact {
  readonly name: string;
  /** As a person typed it into the CRM. */
  readonly phones: readonly string[];
  readonly organization?: string;
  readonly deal?: string;
}

export const CONTACTS: readonly DemoContact[] = [
  { name: 'Jane Doe', phones: ['(202) 555-0101'], organization: 'Doe & Sons', deal: 'New roof' },
  { name: 'Marta Keller', phones: ['+49 30 23125 102'], organization: 'Keller Optik', deal: 'Shop fitting' },
  { name: 'Oliver Bennett', phones: ['+44 20 7946 0103'] },
  { name: 'Jürgen Müller', phones: ['+49 30 23125104'], organization: 'Müller Söhne' },
  { name: 'Sofia Rossi', phones: ['202-555-0105'] },
  { name: 'David Kim', phones: ['+1 202 555 0106'], deal: 'Yearly service' },
  { name: 'Amelia Clark', phones: ['2025550107'] },
  { name: 'Noah Williams', phones: ['+12025550108'], organization: 'Williams Bakery' },
  { name: 'Emma Brown', phones: ['+1 (202) 555-0109'], deal: 'Second branch' },
  { name: 'Lucas Meyer', phones: ['+49 (30) 23125-110'] },
  { name: 'Priya Nair', phones: ['202.555.0111'], organization: 'Nair Logistics' },
  { name: 'Hannah Lee', phones: ['+1 202 555 0112'], organization: 'Lee Interiors' },
  { name: 'Thomas Lee', phones: ['+1 202 555 0112'], organization: 'Lee Interiors' },
];

const from = (number: string, name?: string) => (name === undefined ? { number } : { number, name });

/** A busy half hour of one agent, in the order it is played. */
export const CALLS: readonly Scenario[] = [
  { kind: 'inbound', from: from('+12025550101', 'DOE JANE'), ring: 4, talk: 201 },
  { kind: 'outbound', to: '+493023125102', ring: 6, talk: 72 },
  { kind: 'missed', from: from('+442079460103'), ring: 18 },
  { kind: 'internal', to: '101', ring: 2, talk: 35 },
  { kind: 'inbound', from: from('+493023125104', 'Jürgen "Jay" Müller'), ring: 5, talk: 48 },
  { kind: 'busy', to: '12025550105', ring: 3 },
  { kind: 'outbound', to: '12025550106', ring: 8, talk: 125 },
  { kind: 'voicemail', from: from('+12025550107', 'CLARK A'), ring: 20, message: 14 },
  {
    ...{ kind: 'ring_group', group: '600', phones: ['100', '101', '102'], answeredBy: '100' },
    ...{ from: from('+12025550108', 'WILLIAMS'), ring: 7, talk: 93 },
  },
  { kind: 'inbound', from: from('+12025550109', 'EMMA BROWN'), ring: 3, talk: 57 },
  { kind: 'inbound', from: from('anonymous', 'Anonymous'), ring: 5, talk: 22 },
  {
    ...{ kind: 'blind_transfer', from: from('+493023125110', 'L. Meyer'), to: '101' },
    ...{ ring: 4, talk: 31, ringAgain: 3, talkAgain: 64 },
  },
  {
    ...{ kind: 'attended_transfer', from: from('+12025550111', 'NAIR'), to: '102' },
    ...{ ring: 5, talk: 28, ringAgain: 4, consult: 12, talkAgain: 80 },
  },
  { kind: 'outbound', to: '12025550199', ring: 9, talk: 39 },
  { kind: 'inbound', from: from('+12025550112', 'LEE INTERIORS'), ring: 4, talk: 66 },
];

/** The first `count` calls; past the end it begins anew. */
export function callsFor(count: number): Scenario[] {
  return Array.from({ length: count }, (_, index) => CALLS[index % CALLS.length] as Scenario);
}
