/** How many answers of a kind are remembered. */
const REMEMBERED = 50;
/** The first answers come over new connections and are slow: nothing is known before so many. */
const ENOUGH = 21;

export interface AnswerTimes {
  /**
   * Remembers that an answer took this long (milliseconds) and gives the quickest now known, this one included; 0 while
   * too few are known.
   */
  quickest(kind: string, took: number): number;
}

/** The quickest of the last answers by kind of request: what the other side and the way at least take. */
export function answerTimes(): AnswerTimes {
  const recent = new Map<string, number[]>();
  return {
    quickest(kind, took) {
      const list = [...(recent.get(kind) ?? []), took].slice(-REMEMBERED);
      recent.set(kind, list);
      return list.length < ENOUGH ? 0 : Math.min(...list);
    },
  };
}
