import type { CloseSandbox } from './types.ts';

/** People as a small sales team would have typed them in: every number in another form. */
export function seedDemo(sandbox: Pick<CloseSandbox, 'addContact' | 'addOpportunity' | 'addOutcome'>): void {
  const { leadId } = sandbox.addContact({ name: 'Jane Doe', phones: ['+1 555-010-2030'], organization: 'Acme Ltd' });
  sandbox.addOpportunity({ note: '20 seats', leadId });
  sandbox.addOpportunity({ note: 'Pilot', leadId, status: 'won' });
  sandbox.addContact({ name: 'Zoë Müller', phones: ['+4930901820'], organization: 'Müller & Söhne GmbH' });
  sandbox.addContact({ name: 'Reception', phones: ['(555) 010-4000'], organization: 'Globex' });
  sandbox.addContact({ name: 'Mia Globex', phones: ['555.010.4000'], organization: 'Globex' });
  for (const name of ['Left Voicemail', 'Left Message', 'Wrong Number']) sandbox.addOutcome(name);
}
