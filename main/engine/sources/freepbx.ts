import type { DelimitedRecord } from '../../../shared/record.ts';
import { asteriskColumns, readAsteriskLeg } from './asterisk-leg.ts';
import type { AsteriskColumn, AsteriskColumns } from './asterisk-leg.ts';
import { beforeReading, columnKey, isTotals, readHeader, reject, tooFewColumns, writeHeader } from './format.ts';
import type { Mapped, RecordMapper } from './format.ts';

/** Columns of FreePBX's export, by name. Source: the project FreePBX/cdr. */
// prettier-ignore
const FREEPBX_NAMES: Readonly<Record<string, AsteriskColumn>> = {
  calldate: 'start', clid: 'clid', src: 'src', dst: 'dst', dcontext: 'dcontext', channel: 'channel',
  dstchannel: 'dstchannel', lastapp: 'lastapp', lastdata: 'lastdata', answer: 'answer', end: 'end',
  duration: 'duration', billsec: 'billsec', disposition: 'disposition', uniqueid: 'uniqueid', userfield: 'userfield',
  did: 'did', cnam: 'callerName', dst_cnam: 'calledName', outbound_cnum: 'ownShown', recordingfile: 'recording',
  linkedid: 'linkedid', sequence: 'sequence',
};
const FREEPBX_NEEDED = ['start', 'src', 'dst', 'duration', 'billsec', 'disposition'] as const;

/** The layout that a header of FreePBX's export stands for; undefined when the line is no such header. */
function freepbxColumns(names: readonly string[]): AsteriskColumns | undefined {
  const columns = asteriskColumns(names.map((name) => FREEPBX_NAMES[columnKey(name)] ?? null));
  return FREEPBX_NEEDED.every((name) => columns[name] >= 0) ? columns : undefined;
}

interface FreepbxLayout {
  readonly columns: AsteriskColumns;
  readonly needed: number;
  readonly header: string;
}

function freepbxLayout(names: readonly string[]): FreepbxLayout | null {
  const columns = freepbxColumns(names);
  if (columns === undefined) return null;
  const needed = 1 + Math.max(...FREEPBX_NEEDED.map((name) => columns[name]));
  return { columns, needed, header: writeHeader(names) };
}

class FreepbxMapper implements RecordMapper {
  #layout: FreepbxLayout | null = null;

  map(record: DelimitedRecord): Mapped {
    const early = beforeReading(record);
    if (early !== null) return early;
    const { fields } = record;
    if (this.#layout === null || columnKey(fields[this.#layout.columns.start] ?? '') === 'calldate') {
      const layout = freepbxLayout(fields);
      if (layout !== null) {
        this.#layout = layout;
        return { skip: 'header' };
      }
    }
    if (this.#layout === null)
      return reject('no_header', 'There is no header line above; the first value', fields[0] ?? '');
    const { columns, needed } = this.#layout;
    if (isTotals(fields)) return { skip: 'totals' };
    if (fields.length < needed) return tooFewColumns(fields.length, needed);
    return readAsteriskLeg(fields, columns);
  }

  headerText(): string | null {
    return this.#layout?.header ?? null;
  }

  restore(headerText: string): void {
    const names = readHeader(headerText);
    this.#layout = (names === undefined ? null : freepbxLayout(names)) ?? this.#layout;
  }
}

/** FreePBX and Issabel: the export of the call detail report, with a header line. */
export const startFreepbx = (): RecordMapper => new FreepbxMapper();
