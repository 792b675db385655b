/** Names of the calls a window may make; what they take and answer stands in `contract.ts`. Apart, so that the preload stays small. */
export const CALLS = { overview: 'overview', newestCalls: 'newestCalls' } as const;
export type CallName = keyof typeof CALLS;

/** Tells a window that something changed; it asks again. */
export const CHANGED = 'changed';
