import type { DelimitedMapping, MappedColumn } from '../../../shared/mapping.ts';
import { columnKey } from './format.ts';

/** Where each mapped value stands, from 0. Two places for a start whose date and time stand apart. */
export type DelimitedColumns = ReadonlyMap<MappedColumn, readonly number[]>;

interface Located {
  readonly columns: DelimitedColumns;
  /** Names that the header does not have, as the mapping writes them. */
  readonly missing: readonly string[];
  /** How many of the mapping's names the header has. */
  readonly found: number;
}

/** Finds the mapping's columns in a header; numbers stand for themselves. */
export function locateColumns({ columns }: DelimitedMapping, names: readonly string[]): Located {
  const places = new Map<string, number>();
  names.forEach((name, index) => {
    const key = columnKey(name);
    if (!places.has(key)) places.set(key, index);
  });
  const located = new Map<MappedColumn, readonly number[]>();
  const missing: string[] = [];
  let found = 0;
  for (const [name, place] of Object.entries(columns) as [
    MappedColumn,
    NonNullable<DelimitedMapping['columns'][MappedColumn]> | undefined,
  ][]) {
    if (place === undefined) continue;
    const indices = [place].flat().map((one) => {
      if (typeof one === 'number') return one - 1;
      const index = places.get(columnKey(one));
      if (index === undefined) missing.push(one);
      else found++;
      return index ?? -1;
    });
    located.set(name, indices);
  }
  return { columns: located, missing, found };
}

const OPTIONAL: ReadonlySet<MappedColumn> = new Set(['name', 'result', 'id', 'recording', 'local', 'answer']);

const neededPlaces = (columns: DelimitedColumns): number[] =>
  [...columns].flatMap(([name, places]) => (OPTIONAL.has(name) ? [] : places));

/** How many values of a record a call needs. */
export function countNeeded(columns: DelimitedColumns): number {
  return neededPlaces(columns).length;
}

/** A record with fewer values than this has lost some that a call needs. */
export function neededColumns(columns: DelimitedColumns): number {
  return 1 + Math.max(...neededPlaces(columns));
}
