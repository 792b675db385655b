/** Made-up people of the sample: numbers of the range that is kept for fiction. */
export interface Person {
  readonly name: string;
  readonly company: string | null;
  readonly number: string;
  readonly deal: string | null;
}

export const PEOPLE: readonly Person[] = [
  { name: 'Jane Doe', company: 'Harbor & Pine', number: '+1 415-555-0142', deal: 'Fleet renewal 2027' },
  { name: 'Amara Nwosu', company: 'Castellan Freight', number: '(646) 555-0176', deal: 'Spring lane contract' },
  { name: 'Étienne Marchand', company: 'Marchand Frères', number: '+1 503 555 0126', deal: null },
  { name: 'Marta Keller', company: 'Oakridge Legal', number: '617.555.0119', deal: null },
  { name: 'Paul Keller', company: 'Oakridge Legal', number: '+16175550119', deal: null },
  { name: 'Hiro Tanabe', company: 'Meridian Dental', number: '480 555 0173', deal: null },
];
