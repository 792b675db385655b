import type { ScreenTexts } from '../en/index.ts';
import { CALLS } from './calls.ts';
import { PARTS } from './parts.ts';

export const SCREENS_DE: ScreenTexts = { calls: CALLS, parts: PARTS };
