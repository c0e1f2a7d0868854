// The backend in memory: what it holds, and the door that the window talks through.

import type { Backend, FileDrop } from "../backend";
import { allClouds } from "./clouds";
import { FakeQueue } from "./queue";
import { aNetwork, someLanes, standardSettings } from "./rows";
import { refusal } from "./sign_in";
import type {
  Accounts,
  Changes,
  CommandError,
  Connection,
  ConnectionHeadline,
  Diagnosis,
  Farewell,
  Headline,
  Lanes,
  Language,
  NetworkStatus,
  Opening,
  Pause,
  Projects,
  ProviderSpec,
  Settings,
  SignIn,
  Snapshot,
  Standstill,
  Startup,
  Update,
  Upload,
  UploadProgress,
  VaultState,
  WatchedFolder,
} from "../types";

export const noChanges = (): Changes => ({
  startup: null,
  language: null,
  connections: [],
  connections_removed: [],
  sign_in: null,
  uploads: [],
  queue_moved: false,
  counts: null,
  progress: [],
  headline: null,
  headlines: null,
  pause: null,
  settings: null,
  vault: null,
  farewells: null,
  folders: null,
  network: null,
  lanes: null,
  update: null,
  handed: false,
  notices: [],
});

/** What every part of the backend in memory has, and how the window hears of it. */
export class FakeDoor implements Backend {
  startup: Exclude<Startup, { startup: "ready" }> | null = null;
  version = "0.1.0";
  providers: ProviderSpec[] = allClouds;
  farewells: Farewell[] = [];
  connections = new Map<string, Connection>();
  signIn: SignIn | null = null;
  readonly queue = new FakeQueue();
  pause: Pause = { paused: "no" };
  settings: Settings = standardSettings;
  /** In force as long as nobody has chosen another one. */
  computerSpeaks: Language = "en";
  folders: WatchedFolder[] = [];
  network: NetworkStatus = aNetwork();
  lanes: Lanes = someLanes;
  update: Update = { update: "current", said: null };
  /** Files from the command line that nobody has taken yet. */
  handed: string[] = [];
  vault: VaultState = { kind: "keyring", state: "ready", said: null };
  standstill: Standstill | null = null;
  /** What the file dialog answers next. */
  picked: string[] = ["/Volumes/A004_MAG/A004_C001_0304XK_001.mov", "/Volumes/SOUND_2/SC042-T03.wav"];
  /** What the folder dialog answers next; null: thought better of it. */
  pickedFolder: string | null = "/Volumes/A005_MAG";
  /** Where the receipt goes; null: thought better of it. */
  savedTo: string | null = "/Users/dit/Desktop/receipt.json";
  /** What a file of settings holds; null: nothing picked. */
  exported: Settings | null = null;
  diagnosis: Diagnosis = {
    findings: [{ well: true, what: "Network", said: "It carries what is sent." }],
    report: "Labrun diagnostics\n\n== In words\nwell   Network: It carries what is sent.\n",
    file_name: "labrun-diagnostics-2026-03-04-101500.txt",
  };
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

  get uploads(): Map<number, Upload> {
    return this.queue.rows;
  }
  get pace(): Map<number, number> {
    return this.queue.pace;
  }
  get sent(): Map<number, number> {
    return this.queue.sent;
  }

  // Backend

  async subscribe(onChanges: (changes: Changes) => void): Promise<Opening> {
    this.#onChanges = onChanges;
    const language = this.settings.language ?? this.computerSpeaks;
    return { language, ...(this.startup ?? { startup: "ready", snapshot: this.snapshot() }) };
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

  change({ uploads_removed, ...changes }: Partial<Changes> & { uploads_removed?: number[] }): void {
    for (const row of changes.connections ?? []) this.connections.set(row.id, row);
    for (const id of changes.connections_removed ?? []) this.connections.delete(id);
    const moved = this.queue.take(changes.uploads ?? [], uploads_removed);
    if (changes.sign_in) this.signIn = changes.sign_in;
    if (changes.pause) this.pause = changes.pause;
    if (changes.settings) this.settings = changes.settings;
    if (changes.folders) this.folders = changes.folders;
    if (changes.network) this.network = changes.network;
    if (changes.lanes) this.lanes = changes.lanes;
    if (changes.update) this.update = changes.update;
    if (changes.farewells) this.farewells = changes.farewells;
    const uploads = changes.uploads ?? [];
    this.#onChanges?.({
      ...noChanges(),
      queue_moved: moved,
      counts: moved ? this.queue.counts(null, "") : null,
      progress: this.progress(),
      headline: this.headline(),
      headlines: this.headlines(),
      ...changes,
      // As the real one does: more rows than any screen shows are not sent.
      uploads: uploads.length > 200 ? [] : uploads,
    });
  }

  drop(drop: FileDrop): void {
    this.#onDrop?.(drop);
  }

  snapshot(): Snapshot {
    return {
      version: this.version,
      providers: this.providers,
      connections: [...this.connections.values()],
      sign_in: this.signIn,
      counts: this.queue.counts(null, ""),
      progress: this.progress(),
      headline: this.headline(),
      headlines: this.headlines(),
      pause: this.pause,
      settings: this.settings,
      vault: this.vault,
      farewells: this.farewells,
      folders: this.folders,
      network: this.network,
      lanes: this.lanes,
      update: this.update,
    };
  }

  progress(): UploadProgress[] {
    return this.queue.progress(this.#still() !== null);
  }

  headline(): Headline {
    return this.queue.headline(null, this.#still());
  }

  headlines(): ConnectionHeadline[] {
    const still = this.#still();
    return [...this.connections.keys()]
      .map((connection) => {
        const elsewhere = still?.because === "authorization" && still.connection !== connection;
        return { connection, headline: this.queue.headline(connection, elsewhere ? null : still) };
      })
      .filter(({ headline }) => headline.files_left > 0 || headline.needs_attention > 0);
  }

  #still(): Standstill | null {
    return this.pause.paused !== "no" ? { because: "paused" } : this.standstill;
  }
}
