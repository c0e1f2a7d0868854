import { expect, test } from "vitest";
import { anUpload } from "../../ipc/fake";
import type { Query } from "../../ipc/types";
import { Selection, type Listed } from "./selection.svelte";

const plain = { shift: false, ctrl: false };
const shift = { shift: true, ctrl: false };
const ctrl = { shift: false, ctrl: true };
const query: Query = { list: "all", connection: null, words: "" };

/** Rows 10, 20, 30 … of which only the first so many are there. */
function listed(total: number, there = total): Listed & { there: number } {
  return {
    total,
    there,
    query,
    at(index) {
      return index < this.there && index < total ? anUpload({ id: (index + 1) * 10 }) : undefined;
    },
    indexOf(id) {
      return id / 10 <= this.there ? id / 10 - 1 : undefined;
    },
    ids(from, to) {
      const ids = Array.from({ length: to - from + 1 }, (_, i) => (from + i + 1) * 10);
      return to < this.there ? ids : Promise.resolve(ids);
    },
  };
}

test("shift chooses everything between two clicks, ctrl adds one", () => {
  const selection = new Selection(listed(5));
  selection.click(20, 1, plain);
  selection.click(40, 3, shift);
  expect([...selection.ids]).toEqual([20, 30, 40]);
  selection.click(30, 2, ctrl);
  expect([...selection.ids]).toEqual([20, 40]);
  expect(selection.which()).toEqual({ which: "these", ids: [20, 40] });
});

test("arrows walk the list and stop at its ends", () => {
  const selection = new Selection(listed(5));
  expect(selection.move(1, plain)).toBe(0);
  expect(selection.move(-1, plain)).toBe(0);
  expect(selection.move(99, plain)).toBe(4);
  selection.move(-1, shift);
  expect([...selection.ids]).toEqual([40, 50]);
});

test("a row that is not there yet is chosen when it comes", () => {
  const list = listed(100_000, 100);
  const selection = new Selection(list);
  expect(selection.move(100_000, plain)).toBe(99_999);
  expect(selection.size).toBe(0);
  selection.settle();
  expect(selection.size).toBe(0);
  list.there = 100_000;
  selection.settle();
  expect([...selection.ids]).toEqual([1_000_000]);
});

test("a range over rows that are not there is looked up, and a later choice is stronger", async () => {
  const selection = new Selection(listed(100_000, 100));
  selection.click(20, 1, plain);
  selection.move(100_000, shift);
  expect(selection.busy).toBe(true);
  await Promise.resolve();
  expect(selection.busy).toBe(false);
  expect(selection.size).toBe(99_999);

  selection.move(-5, shift);
  selection.only(30, 2);
  await Promise.resolve();
  expect([...selection.ids]).toEqual([30]);
});

test("everything is what the list shows, but what is taken out again", () => {
  const selection = new Selection(listed(100_000, 100));
  selection.all();
  expect(selection.size).toBe(100_000);
  expect(selection.has(999_990)).toBe(true);
  selection.click(30, 2, ctrl);
  expect(selection.has(30)).toBe(false);
  expect(selection.which()).toEqual({ which: "all", query, except: [30] });
  selection.clear();
  expect(selection.size).toBe(0);
  expect(selection.which()).toEqual({ which: "these", ids: [] });
});
