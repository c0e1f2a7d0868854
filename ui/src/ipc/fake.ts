// A backend in memory: for unit tests, and for a plain browser with `?fake=<scenario>`.
// Not part of what ships. It keeps no rules of its own beyond what the screens need to be seen in
// every state; time moves only by `tick`.

import { noChanges } from "./fake/door";
import { detailsOf } from "./fake/details";
import { after, isLeft } from "./fake/queue";
import { aConnection, aFolder, anUpload, GB, MB, PART } from "./fake/rows";
import { scenes } from "./fake/scenes";
import { awaiting, inBrowser, refusal } from "./fake/sign_in";
import { FakeSurroundings } from "./fake/surroundings";
import type {
  Acted,
  Added,
  Counts,
  Diagnosis,
  FolderWish,
  Page,
  Query,
  Settings,
  Upload,
  UploadDetails,
  VaultState,
  Which,
} from "./types";

export { aConnection, anUpload, awaiting, inBrowser, noChanges, refusal };

export class FakeBackend extends FakeSurroundings {
  #next = 1_000_000;

  /** Lets time pass: bytes are sent, uploads finish, the next ones begin. */
  tick(milliseconds: number): void {
    if (this.approveAfter !== null && this.signIn?.step === "awaiting_approval") {
      this.approveAfter -= milliseconds;
      if (this.approveAfter <= 0) {
        this.approveAfter = null;
        this.approve();
      }
    }
    if (this.answersIn !== null && this.signIn?.step === "starting") {
      this.answersIn -= milliseconds;
      if (this.answersIn <= 0) this.answer();
    }
    if (!this.moving || this.pause.paused !== "no" || this.standstill) return;
    const changed: Upload[] = [];
    let running = 0;
    let next: Upload[] = [];
    for (const row of this.uploads.values()) {
      if (row.state.state === "queued") next.push(row);
      if (row.state.state !== "uploading") continue;
      running += 1;
      const done = this.#advance(row, milliseconds, changed);
      if (done) running -= 1;
    }
    const free = Math.max(0, (this.settings.parallel_files ?? 2) - running);
    if (free > 0) next = next.sort((a, b) => a.place - b.place).slice(0, free);
    if (free > 0) for (const row of next) changed.push({ ...row, state: { state: "uploading" } });
    this.change({ uploads: changed });
  }

