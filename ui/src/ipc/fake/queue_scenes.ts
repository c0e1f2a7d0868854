// Scenes of the queue, of watched folders, of the network and of the settings.

import type { FakeBackend } from "../fake";
import type { ErrorCode, FolderState, NetworkStatus, Settings, Standstill, Upload } from "../types";
import { aDay, failures, many } from "./days";
import { aConnection, aFolder, aNetwork, anUpload, aWish, failed, GB, MB, PART } from "./rows";
import { refusal } from "./sign_in";

type Scene = (fake: FakeBackend) => void;

const put = (fake: FakeBackend, id: number, more: Partial<Upload>): void =>
  void fake.uploads.set(id, anUpload({ id, ...more }));

/** Nothing moves, for a reason. */
function standing(standstill: Standstill): Scene {
  return (fake) => {
    fake.connections.set("c1", aConnection());
    aDay(fake);
    const state: Upload["state"] = standstill.because === "network" ? { state: "waiting_for_network" } : { state: "queued" };
    for (const u of fake.uploads.values()) if (u.state.state === "uploading") fake.uploads.set(u.id, { ...u, state });
    fake.standstill = standstill;
  };
}
const cutOff = (why: ErrorCode): Scene => standing({ because: "network", next_try: Date.now() + 42_000, why });

function onNetwork(more: Partial<NetworkStatus>): Scene {
  return (fake) => {
    fake.connections.set("c1", aConnection());
    fake.moving = true;
    aDay(fake);
    fake.network = aNetwork(more);
  };
}

function withSettings(more: Partial<Settings>): Scene {
  return (fake) => {
    fake.connections.set("c1", aConnection());
    fake.moving = true;
    aDay(fake);
    fake.settings = { ...fake.settings, ...more };
  };
}

function offer(fake: FakeBackend, files: number): void {
  for (let i = 0; i < files; i++)
    put(fake, 500 + i, {
      name: `B002_C${String(i + 1).padStart(3, "0")}_0304QP_001.mxf`,
      folder: "/Volumes/B002_MAG/B002_0304QP",
      size: (3 + (i % 9)) * GB,
      found_in: 1,
      part_count: null,
      state: { state: "offered" },
    });
}

const inEachState: FolderState[] = [
  { folder: "watching", unsettled: 3 },
  { folder: "looking" },
  { folder: "away" },
  { folder: "unreadable", said: "The rights of this folder do not let you read it." },
];

