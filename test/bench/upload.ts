import { spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { conversation } from '../softphone/voice.ts';
import { wavHeader } from '../audio/wav-writer.ts';
import { inTurn, measured, ROOT, runProgram } from './harness.ts';
import type { Bench } from './harness.ts';

const TOKEN = 'bench-token';

/**
 * One large recording to the sandbox's endpoint, by our adapter and by curl in turn. The sandbox is a process of its own
 * and does not hash; the file is in the page cache for both.
 */
export const upload: Bench = {
  name: 'upload_500mb',
  needsBuild: false,
  async run({ quick, folder, say }) {
    const megabytes = quick ? 20 : 500;
    const file = path.join(folder, 'long.wav');
    await writeLongRecording(file, megabytes);
    await using crm = await startSandbox();
    let growth = 0;
    const seconds = await inTurn(
      quick ? 1 : 5,
      async () => {
        const ours = await uploadByUs(crm.origin, await addCall(crm.origin), file);
        growth = Math.max(growth, ours.growth);
        say(`  ours ${ours.seconds.toFixed(2)} s, memory +${ours.growth.toFixed(0)} MiB`);
        return ours.seconds;
      },
      async () => uploadByCurl(crm.origin, await addCall(crm.origin), file),
    );
    const mebibytes = (megabytes * 1e6) / 2 ** 20;
    const peer = { peer: 'curl', peerValue: mebibytes / seconds.peer };
    const rate = mebibytes / seconds.ours;
    return [
      measured('upload_500mb_rate', rate, 'MiB/s', { target: '≥ 150', ...peer }),
      measured('upload_500mb_to_curl', rate / peer.peerValue, '', { target: '≥ 0.8' }),
      measured('upload_500mb_memory_growth', growth, 'MiB', { target: '≤ 32' }),
    ];
  },
};

async function writeLongRecording(target: string, megabytes: number): Promise<void> {
  const minute = conversation(60_000);
  const file = await open(target, 'w');
  await file.write(wavHeader({ rate: 8000 }, megabytes * 1e6 - 44));
  for (let left = megabytes * 1e6 - 44; left > 0; left -= minute.length) {
    await file.write(minute, 0, Math.min(left, minute.length));
  }
  await file.close();
}

async function startSandbox(): Promise<{ origin: string } & AsyncDisposable> {
  const main = path.join(ROOT, 'test/sandbox/pipedrive/main.ts');
  const child = spawn(process.execPath, [main, '--token', TOKEN, '--no-hash', '--limits', 'off'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const origin = new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    createInterface({ input: child.stdout }).once('line', (line) =>
      resolve((JSON.parse(line) as { origin: string }).origin),
    );
  });
  return {
    origin: await origin,
    async [Symbol.asyncDispose]() {
      child.kill();
      await ended;
    },
  };
}

/** A call log takes one recording, so each upload gets a log of its own. */
async function addCall(origin: string): Promise<string> {
  const answer = await fetch(`${origin}/api/v1/callLogs`, {
    method: 'POST',
    headers: { 'x-api-token': TOKEN, 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ to_phone_number: '+15550100101', outcome: 'connected' },
      ...{ start_time: '2026-01-01 10:00:00', end_time: '2026-01-01 18:41:00' },
    }),
  });
  return ((await answer.json()) as { data: { id: string } }).data.id;
}

/** In a process of its own, so that its memory is the upload's. */
async function uploadByUs(origin: string, id: string, file: string): Promise<{ seconds: number; growth: number }> {
  const child = path.join(import.meta.dirname, 'upload-child.ts');
  return JSON.parse(await runProgram(process.execPath, [child, origin, TOKEN, id, file])) as {
    seconds: number;
    growth: number;
  };
}

/** curl's own time, without the start of the process. */
async function uploadByCurl(origin: string, id: string, file: string): Promise<number> {
  const url = `${origin}/api/v1/callLogs/${id}/recordings`;
  const form = `file=@${file};type=audio/wav`;
  const options = ['-sS', '-o', '/dev/null', '-w', '%{http_code} %{time_total}', '-H', `x-api-token: ${TOKEN}`];
  const [status, seconds] = (await runProgram('curl', [...options, '-F', form, url])).split(' ');
  if (status !== '200') throw new Error(`curl was answered ${status ?? ''}`);
  return Number(seconds);
}
