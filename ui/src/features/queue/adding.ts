// How files come into the queue by hand: from the dialog, from a drop on the window or a card.

import { addFiles, pickFiles } from "../../ipc/commands";
import { words } from "../../ipc/errors";
import type { Added } from "../../ipc/types";
import { attempt } from "../../shared/attempt";
import { toasts } from "../../shared/toasts.svelte";
import { say } from "../../shared/words.svelte";

export async function chooseFiles(connection: string): Promise<void> {
  const paths = await attempt(pickFiles);
  if (paths && paths.length > 0) await addPaths(connection, paths);
}

export async function addPaths(connection: string, paths: string[]): Promise<void> {
  if (paths.length === 0) return;
  const added = await attempt(() => addFiles(connection, paths));
  if (added) tell(added);
}

function tell(added: Added[]): void {
  let queued = 0;
  let already = 0;
  let sent = 0;
  let inFolders = 0;
  let emptyFolders = 0;
  const refused: { name: string; why: string }[] = [];
  for (const { name, outcome } of added) {
    switch (outcome.outcome) {
      case "queued":
        queued += 1;
        break;
      case "already_queued":
        already += 1;
        break;
      case "already_sent":
        sent += 1;
        break;
      case "folder":
        queued += outcome.queued;
        already += outcome.known;
        inFolders += outcome.refused;
        if (outcome.found === 0) emptyFolders += 1;
        break;
      case "refused":
        refused.push({ name, why: outcome.said || words(outcome.error).title });
    }
  }

  const pieces: string[] = [];
  if (queued > 0) pieces.push(say("queue-added", { n: queued }));
  if (already > 0) pieces.push(say("queue-added-known", { n: already }));
  if (sent > 0) pieces.push(say("queue-added-sent", { n: sent }));
  if (emptyFolders > 0) pieces.push(say("queue-added-empty", { n: emptyFolders }));
  if (pieces.length > 0) toasts.say(pieces.join(" · "), { tone: queued > 0 ? "good" : "info" });

  const first = refused[0];
  if (first) {
    const one = refused.length === 1;
    toasts.say(one ? say("queue-not-added", { name: first.name }) : say("queue-not-added-many", { n: refused.length }), {
      tone: "attention",
      detail: one ? first.why : say("queue-not-added-why", first),
    });
  }
  if (inFolders > 0) {
    toasts.say(say("queue-not-added-in-folder", { n: inFolders }), {
      tone: "attention",
      detail: say("queue-not-added-in-folder-why"),
    });
  }
}
