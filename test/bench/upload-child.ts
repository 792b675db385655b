/** `node upload-child.ts ORIGIN TOKEN CALL_ID FILE`: one upload by our adapter; prints seconds and memory growth in MiB. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPipedriveAdapter } from '../../main/engine/crm/pipedrive/index.ts';
import { createClock } from '../../main/node/clock.ts';
import { createFiles } from '../../main/node/files.ts';
import { createHttp } from '../../main/node/http.ts';
import { loggable } from '../fakes/loggable.ts';

const [origin = '', token = '', id = '', path = ''] = process.argv.slice(2);

/** The kernel's own count, highest so far: `process.memoryUsage` between two samples would miss a peak. */
const highest = (): number => Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;

await using http = createHttp({ env: {} });
const crm = createPipedriveAdapter(
  { http, clock: createClock(), random: { fraction: Math.random }, log: { write: () => undefined } },
  { id: 'bench', baseUrl: origin, credentials: { apiToken: token }, burst: 1000, comparePhones: () => false },
);

// The engine has spoken to the CRM and opened files long before its first upload.
const verified = await crm.verify();
if (!verified.ok) throw new Error(verified.error.message);
await using file = await createFiles().open(path);
const { size } = await file.facts();
await file.read(0, 65_536);
await sleep(200);

const before = highest();
const started = performance.now();
const record = { id, wrapperId: null, contactId: null, hasRecording: false };
const attached = await crm.attachRecording(
  record,
  { file, bytes: size, name: 'call.wav', type: 'audio/wav' },
  loggable(),
);
const seconds = (performance.now() - started) / 1000;
if (!attached.ok) throw new Error(attached.error.message);
process.stdout.write(JSON.stringify({ seconds, growth: highest() - before }));
