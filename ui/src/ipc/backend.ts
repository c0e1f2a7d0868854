// What the window may ask of the app behind it. There are two: the real one (tauri.ts) and one in
// memory (fake.ts). Everything else in ui/ goes through commands.ts and events.ts and never sees which.

import type { Changes, Opening } from "./types";

export type FileDrop =
  | { drop: "over"; x: number; y: number }
  | { drop: "dropped"; x: number; y: number; paths: string[] }
  | { drop: "left" };

export interface Backend {
  invoke(command: string, args?: Record<string, unknown>): Promise<unknown>;
  subscribe(onChanges: (changes: Changes) => void): Promise<Opening>;
  onFileDrop(listener: (drop: FileDrop) => void): Promise<() => void>;
}

let current: Backend | null = null;

export function useBackend(backend: Backend): void {
  current = backend;
}

export function backend(): Backend {
  if (!current) throw new Error("no backend yet");
  return current;
}
