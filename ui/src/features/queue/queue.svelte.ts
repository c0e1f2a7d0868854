// The queue as the window knows it: plain maps of whole rows, one number that says "look again",
// and tallies kept up to date row by row, so that counting 100,000 uploads costs nothing per tick.

import type { Changes, Headline, Pause, Snapshot, Upload, UploadProgress } from "../../ipc/types";
import { arrange, rearrange, type Wanted } from "./order";
import { group, isLeft, sentBytes, type FilterName } from "./words";

export type Tally = Record<FilterName, number> & {
  filesLeft: number;
  sizeLeft: number;
  acceptedLeft: number;
};

const emptyTally = (): Tally => ({
  active: 0,
  waiting: 0,
  attention: 0,
  done: 0,
  all: 0,
  filesLeft: 0,
  sizeLeft: 0,
  acceptedLeft: 0,
});

const nothing: Headline = {
  files_left: 0,
  bytes_left: 0,
  fraction: 0,
  bytes_per_second: 0,
  seconds_left: null,
  needs_attention: 0,
  standstill: null,
};

export class Queue {
  pause = $state.raw<Pause>({ paused: "no" });
  wanted = $state.raw<Wanted>({ connection: null, filter: "all", search: "" });
  /** The ids to list, in order. Replaced only when something moved. */
  ids = $state.raw<number[]>([]);

  #headline = $state.raw<Headline>(nothing);
  #revision = $state(0);
  #rows = new Map<number, Upload>();
  #progress = new Map<number, UploadProgress>();
  #tallies = new Map<string, Tally>();
  #whole = emptyTally();

  replace(snapshot: Snapshot): void {
    this.#rows = new Map(snapshot.uploads.map((u) => [u.id, u]));
    this.#progress = new Map(snapshot.progress.map((p) => [p.id, p]));
    this.#tallies.clear();
    this.#whole = emptyTally();
    for (const row of snapshot.uploads) this.#weigh(row, 1);
    this.#headline = snapshot.headline;
    this.pause = snapshot.pause;
    this.#arrange();
  }

  apply(changes: Changes): void {
    const before = new Map<number, Upload | undefined>();
    for (const row of changes.uploads) {
      const old = this.#rows.get(row.id);
      if (!before.has(row.id)) before.set(row.id, old);
      if (old) this.#weigh(old, -1);
      this.#weigh(row, 1);
      this.#rows.set(row.id, row);
      if (row.state.state !== "uploading") this.#progress.delete(row.id);
    }
    for (const id of changes.uploads_removed) {
      const old = this.#rows.get(id);
      if (!old) continue;
      if (!before.has(id)) before.set(id, old);
      this.#weigh(old, -1);
      this.#rows.delete(id);
      this.#progress.delete(id);
    }
    for (const progress of changes.progress) this.#progress.set(progress.id, progress);
    if (changes.headline) this.#headline = changes.headline;
    if (changes.pause) this.pause = changes.pause;
    if (before.size > 0) {
      if (before.size > 2000 && before.size > this.#rows.size / 8) this.#arrange();
      else this.ids = rearrange(this.ids, this.#rows, before, this.wanted);
    }
    if (before.size > 0 || changes.progress.length > 0) this.#revision += 1;
  }

  show(wanted: Partial<Wanted>): void {
    const next = { ...this.wanted, ...wanted };
    const same =
      next.connection === this.wanted.connection &&
      next.filter === this.wanted.filter &&
      next.search === this.wanted.search;
    if (same) return;
    this.wanted = next;
    this.#arrange();
  }

  row(id: number): Upload | undefined {
    void this.#revision;
    return this.#rows.get(id);
  }

  progress(id: number): UploadProgress | undefined {
    void this.#revision;
    return this.#progress.get(id);
  }

  rows(ids: Iterable<number>): Upload[] {
    void this.#revision;
    const found: Upload[] = [];
    for (const id of ids) {
      const row = this.#rows.get(id);
      if (row) found.push(row);
    }
    return found;
  }

  tally(connection: string | null): Readonly<Tally> {
    void this.#revision;
    const tally = connection === null ? this.#whole : this.#tallies.get(connection);
    return { ...(tally ?? emptyTally()) };
  }

  /** The backend's own words for everything; the same, counted here, for one of several connections. */
  headline(connection: string | null): Headline {
    void this.#revision;
    if (connection === null || this.#tallies.size <= 1) {
      return connection !== null && !this.#tallies.has(connection) ? nothing : this.#headline;
    }
    const tally = this.tally(connection);
    let speed = 0;
    let inFlight = 0;
    for (const progress of this.#progress.values()) {
      const row = this.#rows.get(progress.id);
      if (!row || row.connection !== connection) continue;
      speed += progress.bytes_per_second;
      inFlight += sentBytes(row, progress) - row.accepted_bytes;
    }
    const bytesLeft = Math.max(0, tally.sizeLeft - tally.acceptedLeft - inFlight);
    const standstill = this.#headline.standstill;
    const elsewhere = standstill?.because === "authorization" && standstill.connection !== connection;
    return {
      files_left: tally.filesLeft,
      bytes_left: bytesLeft,
      fraction: tally.sizeLeft > 0 ? 1 - bytesLeft / tally.sizeLeft : 0,
      bytes_per_second: speed,
      seconds_left: speed > 1000 ? bytesLeft / speed : null,
      needs_attention: tally.attention,
      standstill: tally.filesLeft === 0 || speed > 0 || elsewhere ? null : standstill,
    };
  }

  #arrange(): void {
    this.ids = arrange(this.#rows.values(), this.wanted);
    this.#revision += 1;
  }

  #weigh(row: Upload, sign: 1 | -1): void {
    let own = this.#tallies.get(row.connection);
    if (!own) this.#tallies.set(row.connection, (own = emptyTally()));
    const filter = group(row);
    const left = isLeft(row);
    for (const tally of [own, this.#whole]) {
      tally.all += sign;
      if (filter !== "over") tally[filter] += sign;
      if (!left) continue;
      tally.filesLeft += sign;
      tally.sizeLeft += sign * row.size;
      tally.acceptedLeft += sign * row.accepted_bytes;
    }
    if (own.all === 0) this.#tallies.delete(row.connection);
  }
}
