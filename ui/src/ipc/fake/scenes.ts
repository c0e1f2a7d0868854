// Every screen in every state, by a name: `?fake=<name>` in a plain browser, and the pictures of
// `npm run shots`.

import type { ErrorCode, Language, ProviderKind, ProviderSpec, SignIn } from "../types";
import type { FakeBackend } from "../fake";
import { allClouds, frameio, knowing } from "./clouds";
import { aDay, failures, many } from "./days";
import { queueScenes } from "./queue_scenes";
import { awaiting, inBrowser, refusal } from "./sign_in";
import { manyAccounts, manyProjects, whole } from "./places";
import { aConnection, anUpload, ofEach, signedOut, standardSettings, undecided } from "./rows";
import { surroundingScenes } from "./surroundings";

function failed(provider: ProviderKind, id: string, error: ErrorCode, said: string): SignIn {
  const way = allClouds.find((c) => c.provider === provider)!.ways.find((w) => w.id === id)!.way;
  return { step: "failed", provider, way, id, error: refusal(error, said) };
}

/** A cloud whose keys are not in the vault yet. */
const asking = (cloud: ProviderSpec): ProviderSpec => ({
  ...cloud,
  ways: cloud.ways.map((w) => ({ ...w, fields: w.fields.map((f) => ({ ...f, known: false })) })),
});

/** Files that wait for a connection that is gone. */
function waitingFor(fake: FakeBackend, connection: string, files: number): void {
  for (let id = 1; id <= files; id++)
    fake.uploads.set(id, anUpload({ id, connection, state: { state: "waiting_for_authorization" } }));
}

/** The real backend says it in the language of the window. */
const inForce = (fake: FakeBackend, said: Record<Language, string>): string => said[fake.settings.language ?? fake.computerSpeaks];

