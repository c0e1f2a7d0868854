// Proxy, certificates of the company and the data folder, as a person sets them.

import { cleanup, screen, waitFor } from "@testing-library/svelte";
import { afterEach, expect, test } from "vitest";
import { anAuthority } from "../ipc/fake/surroundings";
import { toasts } from "../shared/toasts.svelte";
import { at, find, gone, open } from "./opened";

afterEach(() => {
  cleanup();
  toasts.clear();
});

test("a proxy is typed, told apart from what is none, and its password goes in once", async () => {
  const { fake, person, asked } = await open("queue");
  await person.click(at("open-settings"));
  await person.click(at("proxy-at"));
  expect(asked("set_settings")).toEqual([]);
  await person.type(at("proxy-address"), "http://sam:secret@proxy.example");
  await person.click(at("proxy-use"));
  expect(await find("proxy-wrong")).toHaveTextContent("Leave the name and the password out of the address");
  await person.clear(at("proxy-address"));
  await person.type(at("proxy-address"), "proxy.example:3128");
  await person.type(at("proxy-direct"), "https://nas");
  await person.click(at("proxy-use"));
  await waitFor(() => expect(at("proxy-wrong")).toHaveTextContent("“https://nas” is no host."));
  await person.clear(at("proxy-direct"));
  await person.type(at("proxy-direct"), "nas.local, 10.0.0.0/8");
  await person.type(at("proxy-name"), "sam");
  await person.type(at("proxy-password"), "canary");
  await person.click(at("proxy-use"));
  expect(await find("proxy-has-login")).toBeVisible();
  expect(screen.queryByTestId("proxy-wrong")).toBeNull();
  expect(at("proxy-password")).toHaveAccessibleDescription(/not encrypted.*learns the name and the password/);
  const proxy = { proxy: "at", address: "http://proxy.example:3128/", direct: ["nas.local", "10.0.0.0/8"] };
  expect(asked("keep_proxy_login")).toEqual([{ proxy, name: "sam", password: "canary" }]);
  expect(fake.settings.proxy).toEqual(proxy);
  expect(at("proxy-password")).toHaveValue("");
  expect(at("proxy-name")).toHaveValue("");
  await person.click(at("proxy-forget"));
  await gone("proxy-has-login");
  await person.click(at("proxy-none"));
  await waitFor(() => expect(fake.settings.proxy).toEqual({ proxy: "none" }));
  await waitFor(() => expect(at("settings-kept")).toHaveTextContent("Proxy server: none"));
  await person.click(at("settings-undo"));
  await waitFor(() => expect(at("proxy-address")).toHaveValue("http://proxy.example:3128/"));
  expect(at("proxy-at")).toHaveAttribute("aria-pressed", "true");
});

test("that a name and a password can be read on the way to a proxy is said, and only where it is so", async () => {
  const { person } = await open("queue");
  await person.click(at("open-settings"));
  await person.click(at("proxy-at"));
  expect(screen.queryByTestId("proxy-plain")).toBeNull();
  for (const [address, isPlain] of [["proxy.example:3128", true], ["https://proxy.example", false], ["http://proxy.example", true], ["socks5://proxy.example", true]] as const) {
    await person.clear(at("proxy-address"));
    await person.type(at("proxy-address"), address);
    expect(screen.queryByTestId("proxy-plain") !== null, address).toBe(isPlain);
  }
  expect(at("proxy-name")).toHaveAccessibleDescription(/not encrypted/);
});

test("who has no cloud yet reaches the settings, and comes back from them", async () => {
  const { person } = await open("first-run");
  await person.click(at("open-settings"));
  expect(await find("proxy-at")).toBeVisible();
  await person.click(at("settings-back"));
  expect(await find("connect-cloud")).toBeVisible();
  cleanup();
  const other = await open("queue");
  await other.person.click(at("open-settings"));
  await find("settings");
  expect(screen.queryByTestId("settings-back")).toBeNull();
});

