import { expect, test } from "vitest";
import { shortened } from "./Middle.svelte";

test("the middle of a long name is left out, and both of its ends are kept", () => {
  expect(shortened("Feature – Unit A", 40)).toBe("Feature – Unit A");
  expect(shortened("The Extraordinarily Long Title, Unit B", 16)).toBe("The Extr…Unit B");
  expect(shortened("Straßenbahn Ø 🎬🎬", 5)).toBe("St…🎬🎬");
});
