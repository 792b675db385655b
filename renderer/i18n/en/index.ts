import { CALLS } from './calls.ts';
import { PARTS } from './parts.ts';

/** Texts of the screens, one file a screen. German has the same keys, or it does not compile. */
export const SCREENS_EN = { calls: CALLS, parts: PARTS };
export type ScreenTexts = typeof SCREENS_EN;
