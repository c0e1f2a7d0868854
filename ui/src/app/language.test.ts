import { readFileSync } from "node:fs";
import { screen } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test } from "vitest";
import { refusal, scenarioNames } from "../ipc/fake";
import { toasts } from "../shared/toasts.svelte";
import { sayIn, speak } from "../shared/words.svelte";
import { at, find, open } from "./opened";

beforeEach(() => toasts.clear());
afterEach(() => speak("en"));

/** What stands on the page for anybody, the words that only a screen reader says among it. */
const words = (): string => {
  const attributes = [...document.querySelectorAll("[aria-label], [title], [placeholder]")].flatMap((e) =>
    ["aria-label", "title", "placeholder"].map((name) => e.getAttribute(name) ?? ""),
  );
  return [document.body.textContent, ...attributes].join("\n");
};

test("the queue, the settings and an error are German at once when a person chooses it, and English again", async () => {
  const { fake, person, asked } = await open("queue");
  expect(at("tab-queue")).toHaveTextContent("Queue");

  await person.click(at("open-settings"));
  await person.click(at("language-de"));
  expect(asked("set_settings").at(-1)).toMatchObject({ settings: { language: "de" } });
  await screen.findByRole("heading", { level: 1, name: "Einstellungen" });
  expect(document.documentElement.lang).toBe("de");
  expect(at("settings-kept")).toHaveTextContent("Sprache: Deutsch");
  expect(at("language-de")).toHaveAttribute("aria-pressed", "true");
  expect(at("open-settings")).toHaveTextContent("Einstellungen");

  await person.click(document.querySelector<HTMLElement>("[data-testid=connection-card]")!);
  expect(await find("tab-queue")).toHaveTextContent("Warteschlange");
  expect(at("headline").textContent).toMatch(/Dateien · noch \d+,\d\u00a0GB/);
  expect(screen.getByRole("grid", { name: "Uploads" })).toHaveTextContent("Eingereiht");

  fake.refuse.set("pause_queue", refusal("internal"));
  await person.click(at("pause-queue"));
  await person.click(await find("pause-15"));
  const toast = await find("toast");
  expect(toast).toHaveTextContent(sayIn("de", "errors-internal-title"));
  expect(toast).not.toHaveTextContent(sayIn("en", "errors-internal-title"));

  await person.click(at("open-settings"));
  await person.click(at("language-en"));
  await screen.findByRole("heading", { level: 1, name: "Settings" });
});

test("a window begins in the language of the computer, before there is anything but its start", async () => {
  await open("vault-locked", (fake) => (fake.computerSpeaks = "de"));
  expect(screen.getByRole("heading", { level: 1 })).toHaveTextContent(sayIn("de", "app-unlock-title"));
  expect(document.documentElement.lang).toBe("de");
});

test("a person who chose a language has it, whatever the computer speaks", async () => {
  const { person } = await open("queue", (fake) => {
    fake.computerSpeaks = "de";
    fake.settings = { ...fake.settings, language: "en" };
  });
  expect(at("tab-queue")).toHaveTextContent("Queue");
  await person.click(at("open-settings"));
  await person.click(at("language-system"));
  await screen.findByRole("heading", { level: 1, name: "Einstellungen" });
  expect(at("language-system")).toHaveTextContent("Wie dieser Computer");
  expect(at("language-system")).toHaveAttribute("aria-pressed", "true");
});

/** What English says in several words and German otherwise: nothing of it may be left standing. */
const onlyEnglish = ["app", "queue", "folders", "network", "connections", "settings", "updates", "errors"]
  .flatMap((area) => readFileSync(`../crates/words/en/${area}.ftl`, "utf8").split("\n"))
  .flatMap((line) => /^([a-z][\w-]*) = ([^{}]+ [^{}]+)$/.exec(line)?.slice(1, 3) ?? [])
  .filter((text, i, all) => i % 2 === 1 && sayIn("de", all[i - 1]!) !== text)
  // The backend in memory says this in a sentence of its own.
  .filter((text) => text !== "as this computer");
const leftStanding = (): string[] => {
  const standing = words();
  return onlyEnglish.filter((text) => standing.includes(text));
};

test.each(scenarioNames)("every word is there in German: %s", async (scenario) => {
  // A message that is missing, or one of its variables, throws while it is drawn.
  const { person } = await open(scenario, (fake) => (fake.computerSpeaks = "de"));
  expect(words().trim()).not.toBe("");
  expect(leftStanding()).toEqual([]);
  // The first row that there is, with everything about it.
  const row = document.querySelector<HTMLElement>("[data-testid=queue-row]");
  if (row) {
    await person.click(row);
    await person.keyboard("{Enter}");
    expect(await find("detail-panel")).toHaveAccessibleName(/^Details zu /);
    expect(leftStanding()).toEqual([]);
  }
  const settings = screen.queryByTestId("open-settings");
  if (settings) {
    await person.click(settings);
    await screen.findByRole("heading", { level: 1, name: "Einstellungen" });
    expect(leftStanding()).toEqual([]);
  }
});

test("the look for English that was left standing finds it", async () => {
  await open("first-run");
  expect(onlyEnglish.length).toBeGreaterThan(300);
  expect(leftStanding()).toContain("Connect a camera cloud");
});