  /** Answers whether it is finished. */
  #advance(row: Upload, milliseconds: number, changed: Upload[]): boolean {
    const speed = this.pace.get(row.id) ?? 24 * MB;
    const went = (speed * milliseconds) / 1000;
    if (row.growing) {
      const size = row.size + went;
      const accepted = Math.min(Math.floor((size - 40 * MB) / PART) * PART, size);
      this.sent.set(row.id, size - 15 * MB);
      changed.push({ ...row, size, accepted_bytes: Math.max(row.accepted_bytes, accepted), parts_sent: Math.floor(accepted / PART), part_count: Math.ceil(size / PART) });
      return false;
    }
    const sent = Math.min(row.size, (this.sent.get(row.id) ?? row.accepted_bytes) + went);
    this.sent.set(row.id, sent);
    if (sent >= row.size) {
      const state = { state: "done", asset: `a-${row.id}` } as const;
      changed.push({ ...row, state, accepted_bytes: row.size, parts_sent: row.part_count ?? 1, finished_at: Date.now() });
      return true;
    }
    const parts = Math.floor(sent / PART);
    if (parts !== row.parts_sent) changed.push({ ...row, parts_sent: parts, accepted_bytes: parts * PART });
    return false;
  }

  do_pick_files(): string[] {
    return this.picked;
  }
  do_add_files({ connection, paths }: Record<string, unknown>): Added[] {
    const rows: Upload[] = [];
    const add = (path: string): number => {
      const name = path.split("/").pop() ?? path;
      const id = this.#next++;
      const folder = path.slice(0, -name.length - 1);
      const kind = name.endsWith(".wav") ? "audio" : "ocf";
      rows.push(anUpload({ id, connection: connection as string, name, folder, size: 1.8 * GB, kind, added_at: Date.now() }));
      return id;
    };
    const added = (paths as string[]).map((path): Added => {
      const name = path.split("/").pop() ?? path;
      if (name.endsWith(".empty")) {
        const outcome = { outcome: "refused", error: "file_empty", said: `${name} has no content.` } as const;
        return { path, name, outcome };
      }
      if (name.includes(".")) return { path, name, outcome: { outcome: "queued", id: add(path) } };
      for (let i = 1; i <= 14; i++) add(`${path}/${name}_C${String(i).padStart(3, "0")}.mov`);
      return { path, name, outcome: { outcome: "folder", found: 17, queued: 14, known: 2, refused: 1 } };
    });
    this.change({ uploads: rows });
    return added;
  }
  do_list_uploads({ query, offset, limit }: Record<string, unknown>): Page {
    return this.queue.page(query as Query, offset as number, limit as number);
  }
  do_count_uploads({ connection, words }: Record<string, unknown>): Counts {
    return this.queue.counts(connection as string | null, words as string);
  }
  #act(act: string, which: unknown, minutes: unknown = null): Acted {
    const until = typeof minutes === "number" ? Date.now() + minutes * 60_000 : null;
    const { acted, rows } = this.queue.act(which as Which, (row) => {
      const state = after(act, row.state, until);
      return state && { ...row, state, finished_at: act === "cancel" ? Date.now() : null };
    });
    this.change({ uploads: rows });
    return acted;
  }
  do_pause_uploads({ which, minutes }: Record<string, unknown>): Acted {
    return this.#act("pause", which, minutes);
  }
  do_resume_uploads({ which }: Record<string, unknown>): Acted {
    return this.#act("resume", which);
  }
  do_cancel_uploads({ which }: Record<string, unknown>): Acted {
    return this.#act("cancel", which);
  }
  do_retry_uploads({ which }: Record<string, unknown>): Acted {
    return this.#act("retry", which);
  }
  do_move_to_top({ which }: Record<string, unknown>): Acted {
    const { acted, rows } = this.queue.act(which as Which, (row) => (isLeft(row) ? row : null));
    this.change({ uploads: this.queue.toTop(rows) });
    return acted;
  }
  do_remove_uploads({ which }: Record<string, unknown>): Acted {
    const over = ["done", "failed", "skipped", "cancelled"];
    const { acted, rows } = this.queue.act(which as Which, (row) => (over.includes(row.state.state) ? row : null));
    this.change({ uploads_removed: rows.map((row) => row.id) });
    return acted;
  }
  do_pause_queue({ minutes }: Record<string, unknown>): void {
    this.pause =
      minutes === null
        ? { paused: "until_resumed" }
        : { paused: "until", until: Date.now() + (minutes as number) * 60_000 };
    this.change({ pause: this.pause });
  }
  do_resume_queue(): void {
    this.pause = { paused: "no" };
    this.change({ pause: this.pause });
  }
  do_upload_details({ id }: Record<string, unknown>): UploadDetails {
    const upload = this.uploads.get(id as number);
    if (!upload) throw refusal("not_allowed", "This upload is not in the list any more.");
    return detailsOf(upload, this.uploads.values());
  }
  do_show_in_folder(): void {}
  do_save_receipt(): string | null {
    return this.savedTo;
  }

  do_diagnose(): Diagnosis {
    return this.diagnosis;
  }
  do_save_diagnostics(): string | null {
    return this.savedTo;
  }

  do_pick_folder(): string | null {
    return this.pickedFolder;
  }
  do_watch_folder({ connection, wish }: Record<string, unknown>): void {
    const folder = aFolder({
      id: 1 + Math.max(0, ...this.folders.map((f) => f.id)),
      connection: connection as string,
      wish: wish as FolderWish,
      added_at: Date.now(),
      state: { folder: "looking" },
    });
    this.change({ folders: [...this.folders, folder] });
  }
  do_change_folder({ id, wish }: Record<string, unknown>): void {
    this.change({ folders: this.folders.map((f) => (f.id === id ? { ...f, wish: wish as FolderWish } : f)) });
  }
  do_unwatch_folder({ id }: Record<string, unknown>): void {
    this.change({ folders: this.folders.filter((f) => f.id !== id) });
  }
  do_look_now(): void {
    this.change({ folders: this.folders.map((f) => (f.state.folder === "watching" ? { ...f, state: { folder: "looking" } } : f)) });
  }
  do_set_automatic({ connection, automatic }: Record<string, unknown>): void {
    this.change({ connections: [{ ...this.row(connection), automatic: automatic as boolean }] });
  }

  do_set_settings({ settings }: Record<string, unknown>): void {
    this.settings = settings as Settings;
    this.change({ settings: this.settings, language: this.settings.language ?? this.computerSpeaks });
  }
  do_export_settings(): string | null {
    return this.savedTo;
  }
  do_read_settings(): Settings | null {
    return this.exported;
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
  do_take_handed(): string[] {
    const taken = this.handed;
    this.handed = [];
    return taken;
  }
  do_check_for_updates(): void {
    this.change({ update: { update: "current", said: null } });
  }
  do_install_update(): void {
    if (this.update.update === "ready") this.change({ update: { update: "installing", version: this.update.version } });
  }

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
