import type { End } from './ends.ts';
import type { OwnExtensions } from './extensions.ts';
import type { FoldedLeg } from './fold.ts';

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
  const candidates = legs.flatMap((leg) => candidatesOf(leg, about.remote));
  const listed = candidates.filter(({ end }) => end.role === 'own');
  const ownNumber = legs.find(({ leg }) => leg.ownNumber !== null)?.leg.ownNumber ?? null;
  const mine = listed.some(({ reached, placed }) => reached || placed || !about.anybody);
  const best = candidates.toSorted((a, b) => rank(b) - rank(a))[0];
  return { number: best?.label ?? ownNumber, mine: mine || (ownNumber !== null && about.own.isListed(ownNumber)) };
}

const rank = ({ end, reached, placed }: Candidate): number =>
  Number(reached) * 8 +
  Number(end.role === 'own') * 4 +
  Number(placed) * 2 +
  Number(end.byChannel || end.channel !== null);

function candidatesOf({ ends: { from, to }, reached }: FoldedLeg, remote: End): Candidate[] {
  return [from, to].flatMap((end) => {
    const isPlaced = end === from;
    const isLocal = end !== remote && end.role !== 'outside' && end.label !== null;
    if (!isLocal || (isPlaced && end.pipe !== null)) return [];
    return [{ end, label: end.label, reached, placed: isPlaced }];
  });
}
