// The time. `now` ticks once a second, for countdowns; `minute` once a minute, for words like "today". Both
// only while something reads them and the window is in sight: a hidden one has nobody to tell the time to.

import { createSubscriber } from "svelte/reactivity";

const ticking = (every: number) =>
  createSubscriber((update) => {
    let timer: ReturnType<typeof setInterval> | undefined;
    const run = () => {
      clearInterval(timer);
      if (!document.hidden) timer = setInterval(update, every);
    };
    const seen = () => {
      run();
      if (!document.hidden) update();
    };
    run();
    document.addEventListener("visibilitychange", seen);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", seen);
    };
  });

const secondPasses = ticking(1000);
const minutePasses = ticking(60_000);

export const clock = {
  get now(): number {
    secondPasses();
    return Date.now();
  },
  get minute(): number {
    minutePasses();
    return Date.now();
  },
};
