// The trips a person makes, over the backend in memory.

import { cleanup, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, expect, test } from "vitest";
import { aConnection, anUpload, awaiting, refusal, scenarioNames } from "../ipc/fake";
import { signedOut, standardSettings } from "../ipc/fake/rows";
import { toasts } from "../shared/toasts.svelte";
import { at, find, gone, open } from "./opened";

afterEach(() => {
  cleanup();
  toasts.clear();
});

const these = (...ids: number[]) => ({ which: "these", ids });

test.each(scenarioNames.filter((name) => !name.startsWith("full")))("the scenario %s opens without an error", async (name) => {
  await open(name);
  expect(document.body.textContent).not.toBe("");
});

test("a first run leads from one button to a code, to the project, to files on their way", async () => {
  const { fake, person, asked } = await open("first-run");
  await person.click(at("connect-cloud"));
  await person.click(await find("provider-frameio"));
  await person.click(await find("way-device_code"));
  expect(asked("start_sign_in")).toEqual([{ provider: "frameio", way: "device_code", fields: {}, connection: null }]);
  expect(await find("user-code")).toHaveAttribute("data-code", "418207");
  expect(at("user-code")).toHaveTextContent("418 207");

  await person.click(at("open-approval"));
  expect(asked("open_approval_page")).toHaveLength(1);

  fake.approve();
  const card = await find("connection-card");
  expect(card).toHaveAttribute("data-state", "connected");
  expect(within(card).getByTestId("connection-project")).toHaveTextContent("Feature – Unit A");
  expect(await find("toast")).toHaveTextContent("Connected to Feature – Unit A");
  expect(asked("dismiss_sign_in")).toHaveLength(1);

  await person.click(at("add-files"));
  expect(asked("add_files")).toEqual([{ connection: "c1", paths: fake.picked }]);
  expect(await screen.findAllByTestId("queue-row")).toHaveLength(2);
  expect(at("headline")).toHaveTextContent("2 files · 3.6 GB left");
});

test("a new code replaces an expired one without a click", async () => {
  const { fake } = await open("code-expired");
  expect(at("countdown")).toHaveTextContent("A new one is on its way");
  fake.newCode(2, "905113");
  await waitFor(() => expect(at("user-code")).toHaveAttribute("data-code", "905113"));
  expect(at("countdown")).toHaveTextContent(/Valid for [12]:\d\d/);
});

test("while the cloud cannot be reached the code stays, with a line that says so", async () => {
  const { fake } = await open("code");
  expect(at("sign-in-trouble")).toHaveTextContent("");
  fake.change({ sign_in: awaiting("418207", Date.now() + 60_000, 1, refusal("offline")) });
  await waitFor(() => expect(at("sign-in-trouble")).toHaveTextContent("cannot be reached"));
  expect(at("user-code")).toHaveAttribute("data-code", "418207");
});

test("a sign-in can be cancelled while it starts and while it waits", async () => {
  for (const scenario of ["starting", "code"]) {
    const { person, asked } = await open(scenario);
    await person.click(at("sign-in-cancel"));
    expect(asked("cancel_sign_in")).toHaveLength(1);
    expect(await find("way-device_code")).toBeVisible();
    await person.click(at("sign-in-back"));
    expect(await find("provider-frameio")).toBeVisible();
    await person.click(at("sign-in-back"));
    expect(await find("connect-cloud")).toBeVisible();
    cleanup();
  }
});

test("a secret is typed unseen, sent once, and not kept in the page", async () => {
  const { fake, person, asked } = await open("secret");
  await person.click(at("connect-cloud"));
  await person.click(await find("provider-frameio"));
  await person.click(await find("way-device_code"));
  const field = (await find("field-client_secret")) as HTMLInputElement;
  expect(field.type).toBe("password");
  expect(at("start-sign-in")).toBeDisabled();
  await person.type(field, "s3cret");
  fake.refuse.set("start_sign_in", refusal("wrong_secret"));
  await person.click(at("start-sign-in"));
  expect(asked("start_sign_in")[0]).toMatchObject({ fields: { client_secret: "s3cret" } });
  expect(await find("refused-client_secret")).toHaveTextContent("type it again");
  expect(at("failure-words")).toHaveTextContent("does not know this secret");
  expect((at("field-client_secret") as HTMLInputElement).value).toBe("");
  expect(document.body.innerHTML).not.toContain("s3cret");
});

test("a failed sign-in says why and offers another try", async () => {
  const { person, asked } = await open("sign-in-failed");
  expect(at("failure-words")).toHaveTextContent("Sign-in was refused");
  await person.click(at("sign-in-again"));
  expect(asked("start_sign_in")).toHaveLength(1);
  expect(await find("user-code")).toBeVisible();
});

