/** The delimited reader against csv-parse: the same file, in turn, ten times each. Prints one JSON object per line. */
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse';
import { createDelimitedReader } from '../../main/engine/tail/delimited.ts';
import { createFiles } from '../../main/node/files.ts';

const ROWS = 200_000;
const RUNS = 10;
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

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return ((sorted[middle] ?? 0) + (sorted[sorted.length - 1 - middle] ?? 0)) / 2;
};

async function rate(run: typeof ours, file: string, size: number): Promise<number> {
  const started = performance.now();
  const count = await run(file, size);
  const megabytesPerSecond = size / 1000 / (performance.now() - started);
  if (count.rows !== ROWS || count.values !== ROWS * 18 || count.lastEnd !== size)
    throw new Error(JSON.stringify(count));
  return megabytesPerSecond;
}

const folder = await mkdtemp(path.join(tmpdir(), 'parser-'));
try {
  const file = path.join(folder, 'Master.csv');
  const content = Buffer.from(Array.from({ length: ROWS }, (_, at) => asteriskRow(at)).join(''));
  await writeFile(file, content);
  const pairs: { readonly ours: number; readonly peer: number }[] = [];
  for (let run = 0; run <= RUNS; run++) {
    const pair = { ours: await rate(ours, file, content.length), peer: await rate(csvParse, file, content.length) };
    // The first pair only warms the compiler up.
    if (run > 0) pairs.push(pair);
  }
  const value = Math.round(median(pairs.map((pair) => pair.ours)));
  const peerValue = Math.round(median(pairs.map((pair) => pair.peer)));
  const ratio = Number(median(pairs.map((pair) => pair.ours / pair.peer)).toFixed(2));
  const row = {
    metric: 'delimited records, streamed from disk, checked, with byte offsets',
    value,
    unit: 'MB/s',
    target: 60,
  };
  const bytes = Math.round(content.length / ROWS);
  console.log(
    JSON.stringify({ ...row, peer: 'csv-parse 7 (streaming, no offsets)', peerValue, ratio, bytesPerRow: bytes }),
  );
} finally {
  await rm(folder, { recursive: true });
}