export const queueScenes: Record<string, Scene> = {
  offered: (fake) => {
    fake.connections.set("c1", aConnection({ automatic: false }));
    fake.moving = true;
    aDay(fake);
    offer(fake, 37);
  },
  "offered-only": (fake) => {
    fake.connections.set("c1", aConnection({ automatic: false }));
    offer(fake, 4);
  },
  growing: (fake) => {
    fake.connections.set("c1", aConnection());
    fake.moving = true;
    aDay(fake);
    put(fake, 300, { name: "A003_C001_0304XK_001.mov", folder: "/Volumes/RAID/A003", size: 1.2 * GB, place: -2, growing: true, found_in: 1, state: { state: "uploading" }, accepted_bytes: 46 * PART, parts_sent: 46, part_count: 48 });
    put(fake, 301, { name: "A003_C001_0304XK_proxy.mov", folder: "/Volumes/RAID/A003", size: 84 * MB, place: -1, kind: "proxy", growing: true, found_in: 1, state: { state: "queued" }, part_count: null });
    fake.pace.set(300, 26 * MB);
  },
  "paused-rows": (fake) => {
    fake.connections.set("c1", aConnection());
    fake.moving = true;
    aDay(fake);
    const until = new Date();
    until.setHours(23, 59, 0, 0);
    for (const id of [4, 5, 9]) fake.uploads.set(id, { ...fake.uploads.get(id)!, state: { state: "paused", until: until.getTime() } });
  },
  "list-coming": (fake) => {
    fake.connections.set("c1", aConnection());
    aDay(fake);
    fake.silent.add("list_uploads");
  },
  "list-refused": (fake) => {
    fake.connections.set("c1", aConnection());
    aDay(fake);
    fake.refuse.set("list_uploads", refusal("storage_failed", "The queue on disk could not be read."));
  },
  "many-parts": (fake) => {
    fake.connections.set("c1", aConnection());
    put(fake, 1, { name: "A009_C001_0304XK_001.mxf", size: 250 * GB, state: { state: "uploading" }, part_count: 10_000, accepted_bytes: 6_200 * PART, parts_sent: 6_200, resumed_at_part: 4_180 });
    fake.pace.set(1, 61 * MB);
  },
  "done-details": (fake) => {
    fake.connections.set("c1", aConnection());
    put(fake, 1, { name: "A009_C001_0304XK_001.mxf", size: 2.4 * GB, state: { state: "done", asset: "0d8b6a52" }, part_count: 96, accepted_bytes: 2.4 * GB, parts_sent: 96, finished_at: Date.now() - 60_000 });
    put(fake, 2, { name: "A009_C001_0304XK_proxy.mov", kind: "proxy", size: 110 * MB, state: { state: "done", asset: "0d8b6a53" }, part_count: 5, accepted_bytes: 110 * MB, parts_sent: 5, finished_at: Date.now() - 90_000 });
  },
  "full-offered": (fake) => {
    fake.connections.set("c1", aConnection());
    fake.moving = true;
    many(fake, 2_000);
    offer(fake, 1_204);
  },

  captive: cutOff("captive_portal"),
  proxy: cutOff("proxy_refused"),
  untrusted: cutOff("untrusted"),
  "clock-wrong": cutOff("clock_wrong"),
  metered: (fake) => {
    standing({ because: "metered" })(fake);
    fake.network = aNetwork({ kind: "tethered", name: "Mara’s phone", signal_percent: null, mbit: null, metered: true, health: "fair", bytes_per_second: 2.1 * MB, round_trip_ms: 61 });
    fake.settings = { ...fake.settings, metered: "nothing" };
  },
  busy: standing({ because: "busy", next_try: Date.now() + 9_000 }),

  "network-ethernet": onNetwork({ kind: "ethernet", name: "en5", mbit: 10_000, signal_percent: null, bytes_per_second: 118 * MB, round_trip_ms: 8 }),
  "network-fair": onNetwork({ health: "fair", signal_percent: 41, said: "The round trip is three times as long as usual.", round_trip_ms: 310, bytes_per_second: 3.4 * MB }),
  "network-poor": onNetwork({ health: "poor", signal_percent: 12, said: "One request in five broke off during the last minutes.", round_trip_ms: 1_240, bytes_per_second: 0.4 * MB }),
  "network-down": (fake) => {
    cutOff("offline")(fake);
    fake.network = aNetwork({ health: "down", said: "The cloud cannot be reached over it.", bytes_per_second: null, round_trip_ms: null });
  },
  "network-unknown": (fake) => {
    fake.connections.set("c1", aConnection());
    fake.network = aNetwork({ kind: "other", name: null, mbit: null, signal_percent: null, health: "unknown", bytes_per_second: null, round_trip_ms: null });
  },
  "network-absent": (fake) => {
    cutOff("offline")(fake);
    fake.network = aNetwork({ kind: "absent", name: null, mbit: null, signal_percent: null, health: "down", said: "", bytes_per_second: null, round_trip_ms: null });
  },
  "network-metered": onNetwork({ kind: "mobile", name: "Telia 5G", mbit: 300, signal_percent: null, metered: true, bytes_per_second: 4.2 * MB, round_trip_ms: 44 }),
  "network-long": onNetwork({ name: "Production Office Guest Network 5 GHz (upstairs)" }),

  folders: (fake) => {
    fake.connections.set("c1", aConnection());
    fake.moving = true;
    aDay(fake);
    const wishes = [
      aWish({ path: "/Volumes/RAID/Day 12", growing: true, leave: ["*_test*", "Trash"] }),
      aWish({ path: "//nas.stage-4.local/media/from-set", existing: false }),
      aWish({ path: "/Volumes/A001_MAG", take: ["*.mxf", "*.wav"] }),
      aWish({ path: "/Users/other/Movies", subfolders: false }),
    ];
    fake.folders = inEachState.map((state, i) => aFolder({ id: i + 1, state, wish: wishes[i]! }));
  },
  "folders-offering": (fake) => {
    fake.connections.set("c1", aConnection({ automatic: false }));
    fake.folders = [aFolder({ id: 1 })];
    offer(fake, 12);
  },

  "settings-automatic": withSettings({}),
  "settings-schedule": withSettings({
    parallel_files: 3,
    parallel_parts: 6,
    limit_mbit: 200,
    leave_percent: 25,
    metered: "proxies_only",
    order: ["ocf", "proxy", "audio", "still", "lut", "cdl", "other"],
    schedule: [
      { days: [true, true, true, true, true, false, false], from: 8 * 60, to: 18 * 60, limit_mbit: 50 },
      { days: [true, true, true, true, true, true, true], from: 22 * 60, to: 6 * 60, limit_mbit: null },
      { days: [false, false, false, false, true, true, false], from: 17 * 60, to: 23 * 60, limit_mbit: 120 },
    ],
  }),
  "attention-many": (fake) => {
    fake.connections.set("c1", aConnection());
    aDay(fake);
    failures(fake);
    put(fake, 24, { name: "C001_C001.mov", state: failed("captive_portal", 4, "told-way-sent-elsewhere-to", { host: "stage-guest.example" }) });
    put(fake, 25, { name: "C001_C002.mov", state: failed("proxy_refused", 4, "told-way-proxy-wants-password", { proxy: "proxy.stage-4.local:3128" }) });
    put(fake, 26, { name: "C001_C003.mov", state: failed("clock_wrong", 4, "told-way-says", { reason: "RequestTimeTooSkewed." }) });
    put(fake, 27, { name: "C001_C004.mov", state: { state: "cancelled" }, finished_at: Date.now() });
  },
};
