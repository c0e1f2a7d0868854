import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Sight } from "./sight.svelte";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function opened() {
  const sight = new Sight(2.375, 8);
  const box = document.createElement("div");
  sight.watch(box);
  const to = (top: number) => {
    box.scrollTop = top;
    sight.follow();
  };
  return { sight, to };
}

test("being drawn along is a rush, and it is over soon after the last jump", () => {
  const { sight, to } = opened();
  to(5_000);
  expect(sight.rushing).toBe(false);
  vi.advanceTimersByTime(16);
  to(10_000);
  expect(sight.rushing).toBe(true);
  vi.advanceTimersByTime(200);
  expect(sight.rushing).toBe(false);
});

test("a key that jumps, and a wheel that turns, are no rush", () => {
  const { sight, to } = opened();
  to(90_000);
  for (let top = 90_000; top > 88_000; top -= 100) {
    vi.advanceTimersByTime(16);
    to(top);
  }
  expect(sight.rushing).toBe(false);
});
