// In which order uploads are listed, and how that order is kept while thousands of them change:
// what moved is taken out and merged back in, so a change of ten rows among 100,000 costs one pass
// over an array and no sorting.

import type { Upload } from "../../ipc/types";
import { group, type FilterName } from "./words";

export type Wanted = { connection: string | null; filter: FilterName; search: string };

/** Moving first, then what needs a person, then the queue in its order, then what is over. */
function rank(upload: Upload): number {
  switch (group(upload)) {
    case "active":
      return 0;
    case "attention":
      return 1;
    case "waiting":
      return 2;
    case "done":
    case "over":
      return 3;
  }
}

export function compare(a: Upload, b: Upload): number {
  const ranks = rank(a) - rank(b);
  if (ranks !== 0) return ranks;
  if (rank(a) === 3) {
    const finished = (b.finished_at ?? b.added_at) - (a.finished_at ?? a.added_at);
    if (finished !== 0) return finished;
    return b.id - a.id;
  }
  return a.place - b.place || a.id - b.id;
}

export function wants(wanted: Wanted, upload: Upload): boolean {
  if (wanted.connection !== null && upload.connection !== wanted.connection) return false;
  if (wanted.filter !== "all" && group(upload) !== wanted.filter) return false;
  if (wanted.search === "") return true;
  const needle = wanted.search.toLowerCase();
  return upload.name.toLowerCase().includes(needle) || upload.folder.toLowerCase().includes(needle);
}

/** Everything that is wanted, from scratch. */
export function arrange(rows: Iterable<Upload>, wanted: Wanted): number[] {
  const kept: Upload[] = [];
  for (const row of rows) if (wants(wanted, row)) kept.push(row);
  return kept.sort(compare).map((row) => row.id);
}

/** The same, after some rows changed. Answers the very same array when nothing moved. */
export function rearrange(
  ids: number[],
  rows: ReadonlyMap<number, Upload>,
  changed: ReadonlyMap<number, Upload | undefined>,
  wanted: Wanted,
): number[] {
  const moved = new Set<number>();
  const coming: Upload[] = [];
  for (const [id, before] of changed) {
    const after = rows.get(id);
    const was = before !== undefined && wants(wanted, before);
    const is = after !== undefined && wants(wanted, after);
    if (!was && !is) continue;
    if (was && is && compare(before, after) === 0) continue;
    if (was) moved.add(id);
    if (is) coming.push(after);
  }
  if (moved.size === 0 && coming.length === 0) return ids;

  const staying = moved.size === 0 ? ids : ids.filter((id) => !moved.has(id));
  coming.sort(compare);
  const next: number[] = [];
  let from = 0;
  for (const row of coming) {
    const at = placeFor(row, staying, rows, from);
    for (; from < at; from++) next.push(staying[from]!);
    next.push(row.id);
  }
  for (; from < staying.length; from++) next.push(staying[from]!);
  return next;
}

/** Before which of the listed rows this one belongs. */
function placeFor(row: Upload, ids: number[], rows: ReadonlyMap<number, Upload>, from: number): number {
  let low = from;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = rows.get(ids[middle]!);
    if (other && compare(row, other) > 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
