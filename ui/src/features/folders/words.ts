// Watched folders in words.

import type { FolderState, FolderWish } from "../../ipc/types";
import { plural } from "../../shared/units";

export type Standing = { word: string; why: string | null; tone: "calm" | "attention" };

export function standing(state: FolderState): Standing {
  switch (state.folder) {
    case "looking":
      return { word: "Looking through it", why: null, tone: "calm" };
    case "watching":
      return {
        word: "Watching",
        why: state.unsettled > 0 ? `${plural(state.unsettled, "file")} still being written` : null,
        tone: "calm",
      };
    case "away":
      return { word: "Away", why: "The card is out or the share is not there. It is looked for again by itself.", tone: "calm" };
    case "unreadable":
      return { word: "Cannot be read", why: state.said, tone: "attention" };
  }
}

/** What is taken from it, in one line. */
export function wishWords(wish: FolderWish): string {
  const pieces = [wish.subfolders ? "With sub-folders" : "This folder only"];
  if (wish.take.length > 0) pieces.push(`takes ${wish.take.join(", ")}`);
  if (wish.leave.length > 0) pieces.push(`leaves ${wish.leave.join(", ")}`);
  pieces.push(wish.existing ? "also what was there before" : "only what is new");
  if (wish.growing) pieces.push("sends while recording");
  return pieces.join(" · ");
}

/** Its last step, and what stands before it. */
export function pathPieces(path: string): { name: string; before: string } {
  const pieces = path.split(/(?<=[\\/])/);
  const name = pieces.pop() ?? path;
  if (/^[\\/]*$/.test(name)) return { name: path, before: "" };
  return { name: name.replace(/[\\/]+$/, "") || path, before: pieces.join("").replace(/(?<=.)[\\/]+$/, "") };
}

export const automatic = {
  title: "Upload by itself",
  on: "What watched folders find goes into the queue at once.",
  off: "What watched folders find is only offered. It goes when you pick it, under Offered in the queue.",
};

export const aNewWish = (path: string): FolderWish => ({
  path,
  subfolders: true,
  take: [],
  leave: [],
  growing: false,
  existing: true,
});
