/** Sound for recordings: two people who take turns, each a tone with the rise and fall of syllables. */

export const SAMPLE_RATE = 8000;
const BYTES_PER_SAMPLE = 2;
const LOOP_SECONDS = 19;

/** PCM, 16 bit, mono, 8 kHz, of exactly `milliseconds`. Portions whose `startAt` (milliseconds) follow on sound as one. */
export function conversation(milliseconds: number, startAt = 0): Buffer {
  const sound = loop();
  const wanted = Math.round((milliseconds * SAMPLE_RATE) / 1000) * BYTES_PER_SAMPLE;
  const made = Buffer.alloc(wanted);
  let from = (Math.round((startAt * SAMPLE_RATE) / 1000) % (LOOP_SECONDS * SAMPLE_RATE)) * BYTES_PER_SAMPLE;
  for (let at = 0; at < wanted; from = 0) at += sound.copy(made, at, from);
  return made;
}

let made: Buffer | undefined;

/** Made once: a long call costs a copy, not a million sines. */
function loop(): Buffer {
  if (made !== undefined) return made;
  made = Buffer.alloc(LOOP_SECONDS * SAMPLE_RATE * BYTES_PER_SAMPLE);
  for (let sample = 0; sample < LOOP_SECONDS * SAMPLE_RATE; sample += 1) {
    made.writeInt16LE(Math.round(9000 * loudness(sample / SAMPLE_RATE)), sample * BYTES_PER_SAMPLE);
  }
  return made;
}

const TURN_SECONDS = 1.9;
const SYLLABLE_SECONDS = 0.21;
const VOICES = [118, 196] as const;

function loudness(seconds: number): number {
  const turn = Math.floor(seconds / TURN_SECONDS);
  const inTurn = seconds - turn * TURN_SECONDS;
  if (inTurn > TURN_SECONDS - 0.25) return 0;
  const syllable = Math.floor(inTurn / SYLLABLE_SECONDS);
  const envelope = Math.sin((Math.PI * (inTurn - syllable * SYLLABLE_SECONDS)) / SYLLABLE_SECONDS) ** 2;
  const pitch = (VOICES[turn % 2] ?? VOICES[0]) * (1 + 0.07 * Math.sin(syllable * 2.4 + turn));
  const tone = (harmonic: number): number => Math.sin(2 * Math.PI * pitch * harmonic * seconds) / harmonic;
  return (envelope * (tone(1) + tone(2) + tone(3))) / 1.9;
}
