import { appError } from '../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { SourceSettings } from '../../../shared/settings.ts';
import type { Files } from '../ports.ts';
import type { Format } from '../sources/format.ts';
import { createFormat, FORMAT_NAMES, formatOf, presetFormat, recognise } from '../sources/index.ts';
import type { FormatName } from '../sources/format.ts';
import { ownPreset, ownPresets } from './presets.ts';
import { sampleOf } from './sample.ts';

export interface ChosenFormat {
  readonly format: Format;
  /** What the content looks like when the settings say something else; null: they agree, or nothing can be told. */
  readonly looksLike: string | null;
}

/**
 * The format of a source: as the settings say, or by content for `auto`. The separator is that of the file, which a
 * spreadsheet may have saved again. Null: the file is still empty and says nothing. Errors (`local`): `format_unknown`,
 * and those of `sampleOf` and `ownPreset`.
 * @param presets folder of the user's own presets
 */
export async function chooseFormat(
  files: Files,
  source: SourceSettings,
  presets: string,
): Promise<Result<ChosenFormat | null>> {
  const { codePage, format: name, mapping } = source;
  if (name === 'delimited' && source.preset === undefined) {
    return ok({ format: createFormat(name, { codePage, ...(mapping && { mapping }) }), looksLike: null });
  }
  const sample = await sampleOf(files, source.path);
  if (!sample.ok) return sample;
  if (source.preset !== undefined) {
    const preset = await ownPreset(files, presets, source.preset);
    if (!preset.ok) return preset;
    const seen = recognise(sample.value, [preset.value]);
    const separator = seen?.preset === undefined ? undefined : seen.separator;
    const options = { codePage, ...(separator === undefined ? {} : { separator }) };
    return ok({ format: presetFormat(preset.value, options), looksLike: null });
  }
  if (name === 'auto' && sample.value.bytes === 0) return ok(null);
  const own = name === 'auto' ? (await ownPresets(files, presets)).presets : [];
  const seen = recognise(sample.value, own, name);
  if (seen !== null && (name === 'auto' || name === seen.format)) {
    return ok({ format: formatOf(seen, codePage), looksLike: null });
  }
  if (isDelimited(name)) return ok({ format: createFormat(name, { codePage }), looksLike: seen?.format ?? null });
  const message = 'The format of this file is not known. Set "format", or describe its columns with "delimited".';
  return fail(appError('local', 'format_unknown', message));
}

const isDelimited = (name: string): name is FormatName => (FORMAT_NAMES as readonly string[]).includes(name);
