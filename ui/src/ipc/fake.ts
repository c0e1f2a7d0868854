// A backend in memory: for unit tests, and for a plain browser with `?fake=<scenario>`.
// Not part of what ships. It keeps no rules of its own beyond what the screens need to be seen in
// every state; time moves only by `tick`.

import type { Backend, FileDrop } from "./backend";
import { allClouds, confirmedWays, keptFields, knowing } from "./fake/clouds";
import { accountsOf, emptyProjects, projectsOf, whole } from "./fake/places";
import { aConnection, anUpload, GB, MB, PART, people, portrait, undecided } from "./fake/rows";
import { scenes } from "./fake/scenes";
import { awaiting, inBrowser, refusal } from "./fake/sign_in";
import type {
  Account,
  Accounts,
  Added,
  Changes,
  CommandError,
  Connection,
  Disconnected,
  Farewell,
  Headline,
  Pause,
  Project,
  Projects,
  ProviderKind,
  ProviderSpec,
  Settings,
  SignIn,
  Snapshot,
  Standstill,
  Startup,
  Upload,
  UploadProgress,
  VaultState,
  WaySpec,
} from "./types";

export { aConnection, anUpload, awaiting, inBrowser, refusal };

export const noChanges = (): Changes => ({
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
  farewells: null,
  notices: [],
});

