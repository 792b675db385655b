import { ok, type Result } from '../../../../shared/result.ts';
import type { AccountIdentity } from '../port.ts';
import { rightsAnswer, userAnswer } from './answers.ts';
import type { SalesforceClient } from './client.ts';

/** Who is signed in. */
export interface Profile {
  /** Asks anew. */
  verify(): Promise<Result<AccountIdentity>>;
  /** The agent's zone in Salesforce, asked once; UTC where the user may not see it. */
  timeZone(): Promise<Result<string>>;
}

const RIGHTS = { createable: 'create tasks', updateable: 'edit tasks', deletable: 'delete tasks' } as const;

export function createProfile(client: SalesforceClient): Profile {
  let zone: string | undefined;

  async function ask() {
    const me = await client.call('whoAmI', { path: '/services/oauth2/userinfo', answer: userAnswer });
    if (me.ok) zone = me.value.zoneinfo ?? 'UTC';
    return me;
  }

  return {
    async verify() {
      const me = await ask();
      if (!me.ok && me.error.category !== 'refused') return me;
      const rights = await missingRights(client);
      if (!rights.ok) return rights;
      const session = await client.session();
      if (!session.ok) return session;
      const { userId, instanceUrl } = session.value;
      // The app may lack the scope for the page about the user; the token names the user all the same.
      return ok({
        userId: me.ok ? me.value.user_id : userId,
        name: me.ok ? (me.value.name ?? '') : userId,
        company: new URL(instanceUrl).hostname,
        missingRights: rights.value,
        ...(me.ok ? {} : { remarks: [NO_ZONE] }),
      });
    },
    async timeZone() {
      const me = zone === undefined ? await ask() : undefined;
      // Not permitted is an answer; no answer is none, and a wrong day would stay in the CRM.
      if (me === undefined || me.ok || me.error.category === 'refused') {
        zone ??= 'UTC';
        return ok(zone);
      }
      return me;
    },
  };
}

const NO_ZONE = 'Salesforce does not tell the time zone of the user (scope `id`): tasks get the day in UTC.';

/** What the user's profile does not allow with tasks. */
async function missingRights(client: SalesforceClient): Promise<Result<readonly string[]>> {
  const told = await client.call('readRights', { path: '/sobjects/Task', answer: rightsAnswer });
  if (!told.ok && told.error.code === 'no_permission') return ok(Object.values(RIGHTS));
  if (!told.ok) return told.error.category === 'refused' ? ok([]) : told;
  const { objectDescribe } = told.value;
  const names = ['createable', 'updateable', 'deletable'] as const;
  return ok(names.filter((name) => objectDescribe?.[name] === false).map((name) => RIGHTS[name]));
}
