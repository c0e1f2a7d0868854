import { readFileSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { speak } from "../shared/words.svelte";
import { asCommandError, codes, words } from "./errors";

afterEach(() => speak("en"));

test("every code of the contract has its words", () => {
  const contract = readFileSync("src/ipc/types.ts", "utf8");
  const listed = /export type ErrorCode = ([^;]+);/.exec(contract)![1]!.match(/\w+/g)!;
  expect([...codes].sort()).toEqual(listed.sort());
});

test.each(["en", "de"] as const)("every failure says what happened, what Labrun does, and what the person can do: %s", (spoken) => {
  speak(spoken);
  for (const code of codes) {
    const { title, whatLabrunDoes, whatYouCanDo } = words(code);
    expect(title, code).not.toMatch(/[.!]$/);
    expect(whatLabrunDoes, code).toMatch(/\.$/);
    expect(whatYouCanDo, code).toMatch(/\.$/);
    expect(`${title} ${whatLabrunDoes} ${whatYouCanDo}`, `${code} shows a code`).not.toMatch(/[a-z]_[a-z]/);
  }
});

test("what is thrown without a code is still said in words", () => {
  expect(asCommandError(new TypeError("x")).code).toBe("internal");
  expect(asCommandError({ code: "offline", said: "s" })).toEqual({ code: "offline", said: "s" });
});

test("a code that came after this window was built is still said in words", () => {
  expect(words("of_tomorrow" as never)).toEqual(words("internal"));
});

test("an error is said in the language of the moment", () => {
  expect(words("busy").title).toBe("The camera cloud is busy");
  speak("de");
  expect(words("busy").title).toBe("Die Kamera-Cloud ist ausgelastet");
});
