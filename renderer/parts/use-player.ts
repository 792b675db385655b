import { useCallback, useEffect, useRef, useState } from 'react';

export interface Playing {
  readonly isPlaying: boolean;
  /** Seconds from the start. */
  readonly at: number;
  readonly rate: number;
  /** The file could not be played. */
  readonly failed: boolean;
  readonly toggle: () => void;
  readonly seek: (seconds: number) => void;
  readonly setRate: (rate: number) => void;
}

/** Plays one address; another address starts from its beginning, and what is taken off the screen is silent. */
export function usePlayer(url: string): Playing {
  const audio = useRef<HTMLAudioElement | null>(null);
  const [isPlaying, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const [rate, setRate] = useState(1);
  const [failed, setFailed] = useState(false);

  useEffect(() => {
    const element = new Audio();
    element.preload = 'none';
    element.src = url;
    audio.current = element;
    const heard = new AbortController();
    const on = (name: string, listener: () => void) => {
      element.addEventListener(name, listener, { signal: heard.signal });
    };
    on('play', () => setPlaying(true));
    on('pause', () => setPlaying(false));
    on('ended', () => setPlaying(false));
    on('error', () => {
      setFailed(true);
      setPlaying(false);
    });
    on('seeked', () => setAt(element.currentTime));
    setAt(0);
    setFailed(false);
    setPlaying(false);
    return () => {
      heard.abort();
      element.pause();
      element.removeAttribute('src');
      element.load();
      audio.current = null;
    };
  }, [url]);

  useEffect(() => {
    if (audio.current !== null) audio.current.playbackRate = rate;
  }, [rate, isPlaying]);

  useFrames(isPlaying, () => {
    if (audio.current !== null) setAt(audio.current.currentTime);
  });
  const toggle = useCallback(() => {
    const element = audio.current;
    if (element === null) return;
    if (!element.paused) element.pause();
    else element.play().catch(() => setFailed(true));
  }, []);
  const seek = useCallback((seconds: number) => {
    const element = audio.current;
    if (element === null) return;
    element.currentTime = Math.max(0, seconds);
    setAt(Math.max(0, seconds));
  }, []);
  return { isPlaying, at, rate, failed, toggle, seek, setRate };
}

/** Calls `each` before every picture while `on`. */
function useFrames(on: boolean, each: () => void): void {
  const latest = useRef(each);
  useEffect(() => {
    latest.current = each;
  });
  useEffect(() => {
    if (!on) return undefined;
    let frame = 0;
    const tick = () => {
      latest.current();
      frame = requestAnimationFrame(tick);
    };
    tick();
    return () => {
      cancelAnimationFrame(frame);
    };
  }, [on]);
}
