import type { PipedriveSandbox } from './types.ts';

/** People as a small sales team would have typed them in: every number in another form. */
export function seedDemo(sandbox: Pick<PipedriveSandbox, 'addPerson' | 'addDeal' | 'addLead'>): void {
  const jane = sandbox.addPerson({ name: 'Jane Doe', phones: ['+1 555-010-2030'], organization: 'Acme Ltd' });
  sandbox.addDeal({ title: 'Acme: 20 seats', personId: jane });
  sandbox.addDeal({ title: 'Acme: pilot', personId: jane, status: 'won' });
  const zoe = sandbox.addPerson({ name: 'Zoë Müller', phones: ['+4930901820'], organization: 'Müller & Söhne GmbH' });
  sandbox.addLead({ title: 'Müller: call back about the offer', personId: zoe });
  sandbox.addPerson({ name: 'Liam Tamm', phones: ['+372 5555 0101', '55550102'] });
  sandbox.addPerson({ name: 'Reception', phones: ['(555) 010-4000'], organization: 'Globex' });
  sandbox.addPerson({ name: 'Mia Globex', phones: ['555.010.4000'], organization: 'Globex' });
}
