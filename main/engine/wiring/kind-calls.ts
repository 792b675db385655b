import type { LedgerCall } from '../../../shared/ledger.ts';
import type { Leg } from '../../../shared/leg.ts';
import type { Ports } from '../ports.ts';
import { readerKind } from '../readers/kinds.ts';
import { openKind } from './open-reader.ts';
import { callsOf, type ReadingOptions } from './first-calls.ts';

/** Rows that are read for a few calls to show: the newest of a database stand at its end. */
const MOST_ROWS = 100_000;

/** A few calls of a file that is no delimited text, the first or the last by their start; none when it cannot be read now. */
export async function kindCalls(
  { files, clock }: Pick<Ports, 'files' | 'clock'>,
  place: { readonly path: string; readonly format: string },
  options: ReadingOptions,
  which: 'first' | 'last',
): Promise<LedgerCall[]> {
  const { path, format } = place;
  const kind = readerKind(format);
  if (kind === undefined) return [];
  const there = (await files.facts(path))?.kind;
  const stored = { cursor: null, mapper: null };
  const pieces = (): ReadonlyMap<string, string> => new Map();
  const deps = { files, clock, presets: '', stored, pieces, hint: () => undefined };
  const opened = openKind(deps, { path, codePage: 'windows-1252' }, { format, kind }, there);
  if (!opened.ok) return [];
  using reader = opened.value.reader;
  const enough = new AbortController();
  const legs: Leg[] = [];
  await reader.look({ final: false, signal: enough.signal }, ({ rows }) => {
    for (const { mapped } of rows) if (mapped.leg !== undefined) legs.push(mapped.leg);
    if (legs.length >= MOST_ROWS) enough.abort();
  });
  return callsOf(legs, options, which);
}
