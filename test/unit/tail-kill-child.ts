/** Follows `argv[2]` and keeps what it took in `argv[3]`: records and cursor of a batch in one line, or not at all. */
import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs';
import { createTail } from '../../main/engine/tail/tail.ts';
import { createClock } from '../../main/node/clock.ts';
import { createFiles } from '../../main/node/files.ts';

const [path = '', journal = ''] = process.argv.slice(2);
const text = existsSync(journal) ? readFileSync(journal, 'utf8') : '';
const whole = text.slice(0, text.lastIndexOf('\n') + 1);
if (whole.length < text.length) truncateSync(journal, Buffer.byteLength(whole));
const last = whole.trimEnd().split('\n').at(-1) ?? '';
const cursor = last === '' ? null : (JSON.parse(last) as { cursor: string }).cursor;

const shape = { separator: ',', quote: '"', codePage: 'windows-1252' } as const;
const tail = createTail({
  files: createFiles(),
  clock: createClock(),
  path,
  shape,
  cursor,
  batchRecords: 7,
  chunkBytes: 700,
});
// Ends by itself when nobody is left to kill it.
while (performance.now() < 60_000) {
  await tail.look({ final: false }, ({ records, cursor: next }) => {
    appendFileSync(journal, `${JSON.stringify({ ids: records.map(({ fields }) => fields[0]), cursor: next })}\n`);
  });
  await new Promise((resolve) => setTimeout(resolve, 2));
}