test("disconnecting says what happens in the cloud, asks, and leaves no project and no name behind", async () => {
  const { person, asked } = await open("queue");
  await person.click(at("tab-connection"));
  expect(at("who-email")).toHaveTextContent("not told by this way of signing in");
  await person.click(at("disconnect"));
  expect(await find("disconnect-confirm-dialog")).toHaveTextContent("disappears from the project’s devices");
  await person.click(at("disconnect-confirm"));
  expect(asked("disconnect")).toEqual([{ connection: "c1" }]);
  await waitFor(() => expect(at("connection-card")).toHaveAttribute("data-state", "not_authorized"));
  expect(document.body).not.toHaveTextContent("Feature – Unit A");
  expect(document.body).not.toHaveTextContent("Mara Lindqvist");
  expect(await find("sign-in-now")).toBeVisible();
});

test("being forgotten by the cloud shows at once, wherever the person is", async () => {
  const { fake } = await open("queue");
  fake.change({ connections: [signedOut()] });
  await waitFor(() => expect(at("connection-card")).toHaveTextContent("Sign in again"));
  expect(document.body).not.toHaveTextContent("Feature – Unit A");
});

test("an address that is not the cloud's own stays marked", async () => {
  await open("practice");
  expect(at("connection-card")).toHaveTextContent("127.0.0.1 · not Frame.io’s own address");
});

test("presence is said in a word on the card", async () => {
  const { fake } = await open("connected");
  expect(at("connection-card")).toHaveTextContent("Online");
  fake.change({ connections: [aConnection({ presence: "paused" })] });
  await waitFor(() => expect(at("connection-card")).toHaveAttribute("data-presence", "paused"));
  expect(at("connection-card")).toHaveTextContent("Paused");
});

test("the queue is paused for a while and resumed", async () => {
  const { person, asked } = await open("queue");
  await person.click(at("pause-queue"));
  await person.click(await find("pause-60"));
  expect(asked("pause_queue")).toEqual([{ minutes: 60 }]);
  expect(await find("standstill")).toHaveTextContent(/Paused · goes on at/);
  await person.click(at("resume-queue"));
  expect(asked("resume_queue")).toHaveLength(1);
  expect(await find("pause-queue")).toBeVisible();
});

test("when nothing moves one word says why and the next try counts down", async () => {
  await open("offline");
  expect(at("standstill")).toHaveTextContent(/Waiting for the network · next try in \d+ s/);
});

test("filters count and show what they say", async () => {
  const { person } = await open("failing");
  expect(at("filter-active")).toHaveTextContent("2");
  expect(at("filter-attention")).toHaveTextContent("4");
  await person.click(at("filter-attention"));
  await waitFor(() => expect(screen.getAllByTestId("queue-row")).toHaveLength(4));
  const states = screen.getAllByTestId("queue-row").map((r) => r.dataset.state);
  expect(states.sort()).toEqual(["failed", "failed", "failed", "skipped"]);
  expect(at("filter-attention")).toHaveAttribute("aria-pressed", "true");
});

test("search narrows the list and says so when nothing is left", async () => {
  const { person } = await open("queue");
  await person.type(at("search"), "rec709");
  await waitFor(() => expect(screen.getAllByTestId("queue-row")).toHaveLength(1));
  await waitFor(() => expect(at("filter-all")).toHaveTextContent(/^All 1$/));
  await person.type(at("search"), "zzz");
  expect(await find("filter-empty")).toHaveTextContent("No name or folder with “rec709zzz”");
});

test("a row's buttons do what they say to that row", async () => {
  const { person, asked, row } = await open("queue");
  const within_ = (name: string) => within(row(name));
  await person.click(within_("SC042-T03_MIX.wav").getByTestId("row-top"));
  expect(asked("move_to_top")).toEqual([{ which: these(3) }]);
  await person.click(within_("SC042-T03_MIX.wav").getByTestId("row-pause"));
  expect(asked("pause_uploads")).toEqual([{ which: these(3), minutes: null }]);
  await person.click(await within_("SC042-T03_MIX.wav").findByTestId("row-resume"));
  expect(asked("resume_uploads")).toEqual([{ which: these(3) }]);
  await person.click(within_("SC042-T03_MIX.wav").getByTestId("row-show"));
  expect(asked("show_in_folder")).toEqual([{ id: 3 }]);
});

test("a fresh upload is cancelled at once and can be brought back", async () => {
  const { person, asked, row } = await open("queue");
  await person.click(within(row("SC042.cdl")).getByTestId("row-cancel"));
  await waitFor(() => expect(asked("cancel_uploads")).toEqual([{ which: these(7) }]));
  expect(await find("toast")).toHaveTextContent("Cancelled SC042.cdl");
  await person.click(await find("toast-action"));
  await waitFor(() => expect(asked("retry_uploads")).toEqual([{ which: these(7) }]));
  await waitFor(() => expect(row("SC042.cdl")).toHaveAttribute("data-state", "queued"));
});

