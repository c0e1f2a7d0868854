import { expect, test } from "vitest";
import { dropTarget } from "./drop";

const a = { id: "a", name: "A" };
const b = { id: "b", name: "B" };

test("files go to the connection they are dropped on", () => {
  expect(dropTarget([a, b], "b", "a")).toBe("b");
});
test("files dropped on the window go to the queue that is shown", () => {
  expect(dropTarget([a, b], null, "a")).toBe("a");
});
test("with one connection there is nothing to choose", () => {
  expect(dropTarget([a], null, null)).toBe("a");
});
test("with several and none pointed at, nothing is guessed", () => {
  expect(dropTarget([a, b], null, null)).toBeNull();
});
test("a connection that takes no files takes none by accident", () => {
  expect(dropTarget([a], "signed-out", "a")).toBeNull();
});
