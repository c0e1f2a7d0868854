// The queue as a person works it: long lists, many at once, what is offered, what grows.

import { cleanup, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, expect, test } from "vitest";
import { aConnection, anUpload } from "../ipc/fake";
import { toasts } from "../shared/toasts.svelte";
import { at, find, gone, open } from "./opened";

afterEach(() => {
  cleanup();
  toasts.clear();
});

const these = (...ids: number[]) => ({ which: "these", ids });

test("control and A mean all that the filter shows, however many there are", async () => {
  const { fake, person, asked } = await open("first-run", (f) => {
    f.connections.set("c1", aConnection());
    for (let id = 1; id <= 5_000; id++) f.uploads.set(id, anUpload({ id }));
  });
  await person.click(at("filter-waiting"));
  await waitFor(() => expect(screen.getAllByTestId("queue-row").length).toBeGreaterThan(10));
  at("upload-list").focus();
  await person.keyboard("{Control>}a{/Control}");
  expect(at("selection-bar")).toHaveTextContent("All 5,000 files");
  await person.keyboard("{Control>}");
  await person.click(document.querySelector('[data-upload="3"]')!);
  await person.keyboard("{/Control}");
  expect(at("selection-bar")).toHaveTextContent("4,999 files");
  await person.click(at("selected-pause"));
  await person.click(await find("selected-pause-60"));
  expect(asked("pause_uploads")).toEqual([
    { which: { which: "all", query: { list: "waiting", connection: "c1", words: "" }, except: [3] }, minutes: 60 },
  ]);
  expect(await find("toast")).toHaveTextContent(/Paused 4,999 uploads until .*\d\d:\d\d/);
  expect(fake.uploads.get(3)!.state.state).toBe("queued");
  at("upload-list").focus();
  await person.keyboard("{Escape}");
  await gone("selection-bar");
});

test("cancelling what the window does not know whole is asked about first", async () => {
  const { person, asked } = await open("first-run", (f) => {
    f.connections.set("c1", aConnection());
    for (let id = 1; id <= 1_000; id++) f.uploads.set(id, anUpload({ id }));
  });
  at("upload-list").focus();
  await person.keyboard("{Control>}a{/Control}{Delete}");
  expect(await find("cancel-confirm-dialog")).toHaveTextContent("Cancel 1,000 uploads?");
  expect(asked("cancel_uploads")).toEqual([]);
});

test("a range goes to the end of the list, over rows that were never loaded", async () => {
  const { person, asked } = await open("first-run", (f) => {
    f.connections.set("c1", aConnection());
    for (let id = 1; id <= 3_000; id++) f.uploads.set(id, anUpload({ id }));
  });
  at("upload-list").focus();
  await person.keyboard("{ArrowDown}{ArrowDown}{Shift>}{End}{/Shift}");
  await waitFor(() => expect(at("selection-bar")).toHaveTextContent("2,999 files"));
  await person.click(at("selected-top"));
  const which = asked("move_to_top")[0]!.which as { ids: number[] };
  expect(which.ids).toHaveLength(2_999);
  expect(which.ids[0]).toBe(2);
});

test("many are cancelled and taken back in one go", async () => {
  const { person, asked, row, fake } = await open("queue");
  await person.click(row("UnitA_Day12_Rec709.cube"));
  await person.keyboard("{Shift>}");
  await person.click(row("SC042.cdl"));
  await person.keyboard("{/Shift}");
  await person.click(at("selected-cancel"));
  await waitFor(() => expect(asked("cancel_uploads")).toEqual([{ which: these(6, 7) }]));
  expect(await find("toast")).toHaveTextContent("Cancelled 2 uploads");
  await person.click(await find("toast-action"));
  await waitFor(() => expect(fake.uploads.get(7)!.state.state).toBe("queued"));
  expect(asked("retry_uploads")).toEqual([{ which: these(6, 7) }]);
});

test("what was refused among many is said", async () => {
  const { fake, person } = await open("queue");
  at("upload-list").focus();
  await person.keyboard("{Control>}a{/Control}");
  await person.click(at("selected-pause"));
  await person.click(await find("selected-pause-until"));
  const done = [...fake.uploads.values()].filter((u) => u.state.state === "done").length;
  expect(await find("toast")).toHaveTextContent(`${done} uploads left as they are`);
});

test("the menu of a row pauses for a while", async () => {
  const { person, asked, row } = await open("queue");
  await person.pointer({ keys: "[MouseRight]", target: row("SC042.cdl") });
  await person.click(await find("menu-pause-15"));
  await waitFor(() => expect(asked("pause_uploads")).toEqual([{ which: these(7), minutes: 15 }]));
  await waitFor(() => expect(row("SC042.cdl")).toHaveTextContent(/Paused until/));
});