test("an upload whose bytes the cloud already has is cancelled only after asking", async () => {
  const { person, asked, row } = await open("queue");
  await person.click(within(row("A001_C001_0304XK_001.mxf")).getByTestId("row-cancel"));
  expect(asked("cancel_uploads")).toEqual([]);
  expect(await find("cancel-confirm-dialog")).toHaveTextContent("already sent would have to be sent again");
  await person.click(at("cancel-confirm"));
  await waitFor(() => expect(asked("cancel_uploads")).toEqual([{ which: these(2) }]));
});

test("many are chosen with shift and ctrl, and the same actions apply to all of them", async () => {
  const { person, asked, row } = await open("queue");
  await person.click(row("SC042-T03_MIX.wav"));
  await person.keyboard("{Shift>}");
  await person.click(row("UnitA_Day12_Rec709.cube"));
  await person.keyboard("{/Shift}{Control>}");
  await person.click(row("A001_C006_0304XK_001.mxf"));
  await person.keyboard("{/Control}");
  expect(at("selection-bar")).toHaveTextContent("5 files");
  await person.click(at("selected-top"));
  expect(asked("move_to_top")).toEqual([{ which: these(3, 4, 5, 6, 9) }]);
  await person.click(at("selected-pause"));
  await person.click(await find("selected-pause-15"));
  expect(asked("pause_uploads")).toEqual([{ which: these(3, 4, 5, 6, 9), minutes: 15 }]);
});

test("the list is worked by keyboard alone", async () => {
  const { person, asked } = await open("queue");
  at("upload-list").focus();
  await person.keyboard("{ArrowDown}{ArrowDown}{ArrowDown}");
  expect(document.querySelector('[aria-selected="true"]')).toHaveAttribute("data-upload", "3");
  await person.keyboard("{Enter}");
  expect(await find("detail-panel")).toHaveTextContent("SC042-T03_MIX.wav");
  at("upload-list").focus();
  await person.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByTestId("detail-panel")).toBeNull());
  // The row above has bytes in the cloud already: asked about first.
  await person.keyboard("{Shift>}{ArrowUp}{/Shift}{Delete}");
  expect(await find("cancel-confirm-dialog")).toHaveTextContent("Cancel 2 uploads?");
  await person.click(at("cancel-confirm"));
  await waitFor(() => expect(asked("cancel_uploads")).toEqual([{ which: these(2, 3) }]));
});

test("a double click shows the file in its folder", async () => {
  const { person, asked, row } = await open("queue");
  await person.dblClick(row("SC042.cdl"));
  expect(asked("show_in_folder")).toEqual([{ id: 7 }]);
});

test("the details say a failure in words, what Labrun does, and what the person can do", async () => {
  const { person, asked, row } = await open("failing");
  await person.click(within(row("A002_C015_0304XK_001.mxf")).getByTestId("row-details"));
  const panel = within(await find("detail-panel"));
  const said = panel.getByTestId("failure-words");
  expect(said).toHaveTextContent("The file changed during its upload");
  expect(said).toHaveTextContent("was changed after it was queued");
  expect(said).toHaveTextContent("half old and half new is never delivered");
  expect(said).toHaveTextContent("retry from the start");
  expect(await panel.findByText("xxh3 8f1c 22ab 09d4 77e0")).toBeVisible();
  expect(panel.getByRole("img", { name: "12 of 324 parts accepted" })).toBeVisible();
  await person.click(panel.getByTestId("detail-retry"));
  expect(asked("retry_uploads")).toEqual([{ which: these(21) }]);
});

test("the details of one upload are asked for once, not for every tick of progress", async () => {
  const { fake, person, asked, row } = await open("queue");
  await person.click(within(row("SC042.cdl")).getByTestId("row-details"));
  await find("detail-panel");
  for (let i = 0; i < 5; i++) fake.change({ progress: fake.progress() });
  await waitFor(() => expect(screen.getByText("Particulars")).toBeVisible());
  expect(asked("upload_details")).toHaveLength(1);
});

test("files dropped on the window go to the queue that is shown, and the window says where first", async () => {
  const { fake, asked } = await open("connected");
  fake.drop({ drop: "over", x: 500, y: 300 });
  expect(await find("drop-overlay")).toHaveTextContent("Feature – Unit A");
  fake.drop({ drop: "dropped", x: 500, y: 300, paths: ["/card/A.mov", "/card/B.empty"] });
  await waitFor(() => expect(asked("add_files")).toEqual([{ connection: "c1", paths: ["/card/A.mov", "/card/B.empty"] }]));
  expect(screen.queryByTestId("drop-overlay")).toBeNull();
  await waitFor(() => expect(screen.getAllByTestId("toast").map((t) => t.textContent).join()).toMatch(/1 file added.*B\.empty was not added/));
});

