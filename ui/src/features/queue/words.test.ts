import { expect, test } from "vitest";
import { anUpload } from "../../ipc/fake";
import type { Headline } from "../../ipc/types";
import { headlineWords, resumedWords, standstillWords, stateWord } from "./words";

const headline: Headline = {
  files_left: 12, bytes_left: 84.2e9, fraction: 0.4, bytes_per_second: 51.5e6,
  seconds_left: 38 * 60, needs_attention: 0, standstill: null,
};

test("the headline says how many, how much, how long and how fast in one sentence", () => {
  expect(headlineWords(headline, 0)).toBe("12 files · 84.2 GB left · about 38 min at 412 Mbit/s");
  expect(headlineWords({ ...headline, files_left: 1, standstill: { because: "paused" } }, 0)).toBe("1 file · 84.2 GB left");
  expect(headlineWords({ ...headline, files_left: 0 }, 29)).toBe("Everything is up · 29 files sent");
});

test("a standstill has one word, a reason, and the next try counting down", () => {
  const network = { because: "network", next_try: 13_000 } as const;
  expect(standstillWords(network, { paused: "no" }, 1_000)).toMatchObject({ word: "Waiting for the network", reason: "next try in 12 s" });
  expect(standstillWords(network, { paused: "no" }, 13_000).reason).toBe("trying now");
  expect(standstillWords({ because: "paused" }, { paused: "until_resumed" }, 0).reason).toBe("until you resume");
});

test("a resumed upload says at which part it went on", () => {
  const row = anUpload({ id: 1, size: 3e9, state: { state: "uploading" }, resumed_at_part: 37 });
  expect(resumedWords(row)).toBe("resumed at part 37 of 120");
  expect(resumedWords({ ...row, resumed_at_part: null })).toBeNull();
});

test("a failure is named in the row, never by its code", () => {
  expect(stateWord(anUpload({ id: 1, state: { state: "failed", error: "file_missing", said: "", attempts: 3 } }), 0)).toBe("File is gone");
  expect(stateWord(anUpload({ id: 1, state: { state: "failed", error: "internal", said: "", attempts: 3 } }), 0)).toBe("Failed");
});
