import { BALANCE } from './balance.ts';
import { CALLS } from './calls.ts';
import { PARTS } from './parts.ts';
import { SETUP } from './setup.ts';
import { WRAP_UP } from './wrap-up.ts';
import { SETTINGS } from './settings.ts';
import { SUPPORT } from './support.ts';

/** Texts of the screens, one file a screen. German has the same keys, or it does not compile. */
export const SCREENS_EN = {
  balance: BALANCE,
  calls: CALLS,
  parts: PARTS,
  setup: SETUP,
  wrapUp: WRAP_UP,
  settings: SETTINGS,
  support: SUPPORT,
};
export type ScreenTexts = typeof SCREENS_EN;