test("with nowhere to upload to, a drop says so and adds nothing", async () => {
  const { fake, asked } = await open("signed-out");
  fake.drop({ drop: "dropped", x: 500, y: 300, paths: ["/card/A.mov"] });
  expect(await find("toast")).toHaveTextContent("Files cannot go to Frame.io");
  expect(at("toast")).toHaveTextContent("Sign in again first.");
  expect(asked("add_files")).toEqual([]);
});

test("only the rows in sight are in the page, however many there are", async () => {
  await open("first-run", (fake) => {
    fake.connections.set("c1", aConnection());
    for (let id = 1; id <= 20_000; id++) fake.uploads.set(id, anUpload({ id }));
  });
  await waitFor(() => expect(at("filter-all")).toHaveTextContent("20,000"));
  expect(screen.getAllByTestId("queue-row").length).toBeLessThan(80);
});

test("settings are sent as they are changed, within their bounds", async () => {
  const { person, asked } = await open("queue");
  await person.click(at("open-settings"));
  await person.click(at("parallel_files-more"));
  await person.click(at("limit-200"));
  expect(asked("set_settings")).toEqual([
    { settings: { ...standardSettings, parallel_files: 4 } },
    { settings: { ...standardSettings, parallel_files: 4, limit_mbit: 200 } },
  ]);
  await person.clear(at("limit-mbit"));
  await person.type(at("limit-mbit"), "80{Enter}");
  expect(asked("set_settings").at(-1)).toMatchObject({ settings: { limit_mbit: 80 } });
  await person.clear(at("limit-mbit"));
  await person.type(at("limit-mbit"), "lots{Enter}");
  expect(screen.getByRole("alert")).toHaveTextContent("A number from 1 to 100,000");
  expect(asked("set_settings")).toHaveLength(3);
});

test("without a keyring the person chooses an encrypted vault file, named for what it is", async () => {
  const { person, asked } = await open("vault-choose");
  expect(at("startup-vault_needed")).toHaveTextContent("encrypted vault file");
  await person.type(at("vault-passphrase"), "long enough");
  expect(at("vault-create")).toBeDisabled();
  await person.type(at("vault-passphrase-again"), "long enough");
  await person.click(at("vault-create"));
  expect(asked("create_vault")).toEqual([{ passphrase: "long enough" }]);
  expect(await find("connect-cloud")).toBeVisible();
});

test("a wrong passphrase keeps the vault closed and says so; the right one opens the queue", async () => {
  const { person } = await open("vault-locked");
  await person.type(at("vault-passphrase"), "wrong");
  await person.click(at("vault-unlock"));
  expect(await screen.findByText(/does not open the vault/)).toBeVisible();
  expect((at("vault-passphrase") as HTMLInputElement).value).toBe("");
  await person.type(at("vault-passphrase"), "correct horse");
  await person.click(at("vault-unlock"));
  expect(await find("connection-card")).toBeVisible();
});

test("a damaged queue is set aside only after asking", async () => {
  const { person, asked } = await open("database-damaged");
  await person.click(at("set-aside"));
  expect(asked("set_database_aside")).toEqual([]);
  await person.click(await find("set-aside-confirm"));
  await waitFor(() => expect(asked("set_database_aside")).toHaveLength(1));
  expect(await find("connect-cloud")).toBeVisible();
});

test("a profile in use says so, can be left, and opens when the other one has ended", async () => {
  const { fake, person, asked } = await open("profile-in-use");
  expect(at("startup-profile_in_use")).toHaveTextContent("already running");
  await person.click(at("quit"));
  expect(asked("quit")).toHaveLength(1);
  fake.startup = null;
  fake.change({ startup: { startup: "ready", snapshot: fake.snapshot() } });
  await gone("startup-profile_in_use");
});

test("what the backend says once is shown once", async () => {
  const { fake } = await open("connected");
  fake.change({ notices: [{ tone: "good", said: "A001.mov is up" }] });
  expect(await find("toast")).toHaveTextContent("A001.mov is up");
});

test("a refused command is said in words, never as a code", async () => {
  const { fake, person } = await open("connected");
  fake.refuse.set("add_files", refusal("storage_full"));
  await person.click(at("add-files"));
  expect(await find("toast")).toHaveTextContent("This computer’s disk is full".replace("’", "'"));
  expect(at("toast")).not.toHaveTextContent("storage_full");
});
