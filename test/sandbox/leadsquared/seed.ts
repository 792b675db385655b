import type { LeadSquaredSandbox } from './types.ts';

/** Leads as a small sales team would have typed them in: every number in another form. */
export function seedDemo(sandbox: Pick<LeadSquaredSandbox, 'addPerson' | 'addDeal'>): void {
  const jane = sandbox.addPerson({ name: 'Jane Doe', phones: ['+1-5550102030'], organization: 'Acme Ltd' });
  sandbox.addDeal({ title: 'Acme: 20 seats', personId: jane });
  sandbox.addDeal({ title: 'Acme: pilot', personId: jane, status: 'won' });
  sandbox.addPerson({ name: 'Zoë Müller', phones: ['+4930901820'], organization: 'Müller & Söhne GmbH' });
  sandbox.addPerson({ name: 'Liam Tamm', phones: ['+372-55550101', '55550102'] });
  sandbox.addPerson({ name: 'Reception', phones: ['5550104000'], organization: 'Globex' });
  sandbox.addPerson({ name: 'Mia Globex', phones: ['+1-5550104001', '5550104000'], organization: 'Globex' });
}
