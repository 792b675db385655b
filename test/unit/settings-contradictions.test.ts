import { describe, expect, it } from 'vitest';
import { account, problems, smallest, source } from '../fakes/settings.ts';

describe('settings that contradict each other', () => {
  it('name the second of two equal ids', () => {
    expect(
      problems({
        ...smallest,
        sources: [source, { ...source, id: 'b' }, source],
        accounts: [account, account],
        logging: { account: 'sales' },
      }),
    ).toEqual([
      'sources[2].id: "pbx" is already the id of sources[0]',
      'accounts[1].id: "sales" is already the id of accounts[0]',
    ]);
  });

  it('ask which account is meant when there are several', () => {
    expect(problems({ ...smallest, accounts: [account, { ...account, id: 'support' }] })).toEqual([
      'logging.account: is missing; must be one of "sales", "support"',
    ]);
  });
});
