import { SIDE_WORDS } from '../stem.ts';

/** Words for what the agent's side sent, each with the word for what it received. */
const PAIRS: readonly (readonly [sent: string, received: string])[] = [
  ['out', 'in'],
  ['tx', 'rx'],
  ['enc', 'dec'],
  ['write', 'read'],
  ['local', 'remote'],
];

const MARK = new RegExp(`[-_](${SIDE_WORDS})(?=\\.[^.\\\\/]+$)`, 'i');

/**
 * The file of the other direction, by name alone, and whether this one is what the agent said. Null: the name has no mark
 * of a direction.
 */
export function otherSide(path: string): { readonly path: string; readonly agentIsHere: boolean } | null {
  const match = MARK.exec(path);
  const word = match?.[1] ?? '';
  const pair = PAIRS.find((each) => each.includes(word.toLowerCase()));
  if (match === null || pair === undefined) return null;
  const [sent, received] = pair;
  const agentIsHere = word.toLowerCase() === sent;
  const other = agentIsHere ? received : sent;
  const written = word === word.toUpperCase() ? other.toUpperCase() : other;
  const start = match.index + 1;
  return { path: path.slice(0, start) + written + path.slice(start + word.length), agentIsHere };
}
