// Every screen in every state, by a name: `?fake=<name>` in a plain browser, and the pictures of
// `npm run shots`.

import type { ErrorCode, MediaKind, ProviderKind, ProviderSpec, SignIn, Upload, UploadState } from "../types";
import type { FakeBackend } from "../fake";
import { allClouds, frameio, knowing } from "./clouds";
import { awaiting, inBrowser, refusal } from "./sign_in";
import { manyAccounts, manyProjects, whole } from "./places";
import { aConnection, anUpload, GB, MB, ofEach, PART, signedOut, undecided } from "./rows";

function aDay(fake: FakeBackend): void {
  const row = (id: number, more: Partial<Upload>) => fake.uploads.set(id, anUpload({ id, ...more }));
  const now = Date.now();
  row(1, { name: "A001_C003_0304XK_proxy.mov", folder: "/Volumes/A001_MAG/PROXY", kind: "proxy", size: 1.84 * GB, state: { state: "uploading" }, accepted_bytes: 46 * PART, parts_sent: 46 });
  fake.pace.set(1, 18.4 * MB);
  fake.sent.set(1, 1.21 * GB);
  row(2, { name: "A001_C001_0304XK_001.mxf", size: 3 * GB, state: { state: "uploading" }, accepted_bytes: 61 * PART, parts_sent: 61, resumed_at_part: 37 });
  fake.pace.set(2, 33.1 * MB);
  fake.sent.set(2, 1.58 * GB);
  row(3, { name: "SC042-T03_MIX.wav", folder: "/Volumes/SOUND_2/2026-03-04", kind: "audio", size: 412 * MB });
  row(4, { name: "A001_C002_0304XK_001.mxf", size: 18.2 * GB });
  row(5, { name: "A001_C004_0304XK_001.mxf", size: 22.6 * GB, state: { state: "waiting_for_time", until: now + 14_000, error: "busy", said: "Frame.io asked to wait." } });
  row(6, { name: "UnitA_Day12_Rec709.cube", folder: "/Users/dit/LUTs/Day 12", kind: "lut", size: 0.9 * MB });
  row(7, { name: "SC042.cdl", folder: "/Users/dit/LUTs/Day 12", kind: "cdl", size: 4200 });
  row(8, { name: "A001_C005_0304XK_001.mxf", size: 9.4 * GB, state: { state: "paused" }, accepted_bytes: 40 * PART, parts_sent: 40 });
  row(9, { name: "A001_C006_0304XK_001.mxf", size: 31.9 * GB });
  row(10, { name: "SC042_frame_grab_014.tiff", folder: "/Users/dit/Stills/Day 12", kind: "still", size: 38 * MB });
  row(11, { name: "A001_C007_0304XK_001.mxf", size: 12.3 * GB });
  row(12, { name: "CameraReport_A001.pdf", folder: "/Users/dit/Reports", kind: "other", size: 1.2 * MB });
  for (let i = 0; i < 17; i++)
    row(40 + i, {
      name: `A000_C0${String(i + 10)}_0304XK_proxy.mov`,
      folder: "/Volumes/A000_MAG/PROXY",
      kind: "proxy",
      size: (0.6 + (i % 5) * 0.31) * GB,
      state: { state: "done", asset: `asset-${i}` },
      accepted_bytes: (0.6 + (i % 5) * 0.31) * GB,
      parts_sent: 30,
      finished_at: now - (i + 1) * 240_000,
    });
}

function failures(fake: FakeBackend): void {
  const failed = (error: ErrorCode, said: string): UploadState => ({ state: "failed", error, said, attempts: 6 });
  const row = (id: number, more: Partial<Upload>) => fake.uploads.set(id, anUpload({ id, ...more }));
  row(20, { name: "A002_C014_0304XK_001.mxf", folder: "/Volumes/A002_MAG/A002_0304XK", size: 14.4 * GB, accepted_bytes: 120 * PART, parts_sent: 120, state: failed("file_missing", "/Volumes/A002_MAG is not mounted any more.") });
  row(21, { name: "A002_C015_0304XK_001.mxf", folder: "/Volumes/A002_MAG/A002_0304XK", size: 8.1 * GB, accepted_bytes: 12 * PART, parts_sent: 12, state: failed("file_changed", "Its size went from 8.1 GB to 8.3 GB while part 13 was being sent.") });
  row(22, { name: "SC043-T01_MIX.wav", folder: "/Volumes/SOUND_2/2026-03-04", kind: "audio", size: 301 * MB, state: failed("rejected", "Frame.io answered that this kind of file is not accepted.") });
  row(23, { name: "B001_C001_0304QP_001.mxf", folder: "/Volumes/B001_MAG/B001_0304QP", size: 6.6 * GB, state: { state: "skipped" } });
}

function many(fake: FakeBackend, total: number): void {
  const kinds: MediaKind[] = ["ocf", "proxy", "audio", "still", "ocf", "proxy"];
  for (let i = 1; i <= total; i++) {
    const kind = kinds[i % kinds.length]!;
    const size = kind === "ocf" ? (4 + (i % 17)) * GB : kind === "proxy" ? (0.4 + (i % 7) / 5) * GB : (40 + (i % 90)) * MB;
    const reel = String.fromCharCode(65 + (i % 4)) + String(Math.floor(i / 400) + 1).padStart(3, "0");
    let state: UploadState = { state: "queued" };
    if (i <= 4) state = { state: "uploading" };
    else if (i % 5000 === 0) state = { state: "failed", error: "file_missing", said: `/Volumes/${reel} is not mounted any more.`, attempts: 3 };
    else if (i > total * 0.4) state = { state: "done", asset: `asset-${i}` };
    const done = state.state === "done";
    fake.uploads.set(
      i,
      anUpload({
        id: i,
        name: `${reel}_C${String(i % 400).padStart(3, "0")}_0304XK_${kind === "proxy" ? "proxy" : "001"}.${kind === "audio" ? "wav" : kind === "still" ? "tiff" : "mxf"}`,
        folder: `/Volumes/${reel}_MAG/${reel}_0304XK`,
        size,
        kind,
        state,
        accepted_bytes: done ? size : 0,
        finished_at: done ? Date.now() - i * 1000 : null,
      }),
    );
    if (i <= 4) fake.pace.set(i, (20 + i * 6) * MB);
  }
  fake.settings = { ...fake.settings, parallel_files: 4 };
}

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

export const scenes: Record<string, (fake: FakeBackend) => void> = {
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
    fake.standstill = { because: "network", next_try: Date.now() + 12_000 };
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
