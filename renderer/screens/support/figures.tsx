import type { Figure, Support } from '../../../shared/desk.ts';
import { useSaid } from '../../i18n/index.tsx';
import css from './support.module.css';

/** Each figure with its target and its last measurements as bars. */
export function Figures({ support }: { support: Support }) {
  const { screens, formats } = useSaid();
  const texts = screens.support;
  const { calls, oldestSeconds } = support.waiting;
  return (
    <div className={css['figures']}>
      {support.figures.map((figure) => (
        <OneFigure key={figure.name} figure={figure} />
      ))}
      <div className={css['figure']}>
        <span>{texts.waiting}</span>
        <span className={css['big']}>
          <b>{formats.number(calls)}</b> {texts.calls(calls)}
        </span>
        <span className={css['spark']} />
        <span className="small quiet">
          {oldestSeconds === null || calls === 0 ? texts.nothingWaits : texts.oldest(formats.hours(oldestSeconds))}
        </span>
      </div>
    </div>
  );
}

function OneFigure({ figure: { name, p50, p99, target, recent } }: { figure: Figure }) {
  const { screens, formats } = useSaid();
  // Hundredths below two seconds, tenths above.
  const seconds = (ms: number): string =>
    formats.number(ms < 2_000 ? Math.round(ms / 10) / 100 : Math.round(ms / 100) / 10);
  const texts = screens.support;
  return (
    <div className={css['figure']}>
      <span>{texts.figures[name]}</span>
      <span className={css['big']}>
        <b>{p50 === null ? '–' : seconds(p50)}</b> {p50 !== null && 's'}
      </span>
      <Spark values={recent} />
      <span className="small quiet">
        {p99 === null ? texts.notYet : texts.target(seconds(p99), formats.number(target / 1_000))}
      </span>
    </div>
  );
}

const WIDTH = 4;
const HEIGHT = 24;

function Spark({ values }: { values: readonly number[] }) {
  const highest = Math.max(1, ...values);
  return (
    <svg
      className={css['spark']}
      viewBox={`0 0 ${Math.max(24, values.length) * WIDTH} ${HEIGHT}`}
      preserveAspectRatio="xMinYMax meet"
      aria-hidden="true"
    >
      {values.map((value, index) => {
        const height = Math.max(2, (value / highest) * HEIGHT);
        const isLast = index === values.length - 1;
        return (
          <rect
            key={index}
            className={isLast ? css['last'] : undefined}
            x={index * WIDTH}
            y={HEIGHT - height}
            width={WIDTH - 1}
            height={height}
          />
        );
      })}
    </svg>
  );
}
