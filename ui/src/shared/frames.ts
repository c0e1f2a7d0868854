// For whoever measures how fluid the window is: the gaps between frames, in milliseconds.
// `__frames.start()`, then scroll, then `__frames.stop()`. Costs nothing while nobody measures.

export type Frames = { start: () => void; stop: () => number[] };

export function frames(): Frames {
  let gaps: number[] = [];
  let before = 0;
  let running = 0;
  const step = (now: number) => {
    if (before > 0) gaps.push(now - before);
    before = now;
    running = requestAnimationFrame(step);
  };
  return {
    start() {
      cancelAnimationFrame(running);
      gaps = [];
      before = 0;
      running = requestAnimationFrame(step);
    },
    stop() {
      cancelAnimationFrame(running);
      return gaps;
    },
  };
}
