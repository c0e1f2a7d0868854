// What the person has set, and where secrets are kept. A change is kept at once, and can be undone.

import { setSettings } from "../../ipc/commands";
import type { Changes, Lanes, Settings, Snapshot, VaultState } from "../../ipc/types";
import { attempt } from "../../shared/attempt";
import { say } from "../../shared/words.svelte";

const before: Settings = {
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

type Kept = { said: string; before: Settings };

export class SettingsState {
  current = $state.raw<Settings>(before);
  lanes = $state.raw<Lanes | null>(null);
  vault = $state.raw<VaultState>({ kind: "none", state: "ready", said: null });
  /** Changes of this visit, the last one at the end. */
  #kept = $state.raw<Kept[]>([]);
  #undone = $state<string | null>(null);
  #sending = 0;

  replace(snapshot: Snapshot): void {
    this.current = snapshot.settings;
    this.lanes = snapshot.lanes;
    this.vault = snapshot.vault;
  }

  apply(changes: Changes): void {
    // While an answer is on its way, what the person does is newer.
    if (changes.settings && this.#sending === 0) this.current = changes.settings;
    if (changes.lanes) this.lanes = changes.lanes;
    if (changes.vault) this.vault = changes.vault;
  }

  /** What was changed last, in words; null: nothing since the screen was opened. */
  get said(): string | null {
    return this.#undone ?? this.#kept.at(-1)?.said ?? null;
  }
  get canUndo(): boolean {
    return this.#kept.length > 0;
  }

  async keep(change: Partial<Settings>, said: string): Promise<void> {
    const from = this.current;
    if (await this.#send({ ...from, ...change })) {
      this.#kept = [...this.#kept, { said, before: from }];
      this.#undone = null;
    }
  }

  async undo(): Promise<void> {
    const last = this.#kept.at(-1);
    if (!last) return;
    if (await this.#send(last.before)) {
      this.#kept = this.#kept.slice(0, -1);
      this.#undone = say("settings-undone", { change: last.said });
    }
  }

  /** Another visit begins. */
  forgetChanges(): void {
    this.#kept = [];
    this.#undone = null;
  }

  async #send(settings: Settings): Promise<boolean> {
    const from = this.current;
    this.current = settings;
    this.#sending += 1;
    const done = await attempt(async () => {
      await setSettings(settings);
      return true;
    });
    this.#sending -= 1;
    if (!done && this.current === settings) this.current = from;
    return done === true;
  }
}
