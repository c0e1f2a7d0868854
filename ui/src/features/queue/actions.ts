// What a person can do with uploads, the same from a row, the menu, the keyboard and the selection.

import {
  addFiles,
  cancelUploads,
  moveToTop,
  pauseUploads,
  pickFiles,
  removeUploads,
  resumeUploads,
  retryUploads,
  showInFolder,
  uploadDetails,
} from "../../ipc/commands";
import { words } from "../../ipc/errors";
import type { Added, Upload } from "../../ipc/types";
import { attempt } from "../../shared/attempt";
import { toasts } from "../../shared/toasts.svelte";
import { plural } from "../../shared/units";
import { canCancel, canMoveToTop, canPause, canRemove, canResume, canRetry } from "./words";

export type ActionName = "top" | "pause" | "resume" | "retry" | "cancel" | "remove" | "show" | "details";

const applies: Record<Exclude<ActionName, "show" | "details">, (row: Upload) => boolean> = {
  top: canMoveToTop,
  pause: canPause,
  resume: canResume,
  retry: canRetry,
  cancel: canCancel,
  remove: canRemove,
};

/** The rows of a choice that an action would do something to. */
export function fitting(action: ActionName, rows: Upload[]): Upload[] {
  if (action === "show" || action === "details") return rows.length === 1 ? rows : [];
  return rows.filter(applies[action]);
}

/** Whether an action would do anything to a choice: looks no further than the first that fits. */
export function fits(action: ActionName, rows: Upload[]): boolean {
  if (action === "show" || action === "details") return rows.length === 1;
  return rows.some(applies[action]);
}

/** Whether cancelling must be asked about first: many, or one whose bytes the cloud already has. */
export function cancelNeedsAsking(rows: Upload[]): boolean {
  return rows.length > 1 || rows.some((row) => row.accepted_bytes > 0);
}

export async function act(action: Exclude<ActionName, "details">, rows: Upload[]): Promise<void> {
  const fit = fitting(action, rows);
  const ids = fit.map((row) => row.id);
  const first = ids[0];
  if (first === undefined) return;
  switch (action) {
    case "top":
      await attempt(() => moveToTop(ids));
      return;
    case "pause":
      await attempt(() => pauseUploads(ids));
      return;
    case "resume":
      await attempt(() => resumeUploads(ids));
      return;
    case "retry":
      await attempt(() => retryUploads(ids));
      return;
    case "remove":
      await attempt(() => removeUploads(ids));
      return;
    case "show":
      await attempt(() => showInFolder(first));
      return;
    case "cancel":
      return cancel(fit);
  }
}

/** Nothing of a single fresh upload is lost by cancelling it, so it is done at once and can be undone. */
async function cancel(rows: Upload[]): Promise<void> {
  const ids = rows.map((row) => row.id);
  const only = rows.length === 1 && !cancelNeedsAsking(rows) ? rows[0] : undefined;
  const path = only ? (await uploadDetails(only.id).catch(() => null))?.path : undefined;
  const done = await attempt(async () => {
    await cancelUploads(ids);
    return true;
  });
  if (!done) return;
  if (!only || !path) {
    toasts.say(rows.length === 1 ? `Cancelled ${rows[0]!.name}` : `Cancelled ${plural(rows.length, "upload")}`);
    return;
  }
  toasts.say(`Cancelled ${only.name}`, {
    action: {
      label: "Undo",
      run: () =>
        void attempt(async () => {
          await removeUploads([only.id]);
          await addFiles(only.connection, [path]);
        }),
    },
  });
}

export async function chooseFiles(connection: string): Promise<void> {
  const paths = await attempt(pickFiles);
  if (paths && paths.length > 0) await addPaths(connection, paths);
}

/** The one way files come into the queue by hand: from the dialog, from a drop on the window or a card. */
export async function addPaths(connection: string, paths: string[]): Promise<void> {
  if (paths.length === 0) return;
  const added = await attempt(() => addFiles(connection, paths));
  if (added) say(added);
}

function say(added: Added[]): void {
  const of = (outcome: Added["outcome"]["outcome"]) => added.filter((a) => a.outcome.outcome === outcome);
  const queued = of("queued").length;
  const already = of("already_queued").length;
  const sent = of("already_sent").length;
  const refused = of("refused");

  const pieces: string[] = [];
  if (queued > 0) pieces.push(`${plural(queued, "file")} added`);
  if (already > 0) pieces.push(`${plural(already, "file")} already in the queue`);
  if (sent > 0) pieces.push(`${plural(sent, "file")} already uploaded`);
  if (pieces.length > 0) toasts.say(pieces.join(" · "), { tone: queued > 0 ? "good" : "info" });

  if (refused.length > 0) {
    const first = refused[0]!;
    const reason = first.outcome.outcome === "refused" ? first.outcome : null;
    const why = reason ? reason.said || words(reason.error).title : "";
    toasts.say(refused.length === 1 ? `${first.name} was not added` : `${plural(refused.length, "file")} not added`, {
      tone: "attention",
      detail: refused.length === 1 ? why : `${first.name}: ${why}`,
    });
  }
}
