import { afterEach, expect, test } from "vitest";
import { allClouds, frameio } from "../../ipc/fake/clouds";
import { aConnection } from "../../ipc/fake/rows";
import { say, speak } from "../../shared/words.svelte";
import { disconnecting, presenceSentence, standing, takesNoFiles, waysInShort } from "./words";

afterEach(() => speak("en"));

const none = { state: "not_connected", project: null } as const;

test("what a cloud calls its projects has its article in English", () => {
  expect(say("connections-choose", { word: "account" })).toBe("Choose an account");
  expect(say("connections-choose", { word: "room" })).toBe("Choose a room");
  expect(say("connections-picker-first", { account: "account", word: "camera" })).toBe("Choose an account to see its cameras.");
  expect(say("connections-picker-some", { shown: 3, total: 10_000, word: "project" })).toBe("3 of 10,000 projects");
});

test("what a cloud calls its projects has its gender and its case in German", () => {
  speak("de");
  const words = ["project", "device", "camera", "room", "account", "machine"];
  const of = (id: string, more: Record<string, string | number> = {}) => words.map((word) => say(id, { word, ...more }));
  expect(of("connections-none-yet")).toEqual([
    "Noch kein Projekt",
    "Noch kein Gerät",
    "Noch keine Kamera",
    "Noch kein Raum",
    "Noch kein Konto",
    "Noch keine Maschine",
  ]);
  expect(of("connections-choose-first").slice(2, 4)).toEqual(["Zuerst eine Kamera wählen.", "Zuerst einen Raum wählen."]);
  expect(of("connections-code-words")[3]).toMatch(/^Wählen Sie dort den Raum\./);
  expect(of("connections-picker-some", { shown: 3, total: 10_000 }).slice(0, 2)).toEqual([
    "3 von 10.000 Projekten",
    "3 von 10.000 Geräten",
  ]);
  expect(of("connections-picker-total", { total: 1 })[5]).toBe("1 Maschine");
});

test("a word that nobody knew of is said as it comes", () => {
  for (const spoken of ["en", "de"] as const) {
    speak(spoken);
    expect(say("connections-picker-search", { word: "stage" })).toContain("stage");
    expect(say("connections-choose-first", { word: "stage" })).toContain("stage");
  }
});

test("no cloud's connection says an English word in German", () => {
  speak("de");
  for (const provider of allClouds) {
    const row = aConnection({ provider: provider.provider, presence: "offline", device_name: null });
    const said = [
      standing({ ...row, ...none }, provider).word,
      takesNoFiles({ ...row, ...none }, { ...provider, uploads: true }),
      presenceSentence(row, provider),
      waysInShort(provider),
      ...Object.values(disconnecting(row, provider, 2)),
      ...Object.values(disconnecting({ ...row, device_name: "cart-2" }, provider, 0)),
    ];
    for (const words of said) expect(words).not.toMatch(/\b(project|device|camera|room|account|machine|the|or|sign)\b/);
  }
});

test("ways into a cloud are a list with or between the last two", () => {
  expect(waysInShort(frameio)).toBe("Sign in by code or in the browser");
  speak("de");
  expect(waysInShort(frameio)).toBe("Anmelden per Code oder im Browser");
  expect(waysInShort({ ...frameio, ways: [] })).toBe("Noch keine Anmeldeart");
});
