import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createFormat, formatOf, recognise } from '../../main/engine/sources/index.ts';
import type { FormatName } from '../../main/engine/sources/format.ts';
import { createDelimitedReader } from '../../main/engine/tail/delimited.ts';
import { readDelimited } from '../../main/engine/tail/delimited.ts';
import { measured, ROOT } from './harness.ts';
import type { Bench, Measured } from './harness.ts';

/** A case of the corpus for each delimited format; its rows are repeated until there are enough of them. */
const CASES: readonly (readonly [FormatName, string])[] = [
  ['asterisk-csv', 'attended-transfer-21'],
  ['asterisk-custom-csv', 'custom-order'],
  ['freepbx-csv', 'freepbx-export'],
  ['grandstream-csv', 'grandstream-export'],
  ['freeswitch-csv', 'freeswitch-quotes'],
  ['3cx-cdr', '3cx-cdr-usual'],
  ['3cx-report', '3cx-report-inbound'],
  ['avaya-smdr', 'avaya-field-counts'],
  ['cucm-cdr', 'cucm'],
  ['aircall-csv', 'aircall'],
  ['fritzbox-csv', 'fritzbox-8'],
];
const MIB = 1024 * 1024;
const PIECE = 256 * 1024;

/** Rows of the case again and again, its header once. */
function repeated(input: Buffer, bytes: number): Buffer {
  const lines = input.toString('latin1').split(/(?<=\n)/);
  const first = lines.findIndex((line) => /\d[-/.:]\d\d|\d{9}/.test(line));
  const rows = lines
    .slice(first)
    .join('')
    .replace(/[^\n]$/, '$&\r\n');
  return Buffer.from(lines.slice(0, first).join('') + rows.repeat(Math.ceil(bytes / rows.length)), 'latin1');
}

/** From bytes to legs on one core; CPU time, so that a loaded machine counts less. */
function rateOf(name: FormatName, bytes: Buffer): { rows: number; seconds: number } {
  const head = bytes.subarray(0, PIECE);
  const seen = recognise({ name: 'x', cut: (shape) => readDelimited(head, shape, 'utf8') });
  const { shape, start } = seen?.format === name ? formatOf(seen) : createFormat(name);
  const mapper = start();
  const reader = createDelimitedReader(shape, 'utf8', 0);
  const before = process.cpuUsage();
  let rows = 0;
  for (let at = 0; at < bytes.length; at += PIECE) {
    reader.push(bytes.subarray(at, at + PIECE), at + PIECE >= bytes.length);
    for (let record = reader.next(); record !== undefined; record = reader.next()) {
      if (mapper.map(record).leg !== undefined) rows++;
    }
  }
  const { user, system } = process.cpuUsage(before);
  return { rows, seconds: (user + system) / 1e6 };
}

export const formats: Bench = {
  name: 'formats',
  needsBuild: false,
  run({ quick, say }) {
    const results = CASES.map(([name, folder]): Measured => {
      const input = readFileSync(path.join(ROOT, 'test/corpus/cdr', folder, 'input.csv'));
      const bytes = repeated(input, (quick ? 1 : 16) * MIB);
      rateOf(name, bytes.subarray(0, MIB));
      const { rows, seconds } = rateOf(name, bytes);
      say(
        `${name}: ${Math.round(rows / seconds)} rows/s, ${(bytes.length / MIB / seconds).toFixed(1)} MiB/s of CPU time`,
      );
      return measured(`rows to legs, ${name}`, rows / seconds, 'rows/s', { target: '≥ 50000' });
    });
    return Promise.resolve(results);
  },
};
