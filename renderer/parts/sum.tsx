import type { CSSProperties } from 'react';
import type { Brick } from '../view.ts';

export interface BrickCount {
  readonly brick: Brick;
  readonly calls: number;
}

/**
 * The ruler is what was found, the bricks are what became of it; both end at the same place. A drawing only: the numbers
 * must stand beside it as text. `height` of the bricks in px.
 */
export function SumBar({ bricks, height = 7 }: { bricks: readonly BrickCount[]; height?: number }) {
  return (
    <span className="sum" style={{ '--brick': `${height}px` } as CSSProperties} aria-hidden="true">
      <span className="ruler" />
      <span className="bricks">
        {bricks
          .filter(({ calls }) => calls > 0)
          .map(({ brick, calls }) => (
            <i key={brick} className={`brick ${brick}`} style={{ '--n': calls } as CSSProperties} />
          ))}
      </span>
    </span>
  );
}
