export { createFormat, presetFormat } from './create.ts';
export type { FormatOptions } from './create.ts';
export { FORMAT_NAMES } from './format.ts';
export { accountCopyOf, formatOf, recognise } from './recognise.ts';
export type { Recognised, Sample } from './recognise.ts';
export { signatureOf } from './signatures.ts';
export { suggestDelimited } from './suggest.ts';
export type { Suggestion } from './suggest.ts';
export { readPreset } from './user-preset.ts';
