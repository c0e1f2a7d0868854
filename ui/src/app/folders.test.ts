// Watched folders, the network and the settings, as a person meets them.

import { cleanup, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, expect, test } from "vitest";
import { refusal } from "../ipc/fake";
import { toasts } from "../shared/toasts.svelte";
import { at, find, gone, open } from "./opened";

afterEach(() => {
  cleanup();
  toasts.clear();
});

test("a folder is picked, told what to take, and watched", async () => {
  const { person, asked } = await open("queue");
  await person.click(at("watch-folder"));
  expect(await find("folder-path")).toHaveTextContent("/Volumes/A005_MAG");
  await person.click(at("folder-growing"));
  await person.click(at("folder-existing"));
  await person.type(at("folder-take"), "*.mxf, *.wav{Enter}");
  await person.type(at("folder-leave"), "Trash{Tab}");
  expect(screen.getAllByTestId("folder-take-chip").map((c) => c.textContent?.trim())).toEqual(["*.mxf", "*.wav"]);
  await person.click(at("folder-keep"));
  expect(asked("watch_folder")).toEqual([
    {
      connection: "c1",
      wish: { path: "/Volumes/A005_MAG", subfolders: true, take: ["*.mxf", "*.wav"], leave: ["Trash"], growing: true, existing: false },
    },
  ]);
  await gone("folder-dialog");
  expect(await find("toast")).toHaveTextContent("Watching A005_MAG");
});

test("nothing picked watches nothing", async () => {
  const { person, asked } = await open("queue", (fake) => (fake.pickedFolder = null));
  await person.click(at("watch-folder"));
  await waitFor(() => expect(asked("pick_folder")).toHaveLength(1));
  expect(screen.queryByTestId("folder-dialog")).toBeNull();
});

test("a folder that cannot be watched says why, and what was typed stays", async () => {
  const { fake, person } = await open("queue");
  await person.click(at("watch-folder"));
  await person.type(await find("folder-take"), "*.mov{Enter}");
  fake.refuse.set("watch_folder", refusal("not_allowed", "This folder is watched for Feature – Unit B already."));
  await person.click(at("folder-keep"));
  expect(await find("folder-refused")).toHaveTextContent("watched for Feature – Unit B already");
  expect(at("folder-take-chip")).toHaveTextContent("*.mov");
});

test("each folder says how it goes", async () => {
  const { person, asked } = await open("folders");
  await person.click(at("tab-connection"));
  const states = (await screen.findAllByTestId("folder-state")).map((e) => e.textContent?.trim().replace(/\s+/g, " "));
  expect(states).toEqual([
    "Watching · 3 files still being written",
    "Looking through it",
    "Away · The card is out or the share is not there. It is looked for again by itself.",
    "Cannot be read · The rights of this folder do not let you read it.",
  ]);
  await person.click(at("look-now"));
  expect(asked("look_now")).toHaveLength(1);
});

test("a folder is changed, and left after asking", async () => {
  const { person, asked } = await open("folders");
  await person.click(at("tab-connection"));
  const first = within(screen.getAllByTestId("folder-row")[0]!);
  await person.click(first.getByTestId("folder-change"));
  await person.click(await find("folder-subfolders"));
  await person.click(at("folder-keep"));
  await waitFor(() => expect(asked("change_folder")[0]).toMatchObject({ id: 1, wish: { subfolders: false, growing: true } }));
  await gone("folder-dialog");
  await person.click(within(screen.getAllByTestId("folder-row")[2]!).getByTestId("folder-stop"));
  expect(await find("folder-stop-confirm-dialog")).toHaveTextContent("What is in the queue already stays there and is sent");
  await person.click(at("folder-stop-confirm"));
  await waitFor(() => expect(asked("unwatch_folder")).toEqual([{ id: 3 }]));
  await waitFor(() => expect(screen.getAllByTestId("folder-row")).toHaveLength(3));
});

test("uploads by themselves are switched off per connection, and what that means is said", async () => {
  const { person, asked } = await open("folders");
  await person.click(at("tab-connection"));
  expect(at("watched-folders")).toHaveTextContent("goes into the queue at once");
  await person.click(at("automatic"));
  expect(asked("set_automatic")).toEqual([{ connection: "c1", automatic: false }]);
  await waitFor(() => expect(at("watched-folders")).toHaveTextContent("is only offered"));
});

test("the network is said in one line, with more behind it", async () => {
  const { fake, person } = await open("queue");
  expect(at("network-chip")).toHaveTextContent("Wi-Fi StageNet · 82 Mbit/s up · good");
  await person.click(at("network-chip"));
  expect(await find("network-panel")).toHaveTextContent(/Link speed 866 Mbit\/s.*Round trip 24 ms/);
  fake.change({ network: { ...fake.network, health: "poor", said: "One request in five broke off.", bytes_per_second: 4e5 } });
  await waitFor(() => expect(at("network-chip")).toHaveTextContent("3.2 Mbit/s up · poor"));
  expect(at("network-panel")).toHaveTextContent("One request in five broke off.");
});

