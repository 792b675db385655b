import { ok, type Result } from '../../../../shared/result.ts';
import { enabledAnswer, opportunitiesAnswer } from './answers.ts';
import type { Session } from './session.ts';

export type Titled = readonly { readonly id: string; readonly title: string }[];

export interface Opportunities {
  /** The open ones of a lead; none where the company does not use opportunities or the user may not see them. */
  openOf(leadId: string): Promise<Result<Titled>>;
}

/**
 * Whether the company uses opportunities is asked once: for those who do not, every lookup saves a request. `type`: the code
 * of the one type that counts; default: all of them.
 */
export function createOpportunities(session: Session, type?: number): Opportunities {
  let used: boolean | undefined;

  async function isUsed(): Promise<Result<boolean>> {
    if (used !== undefined) return ok(used);
    const who = await session.who();
    if (!who.ok) return who;
    const { companyId } = who.value;
    if (companyId === null) return ok((used = true));
    const answer = await session.call('hasOpportunities', { query: { orgId: companyId }, answer: enabledAnswer });
    if (answer.ok) return ok((used = answer.value.OpportunityManagement?.toLowerCase() === 'enabled'));
    return answer.error.category === 'refused' ? ok((used = false)) : answer;
  }

  return {
    async openOf(leadId) {
      const asks = await isUsed();
      if (!asks.ok) return asks;
      if (!asks.value) return ok([]);
      const answer = await session.call('opportunities', {
        query: { leadId, ...(type === undefined ? {} : { opportunityType: String(type) }) },
        json: { Paging: { PageIndex: 1, PageSize: 100 } },
        answer: opportunitiesAnswer,
      });
      if (!answer.ok) return answer.error.category === 'refused' ? ok([]) : answer;
      return ok(
        (answer.value.List ?? []).flatMap(({ OpportunityId: id, Status: status, mx_Custom_1: title }) =>
          id == null || (status ?? 'Open').toLowerCase() !== 'open' ? [] : [{ id, title: title ?? '' }],
        ),
      );
    },
  };
}
