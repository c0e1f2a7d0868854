// What a person can do with uploads, the same from a row, the menu, the keyboard and the selection.

import {
  cancelUploads,
  moveToTop,
  pauseUploads,
  removeUploads,
  resumeUploads,
  retryUploads,
  showInFolder,
} from "../../ipc/commands";
import type { Acted, List, Upload, Which } from "../../ipc/types";
import { attempt } from "../../shared/attempt";
import { toasts, type ToastAction } from "../../shared/toasts.svelte";
import { moment } from "../../shared/units";
import { say } from "../../shared/words.svelte";
import { canCancel, canMoveToTop, canPause, canRemove, canResume, canRetry, needsYou } from "./words";

/** What is done to as many as one likes. */
export type Deed = "top" | "pause" | "resume" | "retry" | "cancel" | "remove";
export type ActionName = Deed | "show" | "details";

/** What somebody means: perhaps more than the window knows the rows of. */
export type Choice = {
  which: Which;
  size: number;
  /** The rows of it that are known. */
  rows: Upload[];
  /** The list they are in: says what may be done to those that are not known. */
  list: List;
};

export const choiceOf = (rows: Upload[]): Choice => ({
  which: { which: "these", ids: rows.map((row) => row.id) },
  size: rows.length,
  rows,
  list: "all",
});

const applies: Record<Deed, (row: Upload) => boolean> = {
  top: canMoveToTop,
  pause: canPause,
  resume: canResume,
  retry: canRetry,
  cancel: canCancel,
  remove: canRemove,
};

const every: Deed[] = ["top", "pause", "resume", "retry", "cancel", "remove"];
const inList: Record<List, Deed[]> = {
  active: ["top", "pause", "cancel"],
  waiting: ["top", "pause", "resume", "retry", "cancel"],
  offered: ["resume", "cancel"],
  attention: ["retry", "remove"],
  done: ["remove"],
  all: every,
};

export const isKnown = (choice: Choice): boolean => choice.rows.length === choice.size;

/** Whether an action would do anything to a choice. */
export function fits(action: ActionName, choice: Choice): boolean {
  if (action === "show" || action === "details") return choice.size === 1 && choice.rows.length === 1;
  return isKnown(choice) ? choice.rows.some(applies[action]) : inList[choice.list].includes(action);
}

/** How many it would be done to; null where not all rows are known. */
export function fitting(action: ActionName, choice: Choice): number | null {
  if (action === "show" || action === "details") return fits(action, choice) ? 1 : 0;
  return isKnown(choice) ? choice.rows.filter(applies[action]).length : null;
}

/** Of a choice that is known, only those that the action is for. All stays all: more may have come. */
function narrowed(deed: Deed, choice: Choice): Choice {
  return choice.which.which === "these" && isKnown(choice) ? { ...choiceOf(choice.rows.filter(applies[deed])), list: choice.list } : choice;
}

/** What cancelling would lose, that an undo does not bring back: bytes that the cloud already has. */
export function losesBytes(choice: Choice): number {
  return choice.rows.reduce((sum, row) => sum + (canCancel(row) ? row.accepted_bytes : 0), 0);
}

/** Asked about first: what cannot be taken back whole. */
export function needsAsking(deed: Deed, choice: Choice): boolean {
  if (deed === "cancel") return losesBytes(choice) > 0 || (!isKnown(choice) && choice.list !== "offered");
  if (deed === "remove") {
    if (isKnown(choice)) return choice.rows.filter(needsYou).length > 1;
    return choice.list === "attention" || choice.list === "all";
  }
  return false;
}

export async function show(row: Upload): Promise<void> {
  await attempt(() => showInFolder(row.id));
}

/** Answers the ids that moved, so that whoever shows one of them knows. */
export async function act(deed: Deed, all: Choice, minutes: number | null = null): Promise<number[]> {
  const choice = narrowed(deed, all);
  if (choice.size === 0) return [];
  const acted = await attempt(() => command(deed, choice.which, minutes));
  if (!acted) return [];
  tell(deed, choice, acted, minutes);
  return acted.ids;
}

function command(deed: Deed, which: Which, minutes: number | null): Promise<Acted> {
  switch (deed) {
    case "top":
      return moveToTop(which);
    case "pause":
      return pauseUploads(which, minutes);
    case "resume":
      return resumeUploads(which);
    case "retry":
      return retryUploads(which);
    case "cancel":
      return cancelUploads(which);
    case "remove":
      return removeUploads(which);
  }
}

/** The row itself says what became of one; many are said once, and what can be taken back can be. */
function tell(deed: Deed, choice: Choice, acted: Acted, minutes: number | null): void {
  const { moved, refused } = acted;
  const one = choice.size === 1;
  const detail = refused === 0 ? null : say("queue-too-late", { n: refused });
  if (moved === 0) {
    if (refused > 0) toasts.say(say("queue-unchanged"), { detail });
    return;
  }
  if (one && deed !== "cancel" && detail === null) return;
  const what = one && choice.rows[0] ? choice.rows[0].name : say("units-uploads", { n: moved });
  const said =
    deed === "pause" && minutes !== null
      ? say("queue-done-pause-until", { what, time: moment(Date.now() + minutes * 60_000, Date.now()) })
      : say(`queue-done-${deed}`, { what });
  toasts.say(said, { detail, action: takenBack(deed, acted) });
}

function takenBack(deed: Deed, { moved, ids }: Acted): ToastAction | null {
  // Half of it is no undo.
  if (ids.length < moved) return null;
  const which: Which = { which: "these", ids };
  if (deed === "cancel") return { label: say("queue-undo"), run: () => void attempt(() => retryUploads(which)) };
  if (deed === "pause") return { label: say("queue-undo"), run: () => void attempt(() => resumeUploads(which)) };
  return null;
}