test("what is offered has a filter only when there is any, and is picked one by one or all at once", async () => {
  const { person, asked } = await open("offered");
  expect(at("offered-link")).toHaveTextContent("37 wait to be picked");
  await person.click(at("filter-offered"));
  await waitFor(() => expect(screen.getAllByTestId("queue-row")[0]).toHaveAttribute("data-state", "offered"));
  const rows = screen.getAllByTestId("queue-row");
  await person.click(rows[0]!);
  await person.keyboard("{Shift>}");
  await person.click(rows[2]!);
  await person.keyboard("{/Shift}");
  expect(at("selected-resume")).toHaveTextContent("Upload these");
  await person.click(at("selected-resume"));
  expect(asked("resume_uploads")).toEqual([{ which: these(500, 501, 502) }]);
  await waitFor(() => expect(at("filter-offered")).toHaveTextContent("34"));
  at("upload-list").focus();
  await person.keyboard("{Escape}");
  await person.click(await find("upload-all-offered"));
  expect(asked("resume_uploads").at(-1)).toEqual({
    which: { which: "all", query: { list: "offered", connection: "c1", words: "" }, except: [] },
  });
  cleanup();
  await open("queue");
  expect(screen.queryByTestId("filter-offered")).toBeNull();
});

test("a recording on its way says how much of it there is so far", async () => {
  const { row } = await open("growing");
  expect(row("A003_C001_0304XK_001.mov")).toHaveTextContent("recording · 1.2 GB so far");
  expect(row("A003_C001_0304XK_001.mov")).not.toHaveTextContent("%");
});

test("finished ones are cleared by what the filter shows, not one by one", async () => {
  const { person, asked } = await open("queue");
  await person.click(at("filter-done"));
  await person.click(await find("clear-done"));
  expect(asked("remove_uploads")).toEqual([
    { which: { which: "all", query: { list: "done", connection: "c1", words: "" }, except: [] } },
  ]);
  expect(await find("filter-empty")).toHaveTextContent("Nothing is finished yet");
});

test("while rows are on their way their places are kept", async () => {
  await open("list-coming");
  expect((await screen.findAllByTestId("row-coming")).length).toBeGreaterThan(0);
});

test("a list that cannot be read says so", async () => {
  await open("list-refused");
  expect(await find("filter-empty")).toHaveTextContent("The list cannot be read right now");
  expect(at("filter-empty")).toHaveTextContent("The queue on disk could not be read.");
});

test("a file shows the others of the same recording, its checksums, and is receipted", async () => {
  const { person, asked, row } = await open("done-details");
  await person.click(within(row("A009_C001_0304XK_001.mxf")).getByTestId("row-details"));
  expect(await find("together")).toHaveTextContent("A009_C001_0304XK_proxy.mov");
  expect(at("file-hash").textContent).toMatch(/^\s*[0-9a-f]{32}\s*$/);
  await person.click(at("part-sums-toggle"));
  const table = within(at("part-sums"));
  expect(table.getAllByRole("columnheader").map((h) => h.textContent)).toEqual(["Part", "Size", "xxh3-128", "ETag"]);
  expect(table.getAllByRole("row").length).toBeLessThan(60);
  await person.click(at("save-receipt"));
  expect(asked("save_receipt")).toEqual([{ id: 1 }]);
  expect(await find("toast")).toHaveTextContent("Receipt saved");
  await person.click(at("together-row"));
  await waitFor(() => expect(at("detail-panel")).toHaveAccessibleName("Details of A009_C001_0304XK_proxy.mov"));
});

test("ten thousand parts are a strip of few cells and a table of few rows", async () => {
  const { person, row } = await open("many-parts");
  await person.click(within(row("A009_C001_0304XK_001.mxf")).getByTestId("row-details"));
  expect(await screen.findByRole("img", { name: /of 10,000 parts accepted/ })).toBeVisible();
  expect(document.querySelectorAll(".cell").length).toBeLessThanOrEqual(160);
  await person.click(at("part-sums-toggle"));
  expect(within(at("part-sums")).getAllByRole("row").length).toBeLessThan(60);
});

test("a folder that is added says what came of it", async () => {
  const { fake, person } = await open("connected");
  fake.picked = ["/Volumes/A005_MAG"];
  await person.click(at("add-files"));
  await waitFor(() => {
    const said = screen.getAllByTestId("toast").map((t) => t.textContent).join();
    expect(said).toMatch(/14 files added · 2 files already in the queue/);
    expect(said).toMatch(/1 file in the folder was not added/);
  });
});

test("a row that goes while the keyboard is on its button leaves the keyboard to the list", async () => {
  const { fake, person, row } = await open("queue");
  await person.click(at("filter-active"));
  await waitFor(() => expect(screen.getAllByTestId("queue-row")).toHaveLength(2));
  within(row("A001_C001_0304XK_001.mxf")).getByTestId("row-pause").focus();
  fake.change({ uploads: [{ ...fake.uploads.get(2)!, state: { state: "done", asset: "a" }, finished_at: Date.now() }] });
  await waitFor(() => expect(screen.getAllByTestId("queue-row")).toHaveLength(1));
  await waitFor(() => expect(at("upload-list")).toHaveFocus());
});

test.each([
  ["captive", "This network asks you to sign in"],
  ["proxy", "The proxy lets nothing through"],
  ["untrusted", "The certificate that answers is not trusted"],
  ["metered", "Holding back · bytes cost money on this network"],
])("standing still in the scene %s says why", async (scene, words) => {
  await open(scene);
  expect(at("standstill")).toHaveTextContent(words);
});

test("the name of the project is in the heading of the queue and of the connection", async () => {
  const { person } = await open("queue");
  expect(at("heading-name")).toHaveTextContent("Feature – Unit A");
  await person.click(at("tab-connection"));
  expect(at("heading-name")).toHaveTextContent("Feature – Unit A");
});
