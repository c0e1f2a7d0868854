// How connections stand: each cloud, several at once, and leaving.

import { cleanup, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, expect, test } from "vitest";
import { ofEach, signedOut } from "../ipc/fake/rows";
import { toasts } from "../shared/toasts.svelte";
import { at, find, open } from "./opened";

afterEach(() => {
  cleanup();
  toasts.clear();
});

const card = (id: string) => document.querySelector<HTMLElement>(`[data-connection="${id}"]`)!;

test("who is signed in: picture, name, e-mail", async () => {
  const { fake, person } = await open("frameio");
  await person.click(at("tab-connection"));
  expect(await find("who-picture")).toHaveAttribute("src", expect.stringMatching(/^data:image/));
  expect(at("who-name")).toHaveTextContent("Ana Lima");
  expect(at("who-email")).toHaveTextContent("ana@nordlys.example");
  // The person took the picture away.
  fake.change({ connections: [{ ...fake.connections.get("f1")!, picture: null }] });
  expect(await find("who-initials")).toHaveTextContent("AL");
});

test("the picture is asked for once for each of its versions", async () => {
  const { fake, person, asked } = await open("frameio");
  await person.click(at("tab-connection"));
  await find("who-picture");
  const row = fake.connections.get("f1")!;
  fake.change({ connections: [{ ...row, presence: "offline" }] });
  await waitFor(() => expect(at("presence-word")).toHaveTextContent("does not see this computer"));
  expect(asked("picture")).toHaveLength(1);
  fake.change({ connections: [{ ...row, picture: 2 }] });
  await waitFor(() => expect(asked("picture")).toHaveLength(2));
});

test("a way that tells nobody says so", async () => {
  await open("multicam");
  expect(at("who-name")).toHaveTextContent("Who signed in is not told by this way");
});

test("a connection that is not encrypted is marked wherever it is shown, for as long as it lasts", async () => {
  await open("multicam");
  expect(at("plain-mark")).toHaveTextContent("Not encrypted");
  expect(at("card-plain")).toHaveTextContent("Not encrypted");
});

test("an address that a person typed is theirs and no warning", async () => {
  await open("multicam");
  expect(screen.getByText("studio-4.local:8090")).toBeVisible();
  expect(document.body).not.toHaveTextContent("own address");
});

test("a machine on which nothing runs is idle, not broken", async () => {
  await open("multicam");
  expect(at("presence-word")).toHaveTextContent("Idle. It is there, but nothing is running on it.");
  expect(at("card-presence")).toHaveTextContent("Idle");
});

test.each(["multicam", "eagle-eye", "vinli"])("%s opens on its own screen, which says why it takes no uploads", async (scene) => {
  await open(scene);
  expect(at("no-uploads")).toHaveTextContent(/^No uploads\. \S+/);
  expect(screen.queryByTestId("tab-queue")).toBeNull();
});

test("several connections stand beside each other, each with its own state", async () => {
  const { person, fake } = await open("four-clouds");
  const cards = screen.getAllByTestId("connection-card");
  expect(cards.map((c) => [c.dataset.provider, c.dataset.state, c.dataset.presence])).toEqual([
    ["frameio", "connected", "online"],
    ["multicam", "connected", "idle"],
    ["eagle_eye", "connected", "offline"],
    ["vinli", "connected", "online"],
    ["eagle_eye", "not_authorized", "unknown"],
  ]);
  await person.click(card("e1"));
  expect(await find("project-name")).toHaveTextContent("Gate 2");
  // What happens to one is no matter of the others.
  fake.change({ connections: [signedOut({ id: "v1", provider: "vinli", way: "implicit" })] });
  await waitFor(() => expect(card("v1")).toHaveTextContent("Sign in again"));
  expect(at("project-name")).toHaveTextContent("Gate 2");
});

test("several connections to one cloud are told apart by what they point at", async () => {
  await open("several-frameio");
  expect(screen.getAllByTestId("connection-project").map((e) => e.textContent)).toEqual([
    "Feature – Unit A",
    "Feature – Unit B",
    "Commercial – Nordlys",
  ]);
});

test("adding files offers those that take them, and says of the others why not", async () => {
  const { person } = await open("four-clouds");
  await person.click(at("all-uploads"));
  await person.click(at("add-files"));
  expect(await screen.findByText("To Feature – Unit A")).toBeVisible();
  const others = screen.getAllByTestId("takes-no-files").map((e) => e.textContent);
  expect(others).toHaveLength(4);
  expect(others[0]).toMatch(/Main room.*takes no media/);
});

