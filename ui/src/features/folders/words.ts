// Watched folders in words.

import type { FolderState, FolderWish } from "../../ipc/types";
import { say } from "../../shared/words.svelte";

export type Standing = { word: string; why: string | null; tone: "calm" | "attention" };

export function standing(state: FolderState): Standing {
  switch (state.folder) {
    case "looking":
      return { word: say("folders-looking"), why: null, tone: "calm" };
    case "watching":
      return {
        word: say("folders-watching"),
        why: state.unsettled > 0 ? say("folders-unsettled", { n: state.unsettled }) : null,
        tone: "calm",
      };
    case "away":
      return { word: say("folders-away"), why: say("folders-away-why"), tone: "calm" };
    case "unreadable":
      return { word: say("folders-unreadable"), why: state.said, tone: "attention" };
  }
}

/** What is taken from it, in one line. */
export function wishWords(wish: FolderWish): string {
  const pieces = [wish.subfolders ? say("folders-wish-subfolders") : say("folders-wish-only-this")];
  if (wish.take.length > 0) pieces.push(say("folders-wish-takes", { names: wish.take.join(", ") }));
  if (wish.leave.length > 0) pieces.push(say("folders-wish-leaves", { names: wish.leave.join(", ") }));
  pieces.push(wish.existing ? say("folders-wish-existing") : say("folders-wish-new"));
  if (wish.growing) pieces.push(say("folders-wish-growing"));
  return pieces.join(" · ");
}

/** Its last step, and what stands before it. */
export function pathPieces(path: string): { name: string; before: string } {
  const pieces = path.split(/(?<=[\\/])/);
  const name = pieces.pop() ?? path;
  if (/^[\\/]*$/.test(name)) return { name: path, before: "" };
  return { name: name.replace(/[\\/]+$/, "") || path, before: pieces.join("").replace(/(?<=.)[\\/]+$/, "") };
}

export const aNewWish = (path: string): FolderWish => ({
  path,
  subfolders: true,
  take: [],
  leave: [],
  growing: false,
  existing: true,
});
