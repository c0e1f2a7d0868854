// The queue in memory: lists by the page, counted, and what is done to many at once.

import type {
  Acted,
  Counts,
  Headline,
  List,
  Page,
  Query,
  Standstill,
  Upload,
  UploadProgress,
  UploadState,
  Which,
} from "../types";

type Group = Exclude<List, "all"> | "over";

export function group({ state }: Upload): Group {
  switch (state.state) {
    case "uploading":
      return "active";
    case "failed":
    case "skipped":
      return "attention";
    case "offered":
    case "done":
      return state.state;
    case "cancelled":
      return "over";
    default:
      return "waiting";
  }
}

const standing: Record<Group, number> = { active: 0, attention: 1, waiting: 2, offered: 3, done: 4, over: 4 };

/** As the real one orders: what moves, what needs a person, the queue, what is over, newest first. */
function compare(a: Upload, b: Upload): number {
  const stands = standing[group(a)] - standing[group(b)];
  if (stands !== 0) return stands;
  if (standing[group(a)] === 4) return (b.finished_at ?? b.added_at) - (a.finished_at ?? a.added_at) || b.id - a.id;
  return a.place - b.place || a.id - b.id;
}

function fits(query: Query, row: Upload): boolean {
  if (query.connection !== null && row.connection !== query.connection) return false;
  if (query.list !== "all" && group(row) !== query.list) return false;
  const words = query.words.trim().toLowerCase();
  return words === "" || `${row.name}\n${row.folder}`.toLowerCase().includes(words);
}

export const isLeft = (row: Upload): boolean => ["active", "waiting"].includes(group(row));

export class FakeQueue {
  rows = new Map<number, Upload>();
  pace = new Map<number, number>();
  sent = new Map<number, number>();
  #lists = new Map<string, Upload[]>();
  #top = 0;

  /** Takes whole rows; answers whether any list is another one now. */
  take(rows: Upload[], removed: number[] = []): boolean {
    let moved = removed.length > 0;
    for (const row of rows) {
      const before = this.rows.get(row.id);
      if (!before || group(before) !== group(row) || before.place !== row.place) moved = true;
      this.rows.set(row.id, row);
    }
    for (const id of removed) this.rows.delete(id);
    if (moved) this.#lists.clear();
    return moved;
  }

  page(query: Query, offset: number, limit: number): Page {
    const all = this.#list(query);
    // The order is kept, the rows are those of this moment.
    const rows = all.slice(offset, offset + limit).map((row) => this.rows.get(row.id)!);
    return { total: all.length, offset, rows };
  }

  #list(query: Query): Upload[] {
    const key = JSON.stringify(query);
    let list = this.#lists.get(key);
    if (!list) {
      list = [...this.rows.values()].filter((row) => fits(query, row)).sort(compare);
      this.#lists.set(key, list);
    }
    return list;
  }

  counts(connection: string | null, words: string): Counts {
    const counts: Counts = { active: 0, waiting: 0, attention: 0, done: 0, offered: 0, all: 0 };
    for (const row of this.rows.values()) {
      if (!fits({ list: "all", connection, words }, row)) continue;
      const of = group(row);
      if (of !== "over") counts[of] += 1;
      counts.all += 1;
    }
    return counts;
  }

  /** What an act makes of the rows that are meant; null: it is not for this one. */
  act(which: Which, make: (row: Upload) => Upload | null): { acted: Acted; rows: Upload[] } {
    const rows: Upload[] = [];
    let refused = 0;
    for (const row of this.#meant(which)) {
      const made = make(row);
      if (made) rows.push(made);
      else refused += 1;
    }
    return { acted: { moved: rows.length, refused, ids: rows.slice(0, 10_000).map((r) => r.id) }, rows };
  }

  #meant(which: Which): Upload[] {
    if (which.which === "these") return which.ids.map((id) => this.rows.get(id)).filter((row) => row !== undefined);
    const except = new Set(which.except);
    return this.#list(which.query).filter((row) => !except.has(row.id)).map((row) => this.rows.get(row.id)!);
  }

  toTop(rows: Upload[]): Upload[] {
    this.#top -= rows.length;
    return rows.map((row, i) => ({ ...row, place: this.#top + i }));
  }

  progress(still: boolean): UploadProgress[] {
    const moving: UploadProgress[] = [];
    for (const row of this.rows.values()) {
      if (row.state.state !== "uploading") continue;
      const sent_bytes = Math.max(row.accepted_bytes, this.sent.get(row.id) ?? 0);
      moving.push({ id: row.id, sent_bytes, bytes_per_second: still ? 0 : (this.pace.get(row.id) ?? 24e6) });
    }
    return moving;
  }

  headline(connection: string | null, standstill: Standstill | null): Headline {
    let files = 0;
    let left = 0;
    let over = 0;
    let attention = 0;
    let speed = 0;
    for (const row of this.rows.values()) {
      if (connection !== null && row.connection !== connection) continue;
      const of = group(row);
      if (of === "attention") attention += 1;
      if (of === "done") over += row.size;
      if (!isLeft(row)) continue;
      const sent = Math.max(row.accepted_bytes, this.sent.get(row.id) ?? 0);
      files += 1;
      left += row.size - sent;
      over += sent;
      if (of === "active" && standstill === null) speed += this.pace.get(row.id) ?? 24e6;
    }
    return {
      files_left: files,
      bytes_left: left,
      fraction: files > 0 ? over / Math.max(1, over + left) : 0,
      bytes_per_second: speed,
      seconds_left: speed > 0 ? left / speed : null,
      needs_attention: attention,
      standstill: files > 0 ? standstill : null,
    };
  }
}

/** What each act makes of a state; null where it is not for it. */
export function after(act: string, state: UploadState, until: number | null): UploadState | null {
  const left = !["done", "failed", "skipped", "cancelled", "offered"].includes(state.state);
  switch (act) {
    case "pause":
      return left ? { state: "paused", until } : null;
    case "resume":
      return state.state === "paused" || state.state === "offered" ? { state: "queued" } : null;
    case "cancel":
      return left || state.state === "offered" ? { state: "cancelled" } : null;
    case "retry":
      return ["failed", "cancelled", "waiting_for_time", "waiting_for_network"].includes(state.state) ? { state: "queued" } : null;
    default:
      return null;
  }
}