test("an empty queue with nowhere to upload to says of each connection why", async () => {
  await open("four-clouds", (fake) => {
    fake.connections.delete("f1");
    fake.uploads.clear();
  });
  expect(at("takes-no-files-list")).toHaveTextContent("Camera car Vinli reads data of vehicles and takes no media");
  expect(at("add-files")).toBeDisabled();
});

test("files dropped on a connection that takes none are answered with the reason", async () => {
  const { fake, asked } = await open("four-clouds");
  document.elementsFromPoint = () => [card("m1")];
  try {
    fake.drop({ drop: "over", x: 40, y: 120 });
    expect(await find("drop-overlay")).toHaveTextContent("Files cannot go to Main room");
    fake.drop({ drop: "dropped", x: 40, y: 120, paths: ["/card/A.mov"] });
    expect(await find("toast")).toHaveTextContent("takes no media over the network");
    expect(asked("add_files")).toEqual([]);
  } finally {
    document.elementsFromPoint = () => [];
  }
});

test("leaving says what happens on the other side; when it cannot be told now, that is said and listed", async () => {
  const { fake, person, asked } = await open("frameio");
  fake.unreachable = true;
  await person.click(at("tab-connection"));
  await person.click(at("disconnect"));
  const dialog = await find("disconnect-confirm-dialog");
  expect(dialog).toHaveTextContent("“Labrun on cart-2” disappears from the project’s devices. What is already uploaded stays there.");
  expect(dialog).toHaveTextContent("If Frame.io cannot be reached, Labrun tells it later, by itself.");
  await person.click(at("disconnect-confirm"));
  expect(asked("disconnect")).toEqual([{ connection: "f1" }]);
  expect(await find("farewell-row")).toHaveTextContent("Feature – Unit A · Frame.io");
  expect(await find("toast")).toHaveTextContent("as soon as it can");
  // Told at last.
  fake.change({ farewells: [] });
  await waitFor(() => expect(screen.queryByTestId("farewell-row")).toBeNull());
});

test("a cloud that lists no devices is left in other words", async () => {
  const { person } = await open("vinli");
  await person.click(at("disconnect"));
  const dialog = await find("disconnect-confirm-dialog");
  expect(dialog).toHaveTextContent("In Vinli, this sign-in ends. Nothing else changes there.");
  expect(dialog).not.toHaveTextContent("devices");
});

test("a lost connection says who it was, what waits for it, and can be taken off the list", async () => {
  const { person, asked } = await open("lost-with-files");
  await person.click(at("tab-connection"));
  expect(screen.getByText(/It was signed in as Ana Lima/)).toBeVisible();
  expect(at("files-waiting")).toHaveTextContent("12 files wait for this connection, meant for Feature – Unit A");
  await person.click(at("forget"));
  await person.click(await find("forget-confirm"));
  expect(asked("forget_connection")).toEqual([{ connection: "c1" }]);
  expect(await find("connect-cloud")).toBeVisible();
});

test("signed in with nothing chosen can be left too", async () => {
  const { person, asked } = await open("picker");
  await person.click(await find("disconnect"));
  await person.click(await find("disconnect-confirm"));
  await waitFor(() => expect(asked("disconnect")).toEqual([{ connection: "c1" }]));
});

test.each(Object.entries(ofEach))("%s: renamed there, the new name is here at once", async (_, make) => {
  const row = make();
  const { fake } = await open("first-run", (f) => f.connections.set(row.id, row));
  fake.change({ connections: [{ ...row, project: { id: row.project!.id, name: "Einheit Ä · Tag 2" } }] });
  await waitFor(() => expect(within(card(row.id)).getByTestId("connection-project")).toHaveTextContent("Einheit Ä · Tag 2"));
});

test("the port for signing in is set within its bounds", async () => {
  const { person, asked } = await open("frameio");
  await person.click(at("open-settings"));
  const port = at("redirect-port");
  expect(port).toHaveValue("53682");
  await person.clear(port);
  await person.type(port, "80{Enter}");
  expect(screen.getByRole("alert")).toHaveTextContent("from 1,024 to 65,535");
  expect(asked("set_settings")).toEqual([]);
  await person.clear(port);
  await person.type(port, "53700{Enter}");
  await waitFor(() => expect(asked("set_settings").at(-1)).toMatchObject({ settings: { redirect_port: 53_700 } }));
  expect(screen.queryByRole("alert")).toBeNull();
});

test("a drop with no connection at all says what to do first", async () => {
  const { fake, asked } = await open("first-run");
  fake.drop({ drop: "dropped", x: 500, y: 300, paths: ["/card/A.mov"] });
  expect(await find("toast")).toHaveTextContent("Sign in to a camera cloud that takes uploads first.");
  expect(asked("add_files")).toEqual([]);
});
