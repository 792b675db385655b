import type { End } from './ends.ts';
import type { OwnExtensions } from './extensions.ts';
import type { FoldedLeg } from './folded-leg.ts';

export interface LocalSide {
  /** The extension or number of ours that took part; null when it is not known. */
  readonly number: string | null;
  /** One of the agent's own had a part in it beyond ringing while somebody else answered. */
  readonly mine: boolean;
}

interface Candidate {
  readonly end: End;
  readonly label: string;
  readonly reached: boolean;
  readonly placed: boolean;
}

/**
 * Who took part on our side: who talked before who rang or dialled, the agent's own before colleagues, a phone before a
 * group's number. `legs` in the order in which they began.
 */
export function localSide(
  legs: readonly FoldedLeg[],
  about: { readonly own: OwnExtensions; readonly remote: End; readonly anybody: boolean },
): LocalSide {
  const { own, remote, anybody } = about;
  let best: Candidate | null = null;
  let mine = false;
  let ownNumber: string | null = null;
  for (const leg of legs) {
    ownNumber ??= leg.leg.ownNumber;
    for (const end of [leg.ends.from, leg.ends.to]) {
      const candidate = candidateOf(leg, end, remote);
      if (candidate === null) continue;
      if (best === null || rank(candidate) > rank(best)) best = candidate;
      mine ||= end.role === 'own' && (candidate.reached || candidate.placed || !anybody);
    }
  }
  return { number: best?.label ?? ownNumber, mine: mine || (ownNumber !== null && own.isListed(ownNumber)) };
}

const rank = ({ end, reached, placed }: Candidate): number =>
  Number(reached) * 8 +
  Number(end.role === 'own') * 4 +
  Number(placed) * 2 +
  Number(end.byChannel || end.channel !== null);

/** Null for the other side, and for the near end of a pipe, where nobody stands. */
function candidateOf({ ends, reached }: FoldedLeg, end: End, remote: End): Candidate | null {
  const placed = end === ends.from;
  if (end === remote || end.role === 'outside' || end.label === null || (placed && end.pipe !== null)) return null;
  return { end, label: end.label, reached, placed };
}
