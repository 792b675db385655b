import type { Waveform as Loudness } from '../../shared/desk.ts';

/** Units of the drawing: a bar is 2 wide with 1 between, two channels meet in the middle. */
const STEP = 3;
const HEIGHT = 44;
const MIDDLE = HEIGHT / 2;

const round = (value: number): number => Math.round(value * 10) / 10;

/** Bars from the middle up (`them`), down (`you`), or both ways (one mixed channel). */
function barsOf(values: readonly number[], way: 'up' | 'down' | 'both', from: number, to: number): string {
  const parts: string[] = [];
  for (let index = from; index < to; index++) {
    const value = Math.min(1, Math.max(0, values[index] ?? 0));
    const height = round(Math.max(1, value * (way === 'both' ? HEIGHT - 4 : MIDDLE - 1.5)));
    const top = way === 'up' ? MIDDLE - 0.5 - height : way === 'down' ? MIDDLE + 0.5 : MIDDLE - height / 2;
    parts.push(`M${index * STEP} ${round(top)}h2v${height}h-2z`);
  }
  return parts.join('');
}

/** Decoration; position and length are said by the slider over it. `share`: what has been heard, 0 to 1. */
export function Waveform({ loudness, share }: { loudness: Loudness | null; share: number }) {
  const channels =
    loudness === null || loudness.channels.length === 0 ? [Array<number>(92).fill(0)] : loudness.channels;
  const count = channels[0]?.length ?? 0;
  const width = Math.max(1, count * STEP - 1);
  const heard = Math.round(share * count);
  const ways = channels.length > 1 ? (['up', 'down'] as const) : (['both'] as const);
  return (
    <svg className="wave" viewBox={`0 0 ${width} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      {ways.map((way, index) => (
        <g key={way} opacity={way === 'down' ? 0.62 : 1}>
          <path className="done" d={barsOf(channels[index] ?? [], way, 0, heard)} />
          <path className="rest" d={barsOf(channels[index] ?? [], way, heard, count)} />
        </g>
      ))}
      {share > 0 && <rect className="head" x={round(share * width)} y="0" width="1" height={HEIGHT} />}
    </svg>
  );
}
