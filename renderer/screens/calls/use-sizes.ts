import { useEffect, useState, type RefObject } from 'react';
import type { Sizes } from './layout.ts';

interface View extends Sizes {
  /** Of the scrolling box, px. */
  readonly height: number;
}

/** Heights in px as the text size makes them, and of the box; changed text or window sizes are heard. */
export function useSizes(box: RefObject<HTMLElement | null>): View {
  const [view, setView] = useState<View>({ row: 36, day: 28, height: 640 });
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const measure = () => {
      const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
      const next = { row: 2.25 * rem, day: 1.75 * rem, height: element.clientHeight };
      setView((now) => (now.row === next.row && now.height === next.height ? now : next));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, [box]);
  return view;
}
