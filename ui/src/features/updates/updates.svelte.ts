// How Labrun itself stands: the newest, or one behind.

import type { Changes, Snapshot, Update } from "../../ipc/types";

export class Updates {
  current = $state.raw<Update>({ update: "current", said: null });

  replace(snapshot: Snapshot): void {
    this.current = snapshot.update;
  }

  apply(changes: Changes): void {
    if (changes.update) this.current = changes.update;
  }
}
