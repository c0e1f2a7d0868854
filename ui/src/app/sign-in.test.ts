// Adding a connection: each cloud, each way, each step.

import { cleanup, screen, waitFor } from "@testing-library/svelte";
import { afterEach, expect, test } from "vitest";
import { allClouds } from "../ipc/fake/clouds";
import { inBrowser, refusal } from "../ipc/fake";
import { toasts } from "../shared/toasts.svelte";
import { at, find, gone, open } from "./opened";

afterEach(() => {
  cleanup();
  toasts.clear();
});

type Trip = Awaited<ReturnType<typeof open>>;

async function toWay({ person }: Trip, provider: string, way: string): Promise<void> {
  await person.click(at("connect-cloud"));
  await person.click(await find(`provider-${provider}`));
  await person.click(await find(`way-${way}`));
}

test("every cloud says plainly whether it takes uploads, and why not", async () => {
  const { person } = await open("first-run");
  await person.click(at("connect-cloud"));
  for (const cloud of allClouds) {
    const card = await find(`provider-${cloud.provider}`);
    expect(card).toHaveTextContent(cloud.name);
    expect(card).toHaveTextContent(cloud.uploads ? "Takes uploads" : cloud.no_uploads);
  }
});

const everyWay = allClouds.flatMap((cloud) => cloud.ways.map((way) => ({ cloud, way, name: `${cloud.name}: ${way.label}` })));

