// Rows to begin with: a connection, an upload.

import { say } from "../../shared/words.svelte";
import type {
  Connection,
  ErrorCode,
  FolderWish,
  Lanes,
  NetworkStatus,
  Person,
  ProviderKind,
  Settings,
  Upload,
  UploadState,
  WatchedFolder,
} from "../types";

export const GB = 1e9;
export const MB = 1e6;
export const PART = 25 * MB;

export function aConnection(more: Partial<Connection> = {}): Connection {
  return {
    id: "c1",
    provider: "frameio",
    way: "device_code",
    state: "connected",
    presence: "online",
    person: { name: "Mara Lindqvist", email: null },
    picture: null,
    account: null,
    project: { id: "p1", name: "Feature – Unit A" },
    former_project: null,
    plain: false,
    device_name: "Labrun on cart-2",
    automatic: true,
    other_address: null,
    connected_at: Date.now() - 3 * 3600_000,
    ...more,
  };
}

/** Signed out: nobody and nothing left but what its queue was meant for. */
export const signedOut = (more: Partial<Connection> = {}): Connection =>
  aConnection({
    state: "not_authorized",
    presence: "unknown",
    person: null,
    account: null,
    project: null,
    device_name: null,
    connected_at: null,
    ...more,
  });

/** Signed in, nothing chosen. */
export const undecided = (more: Partial<Connection> = {}): Connection =>
  aConnection({
    way: "application",
    state: "not_connected",
    presence: "unknown",
    person: { name: "Ana Lima", email: "ana@nordlys.example" },
    picture: 1,
    project: null,
    device_name: null,
    connected_at: null,
    ...more,
  });

/** Who signs in at each, and what is told of them. */
export const people: Record<ProviderKind, Person | null> = {
  frameio: { name: "Ana Lima", email: "ana@nordlys.example" },
  multicam: null,
  eagle_eye: { name: "ana@nordlys.example", email: "ana@nordlys.example" },
  vinli: { name: "Ana Lima", email: "ana@nordlys.example" },
};

/** One connection of each cloud, connected. */
export const ofEach: Record<ProviderKind, () => Connection> = {
  frameio: () =>
    undecided({
      id: "f1",
      state: "connected",
      presence: "online",
      account: { id: "a1", name: "Nordlys Pictures" },
      project: { id: "p1", name: "Feature – Unit A" },
      device_name: "Labrun on cart-2",
      connected_at: Date.now() - 3 * 3600_000,
    }),
  multicam: () =>
    undecided({
      id: "m1",
      provider: "multicam",
      way: "key",
      state: "connected",
      presence: "idle",
      person: null,
      picture: null,
      account: { id: "m1", name: "studio-4.local" },
      project: { id: "r1", name: "Main room" },
      plain: true,
      other_address: "studio-4.local:8090",
      connected_at: Date.now() - 26 * 3600_000,
    }),
  eagle_eye: () =>
    undecided({
      id: "e1",
      provider: "eagle_eye",
      way: "reseller",
      state: "connected",
      presence: "offline",
      person: people.eagle_eye,
      picture: null,
      account: { id: "e1", name: "Harbour Stages" },
      project: { id: "k2", name: "Gate 2" },
      connected_at: Date.now() - 40 * 60_000,
    }),
  vinli: () =>
    undecided({
      id: "v1",
      provider: "vinli",
      way: "implicit",
      state: "connected",
      presence: "online",
      picture: null,
      account: { id: "v1", name: "Ana Lima" },
      project: { id: "d1", name: "Camera car" },
      connected_at: Date.now() - 5 * 60_000,
    }),
};

export function anUpload(more: Partial<Upload> & { id: number }): Upload {
  const size = more.size ?? 12 * GB;
  const name = more.name ?? `A001_C${String(more.id).padStart(3, "0")}_0304XK_001.mov`;
  return {
    connection: "c1",
    name,
    clip: name.replace(/(_proxy|_001|_MIX)?\.\w+$/i, "").toLowerCase(),
    found_in: null,
    growing: false,
    folder: "/Volumes/A001_MAG/A001_0304XK",
    size,
    kind: "ocf",
    place: more.id,
    state: { state: "queued" },
    added_at: Date.now() - 600_000,
    finished_at: null,
    accepted_bytes: 0,
    parts_sent: 0,
    part_count: Math.ceil(size / PART),
    resumed_at_part: null,
    ...more,
  };
}

export const aWish = (more: Partial<FolderWish> = {}): FolderWish => ({
  path: "/Volumes/A001_MAG",
  subfolders: true,
  take: [],
  leave: [],
  growing: false,
  existing: true,
  ...more,
});

export const aFolder = (more: Partial<WatchedFolder> & { id: number }): WatchedFolder => ({
  connection: "c1",
  wish: aWish(),
  added_at: Date.now() - 2 * 3600_000,
  state: { folder: "watching", unsettled: 0 },
  ...more,
});

/** Set aside. Why is said as the backend does, in the language of whoever looks. */
export const failed = (error: ErrorCode, attempts: number, id: string, args?: Record<string, string>): UploadState => ({
  state: "failed",
  error,
  attempts,
  get said() {
    return say(id, args);
  },
});

export const aNetwork = (more: Partial<NetworkStatus> = {}): NetworkStatus => ({
  kind: "wifi",
  name: "StageNet",
  mbit: 866,
  signal_percent: 78,
  health: "good",
  said: "",
  bytes_per_second: 10.25 * MB,
  round_trip_ms: 24,
  metered: false,
  ...more,
});

export const someLanes: Lanes = {
  files: 3,
  parts: 4,
  get said() {
    return say("engine-lanes-no-more");
  },
};

export const standardSettings: Settings = {
  parallel_files: null,
  parallel_parts: null,
  limit_mbit: null,
  schedule: [],
  leave_percent: 0,
  order: ["proxy", "still", "lut", "cdl", "audio", "ocf", "other"],
  metered: "everything",
  treat_as_metered: false,
  redirect_port: 53_682,
  start_at_login: false,
  keep_awake: true,
  notify_attention: true,
  notify_finished: true,
  notify_signed_out: true,
  update_by_itself: true,
  proxy: { proxy: "system" },
  authorities: [],
  language: null,
};

/** Drawn, so that nobody's face is in the repository. */
export const portrait = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" fill="#8aa4c8"/><circle cx="32" cy="25" r="12" fill="#f1d3b5"/><path d="M8 64a24 22 0 0 1 48 0z" fill="#2c4668"/><path d="M19 24a13 13 0 0 1 26 0q-6-8-13-7t-13 7z" fill="#3a2a22"/></svg>',
)}`;
