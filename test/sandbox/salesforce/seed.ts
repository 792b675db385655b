import type { SalesforceSandbox } from './types.ts';

/** People as a small sales team would have typed them in: every number in another form. */
export function seedDemo(
  sandbox: Pick<SalesforceSandbox, 'addContact' | 'addLead' | 'addAccount' | 'addOpportunity'>,
): void {
  const jane = sandbox.addContact({ name: 'Jane Doe', phones: ['+1 555-010-2030'], organization: 'Acme Ltd' });
  sandbox.addOpportunity({ title: 'Acme: 20 seats', contactId: jane });
  sandbox.addOpportunity({ title: 'Acme: pilot', contactId: jane, closed: true });
  sandbox.addLead({ name: 'Zoë Müller', phones: ['+4930901820'], company: 'Müller & Söhne GmbH' });
  sandbox.addContact({ name: 'Liam Tamm', phones: ['+372 5555 0101', '55550102'] });
  const globex = sandbox.addAccount({ name: 'Globex', phone: '(555) 010-4000' });
  sandbox.addOpportunity({ title: 'Globex: renewal', accountId: globex });
  sandbox.addContact({ name: 'Mia Globex', phones: ['555.010.4001'], organization: 'Globex' });
}
