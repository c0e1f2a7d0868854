// What a screen reader says by itself: what comes into a live region that was there before. A word
// that changes where it stands is not heard everywhere, nor is a region that comes with its words.

import { cleanup, waitFor } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test } from "vitest";
import { words } from "../ipc/errors";
import { awaiting, refusal } from "../ipc/fake";
import type { FolderState } from "../ipc/types";
import { toasts } from "../shared/toasts.svelte";
import { at, find, open } from "./opened";

const live = "[role=status], [role=alert], [aria-live]";
let heard: string[] = [];
let unheard: string[] = [];
let ears: MutationObserver;

function listen(records: MutationRecord[]): void {
  const come = new Set(records.flatMap((record) => [...record.addedNodes]));
  const isNew = (node: Node): boolean => {
    for (let one: Node | null = node; one; one = one.parentNode) if (come.has(one)) return true;
    return false;
  };
  const text = (node: Node): string => (node.textContent ?? "").trim().replace(/\s+/g, " ");
  for (const { target, type, addedNodes } of records) {
    const region = (target instanceof Element ? target : target.parentElement)?.closest(live);
    if (type === "characterData") {
      if (region) unheard.push(text(target));
      continue;
    }
    for (const node of addedNodes) {
      if (region && text(node) !== "" && !isNew(region)) heard.push(text(node));
      if (!(node instanceof Element)) continue;
      // An alert is read out even when it comes with its words.
      for (const one of [node, ...node.querySelectorAll(live)]) {
        if (!one.matches(live) || text(one) === "") continue;
        if (one.matches("[role=alert]")) heard.push(text(one));
        else unheard.push(text(one));
      }
    }
  }
}

/** What was said since the last time somebody asked. */
function said(): string[] {
  listen(ears.takeRecords());
  const all = heard;
  heard = [];
  return all;
}
const untilSaid = (words: string) =>
  waitFor(() => {
    listen(ears.takeRecords());
    expect(heard.some((one) => one.includes(words)), `${words} is not among ${JSON.stringify(heard)}`).toBe(true);
  });

beforeEach(() => {
  heard = [];
  unheard = [];
  ears = new MutationObserver(listen);
});
afterEach(() => {
  said();
  ears.disconnect();
  expect(unheard).toEqual([]);
  cleanup();
  toasts.clear();
});

async function hear(...how: Parameters<typeof open>) {
  const trip = await open(...how);
  ears.observe(document.body, { childList: true, characterData: true, subtree: true });
  return trip;
}

/** Four times a second, as from the real one. */
async function letPass(fake: Awaited<ReturnType<typeof open>>["fake"], ticks: number): Promise<void> {
  fake.moving = true;
  for (let n = 0; n < ticks; n += 1) {
    fake.tick(250);
    await new Promise((done) => setTimeout(done, 1));
  }
  fake.moving = false;
}

test("numbers that change four times a second are seen and not heard", async () => {
  const { fake } = await hear("queue");
  const before = at("headline").textContent;
  await letPass(fake, 24);
  expect(at("headline").textContent).not.toBe(before);
  expect(said()).toEqual([]);
});

test("that the queue stands still, and that it goes on, is heard once each", async () => {
  const { fake, person } = await hear("queue");
  await person.click(at("pause-queue"));
  await person.click(await find("pause-60"));
  await untilSaid("Paused");
  await letPass(fake, 8);
  expect(said()).toEqual(["Paused"]);
  await person.click(at("resume-queue"));
  await untilSaid("Uploading");
  expect(said()).toEqual(["Uploading"]);
});

test("a connection that stands otherwise is heard once, on whatever screen one is", async () => {
  const { fake, person } = await hear("frameio");
  const row = fake.connections.get("f1")!;
  const name = row.project!.name;
  const presence = async (presence: typeof row.presence) => {
    fake.change({ connections: [{ ...row, presence }] });
    await waitFor(() => expect(at("connection-card")).toHaveAttribute("data-presence", presence));
  };
  await presence("offline");
  await untilSaid(`${name}: Offline`);
  await person.click(at("tab-connection"));
  expect(said()).toEqual([`${name}: Offline`]);
  // Being looked for is no news.
  await presence("unknown");
  await presence("offline");
  expect(said()).toEqual([]);
  await presence("online");
  await untilSaid(`${name}: Online`);
  expect(said()).toEqual([`${name}: Online`]);
  fake.change({ connections: [{ ...row, state: "not_authorized", project: null, former_project: row.project }] });
  await untilSaid("Sign in again");
  expect(said()).toHaveLength(1);
});

