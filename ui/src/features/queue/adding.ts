// How files come into the queue by hand: from the dialog, from a drop on the window or a card.

import { addFiles, pickFiles } from "../../ipc/commands";
import { words } from "../../ipc/errors";
import type { Added } from "../../ipc/types";
import { attempt } from "../../shared/attempt";
import { toasts } from "../../shared/toasts.svelte";
import { plural } from "../../shared/units";

export async function chooseFiles(connection: string): Promise<void> {
  const paths = await attempt(pickFiles);
  if (paths && paths.length > 0) await addPaths(connection, paths);
}

export async function addPaths(connection: string, paths: string[]): Promise<void> {
  if (paths.length === 0) return;
  const added = await attempt(() => addFiles(connection, paths));
  if (added) say(added);
}

function say(added: Added[]): void {
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
  if (queued > 0) pieces.push(`${plural(queued, "file")} added`);
  if (already > 0) pieces.push(`${plural(already, "file")} already in the queue`);
  if (sent > 0) pieces.push(`${plural(sent, "file")} already uploaded`);
  if (emptyFolders > 0) pieces.push(`${plural(emptyFolders, "folder")} without media`);
  if (pieces.length > 0) toasts.say(pieces.join(" · "), { tone: queued > 0 ? "good" : "info" });

  const first = refused[0];
  if (first) {
    toasts.say(refused.length === 1 ? `${first.name} was not added` : `${plural(refused.length, "file")} not added`, {
      tone: "attention",
      detail: refused.length === 1 ? first.why : `${first.name}: ${first.why}`,
    });
  }
  if (inFolders > 0) {
    toasts.say(`${plural(inFolders, "file")} in the folder ${inFolders === 1 ? "was" : "were"} not added`, {
      tone: "attention",
      detail: "Empty, still being written, or not readable. Watch the folder to have them when they are whole.",
    });
  }
}
