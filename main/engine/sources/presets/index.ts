import { presetSchema } from '../../../../shared/preset.ts';
import type { Preset, WrittenPreset } from '../../../../shared/preset.ts';
import { aircall } from './aircall.ts';
import { avaya } from './avaya.ts';
import { cucm } from './cucm.ts';
import { freeswitch } from './freeswitch.ts';
import { fritzbox } from './fritzbox.ts';
import { threeCxCdr, threeCxReport } from './three-cx.ts';

const WRITTEN = [freeswitch, threeCxCdr, threeCxReport, avaya, cucm, aircall, fritzbox] as const;

export type PresetName =
  'freeswitch-csv' | '3cx-cdr' | '3cx-report' | 'avaya-smdr' | 'cucm-cdr' | 'aircall-csv' | 'fritzbox-csv';

const parsed = new Map<string, Preset>();

/** The presets that ship with the program, as they are written. */
export const SHIPPED: ReadonlyMap<string, WrittenPreset> = new Map(WRITTEN.map((preset) => [preset.name, preset]));

/** A shipped preset, checked when it is asked for first. Throws a `RangeError` for a name that is none. */
export function shippedPreset(name: string): Preset {
  let preset = parsed.get(name);
  if (preset === undefined) {
    const written = SHIPPED.get(name);
    if (written === undefined) throw new RangeError(`no preset is called ${JSON.stringify(name)}`);
    preset = presetSchema.parse(written);
    parsed.set(name, preset);
  }
  return preset;
}
