import { expect, test } from "vitest";
import { Selection } from "./selection.svelte";

const ids = [10, 20, 30, 40, 50];
const plain = { shift: false, ctrl: false };
const shift = { shift: true, ctrl: false };
const ctrl = { shift: false, ctrl: true };

test("shift chooses everything between two clicks, ctrl adds one", () => {
  const selection = new Selection();
  selection.click(20, ids, plain);
  selection.click(40, ids, shift);
  expect([...selection.chosen]).toEqual([20, 30, 40]);
  selection.click(30, ids, ctrl);
  expect([...selection.chosen]).toEqual([20, 40]);
});

test("arrows walk the list and stop at its ends", () => {
  const selection = new Selection();
  expect(selection.move(1, ids, plain)).toBe(0);
  expect(selection.move(-1, ids, plain)).toBe(0);
  expect(selection.move(99, ids, plain)).toBe(4);
  selection.move(-1, ids, shift);
  expect([...selection.chosen]).toEqual([40, 50]);
});

test("an action on a chosen row is about the whole choice, on another row about that one", () => {
  const selection = new Selection();
  selection.click(20, ids, plain);
  selection.click(30, ids, ctrl);
  expect(selection.about(30)).toEqual([20, 30]);
  expect(selection.about(50)).toEqual([50]);
});
