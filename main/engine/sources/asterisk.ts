import type { DelimitedRecord, DelimitedShape } from '../../../shared/record.ts';
import { asteriskColumns, isUniqueId, readAsteriskLeg } from './asterisk-leg.ts';
import type { AsteriskColumn, AsteriskColumns } from './asterisk-leg.ts';
import { beforeReading, columnKey, reject, tooFewColumns } from './format.ts';
import type { Mapped, RecordMapper } from './format.ts';
import { parseStamp } from './stamp.ts';

/** How Asterisk and FreePBX cut their files. */
export function asteriskShape(codePage: string, separator = ','): DelimitedShape {
  return { separator, quote: '"', codePage };
}

type Order = readonly (AsteriskColumn | null)[];

/** The 16 columns that every `cdr_csv` line begins with. Source: `cdr/cdr_csv.c`. */
// prettier-ignore
const CSV: Order = [
  null, 'src', 'dst', 'dcontext', 'clid', 'channel', 'dstchannel', 'lastapp', 'lastdata',
  'start', 'answer', 'end', 'duration', 'billsec', 'disposition', null,
];
const NEW_COLUMNS: Order = [null, 'linkedid', 'sequence'];

const CSV_BY_OPTIONS = {
  none: asteriskColumns(CSV),
  uniqueid: asteriskColumns([...CSV, 'uniqueid']),
  userfield: asteriskColumns([...CSV, 'userfield']),
  both: asteriskColumns([...CSV, 'uniqueid', 'userfield']),
  new: asteriskColumns([...CSV, ...NEW_COLUMNS]),
  newUniqueid: asteriskColumns([...CSV, 'uniqueid', ...NEW_COLUMNS]),
  newUserfield: asteriskColumns([...CSV, 'userfield', ...NEW_COLUMNS]),
  all: asteriskColumns([...CSV, 'uniqueid', 'userfield', ...NEW_COLUMNS]),
} as const;

/** One option switched on is either of two; the value itself tells which. */
function csvColumns(fields: readonly string[]): AsteriskColumns {
  const hasId = isUniqueId(fields[16] ?? '');
  switch (fields.length) {
    case 16:
      return CSV_BY_OPTIONS.none;
    case 17:
      return hasId ? CSV_BY_OPTIONS.uniqueid : CSV_BY_OPTIONS.userfield;
    case 18:
      return CSV_BY_OPTIONS.both;
    case 19:
      return CSV_BY_OPTIONS.new;
    case 20:
      return hasId ? CSV_BY_OPTIONS.newUniqueid : CSV_BY_OPTIONS.newUserfield;
    default:
      return CSV_BY_OPTIONS.all;
  }
}

/** The sample configuration's template for `cdr_custom`. Source: `configs/samples/cdr_custom.conf.sample`. */
// prettier-ignore
const CUSTOM = asteriskColumns([
  'clid', 'src', 'dst', 'dcontext', 'channel', 'dstchannel', 'lastapp', 'lastdata',
  'start', 'answer', 'end', 'duration', 'billsec', 'disposition', null, null, 'uniqueid', 'userfield', 'sequence',
]);

/** Column of the start in either order. In `cdr_csv`, the other's holds what was dialled, which is never a date. */
const CSV_START = 9;
const CUSTOM_START = 8;
const FIXED_COLUMNS = 16;
/** Shorter than any date. */
const LONGEST_NAME = 16;
const OTHER_ORDER = {
  csv: 'The line is in the order of cdr_custom: column 9',
  custom: 'The line is in the order of cdr_csv: column 9',
} as const;

const isDate = (value: string | undefined): boolean => !Number.isNaN(parseStamp(value ?? ''));

function mapFixed(record: DelimitedRecord, order: 'csv' | 'custom'): Mapped {
  const early = beforeReading(record);
  if (early !== null) return early;
  const { fields } = record;
  const isCustom = isDate(fields[CUSTOM_START]);
  if (order === 'csv' ? isCustom : !isCustom && isDate(fields[CSV_START])) {
    return reject('other_order', OTHER_ORDER[order], fields[CUSTOM_START] ?? '');
  }
  const start = fields[order === 'csv' ? CSV_START : CUSTOM_START] ?? '';
  if (start.length < LONGEST_NAME && columnKey(start) === 'start') return { skip: 'header' };
  if (fields.length < FIXED_COLUMNS) return tooFewColumns(fields.length, FIXED_COLUMNS);
  return readAsteriskLeg(fields, order === 'csv' ? csvColumns(fields) : CUSTOM);
}

/** `cdr_csv` and `cdr_custom`: no header, so that every line stands for itself. */
export function startAsterisk(order: 'csv' | 'custom'): RecordMapper {
  return {
    map: (record) => mapFixed(record, order),
    headerText: () => null,
    restore: () => undefined,
  };
}