test("a folder that is away, and one that is back, is heard with its name; what is looked through is not", async () => {
  const { fake, person } = await hear("folders");
  await person.click(at("tab-connection"));
  await find("watched-folders");
  said();
  const now = (state: FolderState) => {
    fake.change({ folders: fake.folders.map((folder, i) => (i === 0 ? { ...folder, state } : folder)) });
    return waitFor(() => expect(document.querySelector("[data-testid=folder-row]")).toHaveAttribute("data-state", state.folder));
  };
  await now({ folder: "looking" });
  await now({ folder: "watching", unsettled: 7 });
  await now({ folder: "watching", unsettled: 3 });
  expect(said()).toEqual([]);
  await now({ folder: "away" });
  await untilSaid("Away. The card is out");
  await now({ folder: "looking" });
  await now({ folder: "watching", unsettled: 0 });
  await untilSaid("Watching");
  const [away, back, ...more] = said();
  const name = fake.folders[0]!.wish.path.split("/").pop()!;
  expect([away!.startsWith(`${name}: Away`), back, more]).toEqual([true, `${name}: Watching`, []]);
});

test("an update is heard when it begins and when it is there, and not at every percent", async () => {
  const { fake } = await hear("queue");
  for (let percent = 0; percent <= 100; percent += 1) {
    fake.change({ update: { update: "downloading", version: "0.2.0", percent } });
    if (percent % 10 === 0) await waitFor(() => expect(at("update-line")).toHaveTextContent(`${percent}%`));
  }
  expect(said()).toEqual(["Fetching Labrun 0.2.0"]);
  fake.change({ update: { update: "ready", version: "0.2.0", notes: null, by_itself: true } });
  await untilSaid("Labrun 0.2.0 is ready.");
  expect(said()).toHaveLength(1);
  fake.change({ update: { update: "refused", said: "Labrun 0.2.0 was refused." } });
  await untilSaid("Labrun 0.2.0 was refused.");
  expect(said()).toHaveLength(1);
});

test("each step of a sign-in is heard, and its countdown is not", async () => {
  const { fake, person } = await hear("first-run");
  await person.click(at("connect-cloud"));
  await person.click(await find("provider-frameio"));
  said();
  const told = (step: Parameters<typeof fake.change>[0]["sign_in"]) => fake.change({ sign_in: step });
  told({ step: "starting", provider: "frameio", way: "device_code", id: "device_code" });
  await untilSaid("for a code");
  said();
  const until = Date.now() + 300_000;
  told(awaiting("531742", until));
  await untilSaid("Code:");
  expect(said()).toHaveLength(1);
  await new Promise((done) => setTimeout(done, 1_100));
  expect(said()).toEqual([]);
  told(awaiting("204681", until, 2));
  await untilSaid("New code: 2 0 4, 6 8 1");
  expect(said()).toHaveLength(1);
  told(awaiting("204681", until, 2, refusal("offline")));
  await untilSaid(words("offline").title);
  expect(said()).toHaveLength(1);
  told({ step: "failed", provider: "frameio", way: "device_code", id: "device_code", error: refusal("denied") });
  await find("sign-in-failed");
  expect(said()).toHaveLength(1);
});

test("what was kept in the settings is heard, one after the other", async () => {
  const { person } = await hear("queue");
  await person.click(at("open-settings"));
  await person.click(at("notify_finished"));
  await untilSaid("The queue is done: off");
  said();
  await person.click(at("notify_attention"));
  await untilSaid(": off");
  expect(said()).toHaveLength(1);
});

test("how many are selected is heard", async () => {
  const { person } = await hear("queue");
  at("upload-list").focus();
  await person.keyboard("{ArrowDown}");
  expect(said()).toEqual([]);
  await person.keyboard("{Shift>}{ArrowDown}{/Shift}");
  await untilSaid("2 files");
  expect(said()).toHaveLength(1);
});
