import { appendFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { formatRow } from '../softphone/row.ts';
import { createSwitchboard, writeScript } from '../softphone/script.ts';
import { numberOf } from './generate-rows.ts';
import { measured, percentile } from './harness.ts';
import type { Bench, BenchRun, Measured } from './harness.ts';
import { preciseNow, setRig, until } from './rig.ts';

/**
 * From the row on disk to the record in the CRM: auto mode, no grace, every call from another known contact, so that
 * each one costs the whole chain (search, deals, log). Searches are capped by the vendor at 5 a second: one call in 250 ms.
 */
export const rowToRecord: Bench = {
  name: 'row_to_record',
  needsBuild: true,
  async run(run) {
    const direct = await waits(run, 0);
    const slow = await waits(run, 200);
    const peer = { peer: 'published: ConnectZero, "under 10 s"', peerValue: 10_000 };
    return [
      measured('row_to_record_p50', percentile(direct, 0.5), 'ms', { target: '≤ 100', ...peer }),
      measured('row_to_record_p99', percentile(direct, 0.99), 'ms'),
      measured('row_to_record_p50_200ms_answers', percentile(slow, 0.5), 'ms', { target: '≤ 1000', ...peer }),
      measured('row_to_record_p99_200ms_answers', percentile(slow, 0.99), 'ms', { target: '≤ 3000' }),
      measured('row_to_record_p50_above_answers', percentile(slow, 0.5) - 2 * 200, 'ms', { target: '≤ 100' }),
    ] satisfies readonly Measured[];
  },
};

const OFFICE = { extension: '100', agent: 'Ann', trunk: 'office-trunk' };
const INTERVAL = 250;

/** Milliseconds of each call. Two answers (search, deals) come before the record is made. */
async function waits(run: BenchRun, answerDelay: number): Promise<number[]> {
  const calls = run.quick ? 8 : 300;
  await using rig = await setRig(run, { name: `answers-${answerDelay}`, crm: { answerDelay } });
  for (let index = 0; index < calls; index++) {
    const personId = rig.crm.addPerson({ name: `Contact ${index}`, phones: [numberOf(index)] });
    rig.crm.addDeal({ title: `Deal ${index}`, personId });
  }
  await using engine = rig.start();
  await engine.ready;
  const open = createSwitchboard();
  const writtenAt = new Map<string, number>();
  for (let index = 0; index < calls; index++) {
    const next = sleep(INTERVAL);
    const from = { number: numberOf(index) };
    const { rows } = writeScript({ kind: 'inbound', from, ring: 2, talk: 0.9 }, OFFICE, open, Date.now() - 2_900);
    const text = rows.map(({ call }) => formatRow(call, 18, 'UTC')).join('');
    writtenAt.set(from.number, preciseNow());
    await appendFile(rig.callFile, text);
    await next;
  }
  await until(() => rig.crm.state.callLogs.size >= calls, 60, `${calls} records`);
  return rig.crm
    .liveCallLogs()
    .map((log) => log.createdAt - (writtenAt.get(log.from_phone_number ?? '') ?? Number.NaN));
}
