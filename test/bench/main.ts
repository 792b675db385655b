/**
 * `npm run bench [-- --only NAME[,NAME]] [--quick]`: measures what `docs` promise. One JSON object per figure on
 * stdout, lines for people on stderr. Ends with 0 also when a figure misses its target: the
 * figure says so. Ends with 1 when something could not be measured; the others are.
 */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { describeThrown } from '../../shared/errors.ts';
import { benches } from './all.ts';
import { CLI, inFolder, keepsTarget } from './harness.ts';
import type { Measured } from './harness.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
  },
});

const say = (text: string): void => void process.stderr.write(`${text}\n`);

function asLine(figure: Measured): string {
  const kept = keepsTarget(figure);
  const mark = kept === undefined ? ' ' : kept ? '✓' : '✗';
  const value = `${figure.value} ${figure.unit}`;
  const target = figure.target === null ? '' : `target ${figure.target}`;
  const peer = figure.peer === null ? '' : `${figure.peer}: ${figure.peerValue} (ratio ${figure.ratio})`;
  return `${mark} ${figure.metric.padEnd(38)} ${value.padStart(16)}  ${target.padEnd(20)} ${peer}`.trimEnd();
}

const wanted = values.only?.split(',');
const unknown = wanted?.filter((name) => !benches.some((bench) => bench.name === name)) ?? [];
if (values.list || unknown.length > 0) {
  if (unknown.length > 0) say(`No bench is called ${unknown.join(', ')}. There are:`);
  say(benches.map(({ name }) => name).join('\n'));
  process.exit(unknown.length > 0 ? 2 : 0);
}

for (const bench of benches) {
  if (wanted !== undefined && !wanted.includes(bench.name)) continue;
  say(`${bench.name} …`);
  try {
    if (bench.needsBuild && !existsSync(CLI)) throw new Error(`${CLI} is missing: run npm run build first`);
    const figures = await inFolder((folder) => bench.run({ quick: values.quick, cli: CLI, folder, say }));
    for (const figure of figures) {
      process.stdout.write(`${JSON.stringify(figure)}\n`);
      say(asLine(figure));
    }
  } catch (thrown) {
    say(`✗ ${bench.name} could not be measured: ${describeThrown(thrown)}`);
    process.exitCode = 1;
  }
}
