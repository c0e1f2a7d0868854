// A backend in memory: for unit tests, and for a plain browser with `?fake=<scenario>`.
// Not part of what ships. It keeps no rules of its own beyond what the screens need to be seen in
// every state; time moves only by `tick`.

import type { Backend, FileDrop } from "./backend";
import type {
  Added,
  Changes,
  CommandError,
  Connection,
  ErrorCode,
  Headline,
  MediaKind,
  Pause,
  ProviderSpec,
  Settings,
  SignIn,
  Snapshot,
  Standstill,
  Startup,
  Upload,
  UploadProgress,
  UploadState,
  VaultState,
} from "./types";

const GB = 1e9;
const MB = 1e6;
const PART = 25 * MB;

export const frameio: ProviderSpec = {
  provider: "frameio",
  name: "Frame.io",
  project_word: "project",
  uploads: true,
  ways: [{ way: "device_code", label: "Sign in with a code", fields: [] }],
};

const frameioWithSecret: ProviderSpec = {
  ...frameio,
  ways: [
    {
      way: "device_code",
      label: "Sign in with a code",
      fields: [{ name: "client_secret", label: "Client secret of your integration", secret: true }],
    },
  ],
};

export function aConnection(more: Partial<Connection> = {}): Connection {
  return {
    id: "c1",
    provider: "frameio",
    state: "connected",
    presence: "online",
    person: { name: "Mara Lindqvist", email: null },
    project: { id: "p1", name: "Feature – Unit A" },
    device_name: "Labrun on cart-2",
    other_address: null,
    connected_at: Date.now() - 3 * 3600_000,
    ...more,
  };
}

