import { flushSync } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { clock } from "./clock.svelte";

let hidden = false;
beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  hidden = false;
  vi.spyOn(document, "hidden", "get").mockImplementation(() => hidden);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** What an effect reads, each time that it is run. */
function read(what: () => number): { times: number[]; end: () => void } {
  const times: number[] = [];
  const end = $effect.root(() => {
    $effect(() => void times.push(what()));
  });
  flushSync();
  return { times, end };
}

function turn(away: boolean) {
  hidden = away;
  document.dispatchEvent(new Event("visibilitychange"));
  flushSync();
}

test("a countdown is told every second, and what is told in minutes once a minute", async () => {
  const second = read(() => clock.now);
  const minute = read(() => clock.minute);
  vi.advanceTimersByTime(3000);
  flushSync();
  expect(second.times.at(-1)).toBe(1_003_000);
  expect(minute.times).toEqual([1_000_000]);
  vi.advanceTimersByTime(57_000);
  flushSync();
  expect(minute.times).toEqual([1_000_000, 1_060_000]);
  second.end();
  minute.end();
  await vi.advanceTimersByTimeAsync(0);
  expect(vi.getTimerCount()).toBe(0);
});

test("nothing ticks while the window is hidden, and the time is right when it is seen again", () => {
  const second = read(() => clock.now);
  turn(true);
  expect(vi.getTimerCount()).toBe(0);
  vi.advanceTimersByTime(90_000);
  turn(false);
  expect(second.times).toEqual([1_000_000, 1_090_000]);
  vi.advanceTimersByTime(1000);
  flushSync();
  expect(second.times.at(-1)).toBe(1_091_000);
  second.end();
});
