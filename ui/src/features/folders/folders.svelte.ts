// The watched folders as the window knows them.

import type { Changes, Snapshot, WatchedFolder } from "../../ipc/types";

export class Folders {
  list = $state.raw<WatchedFolder[]>([]);

  replace(snapshot: Snapshot): void {
    this.list = snapshot.folders;
  }

  apply(changes: Changes): void {
    if (changes.folders) this.list = changes.folders;
  }

  of(connection: string): WatchedFolder[] {
    return this.list.filter((folder) => folder.connection === connection);
  }
}