test.each(everyWay)("$name asks for its fields and leads to a connection", async ({ cloud, way }) => {
  const trip = await open("first-run");
  const { fake, person, asked } = trip;
  await toWay(trip, cloud.provider, way.id);
  const sent: Record<string, string> = {};
  for (const field of way.fields.filter((f) => !f.known)) {
    const input = (await find(`field-${field.name}`)) as HTMLInputElement;
    expect(input).toHaveAccessibleName(new RegExp(field.label.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")));
    if (field.hint) expect(input).toHaveAccessibleDescription(new RegExp(field.hint.slice(0, 12)));
    if (field.kind === "switch") {
      await person.click(input);
      sent[field.name] = "on";
    } else {
      sent[field.name] = field.kind === "email" ? "ana@nordlys.example" : `typed ${field.name}`;
      await person.type(input, sent[field.name]!);
      if (field.kind === "secret") expect(input.type).toBe("password");
    }
  }
  if (Object.keys(sent).length > 0) await person.click(at("start-sign-in"));
  await waitFor(() => expect(asked("start_sign_in")).toHaveLength(1));
  expect(asked("start_sign_in")[0]).toEqual({ provider: cloud.provider, way: way.id, fields: sent, connection: null });

  if (way.way === "browser") await find("browser-waiting");
  else if (way.way === "device_code") await find("user-code");
  else await find("sign-in-starting");
  fake.approve();
  if (way.id === "implicit") {
    expect(await find("sign-in-confirming")).toHaveTextContent("Ana Lima (ana@nordlys.example)");
    await person.click(at("confirm-yes"));
    expect(asked("confirm_sign_in")).toEqual([{ yes: true }]);
  }
  const card = await find("connection-card");
  expect(card).toHaveAttribute("data-provider", cloud.provider);
  expect(card).toHaveAttribute("data-state", way.picks ? "not_connected" : "connected");
  if (way.picks) expect(await find("picker")).toBeVisible();
});

test("a form is sent with Enter, and the whole way in needs no mouse", async () => {
  const { person, asked } = await open("first-run");
  at("connect-cloud").focus();
  await person.keyboard("{Enter}");
  (await find("provider-eagle_eye")).focus();
  await person.keyboard("{Enter}");
  (await find("way-reseller")).focus();
  await person.keyboard("{Enter}");
  expect(await find("field-client_id")).toHaveFocus();
  await person.keyboard("id{Tab}key{Tab}{Tab}ana@nordlys.example{Tab}word{Enter}");
  await waitFor(() =>
    expect(asked("start_sign_in")[0]).toMatchObject({
      fields: { client_id: "id", client_secret: "key", email: "ana@nordlys.example", password: "word" },
    }),
  );
});

test("Escape goes back one step at a time, to the very beginning", async () => {
  const trip = await open("first-run");
  const { person } = trip;
  await toWay(trip, "multicam", "key");
  await find("field-address");
  await person.keyboard("{Escape}");
  expect(await find("way-key")).toBeVisible();
  await person.keyboard("{Escape}");
  expect(await find("provider-multicam")).toBeVisible();
  await person.keyboard("{Escape}");
  expect(await find("connect-cloud")).toBeVisible();
});

test("what is no secret is still there after a refusal; the secret is not, and the words stand beside it", async () => {
  const trip = await open("first-run");
  const { fake, person, asked } = trip;
  await toWay(trip, "eagle_eye", "reseller");
  await person.type(await find("field-client_id"), "id");
  await person.type(at("field-client_secret"), "key");
  await person.type(at("field-email"), "ana@nordlys.example");
  await person.type(at("field-password"), "wrong");
  await person.click(at("start-sign-in"));
  await find("sign-in-starting");
  fake.answer();
  expect(await find("failure-words")).toHaveTextContent("does not take this sign-in");
  expect(await find("refused-password")).toHaveTextContent("Caps Lock");
  expect(at("field-password")).toHaveFocus();
  expect(at("field-password")).toHaveAttribute("aria-invalid", "true");
  const value = (name: string) => (at(`field-${name}`) as HTMLInputElement).value;
  expect([value("client_id"), value("email")]).toEqual(["id", "ana@nordlys.example"]);
  expect([value("client_secret"), value("password")]).toEqual(["", ""]);
  await person.type(at("field-client_secret"), "key");
  await person.type(at("field-password"), "right");
  await person.click(at("start-sign-in"));
  expect(asked("start_sign_in")).toHaveLength(2);
});

test("a machine that does not answer is blamed on its address", async () => {
  await open("address-failed");
  expect(at("refused-address")).toHaveTextContent("studio-9.local:8090 does not answer. Check the address");
});

test("a secret is shown only while somebody asks to see it", async () => {
  const trip = await open("first-run");
  const { person } = trip;
  await toWay(trip, "multicam", "key");
  const field = (await find("field-key")) as HTMLInputElement;
  await person.type(field, "k");
  await person.click(at("show-key"));
  expect(field.type).toBe("text");
  await person.click(at("show-key"));
  expect(field.type).toBe("password");
});

test("a password is sent as it was typed; blanks around anything else are left out", async () => {
  const trip = await open("first-run");
  const { person, asked } = trip;
  await toWay(trip, "multicam", "token");
  await person.type(await find("field-address"), " studio-4:8090 ");
  await person.type(at("field-user"), "dit ");
  await person.type(at("field-key"), " with blanks ");
  await person.click(at("start-sign-in"));
  await waitFor(() =>
    expect(asked("start_sign_in")[0]).toMatchObject({
      fields: { address: "studio-4:8090", user: "dit", key: " with blanks " },
    }),
  );
  expect(asked("start_sign_in")[0]!.fields).not.toHaveProperty("plain");
});

test("an e-mail address without an @ is caught here", async () => {
  const trip = await open("known-keys");
  const { person, asked } = trip;
  await toWay(trip, "eagle_eye", "reseller");
  await person.type(await find("field-email"), "ana");
  await person.type(at("field-password"), "x{Enter}");
  expect(await find("refused-email")).toHaveTextContent("has an @");
  expect(asked("start_sign_in")).toEqual([]);
});

test("keys that are known are folded away, and can be replaced", async () => {
  const trip = await open("known-keys");
  const { person, asked } = trip;
  await toWay(trip, "eagle_eye", "reseller");
  await find("field-email");
  expect(screen.queryByTestId("field-client_secret")).toBeNull();
  expect(at("replace-client_secret")).toHaveTextContent("Replace API key: SECRET…");
  await person.type(at("field-email"), "ana@nordlys.example");
  await person.type(at("field-password"), "x");
  await person.click(at("replace-client_secret"));
  expect(at("start-sign-in")).toBeDisabled();
  await person.type(at("field-client_secret"), "new");
  await person.click(at("start-sign-in"));
  expect(asked("start_sign_in")[0]!.fields).toEqual({ email: "ana@nordlys.example", password: "x", client_secret: "new" });
});

test("a way that needs nothing typed starts at once; its keys can still be replaced", async () => {
  const trip = await open("known-keys");
  const { person, asked } = trip;
  await person.click(at("connect-cloud"));
  await person.click(await find("provider-eagle_eye"));
  await person.click(await find("replace-keys-hosted"));
  expect(await find("field-client_secret")).toBeVisible();
  await person.click(at("sign-in-cancel"));
  await person.click(await find("way-hosted"));
  expect(asked("start_sign_in")).toEqual([{ provider: "eagle_eye", way: "hosted", fields: {}, connection: null }]);
  expect(await find("browser-waiting")).toBeVisible();
});

test("keys are checked before anyone signs in, and the answer is a sentence", async () => {
  const trip = await open("first-run");
  const { person, asked } = trip;
  await toWay(trip, "vinli", "code");
  await find("field-app_id");
  expect(at("check-set-up")).toBeDisabled();
  await person.type(at("field-app_id"), "app");
  await person.type(at("field-app_secret"), "wrong");
  await person.click(at("check-set-up"));
  expect(await find("check-set-up-said")).toHaveTextContent("does not know this pair of keys");
  await person.clear(at("field-app_secret"));
  await person.type(at("field-app_secret"), "right");
  await person.click(at("check-set-up"));
  await waitFor(() => expect(at("check-set-up-said")).toHaveTextContent("The keys are good"));
  expect(asked("check_set_up").at(-1)).toEqual({ provider: "vinli", way: "code", fields: { app_id: "app", app_secret: "right" } });
  expect(asked("start_sign_in")).toEqual([]);
});

test("while the browser is open: opened again, counted down, asked about an error", async () => {
  const { person, asked } = await open("browser");
  expect(at("browser-waiting")).toHaveTextContent("Did the browser show an error?");
  expect(at("countdown")).toHaveTextContent(/Waiting for another 9:4\d/);
  await person.click(at("open-again"));
  expect(asked("open_approval_page")).toHaveLength(1);
  await person.click(at("sign-in-cancel"));
  expect(asked("cancel_sign_in")).toHaveLength(1);
  expect(await find("way-application")).toBeVisible();
});

test("after an error page the person tries again, and what was typed is still there", async () => {
  const trip = await open("first-run");
  const { person, asked } = trip;
  await toWay(trip, "frameio", "application");
  await person.type(await find("field-client_id"), "our-app");
  await person.click(at("start-sign-in"));
  await find("browser-waiting");
  await person.click(at("sign-in-again"));
  await waitFor(() => expect((at("field-client_id") as HTMLInputElement).value).toBe("our-app"));
  expect(asked("cancel_sign_in")).toHaveLength(1);
  await person.click(at("start-sign-in"));
  await waitFor(() => expect(asked("start_sign_in")).toHaveLength(2));
});

test("when the time for the browser is up it says so and offers another try", async () => {
  await open("browser-over");
  expect(at("countdown")).toHaveTextContent("The time is up");
  expect(at("sign-in-again")).toBeVisible();
});

test("a line that is lost while the browser is open is said, and the wait goes on", async () => {
  const { fake } = await open("browser");
  fake.change({ sign_in: inBrowser("frameio", "application", Date.now() + 60_000, refusal("offline")) });
  await waitFor(() => expect(at("sign-in-trouble")).toHaveTextContent("cannot be reached"));
  expect(at("browser-waiting")).toBeVisible();
});

test("a no in the browser is said in words, and another try begins where it stopped", async () => {
  const { person, asked } = await open("browser-failed");
  expect(at("failure-words")).toHaveTextContent("Sign-in was refused");
  await person.click(at("sign-in-again"));
  expect(asked("dismiss_sign_in")).toHaveLength(1);
  expect(await find("field-client_id")).toBeVisible();
});

test("somebody else came back from the browser: no keeps nothing", async () => {
  const { fake, person, asked } = await open("confirming");
  await person.click(at("confirm-no"));
  expect(asked("confirm_sign_in")).toEqual([{ yes: false }]);
  await gone("sign-in-confirming");
  expect(fake.connections.size).toBe(0);
});

test.each(["starting", "code", "browser", "entering", "confirming"])("a sign-in that is %s ends with Escape", async (scene) => {
  const { person, asked } = await open(scene);
  await person.keyboard("{Escape}");
  await waitFor(() => expect(asked("cancel_sign_in")).toHaveLength(1));
});

test("a connection is signed in again the same way first, with what is known of it", async () => {
  const { fake, person, asked } = await open("lost-with-files");
  fake.change({
    connections: [{ ...fake.connections.get("c1")!, provider: "multicam", way: "token", other_address: "studio-4:8090", plain: true }],
  });
  await person.click(await find("connection-card"));
  expect(await find("files-waiting")).toHaveTextContent("12 files wait for this connection, meant for Feature – Unit A");
  await person.click(at("sign-in-now"));
  expect(((await find("field-address")) as HTMLInputElement).value).toBe("studio-4:8090");
  expect(at("field-plain")).toBeChecked();
  await person.type(at("field-user"), "dit");
  await person.type(at("field-key"), "k{Enter}");
  await waitFor(() => expect(asked("start_sign_in")[0]).toMatchObject({ way: "token", connection: "c1" }));
  fake.approve();
  expect(await find("picker")).toBeVisible();
});

test("a sign-in for one connection does not show on the screen of another", async () => {
  const { fake, person } = await open("four-clouds");
  await person.click(document.querySelector<HTMLElement>('[data-connection="c9"]')!);
  await find("sign-in-now");
  fake.change({ sign_in: inBrowser("vinli", "code", Date.now() + 60_000) });
  expect(await screen.findByText(/Another sign-in is under way/)).toBeVisible();
  expect(screen.queryByTestId("browser-waiting")).toBeNull();
  await person.click(at("signing-in"));
  expect(await find("browser-waiting")).toBeVisible();
});
