import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { anUpload } from "../../ipc/fake";
import type { Page, Query } from "../../ipc/types";
import { Stretches } from "./stretches.svelte";

const all: Query = { list: "all", connection: null, words: "" };

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A list of so many rows, and every question that is asked about it. */
function cloud(total: number) {
  const asked: { query: Query; offset: number; limit: number }[] = [];
  const state = { total, first: 1, fails: false };
  const ask = async (query: Query, offset: number, limit: number): Promise<Page> => {
    asked.push({ query, offset, limit });
    await new Promise((answer) => setTimeout(answer, 5));
    if (state.fails) throw { code: "storage_failed", said: "" };
    const rows = Array.from({ length: Math.max(0, Math.min(limit, state.total - offset)) }, (_, i) =>
      anUpload({ id: state.first + offset + i }),
    );
    return { total: state.total, offset, rows };
  };
  return { ask, asked, state };
}

test("only what is in sight is asked for, and what was looked at far away is let go", async () => {
  const { ask, asked } = cloud(100_000);
  const list = new Stretches(ask);
  list.show(all);
  await vi.advanceTimersByTimeAsync(10);
  expect(asked).toEqual([{ query: all, offset: 0, limit: 100 }]);
  expect(list.total).toBe(100_000);
  expect(list.at(0)?.id).toBe(1);
  expect(list.at(5_000)).toBeUndefined();

  for (let at = 5_000; at < 60_000; at += 1_000) {
    list.look(at, at + 40);
    await vi.advanceTimersByTimeAsync(10);
    expect(list.at(at + 20)?.id).toBe(at + 21);
  }
  let held = 0;
  for (let i = 0; i < 100_000; i++) if (list.at(i)) held += 1;
  expect(held).toBeLessThanOrEqual(1_200);
});

test("scrolling fast asks for where it has come to, not for everything on the way", async () => {
  const { ask, asked } = cloud(100_000);
  const list = new Stretches(ask);
  list.show(all);
  await vi.advanceTimersByTimeAsync(10);
  asked.length = 0;
  for (let at = 0; at < 90_000; at += 500) list.look(at, at + 40);
  await vi.advanceTimersByTimeAsync(50);
  expect(asked.length).toBeLessThanOrEqual(2);
  expect(list.at(89_520)?.id).toBe(89_521);
});

test("a list that keeps moving is asked for four times a second, and its old rows stay until the new ones are there", async () => {
  const { ask, asked, state } = cloud(300);
  const list = new Stretches(ask);
  list.show(all);
  await vi.advanceTimersByTimeAsync(300);
  asked.length = 0;
  state.first = 1_000;
  for (let i = 0; i < 98; i++) {
    list.moved();
    expect(list.at(0)).toBeDefined();
    await vi.advanceTimersByTimeAsync(10);
  }
  expect(asked.length).toBeGreaterThanOrEqual(3);
  expect(asked.length).toBeLessThanOrEqual(4);
  expect(list.at(0)?.id).toBe(1_000);
  expect(list.indexOf(1)).toBeUndefined();
});

test("what moved while the answer was on its way is asked for again", async () => {
  const { ask, state } = cloud(50);
  const list = new Stretches(ask);
  list.show(all);
  await vi.advanceTimersByTimeAsync(300);
  list.moved();
  await vi.advanceTimersByTimeAsync(2);
  state.first = 7_000;
  list.moved();
  await vi.advanceTimersByTimeAsync(300);
  expect(list.at(0)?.id).toBe(7_000);
});

test("a row that changed is drawn at once where it is known", async () => {
  const { ask, asked } = cloud(50);
  const list = new Stretches(ask);
  list.show(all);
  await vi.advanceTimersByTimeAsync(10);
  list.take([anUpload({ id: 3, state: { state: "paused", until: null } }), anUpload({ id: 9_999 })]);
  expect(list.row(3)?.state.state).toBe("paused");
  expect(list.row(9_999)).toBeUndefined();
  expect(asked).toHaveLength(1);
});

test("an answer to an older question is thrown away", async () => {
  const { ask, state } = cloud(50);
  const list = new Stretches(ask);
  list.show(all);
  state.total = 3;
  list.show({ ...all, list: "done" });
  await vi.advanceTimersByTimeAsync(10);
  expect(list.total).toBe(3);
  expect(list.shown).toBe(1);
});

test("a shorter list loses what was behind its end", async () => {
  const { ask, state } = cloud(500);
  const list = new Stretches(ask);
  list.show(all);
  await vi.advanceTimersByTimeAsync(10);
  list.look(420, 460);
  await vi.advanceTimersByTimeAsync(10);
  state.total = 120;
  list.moved();
  await vi.advanceTimersByTimeAsync(600);
  expect(list.total).toBe(120);
  expect(list.at(420)).toBeUndefined();
});

test("what cannot be read is tried again by itself, and what was there stays", async () => {
  const { ask, state } = cloud(50);
  const list = new Stretches(ask);
  list.show(all);
  await vi.advanceTimersByTimeAsync(300);
  state.fails = true;
  list.moved();
  await vi.advanceTimersByTimeAsync(20);
  expect(list.refused).toEqual({ code: "storage_failed", said: "" });
  expect(list.at(0)?.id).toBe(1);
  state.fails = false;
  await vi.advanceTimersByTimeAsync(2_100);
  expect(list.refused).toBeNull();
});

test("ids of a range are told at once where they are known, and asked for in slices where not", async () => {
  const { ask, asked } = cloud(100_000);
  const list = new Stretches(ask);
  list.show(all);
  await vi.advanceTimersByTimeAsync(10);
  expect(list.ids(2, 4)).toEqual([3, 4, 5]);
  asked.length = 0;
  const far = list.ids(10, 9_999);
  await vi.advanceTimersByTimeAsync(100);
  expect(await far).toHaveLength(9_990);
  expect(asked.every((a) => a.limit <= 2_000)).toBe(true);
});