test("a certificate shows whose it is, until when and by which fingerprint, and can be taken away", async () => {
  const { fake, person } = await open("own-network");
  await person.click(at("open-settings"));
  const all = screen.getAllByTestId("authority");
  expect(all).toHaveLength(2);
  expect(all[0]).toHaveTextContent("Nordlys Studios Root CA");
  expect(all[0]).toHaveTextContent("Valid until 30 June 2034");
  expect(all[0]).toHaveTextContent(anAuthority().fingerprint);
  expect(all[1]).toHaveTextContent("Over since 2 November 2024");
  await person.click(screen.getAllByTestId("authority-remove")[1]!);
  await waitFor(() => expect(fake.settings.authorities).toEqual([anAuthority()]));
  // The same one again is no other.
  await person.click(at("authority-add"));
  await person.click(screen.getAllByTestId("authority-remove")[0]!);
  await waitFor(() => expect(fake.settings.authorities).toEqual([]));
  await person.click(at("authority-add"));
  await waitFor(() => expect(fake.settings.authorities).toEqual([anAuthority()]));
  await waitFor(() => expect(at("settings-kept")).toHaveTextContent("Trusted now: Nordlys Studios Root CA"));
});

test("what is no certificate of an authority is refused in words", async () => {
  const { fake, person } = await open("data-folder-refused");
  await person.click(at("open-settings"));
  await person.click(at("authority-add"));
  expect(await find("authority-refused")).toHaveTextContent("The certificate of nas.local is that of one computer");
  expect(fake.settings.authorities).toEqual([]);
});

test("the data folder moves at the next start, or stays after all", async () => {
  const { person, asked } = await open("queue");
  await person.click(at("open-settings"));
  expect(await find("data-folder-path")).toHaveTextContent("/home/dit/.local/share/labrun");
  expect(screen.queryByTestId("data-folder-reset")).toBeNull();
  await person.click(at("data-folder-open"));
  expect(asked("open_data_folder")).toHaveLength(1);
  await person.click(at("data-folder-choose"));
  expect(await find("data-folder-next")).toHaveTextContent("/Volumes/RAID/Labrun");
  await person.click(at("data-folder-stay"));
  await gone("data-folder-next");
  await person.click(at("data-folder-choose"));
  await find("data-folder-next");
  await person.click(at("data-folder-restart"));
  expect(asked("restart")).toHaveLength(1);
});

test("a folder that cannot be the one is refused in words, and one elsewhere can come back", async () => {
  const { person } = await open("data-folder-refused");
  await person.click(at("open-settings"));
  await find("data-folder-path");
  await person.click(at("data-folder-choose"));
  expect(await find("data-folder-refused")).toHaveTextContent("This folder is on another computer");
  expect(screen.queryByTestId("data-folder-next")).toBeNull();
  cleanup();
  const other = await open("own-network");
  await other.person.click(at("open-settings"));
  await other.person.click(await find("data-folder-reset"));
  expect(await find("data-folder-next")).toHaveTextContent("/home/dit/.local/share/labrun");
});

test("a data folder that is being moved says how far it is, and opens when it is there", async () => {
  const { fake } = await open("data-folder-moving");
  expect(at("startup-moving_data_folder")).toHaveTextContent("Moving the data folder");
  expect(screen.getByRole("progressbar", { name: "Moving the data folder" })).toHaveAttribute("aria-valuenow", "36");
  fake.change({ startup: { startup: "moving_data_folder", done: 126_000_000, of: 168_000_000 } });
  await waitFor(() => expect(at("moving-far")).toHaveTextContent("75% done"));
  fake.startup = null;
  fake.change({ startup: { startup: "ready", snapshot: fake.snapshot() } });
  await gone("startup-moving_data_folder");
});

test("a data folder that is away is said, and looked for again", async () => {
  const { person } = await open("data-folder-away");
  expect(at("startup-data_folder_away")).toHaveTextContent("/Volumes/RAID/Labrun");
  await person.click(at("look-for-data-folder"));
  await gone("startup-data_folder_away");
});
