import type { QuirkName } from '../../../../shared/preset.ts';
import { avaya } from './avaya.ts';
import { cucm } from './cucm.ts';
import { freeswitch } from './freeswitch.ts';
import { fritzbox } from './fritzbox.ts';
import type { Quirk } from './quirk.ts';
import { threeCxCdr, threeCxReport } from './three-cx.ts';

export type { Quirk } from './quirk.ts';

export const quirks: Readonly<Record<QuirkName, Quirk>> = {
  '3cx-cdr': threeCxCdr,
  '3cx-report': threeCxReport,
  'avaya-smdr': avaya,
  'cucm-cdr': cucm,
  freeswitch,
  fritzbox,
};
