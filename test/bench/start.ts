import { median, measured } from './harness.ts';
import type { Bench } from './harness.ts';
import { setRig } from './rig.ts';

/** From the spawn of the process to its ready line, on an empty store. */
export const startToReady: Bench = {
  name: 'start_to_ready',
  needsBuild: true,
  async run(run) {
    await using rig = await setRig(run, { name: 'start', mode: 'ask' });
    const taken: number[] = [];
    for (let turn = 0; turn < (run.quick ? 2 : 9); turn++) {
      await using engine = rig.start();
      taken.push(await engine.ready);
    }
    const peer = { peer: 'best known: small apps', peerValue: 272 };
    return [measured('start_to_ready', median(taken), 'ms', { target: '≤ 500', ...peer })];
  },
};
