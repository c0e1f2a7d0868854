import { afterEach, expect, test } from "vitest";
import { standardSettings } from "../../ipc/fake/rows";
import type { LimitRule } from "../../ipc/types";
import { speak } from "../../shared/words.svelte";
import { clockOf, daysWords, hiddenBehind, inForce, minutesOf, numberOf, ruleWords } from "./schedule";

afterEach(() => speak("en"));

const weekdays: LimitRule["days"] = [true, true, true, true, true, false, false];
const rule = (more: Partial<LimitRule> = {}): LimitRule => ({ days: weekdays, from: 8 * 60, to: 18 * 60, limit_mbit: 50, ...more });

test("a time is read however it is typed, and written in one way", () => {
  expect(["8", "08:30", "0830", "18.30", "24:00", " 7:05 "].map(minutesOf)).toEqual([480, 510, 510, 1110, 1440, 425]);
  expect(["25", "8:60", "24:01", "noon", ""].map(minutesOf)).toEqual([null, null, null, null, null]);
  expect(clockOf(510)).toBe("08:30");
});

test("a number is read with the point and the comma of any language", () => {
  expect(["50", " 200 ", "12,5", "12.5", "1.000", "1,000", "100.000"].map(numberOf)).toEqual([50, 200, 12.5, 12.5, 1000, 1000, 100_000]);
  expect(["fast", "1.0.0", "10.0000.0"].map(numberOf)).toEqual([NaN, NaN, NaN]);
});

test("a rule is said in one line", () => {
  expect(ruleWords(rule())).toBe("Mon–Fri, 08:00–18:00: 50 Mbit/s");
  expect(ruleWords(rule({ from: 22 * 60, to: 6 * 60, limit_mbit: null }))).toBe("Mon–Fri, 22:00–06:00 on the next day: no limit");
  expect(daysWords([true, false, true, false, false, true, true])).toBe("Mon, Wed, Sat, Sun");
  expect(daysWords([true, true, true, true, true, true, true])).toBe("Every day");
});

test("a rule is said in German with German days, marks and spaces", () => {
  speak("de");
  expect(ruleWords(rule({ limit_mbit: 1_500 }))).toBe("Mo–Fr, 08:00–18:00: 1.500\u00a0Mbit/s");
  expect(ruleWords(rule({ days: [true, false, true, false, false, true, true], from: 0, to: 1440, limit_mbit: null }))).toBe(
    "Mo, Mi, Sa, So, ganztägig: ohne Grenze",
  );
});

test("the first rule that holds decides, also over midnight and over the end of the week", () => {
  const sundayNight = rule({ days: [false, false, false, false, false, false, true], from: 22 * 60, to: 6 * 60, limit_mbit: 10 });
  const settings = { ...standardSettings, limit_mbit: 200, schedule: [rule(), sundayNight] };
  expect(inForce(settings, new Date(2026, 2, 4, 9, 0))).toEqual({ limit: 50, rule: 0 });
  expect(inForce(settings, new Date(2026, 2, 4, 18, 0))).toEqual({ limit: 200, rule: null });
  expect(inForce(settings, new Date(2026, 2, 9, 5, 59))).toEqual({ limit: 10, rule: 1 });
  expect(inForce(settings, new Date(2026, 2, 9, 6, 0))).toEqual({ limit: 200, rule: null });
});

test("a rule that another one hides in part is told by which", () => {
  const evening = rule({ from: 17 * 60, to: 20 * 60 });
  expect(hiddenBehind([rule(), evening], 1)).toBe(0);
  expect(hiddenBehind([rule(), rule({ from: 18 * 60, to: 20 * 60 })], 1)).toBeNull();
  expect(hiddenBehind([rule(), evening], 0)).toBeNull();
});
