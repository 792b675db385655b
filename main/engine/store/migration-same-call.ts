/**
 * The same call in two sources: the one that is not logged names the one that is. Calls are looked for by their start, so
 * all that may still matter are in an index; those excluded by a rule are not.
 */
export const sameCall = `
ALTER TABLE calls ADD COLUMN same_as INTEGER;
CREATE INDEX calls_same ON calls (same_as) WHERE same_as IS NOT NULL;
CREATE INDEX calls_started ON calls (started_at) WHERE state < 9 OR reason = 'ignored';
`;