test.each([
  ["network-absent", "No network · uploads go on when there is one"],
  ["network-unknown", "Network · not measured yet"],
  ["network-down", "Wi-Fi StageNet · no way through"],
  ["network-ethernet", "Ethernet en5 · 944 Mbit/s up · good"],
  ["network-metered", "Mobile network Telia 5G · 34 Mbit/s up · good · metered"],
])("%s: %s", async (scene, words) => {
  await open(scene);
  expect(at("network-chip")).toHaveTextContent(words);
});

test("a setting is kept at once, says so quietly, and is undone", async () => {
  const { person, asked, fake } = await open("queue");
  await person.click(at("open-settings"));
  expect(at("parallel_files-auto")).toHaveAttribute("aria-pressed", "true");
  expect(at("lanes-said")).toHaveTextContent("At this moment 3 files, 4 parts of each. This fills the link");
  await person.click(at("leave-25"));
  expect(await screen.findByText("Left for others: 25%")).toBeVisible();
  expect(fake.settings.leave_percent).toBe(25);
  await person.click(at("metered-proxies_only"));
  await person.click(at("treat-as-metered"));
  expect(fake.settings).toMatchObject({ metered: "proxies_only", treat_as_metered: true });
  for (let i = 0; i < 3; i++) await person.click(at("settings-undo"));
  await waitFor(() => expect(fake.settings).toMatchObject({ leave_percent: 0, metered: "everything", treat_as_metered: false }));
  await gone("settings-undo");
  expect(asked("set_settings")).toHaveLength(6);
});

test("what is refused is not shown as kept", async () => {
  const { person, fake } = await open("queue");
  await person.click(at("open-settings"));
  fake.refuse.set("set_settings", refusal("storage_full"));
  await person.click(at("leave-50"));
  await waitFor(() => expect(at("leave-0")).toHaveAttribute("aria-pressed", "true"));
  expect(at("settings-kept")).toHaveTextContent("");
  expect(await find("toast")).toHaveTextContent("disk is full");
});

test("kinds are put in order by keyboard and by button, and the focus goes with them", async () => {
  const { person, fake } = await open("queue");
  await person.click(at("open-settings"));
  const grips = screen.getAllByTestId("order-grip");
  grips[5]!.focus();
  await person.keyboard("{Home}");
  await waitFor(() => expect(fake.settings.order[0]).toBe("ocf"));
  expect(document.activeElement).toHaveAccessibleName(/Original camera files, 1 of 7/);
  await person.click(within(screen.getAllByTestId("order-row")[1]!).getByTestId("order-down"));
  await waitFor(() => expect(fake.settings.order.slice(0, 3)).toEqual(["ocf", "still", "proxy"]));
  expect(screen.getAllByRole("status").some((s) => s.textContent?.includes("Proxies go as number 3"))).toBe(true);
});

test("a schedule is written rule by rule, and what hides behind what is said", async () => {
  const { person, fake } = await open("queue");
  await person.click(at("open-settings"));
  await person.click(at("rule-add"));
  await person.clear(await find("rule-from"));
  await person.type(at("rule-from"), "9{Enter}");
  await person.click(at("rule-day-5"));
  await person.clear(at("rule-limit"));
  await person.type(at("rule-limit"), "80{Enter}");
  await waitFor(() => expect(at("rule-words")).toHaveTextContent("Mon–Sat, 09:00–18:00: 80 Mbit/s"));
  expect(fake.settings.schedule).toEqual([{ days: [true, true, true, true, true, true, false], from: 540, to: 1080, limit_mbit: 80 }]);
  await person.clear(at("rule-to"));
  await person.type(at("rule-to"), "late{Enter}");
  expect(screen.getByRole("alert")).toHaveTextContent("A time such as 08:30");
  expect(fake.settings.schedule[0]!.to).toBe(1080);

  await person.click(at("rule-add"));
  await waitFor(() => expect(screen.getAllByTestId("rule")).toHaveLength(2));
  expect(at("rule-behind")).toHaveTextContent("Meets rule 1, which decides where both hold");
  await person.click(screen.getAllByTestId("rule-up")[1]!);
  await waitFor(() => expect(fake.settings.schedule[0]!.limit_mbit).toBe(50));
  await person.click(screen.getAllByTestId("rule-remove")[0]!);
  await waitFor(() => expect(fake.settings.schedule).toHaveLength(1));
});