export const scenes: Record<string, (fake: FakeBackend) => void> = {
  ...queueScenes,
  ...surroundingScenes,
  "first-run": () => {},
  trip: (fake) => {
    fake.approveAfter = 7_000;
    fake.moving = true;
  },
  secret: (fake) => {
    fake.providers = allClouds.map((cloud) => (cloud === frameio ? asking(cloud) : cloud));
    fake.approveAfter = 9_000;
  },
  starting: (fake) => {
    fake.signIn = { step: "starting", provider: "frameio", way: "device_code", id: "device_code" };
  },
  code: (fake) => {
    fake.signIn = awaiting("418207", Date.now() + 272_000);
  },
  "code-expired": (fake) => {
    fake.signIn = awaiting("418207", Date.now() - 1_000);
  },
  "code-trouble": (fake) => {
    fake.signIn = awaiting("418207", Date.now() + 95_000, 2, refusal("offline", "api.frame.io could not be reached."));
  },
  "sign-in-failed": (fake) => {
    fake.signIn = failed("frameio", "device_code", "denied", "Frame.io refused the request of this installation.");
  },
  connected: (fake) => {
    fake.connections.set("c1", aConnection());
  },
  queue: (fake) => {
    fake.connections.set("c1", aConnection());
    fake.moving = true;
    aDay(fake);
  },
  practice: (fake) => {
    fake.connections.set("c1", aConnection({ other_address: "127.0.0.1" }));
    fake.moving = true;
    aDay(fake);
  },
  failing: (fake) => {
    fake.connections.set("c1", aConnection());
    fake.moving = true;
    aDay(fake);
    failures(fake);
  },
  offline: (fake) => {
    fake.connections.set("c1", aConnection({ presence: "offline" }));
    aDay(fake);
    for (const u of fake.uploads.values())
      if (u.state.state === "uploading") fake.uploads.set(u.id, { ...u, state: { state: "waiting_for_network" } });
    fake.standstill = { because: "network", next_try: Date.now() + 12_000, why: "offline" };
  },
  paused: (fake) => {
    fake.connections.set("c1", aConnection());
    aDay(fake);
    for (const u of fake.uploads.values())
      if (u.state.state === "uploading") fake.uploads.set(u.id, { ...u, state: { state: "queued" } });
    fake.pause = { paused: "until", until: Date.now() + 13 * 60_000 };
  },
  "cloud-paused": (fake) => {
    fake.connections.set("c1", aConnection({ presence: "paused" }));
    fake.moving = true;
    aDay(fake);
    failures(fake);
  },
  "signed-out": (fake) => {
    fake.connections.set("c1", signedOut({ former_project: { id: "p1", name: "Feature – Unit A" } }));
    aDay(fake);
    for (const u of fake.uploads.values())
      if (u.state.state === "uploading" || u.state.state === "queued") fake.uploads.set(u.id, { ...u, state: { state: "waiting_for_authorization" } });
    fake.standstill = { because: "authorization", connection: "c1" };
  },
  storage: (fake) => {
    fake.connections.set("c1", aConnection());
    aDay(fake);
    for (const u of fake.uploads.values())
      if (u.state.state === "uploading") fake.uploads.set(u.id, { ...u, state: { state: "queued" } });
    fake.standstill = { because: "storage", said: "The disk with Labrun's queue is full." };
  },
  done: (fake) => {
    fake.connections.set("c1", aConnection());
    aDay(fake);
    for (const u of fake.uploads.values())
      if (u.state.state !== "done") fake.uploads.set(u.id, { ...u, state: { state: "done", asset: `a${u.id}` }, accepted_bytes: u.size, parts_sent: u.part_count ?? 1, finished_at: Date.now() });
  },
  "no-project": (fake) => {
    fake.connections.set("c1", aConnection({ state: "not_connected", project: null }));
  },
  several: (fake) => {
    fake.connections.set("c1", aConnection());
    fake.connections.set("c2", aConnection({ id: "c2", project: { id: "p2", name: "Feature – Unit B" }, person: { name: "Jonas Okafor", email: "jonas@example.com" }, presence: "paused" }));
    fake.connections.set("c3", aConnection({ id: "c3", project: { id: "p3", name: "Commercial – Nordlys" }, presence: "offline", other_address: "127.0.0.1" }));
    fake.connections.set("c4", signedOut({ id: "c4" }));
    fake.moving = true;
    aDay(fake);
    for (const u of [...fake.uploads.values()].slice(3, 9)) fake.uploads.set(u.id, { ...u, connection: "c2" });
  },
  "long-names": (fake) => {
    fake.connections.set("c1", aConnection({ project: { id: "p1", name: "The Extraordinarily Long Working Title of a Feature Film, Second Unit, Splinter Crew – Reykjavík" }, person: { name: "Wolfeschlegelsteinhausenbergerdorff-Björnsdóttir", email: "a.very.long.address.indeed@production-office.example.com" }, other_address: "practice-cloud.long-hostname.internal.example.com" }));
    fake.moving = true;
    aDay(fake);
    for (const u of fake.uploads.values())
      fake.uploads.set(u.id, { ...u, name: `THE_EXTRAORDINARILY_LONG_WORKING_TITLE_2ND_UNIT_SPLINTER_${u.name}`, folder: `${u.folder}/A very long folder name that somebody typed in a hurry/And another one below it` });
  },
  full: (fake) => {
    fake.connections.set("c1", aConnection());
    fake.moving = true;
    many(fake, 100_000);
  },
  "vault-choose": (fake) => {
    fake.vault = { kind: "none", state: "to_be_chosen", said: "No program on this computer answers for the Secret Service." };
    fake.startup = { startup: "vault_needed", vault: fake.vault };
  },
  "vault-locked": (fake) => {
    fake.vault = { kind: "file", state: "locked", said: null };
    fake.startup = { startup: "vault_needed", vault: fake.vault };
    fake.connections.set("c1", aConnection());
  },
  "keyring-locked": (fake) => {
    fake.vault = { kind: "keyring", state: "locked", said: "The login keyring is locked." };
    fake.startup = { startup: "vault_needed", vault: fake.vault };
  },
  "profile-in-use": (fake) => {
    fake.startup = { startup: "profile_in_use", holder: "Labrun, process 4021, since 09:14" };
  },
  "database-damaged": (fake) => {
    fake.startup = { startup: "database_damaged", path: "/home/dit/.local/share/labrun/default/labrun.sqlite", said: "Page 214 does not hold what it should." };
  },
  "database-newer": (fake) => {
    fake.startup = { startup: "database_newer", path: "/home/dit/.local/share/labrun/default/labrun.sqlite", said: "It was last used by Labrun 0.4.0." };
  },
  "startup-failed": (fake) => {
    fake.startup = { startup: "failed", said: "The profile folder cannot be written to." };
  },

  // Where help is asked for, and what comes from outside the window
  diagnosed: (fake) => {
    fake.connections.set("c1", aConnection());
    aDay(fake);
    fake.diagnosis = {
      findings: [
        { well: false, what: "Watched folder", said: "/Volumes/A005_MAG is not there. Put the card in or connect the share." },
        { well: true, what: "Queue's database", said: "It is read and written." },
        { well: true, what: "Network", said: "It carries what is sent." },
        { well: true, what: "Frame.io", said: "Connected." },
      ],
      report: [
        "Labrun diagnostics, 2026-03-04 10:15:00 UTC",
        "No token, no password and no file of yours is in here. Names of people, your home folder and the private part of every address were left out.",
        "",
        "== In words",
        "WRONG  Watched folder: /Volumes/A005_MAG is not there. Put the card in or connect the share.",
        "well   Queue's database: It is read and written.",
        "well   Network: It carries what is sent.",
        "well   Frame.io: Connected.",
        "",
        "== Program",
        "Labrun 0.1.0",
        "linux on x86_64",
        "",
      ].join("\n"),
      file_name: "labrun-diagnostics-2026-03-04-101500.txt",
    };
  },
  "update-ready": (fake) => {
    fake.connections.set("c1", aConnection());
    aDay(fake);
    fake.update = { update: "ready", version: "0.2.0", notes: "Cards are read faster.", by_itself: true };
  },
  "update-refused": (fake) => {
    fake.connections.set("c1", aConnection());
    aDay(fake);
    const en = "Labrun 0.2.0 was refused: its signature does not fit. It was damaged or changed on the way, or is not from Labrun's makers. Nothing was installed.";
    const de = "Labrun 0.2.0 wurde abgelehnt: Die Signatur passt nicht. Es wurde unterwegs beschädigt oder verändert oder stammt nicht vom Hersteller von Labrun. Es wurde nichts installiert.";
    fake.update = { update: "refused", get said() { return inForce(fake, { en, de }); } };
  },
  "update-off": (fake) => {
    fake.connections.set("c1", aConnection());
    const en = "This Labrun was not installed from one of its packages, so whoever put it here replaces it.";
    const de = "Dieses Labrun wurde nicht aus einem seiner Pakete installiert. Wer es hier abgelegt hat, ersetzt es auch.";
    fake.update = { update: "off", get said() { return inForce(fake, { en, de }); } };
  },
  "settings-elsewhere": (fake) => {
    fake.connections.set("c1", aConnection());
    fake.exported = { ...standardSettings, limit_mbit: 40 };
  },
  // What the engine says comes in the language of the window.
  "settings-german": (fake) => {
    scenes["settings-automatic"]!(fake);
    fake.lanes = { ...fake.lanes, said: "Die Leitung ist ausgelastet: Mehr gleichzeitig brachte nicht mehr." };
  },

  // The connection manager
  "known-keys": (fake) => {
    fake.providers = knowing(allClouds, "eagle_eye");
  },
  browser: (fake) => {
    fake.signIn = inBrowser("frameio", "application", Date.now() + 581_000);
  },
  "browser-over": (fake) => {
    fake.signIn = inBrowser("frameio", "application", Date.now() - 1_000);
  },
  "browser-trouble": (fake) => {
    fake.signIn = inBrowser("vinli", "code", Date.now() + 300_000, refusal("offline", "auth.vin.li could not be reached."));
  },
  entering: (fake) => {
    fake.signIn = { step: "starting", provider: "multicam", way: "form", id: "key" };
  },
  confirming: (fake) => {
    fake.signIn = { step: "awaiting_confirmation", provider: "vinli", way: "browser", id: "implicit", who: "Ana Lima (ana@nordlys.example)" };
  },
  "browser-failed": (fake) => {
    fake.signIn = failed("frameio", "application", "denied", "Frame.io said: access_denied.");
  },
  "form-failed": (fake) => {
    fake.signIn = failed("eagle_eye", "reseller", "wrong_login", "CameraManager does not know this e-mail address and password.");
  },
  "address-failed": (fake) => {
    fake.signIn = failed("multicam", "address", "offline", "studio-9.local:8090 does not answer.");
  },
  picker: (fake) => {
    fake.connections.set("c1", undecided());
  },
  "picker-one-account": (fake) => {
    fake.connections.set("c1", undecided({ provider: "vinli", way: "code", picture: null }));
  },
  "picker-many": (fake) => {
    fake.connections.set("c1", undecided());
    fake.accounts = whole([{ id: "big", name: "Nordlys Pictures", note: "Everything since 2009" }]);
    fake.projects.set("big", whole(manyProjects(10_000)));
  },
  "picker-part": (fake) => {
    fake.connections.set("c1", undecided({ provider: "eagle_eye", way: "distributor", picture: null }));
    fake.accounts = { entries: manyAccounts(5_000), complete: false, said: null };
    fake.projects.set("c0", { ...whole(manyProjects(40)), complete: false });
  },
  "picker-loading": (fake) => {
    fake.connections.set("c1", undecided());
    fake.silent.add("list_accounts");
  },
  "picker-loading-projects": (fake) => {
    fake.connections.set("c1", undecided());
    fake.silent.add("list_projects");
  },
  "picker-no-account": (fake) => {
    fake.connections.set("c1", undecided());
    fake.accounts = whole([]);
  },
  "picker-no-project": (fake) => {
    fake.connections.set("c1", undecided());
    fake.accounts = whole([{ id: "a1", name: "Nordlys Pictures", note: null }]);
    fake.projects.set("a1", whole([]));
  },
  "picker-not-running": (fake) => {
    fake.connections.set("c1", undecided({ provider: "multicam", way: "key", person: null, picture: null, presence: "idle", other_address: "studio-4.local:8090" }));
    fake.projects.set("m1", { entries: [], complete: true, said: "No application is running on this machine. Start it there, then look again." });
  },
  "picker-refused": (fake) => {
    fake.connections.set("c1", undecided());
    fake.refuse.set("list_accounts", refusal("offline", "api.frame.io could not be reached."));
  },
  "picker-former": (fake) => {
    fake.connections.set("c1", undecided({ former_project: { id: "p9", name: "Feature – Unit Z" } }));
    waitingFor(fake, "c1", 12);
  },
  "picker-long": (fake) => {
    const long = "The Extraordinarily Long Working Title of a Feature Film, Second Unit, Splinter Crew – Reykjavík";
    fake.connections.set("c1", undecided({ person: { name: "Wolfeschlegelsteinhausenbergerdorff-Björnsdóttir", email: "a.very.long.address.indeed@production-office.example.com" } }));
    fake.accounts = whole([1, 2, 3].map((n) => ({ id: "long", name: `${long} ${n}`, note: "a.very.long.address.indeed@production-office.example.com" })).map((a, i) => ({ ...a, id: `l${i}` })));
    fake.projects.set("l0", whole(Array.from({ length: 30 }, (_, i) => ({ id: `x${i}`, name: `${long} · Day ${i + 1}`, note: "Updated a very long time ago by somebody with a very long name", online: i % 2 === 0 }))));
  },
  frameio: (fake) => {
    fake.connections.set("f1", ofEach.frameio());
  },
  multicam: (fake) => {
    fake.connections.set("m1", ofEach.multicam());
  },
  "eagle-eye": (fake) => {
    fake.connections.set("e1", ofEach.eagle_eye());
  },
  vinli: (fake) => {
    fake.connections.set("v1", ofEach.vinli());
  },
  "four-clouds": (fake) => {
    for (const make of Object.values(ofEach)) {
      const row = make();
      fake.connections.set(row.id, row);
    }
    fake.connections.set("c9", signedOut({ id: "c9", provider: "eagle_eye", way: "hosted" }));
    fake.farewells = [{ id: "w1", provider: "frameio", what: "Feature – Unit B", since: Date.now() - 40 * 60_000 }];
    fake.moving = true;
    aDay(fake);
    for (const u of fake.uploads.values()) fake.uploads.set(u.id, { ...u, connection: "f1" });
  },
  "several-frameio": (fake) => {
    for (const [i, name] of ["Feature – Unit A", "Feature – Unit B", "Commercial – Nordlys"].entries())
      fake.connections.set(`f${i}`, { ...ofEach.frameio(), id: `f${i}`, project: { id: `p${i}`, name } });
  },
  "lost-with-files": (fake) => {
    fake.connections.set("c1", signedOut({ way: "application", person: { name: "Ana Lima", email: "ana@nordlys.example" }, former_project: { id: "p1", name: "Feature – Unit A" } }));
    waitingFor(fake, "c1", 12);
  },
};
