import type { ScreenTexts } from '../en/index.ts';
import { BALANCE } from './balance.ts';
import { CALLS } from './calls.ts';
import { PARTS } from './parts.ts';
import { SETUP } from './setup.ts';
import { WRAP_UP } from './wrap-up.ts';
import { SETTINGS } from './settings.ts';
import { SUPPORT } from './support.ts';

export const SCREENS_DE: ScreenTexts = {
  balance: BALANCE,
  calls: CALLS,
  parts: PARTS,
  setup: SETUP,
  wrapUp: WRAP_UP,
  settings: SETTINGS,
  support: SUPPORT,
};
