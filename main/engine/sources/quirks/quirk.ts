import type { Rejection } from '../../../../shared/leg.ts';
import type { Row, Values } from '../preset-values.ts';

/** What a system does that a preset cannot say as data. */
export interface Quirk {
  /** Corrects the values of a row in place; a code: the row is no call of its own and is passed over. */
  readonly values?: (values: Values, row: Row) => string | undefined;
  /** The order of the columns as this row itself shows it; null: as the preset says. */
  readonly order?: (fields: readonly string[]) => readonly string[] | null;
  /** Puts lines together that were cut on their way into the file. One for each reading of a file. */
  readonly lines?: () => LineJoiner;
}

export interface LineJoiner {
  take(fields: readonly string[]): Joined;
  /** What has to be known to go on in the middle of the file; empty: nothing. */
  readonly state: string;
  restore(state: string): void;
}

export type Joined =
  /** `lost`: an earlier piece that found no second half. */
  | { readonly fields: readonly string[]; readonly lost?: Rejection; readonly skip?: never }
  | { readonly skip: string; readonly lost?: Rejection; readonly fields?: never };
