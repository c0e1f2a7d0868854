// What the person has set, and where secrets are kept.

import type { Changes, Settings, Snapshot, VaultState } from "../../ipc/types";

export class SettingsState {
  current = $state.raw<Settings>({ parallel_files: 2, parallel_parts: 4, limit_mbit: null, redirect_port: 53_682 });
  vault = $state.raw<VaultState>({ kind: "none", state: "ready", said: null });

  replace(snapshot: Snapshot): void {
    this.current = snapshot.settings;
    this.vault = snapshot.vault;
  }

  apply(changes: Changes): void {
    if (changes.settings) this.current = changes.settings;
    if (changes.vault) this.vault = changes.vault;
  }
}
