import type { LedgerCall } from '../../../shared/ledger.ts';
import type { DelimitedMapping } from '../../../shared/mapping.ts';
import { ok, type Result } from '../../../shared/result.ts';
import type { Files, Ports } from '../ports.ts';
import { createFormat, proposeMapping, type Proposal, type Sample } from '../sources/index.ts';
import { someCalls, type ReadingOptions } from './first-calls.ts';
import { sampleOf } from './sample.ts';

export interface MappingPreview {
  /** The first calls as they would be found. */
  readonly calls: readonly LedgerCall[];
  /** How many of the lines that were looked at are calls, and how many cannot be read, with the reasons. */
  readonly rows: number;
  readonly rejected: readonly string[];
}

export interface MappingAnswer extends MappingPreview {
  readonly path: string;
  /** Null: no call file could be made out in it. */
  readonly proposal: Proposal | null;
}

/** Reasons that are shown. */
const MOST_REASONS = 5;
const NOTHING: MappingPreview = { calls: [], rows: 0, rejected: [] };

/** A mapping for a file that nobody knows, with the calls that it would give. Errors: those of `sampleOf`. */
export async function assist(
  ports: Pick<Ports, 'files'>,
  place: string,
  options: ReadingOptions,
): Promise<Result<MappingAnswer>> {
  const sample = await sampleOf(ports.files, place);
  if (!sample.ok) return sample;
  const proposal = proposeMapping(sample.value);
  const preview = proposal === null ? NOTHING : previewMapping(sample.value, proposal.mapping, options);
  return ok({ path: place, proposal, ...preview });
}

/** What a mapping makes of a file, for a person who changes it: cheap enough for every keystroke. */
export async function previewFile(
  files: Files,
  place: string,
  mapping: DelimitedMapping,
  options: ReadingOptions,
): Promise<Result<MappingPreview>> {
  const sample = await sampleOf(files, place);
  return sample.ok ? ok(previewMapping(sample.value, mapping, options)) : sample;
}

/** Pure: the same sample, mapping and options give the same calls. */
export function previewMapping(sample: Sample, mapping: DelimitedMapping, options: ReadingOptions): MappingPreview {
  const { shape, start } = createFormat('delimited', { mapping });
  const records = sample.cut(shape);
  const mapper = start();
  const rejected = new Set<string>();
  let rows = 0;
  for (const record of records) {
    const { leg, rejection } = mapper.map(record);
    if (leg !== undefined) rows++;
    else if (rejection !== undefined && rejected.size < MOST_REASONS)
      rejected.add(`${rejection.reason}: ${rejection.detail}`);
  }
  return { calls: someCalls(records, start(), options), rows, rejected: [...rejected] };
}
