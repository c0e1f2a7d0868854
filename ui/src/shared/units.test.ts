import { afterEach, describe, expect, test } from "vitest";
import { bytes, count, countdown, dayAndTime, duration, exactTime, folderTail, linkSpeed, moment, percent, rate, splitName } from "./units";
import { speak } from "./words.svelte";

afterEach(() => speak("en"));

describe("units", () => {
  test("bytes are decimal, with one digit while it says something", () => {
    expect(bytes(4200)).toBe("4.2 KB");
    expect(bytes(84.2e9)).toBe("84.2 GB");
    expect(bytes(412e6)).toBe("412 MB");
    expect(bytes(999_950)).toBe("1.0 MB");
    expect(bytes(0)).toBe("0 B");
  });

  test("a speed is said in megabits, as lines are sold", () => {
    expect(rate(51.5e6)).toBe("412 Mbit/s");
    expect(rate(0.3e6)).toBe("2.4 Mbit/s");
    expect(rate(150e6)).toBe("1.2 Gbit/s");
  });

  test("durations use the two largest units", () => {
    expect(duration(12)).toBe("12 s");
    expect(duration(38 * 60)).toBe("38 min");
    expect(duration(2 * 3600 + 5 * 60)).toBe("2 h 05 min");
    expect(duration(26 * 3600)).toBe("1 d 2 h");
  });

  test("a link is named as it is sold", () => {
    expect(linkSpeed(866)).toBe("866 Mbit/s");
    expect(linkSpeed(1000)).toBe("1 Gbit/s");
    expect(linkSpeed(2500)).toBe("2.5 Gbit/s");
  });

  test("a moment of today needs no day", () => {
    const at = new Date(2026, 2, 3, 14, 5).getTime();
    expect([moment(at, at), dayAndTime(at, at)]).toEqual(["14:05", "Today, 14:05"]);
    expect(moment(at, at + 86_400_000)).toMatch(/^Tue,? 3 Mar, 14:05$/);
  });

  test("German has its own marks and its own days, and keeps a number and its unit on one line", () => {
    speak("de");
    expect(bytes(84.2e9)).toBe("84,2\u00a0GB");
    expect(bytes(4200)).toBe("4,2\u00a0kB");
    expect(rate(150e6)).toBe("1,2\u00a0Gbit/s");
    expect(duration(2 * 3600 + 5 * 60)).toBe("2\u00a0h 05\u00a0min");
    expect(count(100_000)).toBe("100.000");
    expect(percent(0.9999)).toBe("99\u00a0%");
    const at = new Date(2026, 2, 3, 14, 5).getTime();
    expect([dayAndTime(at, at), exactTime(at)]).toEqual(["Heute, 14:05", "14:05:00"]);
    expect(moment(at, at + 86_400_000)).toBe("Di., 03.03., 14:05");
  });

  test("a countdown never shows less than nothing", () => {
    expect(countdown(272_000)).toBe("4:32");
    expect(countdown(-5)).toBe("0:00");
  });

  test("a hundred percent is said only when everything is there", () => {
    expect(percent(0.9999)).toBe("99%");
    expect(percent(1)).toBe("100%");
  });

  test("a long name is split so that its end stays readable", () => {
    expect(splitName("A001_C003_0304XK_001.mxf")).toEqual(["A001_C003_0304XK", "_001.mxf"]);
    expect(splitName("SC042.cdl")).toEqual(["SC042.cdl", ""]);
  });

  test("a folder shows its last two steps, whichever way the slashes lean", () => {
    expect(folderTail("/Volumes/A001_MAG/PROXY")).toBe("A001_MAG / PROXY");
    expect(folderTail("E:\\A001_MAG\\PROXY\\")).toBe("A001_MAG / PROXY");
  });
});