export function anUpload(more: Partial<Upload> & { id: number }): Upload {
  const size = more.size ?? 12 * GB;
  return {
    connection: "c1",
    name: `A001_C${String(more.id).padStart(3, "0")}_0304XK_001.mov`,
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

const noChanges = (): Changes => ({
  startup: null,
  connections: [],
  connections_removed: [],
  sign_in: null,
  uploads: [],
  uploads_removed: [],
  progress: [],
  headline: null,
  pause: null,
  settings: null,
  vault: null,
  notices: [],
});

export const refusal = (code: ErrorCode, said = ""): CommandError => ({ code, said });

export class FakeBackend implements Backend {
  startup: Exclude<Startup, { startup: "ready" }> | null = null;
  version = "0.1.0";
  providers: ProviderSpec[] = [frameio];
  connections = new Map<string, Connection>();
  signIn: SignIn | null = null;
  uploads = new Map<number, Upload>();
  pace = new Map<number, number>();
  sent = new Map<number, number>();
  pause: Pause = { paused: "no" };
  settings: Settings = { parallel_files: 2, parallel_parts: 4, limit_mbit: null };
  vault: VaultState = { kind: "keyring", state: "ready", said: null };
  standstill: Standstill | null = null;
  /** What the file dialog answers next. */
  picked: string[] = ["/Volumes/A004_MAG/A004_C001_0304XK_001.mov", "/Volumes/SOUND_2/SC042-T03.wav"];
  /** Commands that fail next time, and how. */
  refuse = new Map<string, CommandError>();
  /** Every command, in order: what a test asks about. */
  asked: { command: string; args: Record<string, unknown> }[] = [];
  /** A device code is approved by itself after this long, in the scenarios that show the trip. */
  approveAfter: number | null = null;
  moving = false;

  #onChanges: ((changes: Changes) => void) | null = null;
  #onDrop: ((drop: FileDrop) => void) | null = null;
  #next = 1_000_000;
  #top = 0;

  // Backend

  async subscribe(onChanges: (changes: Changes) => void): Promise<Startup> {
    this.#onChanges = onChanges;
    return this.startup ?? { startup: "ready", snapshot: this.snapshot() };
  }

  async onFileDrop(listener: (drop: FileDrop) => void): Promise<() => void> {
    this.#onDrop = listener;
    return () => (this.#onDrop = null);
  }

  async invoke(command: string, args: Record<string, unknown> = {}): Promise<unknown> {
    this.asked.push({ command, args });
    // An answer always takes a turn, as it does from the real one.
    await new Promise((answer) => setTimeout(answer));
    const refused = this.refuse.get(command);
    if (refused) {
      this.refuse.delete(command);
      throw refused;
    }
    const known = (this as unknown as Record<string, unknown>)[`do_${command}`];
    if (typeof known !== "function") throw refusal("internal", `no command ${command}`);
    return (known as (args: Record<string, unknown>) => unknown).call(this, args);
  }

  // What a test or the browser makes happen

  change(changes: Partial<Changes>): void {
    for (const row of changes.connections ?? []) this.connections.set(row.id, row);
    for (const id of changes.connections_removed ?? []) this.connections.delete(id);
    for (const row of changes.uploads ?? []) this.uploads.set(row.id, row);
    for (const id of changes.uploads_removed ?? []) this.uploads.delete(id);
    if (changes.sign_in) this.signIn = changes.sign_in;
    if (changes.pause) this.pause = changes.pause;
    this.#onChanges?.({ ...noChanges(), headline: this.headline(), ...changes });
  }

  drop(drop: FileDrop): void {
    this.#onDrop?.(drop);
  }

  approve(): void {
    const again = this.signIn?.step === "awaiting_approval" ? this.#signingIn : null;
    const connection = aConnection({
      id: again ?? (this.connections.has("c1") ? `c${this.connections.size + 1}` : "c1"),
      connected_at: Date.now(),
    });
    this.change({ connections: [connection], sign_in: { step: "authorized", connection: connection.id } });
  }
  #signingIn: string | null = null;

  newCode(number: number, code: string, milliseconds = 120_000): void {
    this.change({ sign_in: awaiting(code, Date.now() + milliseconds, number) });
  }

  /** Lets time pass: bytes are sent, uploads finish, the next ones begin. */
  tick(milliseconds: number): void {
    if (this.approveAfter !== null && this.signIn?.step === "awaiting_approval") {
      this.approveAfter -= milliseconds;
      if (this.approveAfter <= 0) {
        this.approveAfter = null;
        this.approve();
      }
    }
    if (!this.moving || this.pause.paused !== "no" || this.standstill) return;
    const changed: Upload[] = [];
    const active = [...this.uploads.values()].filter((u) => u.state.state === "uploading");
    for (const row of active) {
      const speed = this.pace.get(row.id) ?? 24 * MB;
      const sent = Math.min(row.size, (this.sent.get(row.id) ?? row.accepted_bytes) + (speed * milliseconds) / 1000);
      this.sent.set(row.id, sent);
      const parts = sent >= row.size ? (row.part_count ?? 1) : Math.floor(sent / PART);
      if (sent >= row.size) {
        changed.push({
          ...row,
          state: { state: "done", asset: `a-${row.id}` },
          accepted_bytes: row.size,
          parts_sent: parts,
          finished_at: Date.now(),
        });
      } else if (parts !== row.parts_sent) {
        changed.push({ ...row, parts_sent: parts, accepted_bytes: parts * PART });
      }
    }
    const finished = changed.filter((u) => u.state.state === "done").length;
    const running = active.length - finished;
    const waiting = [...this.uploads.values()]
      .filter((u) => u.state.state === "queued")
      .sort((a, b) => a.place - b.place)
      .slice(0, Math.max(0, this.settings.parallel_files - running));
    for (const row of waiting) changed.push({ ...row, state: { state: "uploading" } });
    for (const row of changed) this.uploads.set(row.id, row);
    this.change({ uploads: changed, progress: this.progress() });
  }

  snapshot(): Snapshot {
    return {
      version: this.version,
      providers: this.providers,
      connections: [...this.connections.values()],
      sign_in: this.signIn,
      uploads: [...this.uploads.values()],
      progress: this.progress(),
      headline: this.headline(),
      pause: this.pause,
      settings: this.settings,
      vault: this.vault,
    };
  }

  progress(): UploadProgress[] {
    return [...this.uploads.values()]
      .filter((u) => u.state.state === "uploading")
      .map((u) => ({
        id: u.id,
        sent_bytes: this.sent.get(u.id) ?? u.accepted_bytes,
        bytes_per_second: this.standstill || this.pause.paused !== "no" ? 0 : (this.pace.get(u.id) ?? 24 * MB),
      }));
  }

  headline(): Headline {
    let files = 0;
    let size = 0;
    let sent = 0;
    let attention = 0;
    for (const u of this.uploads.values()) {
      const state = u.state.state;
      if (state === "failed" || state === "skipped") attention += 1;
      if (state === "done" || state === "failed" || state === "skipped" || state === "cancelled") continue;
      files += 1;
      size += u.size;
      sent += Math.max(u.accepted_bytes, this.sent.get(u.id) ?? 0);
    }
    const speed = this.progress().reduce((sum, p) => sum + p.bytes_per_second, 0);
    const standstill: Standstill | null =
      files > 0 && this.pause.paused !== "no" ? { because: "paused" } : files > 0 ? this.standstill : null;
    return {
      files_left: files,
      bytes_left: size - sent,
      fraction: size > 0 ? sent / size : 0,
      bytes_per_second: speed,
      seconds_left: speed > 0 ? (size - sent) / speed : null,
      needs_attention: attention,
      standstill,
    };
  }

  // Commands

  do_start_sign_in(args: Record<string, unknown>): void {
    this.#signingIn = (args.connection as string | null) ?? null;
    const { provider, way } = args as { provider: "frameio"; way: "device_code" };
    this.change({ sign_in: { step: "starting", provider, way } });
    this.newCode(1, "418207");
  }
  do_cancel_sign_in(): void {
    this.change({ sign_in: { step: "cancelled" } });
  }
  do_dismiss_sign_in(): void {
    this.signIn = null;
  }
  do_open_approval_page(): void {}
  do_disconnect({ connection }: Record<string, unknown>): unknown {
    const row = this.connections.get(connection as string);
    if (!row) throw refusal("unknown_connection");
    this.change({
      connections: [{ ...row, state: "not_authorized", presence: "unknown", person: null, project: null, connected_at: null }],
    });
    return { vendor_side: true, said: "Signed out, and removed from the project in Frame.io." };
  }
  do_forget_connection({ connection }: Record<string, unknown>): void {
    const gone = [...this.uploads.values()].filter((u) => u.connection === connection).map((u) => u.id);
    this.change({ connections_removed: [connection as string], uploads_removed: gone });
  }

  do_pick_files(): string[] {
    return this.picked;
  }
  do_add_files({ connection, paths }: Record<string, unknown>): Added[] {
    const rows: Upload[] = [];
    const added = (paths as string[]).map((path): Added => {
      const name = path.split("/").pop() ?? path;
      if (name.endsWith(".empty")) {
        const outcome = { outcome: "refused", error: "file_empty", said: `${name} has no content.` } as const;
        return { path, name, outcome };
      }
      const id = this.#next++;
      const size = 1.8 * GB;
      rows.push(
        anUpload({
          id,
          connection: connection as string,
          name,
          folder: path.slice(0, -name.length - 1),
          size,
          kind: name.endsWith(".wav") ? "audio" : "ocf",
          added_at: Date.now(),
        }),
      );
      return { path, name, outcome: { outcome: "queued", id } };
    });
    this.change({ uploads: rows });
    return added;
  }
  #set(ids: unknown, make: (row: Upload) => Upload): void {
    const rows = (ids as number[]).map((id) => this.uploads.get(id)).filter((u) => u !== undefined);
    this.change({ uploads: rows.map(make) });
  }
  do_pause_uploads({ ids }: Record<string, unknown>): void {
    this.#set(ids, (u) => ({ ...u, state: { state: "paused" } }));
  }
  do_resume_uploads({ ids }: Record<string, unknown>): void {
    this.#set(ids, (u) => ({ ...u, state: { state: "queued" } }));
  }
  do_cancel_uploads({ ids }: Record<string, unknown>): void {
    this.#set(ids, (u) => ({ ...u, state: { state: "cancelled" }, finished_at: Date.now() }));
  }
  do_move_to_top({ ids }: Record<string, unknown>): void {
    const chosen = [...(ids as number[])].reverse();
    for (const id of chosen) this.#set([id], (u) => ({ ...u, place: --this.#top }));
  }
  do_retry_uploads({ ids }: Record<string, unknown>): void {
    this.#set(ids, (u) => ({ ...u, state: { state: "queued" } }));
  }
  do_remove_uploads({ ids }: Record<string, unknown>): void {
    this.change({ uploads_removed: ids as number[] });
  }
  do_clear_done(): void {
    const done = [...this.uploads.values()].filter((u) => u.state.state === "done").map((u) => u.id);
    this.change({ uploads_removed: done });
  }
  do_pause_queue({ minutes }: Record<string, unknown>): void {
    this.pause =
      minutes === null
        ? { paused: "until_resumed" }
        : { paused: "until", until: Date.now() + (minutes as number) * 60_000 };
    this.change({ pause: this.pause, progress: this.progress() });
  }
  do_resume_queue(): void {
    this.pause = { paused: "no" };
    this.change({ pause: this.pause, progress: this.progress() });
  }
  do_upload_details({ id }: Record<string, unknown>): unknown {
    const upload = this.uploads.get(id as number);
    if (!upload) throw refusal("not_allowed", "This upload is not in the queue any more.");
    const parts = upload.part_count ?? 0;
    const began = upload.added_at;
    const history = [
      { at: began, what: "Added to the queue" },
      ...(upload.parts_sent > 0 ? [{ at: began + 40_000, what: "Upload began" }] : []),
      ...(upload.resumed_at_part ? [{ at: began + 300_000, what: `Went on at part ${upload.resumed_at_part}` }] : []),
      ...(upload.state.state === "failed" ? [{ at: began + 420_000, what: "Set aside" }] : []),
      ...(upload.state.state === "done" ? [{ at: upload.finished_at ?? began, what: "Every part accepted" }] : []),
    ];
    return {
      upload,
      path: `${upload.folder}/${upload.name}`,
      fingerprint: "xxh3 8f1c 22ab 09d4 77e0",
      asset: upload.parts_sent > 0 ? "0d8b6a52-5f0e-4c1e-9f0c-2a57b0c91e44" : null,
      parts: Array.from({ length: parts }, (_, i) => ({
        number: i + 1,
        length: Math.min(PART, upload.size - i * PART),
        sent: i < upload.parts_sent || (i < upload.parts_sent + 6 && i % 3 === 1 && upload.state.state === "uploading"),
      })),
      history,
    };
  }
  do_show_in_folder(): void {}

  do_set_settings({ settings }: Record<string, unknown>): void {
    this.settings = settings as Settings;
    this.change({ settings: this.settings });
  }
  do_create_vault({ passphrase }: Record<string, unknown>): void {
    if (!passphrase) throw refusal("wrong_passphrase");
    this.#ready({ kind: "file", state: "ready", said: null });
  }
  do_unlock_vault({ passphrase }: Record<string, unknown>): void {
    if (passphrase !== "correct horse") throw refusal("wrong_passphrase");
    this.#ready({ kind: "file", state: "ready", said: null });
  }
  do_retry_keyring(): void {
    throw refusal("vault_unavailable", "No program on this computer answers for the Secret Service.");
  }
  do_set_database_aside(): void {
    this.#ready(this.vault);
  }
  do_quit(): void {}

  #ready(vault: VaultState): void {
    this.vault = vault;
    this.startup = null;
    this.change({ startup: { startup: "ready", snapshot: this.snapshot() } });
  }
}

export function awaiting(
  code: string,
  expires: number,
  number = 1,
  trouble: CommandError | null = null,
): SignIn {
  return {
    step: "awaiting_approval",
    provider: "frameio",
    way: "device_code",
    user_code: code,
    link: "https://app.frame.io/device",
    link_with_code: `https://app.frame.io/device?code=${code}`,
    qr_svg: drawing(code),
    expires_at: expires,
    code_number: number,
    trouble,
  };
}

/** Looks like a QR code, is none: the real one comes from the backend. */
function drawing(seed: string): string {
  let state = [...seed].reduce((n, c) => n * 31 + c.charCodeAt(0), 7);
  const cells: string[] = [];
  const eye = (x: number, y: number) => (x < 8 && y < 8) || (x > 16 && y < 8) || (x < 8 && y > 16);
  for (let y = 0; y < 25; y++)
    for (let x = 0; x < 25; x++) {
      state = (state * 1103515245 + 12345) % 2147483648;
      if (!eye(x, y) && state % 100 < 48) cells.push(`M${x} ${y}h1v1h-1z`);
    }
  for (const [x, y] of [[0, 0], [18, 0], [0, 18]] as const)
    cells.push(`M${x} ${y}h7v7h-7zM${x + 1} ${y + 1}v5h5v-5zM${x + 2} ${y + 2}h3v3h-3z`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-2 -2 29 29"><rect x="-2" y="-2" width="29" height="29" fill="#fff"/><path fill-rule="evenodd" d="${cells.join("")}"/></svg>`;
}

// Scenarios

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

const scenarios: Record<string, (fake: FakeBackend) => void> = {
  "first-run": () => {},
  trip: (fake) => {
    fake.approveAfter = 7_000;
    fake.moving = true;
  },
  secret: (fake) => {
    fake.providers = [frameioWithSecret];
    fake.approveAfter = 9_000;
  },
  starting: (fake) => {
    fake.signIn = { step: "starting", provider: "frameio", way: "device_code" };
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
    fake.signIn = { step: "failed", provider: "frameio", way: "device_code", error: refusal("denied", "Frame.io refused the request of this installation.") };
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
    fake.connections.set("c1", aConnection({ state: "not_authorized", presence: "unknown", person: null, project: null }));
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
    fake.connections.set("c4", aConnection({ id: "c4", state: "not_authorized", presence: "unknown", person: null, project: null }));
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
};

export const scenarioNames = Object.keys(scenarios);

export function fakeBackend(scenario: string): FakeBackend {
  const fake = new FakeBackend();
  (scenarios[scenario] ?? scenarios["first-run"]!)(fake);
  return fake;
}
