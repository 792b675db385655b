import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PEOPLE } from './people.ts';

/** What happened in one made-up call. Seconds. */
interface Scene {
  readonly number: string;
  readonly direction: 'in' | 'out';
  readonly ring: number;
  readonly talk: number;
}

const numberOf = (index: number): string => (PEOPLE[index]?.number ?? '+1 206 555 0164').replace(/[^\d+]/g, '');

const SCENES: readonly Scene[] = [
  { number: numberOf(0), direction: 'out', ring: 6, talk: 38 },
  { number: numberOf(1), direction: 'in', ring: 4, talk: 64 },
  { number: numberOf(3), direction: 'in', ring: 5, talk: 21 },
  { number: '+12065550164', direction: 'in', ring: 9, talk: 26 },
  { number: numberOf(2), direction: 'out', ring: 18, talk: 0 },
  { number: numberOf(5), direction: 'out', ring: 7, talk: 15 },
];

/** Between two made-up calls. Milliseconds. */
const EVERY = 20_000;
const RATE = 8_000;

/** Where the made-up softphone leaves its calls. */
export interface SamplePhone extends Disposable {
  readonly file: string;
  readonly recordings: string;
}

/** A softphone that ends a call every few seconds: rows as Asterisk writes them, recordings as tones. */
export async function startSamplePhone(folder: string): Promise<SamplePhone> {
  const file = path.join(folder, 'Master.csv');
  const recordings = path.join(folder, 'recordings');
  await mkdir(recordings, { recursive: true });
  await writeFile(file, '');
  let turn = 0;
  const ring = async (before: number): Promise<void> => {
    const scene = SCENES[turn % SCENES.length];
    turn++;
    if (scene !== undefined) await finish(scene, { file, recordings }, Date.now() - before, turn);
  };
  // The newest calls of the day are there at once, the others come while one looks.
  for (const before of [2_400_000, 1_500_000, 720_000, 5_000]) await ring(before);
  const timer = setInterval(() => void ring(2_000), EVERY);
  return {
    file,
    recordings,
    [Symbol.dispose]() {
      clearInterval(timer);
    },
  };
}

async function finish(
  { number, direction, ring, talk }: Scene,
  to: { readonly file: string; readonly recordings: string },
  endedAt: number,
  turn: number,
): Promise<void> {
  const start = Math.floor(endedAt / 1_000) - ring - talk;
  const stamp = (second: number): string => new Date(second * 1_000).toISOString().slice(0, 19).replace('T', ' ');
  const id = `${String(start)}.${String(turn)}`;
  const [src, dst, context] = direction === 'out' ? ['100', number, 'from-internal'] : [number, '100', 'from-trunk'];
  const near = `PJSIP/100-0000${String(turn).padStart(4, '0')}`;
  const far = `PJSIP/trunk-0000${String(turn).padStart(4, '0')}`;
  const [from, into] = direction === 'out' ? [near, far] : [far, near];
  const cells = ['', src, dst, context, `"" <${src}>`, from, into, 'Dial', `PJSIP/${dst},60`];
  const times = [stamp(start), talk > 0 ? stamp(start + ring) : '', stamp(start + ring + talk)];
  const row = [
    ...cells,
    ...times,
    String(ring + talk),
    String(talk),
    talk > 0 ? 'ANSWERED' : 'NO ANSWER',
    'DOCUMENTATION',
    id,
    '',
  ];
  if (talk > 0) await writeFile(path.join(to.recordings, `call-${id}.wav`), tones(talk));
  await appendFile(to.file, `${row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')}\n`);
}

/** Two voices taking turns, as tones: 8 kHz, 16 bit, one channel. */
function tones(seconds: number): Buffer {
  const samples = seconds * RATE;
  const wav = Buffer.alloc(44 + samples * 2);
  wav.write('RIFF', 0, 'latin1');
  wav.writeUInt32LE(36 + samples * 2, 4);
  wav.write('WAVEfmt ', 8, 'latin1');
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(RATE, 24);
  wav.writeUInt32LE(RATE * 2, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36, 'latin1');
  wav.writeUInt32LE(samples * 2, 40);
  for (let at = 0; at < samples; at++) {
    const second = at / RATE;
    const pitch = Math.floor(second / 2) % 2 === 0 ? 180 : 240;
    const swell = 0.35 + 0.3 * Math.sin(second * 7) * Math.sin(second * 1.7);
    wav.writeInt16LE(Math.round(9_000 * swell * Math.sin(2 * Math.PI * pitch * second)), 44 + at * 2);
  }
  return wav;
}
