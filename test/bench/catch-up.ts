import { generateCallFile, numberOf } from './generate-rows.ts';
import { measured } from './harness.ts';
import type { Bench } from './harness.ts';
import { setRig, until } from './rig.ts';

const BURST = 20;
const WINDOW_SECONDS = 2;
const DAY = 86_400_000;

/** A month of calls after a holiday, against the limits of the smallest plan: as fast as permitted and never faster. */
export const catchUp: Bench = {
  name: 'catch_up',
  needsBuild: true,
  async run(run) {
    const calls = run.quick ? 25 : 1_000;
    const numbers = Math.ceil(calls * 0.3);
    const from = Date.now() - 30 * DAY;
    await using rig = await setRig(run, {
      name: 'catch-up',
      since: new Date(from - DAY),
      burst: BURST,
      crm: { limits: {} },
    });
    for (let index = 0; index < numbers; index++) {
      const personId = rig.crm.addPerson({ name: `Contact ${index}`, phones: [numberOf(index)] });
      rig.crm.addDeal({ title: `Deal ${index}`, personId });
    }
    await generateCallFile(rig.callFile, { rows: calls, from, numbers });
    // One call in twenty is internal and stays here.
    const expected = calls - Math.floor(calls / 20);
    await using engine = rig.start(['--json', '--once']);
    await until(() => rig.crm.liveCallLogs().length >= expected, 400, 'all calls');
    await engine.process.ended;
    const times = rig.crm.requests.map(({ at }) => at);
    const seconds = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1000;
    // The first window may be spent at once.
    const permitted = (times.length - BURST) / (BURST / WINDOW_SECONDS);
    return [
      measured('catch_up_1000_share_of_permitted', permitted / seconds, '', { target: '≥ 0.95' }),
      measured('catch_up_1000_calls_per_hour', (expected / seconds) * 3600, '1/h', {
        peer: 'published: RingCentral',
        peerValue: 60,
      }),
      measured('catch_up_1000_violations', rig.crm.violations.length, '', { target: '≤ 0' }),
    ];
  },
};
