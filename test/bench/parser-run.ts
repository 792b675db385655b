import path from 'node:path';
import { measured, runProgram } from './harness.ts';
import type { Bench, Measured } from './harness.ts';

/** `parser.ts` in a process of its own: nothing that ran before has warmed its compiler up or filled its memory. */
export const parser: Bench = {
  name: 'parser',
  needsBuild: false,
  async run() {
    const output = await runProgram(process.execPath, [path.join(import.meta.dirname, 'parser.ts')]);
    const lines = output.trim().split('\n');
    const told = JSON.parse(lines.at(-1) ?? '') as Pick<Measured, 'value' | 'peer' | 'peerValue' | 'ratio'>;
    const { value, peer, peerValue, ratio } = told;
    return [
      measured('parser_rate', value, 'MB/s', { target: '≥ 60', peer, peerValue, ratio }),
      measured('parser_to_csv_parse', ratio ?? Number.NaN, '', { target: '≥ 1.5' }),
    ];
  },
};
