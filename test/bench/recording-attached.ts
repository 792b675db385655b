import { setTimeout as sleep } from 'node:timers/promises';
import { createSoftphone } from '../softphone/index.ts';
import { numberOf } from './generate-rows.ts';
import { measured, percentile } from './harness.ts';
import type { Bench } from './harness.ts';
import { setRig, until } from './rig.ts';

const FIVE_MEGABYTES = 5_000_000 / 16_000;

/** From the moment a 5 MB recording has its final form to the moment the CRM has all of it. */
export const recordingAttached: Bench = {
  name: 'recording_attached',
  needsBuild: true,
  async run(run) {
    const calls = run.quick ? 2 : 40;
    await using rig = await setRig(run, { name: 'recordings' });
    const phone = await createSoftphone({ folder: rig.folder, callFolder: rig.folder });
    await using engine = rig.start();
    await engine.ready;
    for (let index = 0; index < calls; index++) {
      const from = { number: numberOf(index) };
      void phone.call({ kind: 'inbound', from, ring: 2, talk: FIVE_MEGABYTES }, 1_500);
      await sleep(1_000);
    }
    const attached = () => rig.crm.liveCallLogs().filter((log) => log.recording !== null);
    await until(() => phone.made.length === calls && attached().length === calls, 60, 'all recordings');
    const completed = new Map(attached().map((log) => [log.from_phone_number, log.recording?.completedAt]));
    const waits = phone.made.map(
      ({ conversations, recordings }) =>
        (completed.get(conversations[0]?.remote ?? '') ?? Number.NaN) - (recordings[0]?.closedAt ?? Number.NaN),
    );
    const peer = { peer: 'best known: 2 s', peerValue: 2000 };
    return [
      measured('recording_final_to_attached_p50', percentile(waits, 0.5), 'ms', peer),
      measured('recording_final_to_attached_p99', percentile(waits, 0.99), 'ms', { target: '≤ 5000' }),
    ];
  },
};
