import { describe, expect, it } from 'vitest';
import { leadsquared } from '../../shared/settings/accounts/leadsquared.ts';

const smallest = {
  id: 'sales',
  crm: 'leadsquared',
  credentials: { env: { accessKey: 'LSQ_ACCESS_KEY', secretKey: 'LSQ_SECRET_KEY' } },
};

const problems = (change: Record<string, unknown>) => {
  const read = leadsquared.safeParse({ ...smallest, ...change });
  return read.success ? [] : read.error.issues.map(({ path }) => path.join('.'));
};

describe('the settings of a LeadSquared account', () => {
  it('need two keys and nothing more', () => {
    expect(leadsquared.parse(smallest)).toEqual({
      ...smallest,
      baseUrl: 'https://api.leadsquared.com',
      setOwner: false,
    });
    expect(problems({ credentials: { keychain: 'aftercall/sales' } })).toEqual([]);
    expect(problems({ credentials: { env: { accessKey: 'LSQ_ACCESS_KEY' } } })).toEqual(['credentials']);
  });

  it('take the address of any host, and everything a company may have of its own', () => {
    const own = {
      baseUrl: 'https://api-in21.leadsquared.com',
      userEmail: 'ann@example.com',
      requestsPer5Seconds: 10,
      dailyRequests: 9_000,
      opportunityType: 12_000,
      taskType: 'Follow-Up',
      setOwner: true,
      outcomes: { wrong_number: 'Wrong Number' },
    };
    expect(leadsquared.parse({ ...smallest, ...own })).toEqual({ ...smallest, ...own });
  });

  it.each([
    [{ baseUrl: 'http://api.leadsquared.com' }, ['baseUrl']],
    [{ baseUrl: 'https://api.leadsquared.com/v2' }, ['baseUrl']],
    [{ userEmail: 'Ann' }, ['userEmail']],
    [{ requestsPer5Seconds: 0 }, ['requestsPer5Seconds']],
    [{ outcomes: { engaged: 'x' } }, ['outcomes']],
    [{ apiToken: 'x' }, ['']],
  ])('%j is refused at %j', (change, where) => expect(problems(change)).toEqual(where));
});
