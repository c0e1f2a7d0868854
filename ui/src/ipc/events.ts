// What the app tells by itself: a snapshot first, then merged changes; and files dropped on the window.

import { backend, type FileDrop } from "./backend";
import type { Changes, Opening } from "./types";

export type { FileDrop };

export const subscribe = (onChanges: (changes: Changes) => void): Promise<Opening> =>
  backend().subscribe(onChanges);

export const onFileDrop = (listener: (drop: FileDrop) => void): Promise<() => void> =>
  backend().onFileDrop(listener);