export class FakeBackend implements Backend {
  startup: Exclude<Startup, { startup: "ready" }> | null = null;
  version = "0.1.0";
  providers: ProviderSpec[] = allClouds;
  farewells: Farewell[] = [];
  connections = new Map<string, Connection>();
  signIn: SignIn | null = null;
  uploads = new Map<number, Upload>();
  pace = new Map<number, number>();
  sent = new Map<number, number>();
  pause: Pause = { paused: "no" };
  settings: Settings = { parallel_files: 2, parallel_parts: 4, limit_mbit: null, redirect_port: 53_682 };
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
  /** What there is to choose from; what is not in it comes from places.ts. */
  accounts: Accounts | null = null;
  projects = new Map<string, Projects>();
  /** Commands that are never answered: what a slow cloud looks like. */
  silent = new Set<string>();
  /** The cloud cannot be told that somebody leaves. */
  unreachable = false;

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
    if (this.silent.has(command)) return new Promise(() => {});
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
    if (changes.farewells) this.farewells = changes.farewells;
    this.#onChanges?.({ ...noChanges(), headline: this.headline(), ...changes });
  }

  drop(drop: FileDrop): void {
    this.#onDrop?.(drop);
  }

  /** The person says yes, or the cloud takes what was typed. */
  approve(): void {
    const step = this.signIn;
    if (step?.step !== "awaiting_approval" && step?.step !== "starting") return;
    if (confirmedWays.has(step.id)) {
      const { provider, way, id } = step;
      this.change({ sign_in: { step: "awaiting_confirmation", provider, way, id, who: "Ana Lima (ana@nordlys.example)" } });
    } else this.#authorize(step.provider, step.id);
  }

  /** The person or the cloud says no, or something breaks. */
  fail(error: CommandError): void {
    const step = this.signIn;
    if (!step || !("provider" in step)) return;
    const { provider, way, id } = step;
    this.change({ sign_in: { step: "failed", provider, way, id, error } });
  }

  #authorize(provider: ProviderKind, way: string): void {
    const spec = this.#way(provider, way);
    const before = this.#again === null ? undefined : this.connections.get(this.#again);
    const id = before?.id ?? (this.connections.has("c1") ? `c${this.connections.size + 1}` : "c1");
    const typed = this.#typed;
    const address = typed.address ?? before?.other_address ?? null;
    const connection = spec.picks
      ? undecided({
          id,
          provider,
          way,
          person: people[provider] ?? (typed.user ? { name: typed.user, email: null } : null),
          picture: provider === "frameio" ? 1 : null,
          plain: typed.plain === "on",
          other_address: address,
          former_project: before?.former_project ?? null,
        })
      : aConnection({ id, provider, way, connected_at: Date.now() });
    this.#typed = {};
    this.#again = null;
    this.change({ connections: [connection], sign_in: { step: "authorized", connection: id } });
    // What the cloud has taken is in the vault, and is not asked for again.
    if (!spec.fields.some((f) => keptFields.has(f.name) && !f.known)) return;
    this.providers = knowing(this.providers, provider);
    this.change({ startup: { startup: "ready", snapshot: this.snapshot() } });
  }

  #way(provider: ProviderKind, way: string): WaySpec {
    const spec = this.providers.find((p) => p.provider === provider)?.ways.find((w) => w.id === way);
    if (!spec) throw refusal("internal", `There is no way ${way} into ${provider}.`);
    return spec;
  }
  #again: string | null = null;
  #typed: Record<string, string> = {};
  #answersIn: number | null = null;

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
    if (this.#answersIn !== null && this.signIn?.step === "starting") {
      this.#answersIn -= milliseconds;
      if (this.#answersIn <= 0) this.answer();
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

  /** The cloud looks at what was typed into a form. "wrong" is wrong. */
  answer(): void {
    this.#answersIn = null;
    if (Object.values(this.#typed).includes("wrong")) {
      this.fail(refusal("wrong_login", "The cloud did not take the name and the password."));
    } else this.approve();
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
      farewells: this.farewells,
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
    const { provider, way: id } = args as { provider: ProviderKind; way: string };
    const { way } = this.#way(provider, id);
    this.#again = (args.connection as string | null) ?? null;
    this.#typed = args.fields as Record<string, string>;
    this.change({ sign_in: { step: "starting", provider, way, id } });
    if (way === "device_code") this.newCode(1, "418207");
    else if (way === "browser") this.change({ sign_in: inBrowser(provider, id, Date.now() + 600_000) });
    else this.#answersIn = 600;
  }
  do_confirm_sign_in({ yes }: Record<string, unknown>): void {
    if (this.signIn?.step !== "awaiting_confirmation") return;
    if (yes) this.#authorize(this.signIn.provider, this.signIn.id);
    else this.change({ sign_in: { step: "cancelled" } });
  }
  do_check_set_up({ fields }: Record<string, unknown>): string {
    if (Object.values(fields as Record<string, string>).includes("wrong")) {
      throw refusal("wrong_secret", "The cloud does not know this pair of keys.");
    }
    return "The keys are good: the cloud answered with 3 devices.";
  }
  do_cancel_sign_in(): void {
    this.change({ sign_in: { step: "cancelled" } });
  }
  do_dismiss_sign_in(): void {
    this.signIn = null;
  }
  do_open_approval_page(): void {}
  do_open_support_page(): void {}

  do_list_accounts({ connection, find }: Record<string, unknown>): Accounts {
    const row = this.#row(connection);
    const all = this.accounts ?? whole(accountsOf[row.provider]);
    if (find === null) return all;
    const text = (find as string).toLowerCase();
    return whole(all.entries.filter((a) => a.note?.toLowerCase() === text));
  }
  do_list_projects({ connection, account }: Record<string, unknown>): Projects {
    this.#row(connection);
    const id = account as string;
    return this.projects.get(id) ?? (projectsOf[id] ? whole(projectsOf[id]) : emptyProjects);
  }
  do_choose_project(args: Record<string, unknown>): void {
    const row = this.#row(args.connection);
    const { account, project } = args as { account: Account; project: Project };
    const online = this.do_list_projects({ connection: row.id, account: account.id }).entries.find(
      (p) => p.id === project.id,
    )?.online;
    this.change({
      connections: [
        {
          ...row,
          state: "connected",
          presence: online === false ? "offline" : "online",
          account,
          project,
          former_project: null,
          device_name: row.provider === "frameio" ? "Labrun on cart-2" : null,
          connected_at: Date.now(),
        },
      ],
    });
  }
  do_picture({ connection }: Record<string, unknown>): string | null {
    return this.#row(connection).picture === null ? null : portrait;
  }
  do_disconnect({ connection }: Record<string, unknown>): Disconnected {
    const row = this.#row(connection);
    this.change({
      connections: [
        { ...row, state: "not_authorized", presence: "unknown", person: null, picture: null, account: null, project: null, connected_at: null },
      ],
    });
    if (!this.unreachable) return { vendor_side: true, said: "Signed out, and removed from the project in Frame.io." };
    const what = row.project?.name ?? row.provider;
    this.change({ farewells: [...this.farewells, { id: row.id, provider: row.provider, what, since: Date.now() }] });
    return { vendor_side: false, said: "Signed out here. The cloud is told as soon as it can be reached." };
  }
  #row(id: unknown): Connection {
    const row = this.connections.get(id as string);
    if (!row) throw refusal("unknown_connection");
    return row;
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

export const scenarioNames = Object.keys(scenes);

export function fakeBackend(scenario: string): FakeBackend {
  const fake = new FakeBackend();
  (scenes[scenario] ?? scenes["first-run"]!)(fake);
  return fake;
}
