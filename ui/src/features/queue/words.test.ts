import { expect, test } from "vitest";
import { anUpload } from "../../ipc/fake";
import type { Headline } from "../../ipc/types";
import { codes } from "../../ipc/errors";
import { growingWords, headlineWords, resumedWords, shortStateWord, standstillWords, stateSentence, stateWord } from "./words";

const headline: Headline = {
  files_left: 12, bytes_left: 84.2e9, fraction: 0.4, bytes_per_second: 51.5e6,
  seconds_left: 38 * 60, needs_attention: 0, standstill: null,
};

test("the headline says how many, how much, how long and how fast in one sentence", () => {
  expect(headlineWords(headline, 0)).toBe("12 files · 84.2 GB left · about 38 min at 412 Mbit/s");
  expect(headlineWords({ ...headline, files_left: 1, standstill: { because: "paused" } }, 0)).toBe("1 file · 84.2 GB left");
  expect(headlineWords({ ...headline, files_left: 0 }, 29)).toBe("Everything is up · 29 files sent");
  expect(headlineWords({ ...headline, files_left: 1, bytes_left: 0 }, 29)).toBe("1 file · finishing");
  expect(headlineWords({ ...headline, files_left: 0, needs_attention: 1 }, 29)).toBe("29 files sent · 1 needs attention");
  expect(headlineWords({ ...headline, files_left: 0, needs_attention: 1200 }, 0)).toBe("1,200 need attention");
});

test("a standstill has one word, a reason, and the next try counting down", () => {
  const network = { because: "network", next_try: 13_000, why: "offline" } as const;
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

test("each reason why the network carries nothing is named, with what to do", () => {
  const why = (code: "captive_portal" | "proxy_refused" | "untrusted") =>
    standstillWords({ because: "network", next_try: 13_000, why: code }, { paused: "no" }, 1_000);
  expect(why("captive_portal").word).toBe("This network asks you to sign in");
  expect(why("captive_portal").reason).toBe("open its page in your browser · next try in 12 s");
  expect(why("proxy_refused").tone).toBe("attention");
  for (const code of codes) {
    const { word } = standstillWords({ because: "network", next_try: 0, why: code }, { paused: "no" }, 1);
    expect(word, code).not.toBe("");
  }
  expect(standstillWords({ because: "metered" }, { paused: "no" }, 0)).toMatchObject({ word: "Holding back", action: "settings" });
});

test("a pause says until when, in full and in short", () => {
  const until = new Date(2026, 2, 4, 14, 5).getTime();
  const row = anUpload({ id: 1, state: { state: "paused", until } });
  expect(stateWord(row, until - 1)).toBe("Paused until 14:05");
  expect(shortStateWord(row, until - 1)).toBe("until 14:05");
  expect(stateSentence(row, until - 1)).toContain("goes on by itself at 14:05");
  expect(stateWord(anUpload({ id: 1, state: { state: "paused", until: null } }), 0)).toBe("Paused");
});

test("a recording says how much of it there is so far", () => {
  expect(growingWords(anUpload({ id: 1, size: 1.2e9, growing: true }))).toBe("recording · 1.2 GB so far");
  expect(growingWords(anUpload({ id: 1, growing: true, state: { state: "cancelled" } }))).toBeNull();
});
