// A new version, and files that come in from outside the window.

import { cleanup, screen, waitFor } from "@testing-library/svelte";
import { afterEach, expect, test } from "vitest";
import { toasts } from "../shared/toasts.svelte";
import { at, find, gone, open } from "./opened";

afterEach(() => {
  cleanup();
  toasts.clear();
});

const hand = (fake: Awaited<ReturnType<typeof open>>["fake"], ...paths: string[]): void => {
  fake.handed = paths;
  fake.change({ handed: true });
};

test("a new version is a quiet line with one button, and nothing is said while there is none", async () => {
  const { fake, person, asked } = await open("queue");
  expect(screen.queryByTestId("update-line")).toBeNull();
  fake.change({ update: { update: "downloading", version: "0.2.0", percent: 43 } });
  expect(await find("update-line")).toHaveTextContent("Fetching Labrun 0.2.0 · 43%");
  fake.change({ update: { update: "ready", version: "0.2.0", notes: null, by_itself: true } });
  await waitFor(() => expect(at("update-line")).toHaveTextContent("when the queue is done and this window is closed, or when you quit"));
  await person.click(at("update-now"));
  expect(asked("install_update")).toHaveLength(1);
  expect(await find("update-line")).toHaveTextContent("Installing Labrun 0.2.0");
});

test("what is refused is said in words, in the rail and in the settings", async () => {
  const { fake, person, asked } = await open("queue");
  const said = "Labrun 0.2.0 was refused: its signature does not fit.";
  fake.change({ update: { update: "refused", said } });
  expect(await find("update-line")).toHaveTextContent(said);
  await person.click(at("open-settings"));
  expect(document.getElementById("updates-words")).toHaveTextContent(said);
  await person.click(at("check-for-updates"));
  expect(asked("check_for_updates")).toHaveLength(1);
  await gone("update-line");
});

test("where nobody looks for updates the settings say why and offer no button", async () => {
  const { fake, person } = await open("queue", (fake) => (fake.update = { update: "off", said: "Built without a key." }));
  await person.click(at("open-settings"));
  expect(document.getElementById("updates-words")).toHaveTextContent("Built without a key.");
  expect(screen.queryByTestId("check-for-updates")).toBeNull();
  expect(fake.settings.update_by_itself).toBe(true);
  await person.click(at("update-by-itself"));
  await waitFor(() => expect(fake.settings.update_by_itself).toBe(false));
});

test("each notification is a switch of its own", async () => {
  const { fake, person } = await open("queue");
  await person.click(at("open-settings"));
  await person.click(at("notify_finished"));
  await waitFor(() => expect(fake.settings.notify_finished).toBe(false));
  expect(fake.settings.notify_attention).toBe(true);
  expect(at("settings-kept")).toHaveTextContent("The queue is done: off");
});

test("files handed over before the window was there go to the only project", async () => {
  const { fake, asked } = await open("queue", (fake) => (fake.handed = ["/card/A001.mov"]));
  await waitFor(() => expect(asked("add_files")).toHaveLength(1));
  expect(asked("add_files")[0]).toMatchObject({ paths: ["/card/A001.mov"] });
  hand(fake, "/card/A002.mov");
  await waitFor(() => expect(asked("add_files")).toHaveLength(2));
  expect(asked("add_files")[1]).toMatchObject({ paths: ["/card/A002.mov"] });
});

test("with several projects it is asked where they go", async () => {
  const { fake, person, asked } = await open("several-frameio");
  hand(fake, "/card/A001.mov", "/card/A002.mov");
  expect(await find("handed-over")).toHaveTextContent("2 files");
  const places = screen.getAllByTestId(/^handed-to-/);
  expect(places.length).toBeGreaterThan(1);
  expect(asked("add_files")).toHaveLength(0);
  await person.click(places[1]!);
  await gone("handed-over");
  const to = places[1]!.dataset.testid!.replace("handed-to-", "");
  expect(asked("add_files")).toEqual([{ connection: to, paths: ["/card/A001.mov", "/card/A002.mov"] }]);
});

test("without a project they are not lost without a word", async () => {
  const { fake, asked } = await open("signed-out");
  hand(fake, "/card/A001.mov");
  expect(await find("toast")).toHaveTextContent("There is no project to upload to yet");
  expect(asked("add_files")).toHaveLength(0);
});
