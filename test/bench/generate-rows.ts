import { open } from 'node:fs/promises';
import { formatRow } from '../softphone/row.ts';
import type { ColumnCount } from '../softphone/row.ts';
import type { Scenario } from '../softphone/scenario.ts';
import { createSwitchboard, writeScript } from '../softphone/script.ts';

export interface RowsWanted {
  readonly rows: number;
  /** Default 18. */
  readonly columns?: ColumnCount;
  /** Epoch milliseconds of the first call; the others follow every five minutes. */
  readonly from: number;
  /** Numbers that call and are called, default 5,000. */
  readonly numbers?: number;
}

const OFFICE = { extension: '100', agent: 'Ann', trunk: 'office-trunk' };
const STEP = 300_000;

/** A call file as an office of one agent leaves it, one row a call. Gives its bytes. */
export async function generateCallFile(target: string, wanted: RowsWanted): Promise<number> {
  const file = await open(target, 'w');
  let bytes = 0;
  let portion = '';
  for (const row of rowsOf(wanted)) {
    portion += row;
    if (portion.length > 1_000_000) {
      bytes += (await file.write(portion)).bytesWritten;
      portion = '';
    }
  }
  bytes += (await file.write(portion)).bytesWritten;
  await file.close();
  return bytes;
}

/** The rows one by one, line ends included. The same wish gives the same rows. */
export function* rowsOf({ rows, columns = 18, from, numbers = 5_000 }: RowsWanted): Generator<string> {
  const openChannel = createSwitchboard();
  for (let index = 0; index < rows; index++) {
    const script = writeScript(scenarioOf(index, numbers), OFFICE, openChannel, from + index * STEP);
    for (const { call } of script.rows) yield formatRow(call, columns, 'UTC');
  }
}

export function numberOf(index: number): string {
  return `+1555${String(1_000_000 + index)}`;
}

/** Of twenty calls: nine in, seven out, two missed, one busy, one to a colleague. */
function scenarioOf(index: number, numbers: number): Scenario {
  const number = numberOf((index * 7919) % numbers);
  const ring = 2 + (index % 7);
  const talk = 5 + ((index * 13) % 240);
  const kind = index % 20;
  if (kind < 9) return { kind: 'inbound', from: { number, name: `Caller ${index % numbers}` }, ring, talk };
  if (kind < 16) return { kind: 'outbound', to: number, ring, talk };
  if (kind < 18) return { kind: 'missed', from: { number }, ring };
  return kind === 18 ? { kind: 'busy', to: number, ring } : { kind: 'internal', to: '101', ring, talk };
}
