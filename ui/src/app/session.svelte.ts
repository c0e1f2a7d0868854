// The whole window's state: a snapshot first, then merged changes, handed to each feature.

import { Connections } from "../features/connections/connections.svelte";
import { Folders } from "../features/folders/folders.svelte";
import { Network } from "../features/network/network.svelte";
import { Queue } from "../features/queue/queue.svelte";
import { SettingsState } from "../features/settings/settings.svelte";
import { Updates } from "../features/updates/updates.svelte";
import { asCommandError, words } from "../ipc/errors";
import { subscribe } from "../ipc/events";
import type { Changes, Startup } from "../ipc/types";
import { toasts } from "../shared/toasts.svelte";
import { speak } from "../shared/words.svelte";

export type NotReady = Exclude<Startup, { startup: "ready" }>;

export class Session {
  /** null until the backend has answered for the first time. */
  startup = $state.raw<"ready" | NotReady | null>(null);
  version = $state("");
  readonly connections = new Connections();
  readonly queue = new Queue();
  readonly folders = new Folders();
  readonly network = new Network();
  readonly settings = new SettingsState();
  readonly updates = new Updates();
  /** How often files came in on the command line; what they are is asked for. */
  handed = $state(0);

  #early: Changes[] | null = [];

  async start(): Promise<void> {
    try {
      const opening = await subscribe((changes) => this.#hear(changes));
      speak(opening.language);
      this.#draw(opening);
      // Whatever overtook the snapshot on its way is newer than it.
      const early = this.#early ?? [];
      this.#early = null;
      for (const changes of early) this.#apply(changes);
    } catch (thrown) {
      const error = asCommandError(thrown);
      this.#draw({ startup: "failed", said: error.said || words(error.code).title });
    }
  }

  #hear(changes: Changes): void {
    if (this.#early) this.#early.push(changes);
    else this.#apply(changes);
  }

  #draw(startup: Startup): void {
    if (startup.startup !== "ready") {
      this.startup = startup;
      return;
    }
    this.version = startup.snapshot.version;
    this.connections.replace(startup.snapshot);
    this.queue.replace(startup.snapshot);
    this.folders.replace(startup.snapshot);
    this.network.replace(startup.snapshot);
    this.settings.replace(startup.snapshot);
    this.updates.replace(startup.snapshot);
    this.startup = "ready";
  }

  #apply(changes: Changes): void {
    if (changes.language) speak(changes.language);
    if (changes.startup) this.#draw(changes.startup);
    this.connections.apply(changes);
    this.queue.apply(changes);
    this.folders.apply(changes);
    this.network.apply(changes);
    this.settings.apply(changes);
    this.updates.apply(changes);
    if (changes.handed) this.handed += 1;
    for (const notice of changes.notices) toasts.say(notice.said, { tone: notice.tone });
  }
}
