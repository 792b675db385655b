import { createReadStream } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'csv-parse';
import { createDelimitedReader } from '../../main/engine/tail/delimited.ts';
import { createFiles } from '../../main/node/files.ts';
import { inFolder, inTurn, measured } from './harness.ts';
import type { Bench } from './harness.ts';

const PIECE = 256 * 1024;
const shape = { separator: ',', quote: '"', codePage: 'windows-1252' } as const;

/** Rows as Asterisk writes them, every value quoted, about 150 bytes; one caller in fifty has a name beyond ASCII. */
function asteriskRow(at: number): string {
  const extension = String(100 + (at % 40));
  const name = at % 50 === 0 ? 'Zoë Ünal' : 'Ann Lee';
  const time = `2026-11-${String(1 + (at % 28)).padStart(2, '0')} 09:${String(at % 60).padStart(2, '0')}:07`;
  const values = [
    ...[
      '',
      extension,
      `555${1000 + (at % 9000)}`,
      'out',
      `"${name}" <${extension}>`,
      `PJSIP/${extension}-${at % 9999}`,
    ],
    ...[
      '',
      'Dial',
      'PJSIP/T',
      time,
      '',
      time,
      String(at % 300),
      String(at % 240),
      'ANSWERED',
      '3',
      `${1_763_000_000 + at}.7`,
      '',
    ],
  ];
  return `${values.map((value) => `"${value.replaceAll('"', '""')}"`).join(',')}\n`;
}

interface Count {
  rows: number;
  values: number;
  lastEnd: number;
}

/** From disk to checked records with byte offsets, a piece at a time, as the tail does it. */
async function ours(file: string, size: number): Promise<Count> {
  const reader = createDelimitedReader(shape, 'utf8', 0);
  const count = { rows: 0, values: 0, lastEnd: 0 };
  await using open = await createFiles().open(file);
  for (let at = 0; at < size; at += PIECE) {
    reader.push(await open.read(at, PIECE), at + PIECE >= size);
    for (let record = reader.next(); record !== undefined; record = reader.next()) {
      if (record.problem !== null || record.doubtful) throw new Error('a row was not read');
      count.rows++;
      count.values += record.fields.length;
      count.lastEnd = record.end;
    }
  }
  return count;
}

async function csvParse(file: string, size: number): Promise<Count> {
  const count = { rows: 0, values: 0, lastEnd: size };
  for await (const row of createReadStream(file, { highWaterMark: PIECE }).pipe(parse()) as AsyncIterable<string[]>) {
    count.rows++;
    count.values += row.length;
  }
  return count;
}

async function rate(run: typeof ours, file: string, rows: number): Promise<number> {
  const { size } = await stat(file);
  const started = performance.now();
  const count = await run(file, size);
  const megabytesPerSecond = size / 1000 / (performance.now() - started);
  if (count.rows !== rows || count.values !== rows * 18 || count.lastEnd !== size)
    throw new Error(JSON.stringify(count));
  return megabytesPerSecond;
}

/** The delimited reader against csv-parse: the same file, in turn, ten times each. */
export const parser: Bench = {
  name: 'parser',
  needsBuild: false,
  async run({ quick, folder }) {
    const rows = quick ? 5000 : 200_000;
    const file = path.join(folder, 'Master.csv');
    await writeFile(file, Array.from({ length: rows }, (_, at) => asteriskRow(at)).join(''));
    const [rateOurs, ratePeer] = [() => rate(ours, file, rows), () => rate(csvParse, file, rows)];
    // The first pair only warms the compiler up.
    await inTurn(1, rateOurs, ratePeer);
    const rates = await inTurn(quick ? 2 : 10, rateOurs, ratePeer);
    const peer = { peer: 'csv-parse, streaming, without offsets', peerValue: rates.peer };
    return [
      measured('parser', rates.ours, 'MB/s', { target: '≥ 60', ...peer }),
      measured('parser_to_csv_parse', rates.ours, 'MB/s', { target: 'ratio ≥ 1.5', ...peer }),
    ];
  },
};

if (import.meta.main) {
  const run = { quick: process.argv.includes('--quick'), cli: '', say: () => undefined };
  for (const figure of await inFolder((folder) => parser.run({ ...run, folder }))) console.log(JSON.stringify(figure));
}
