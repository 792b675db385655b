import type { ScreenTexts } from '../en/index.ts';
import { CALLS } from './calls.ts';

export const SCREENS_DE: ScreenTexts = { calls: CALLS };
