/** Edits (insert, delete, replace, swap of neighbours) from one word to the other. */
function distance(from: string, to: string): number {
  let older: number[] = [];
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      let edits = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]) {
        edits = Math.min(edits, (older[column - 2] ?? 0) + 1);
      }
      current.push(edits);
    }
    older = previous;
    previous = current;
  }
  return previous[to.length] ?? 0;
}

const plain = (word: string) => word.toLowerCase().replace(/[-_ ]/g, '');

/** The known word that was probably meant: at most a third of it wrong, case and separators aside. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const meant = plain(word).slice(0, 64);
  const ranked = known
    .map((candidate) => ({ candidate, edits: distance(meant, plain(candidate)) }))
    .sort((a, b) => a.edits - b.edits);
  const best = ranked[0];
  return best !== undefined && best.edits <= Math.max(1, Math.floor(best.candidate.length / 3))
    ? best.candidate
    : undefined;
}
