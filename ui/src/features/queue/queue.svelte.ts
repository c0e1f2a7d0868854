// The queue as the window knows it: its numbers, what moves, and the part of the list that somebody
// looks at.

import { countUploads, listUploads } from "../../ipc/commands";
import type { Changes, Counts, Headline, List, Pause, Snapshot, Upload, UploadProgress } from "../../ipc/types";
import { Stretches } from "./stretches.svelte";

export type Wanted = { list: List; connection: string | null; words: string };

export const noCounts: Counts = { active: 0, waiting: 0, attention: 0, done: 0, offered: 0, all: 0 };

export const nothing: Headline = {
  files_left: 0,
  bytes_left: 0,
  fraction: 0,
  bytes_per_second: 0,
  seconds_left: null,
  needs_attention: 0,
  standstill: null,
};

/** Milliseconds from one counting to the next. */
const calm = 250;

export class Queue {
  pause = $state.raw<Pause>({ paused: "no" });
  wanted = $state.raw<Wanted>({ list: "all", connection: null, words: "" });
  readonly list = new Stretches(listUploads);
  /** Of everything. */
  whole = $state.raw<Counts>(noCounts);
  /** Goes up whenever rows came, went or moved. */
  moves = $state(0);

  #counted = $state.raw<Counts | null>(null);
  #headline = $state.raw<Headline>(nothing);
  #headlines = $state.raw<ReadonlyMap<string, Headline>>(new Map());
  #progress = $state.raw<ReadonlyMap<number, UploadProgress>>(new Map());
  #followed = $state.raw<Upload | null>(null);
  #follows: number | null = null;
  #open = false;
  #countedAt = 0;
  #counting = false;
  #again: ReturnType<typeof setTimeout> | undefined;

  replace(snapshot: Snapshot): void {
    this.#headline = snapshot.headline;
    this.#headlines = new Map(snapshot.headlines.map((h) => [h.connection, h.headline]));
    this.#progress = new Map(snapshot.progress.map((p) => [p.id, p]));
    this.whole = snapshot.counts;
    // Right at once where there is one connection, and soon put right where there are more.
    this.#before = snapshot.counts;
    this.pause = snapshot.pause;
    this.#moved();
  }

  apply(changes: Changes): void {
    if (changes.counts) this.whole = changes.counts;
    if (changes.headline) this.#headline = changes.headline;
    if (changes.headlines) this.#headlines = new Map(changes.headlines.map((h) => [h.connection, h.headline]));
    if (changes.pause) this.pause = changes.pause;
    if (changes.progress.length > 0 || this.#progress.size > 0) {
      this.#progress = new Map(changes.progress.map((p) => [p.id, p]));
    }
    if (changes.uploads.length > 0) {
      this.list.take(changes.uploads);
      const followed = changes.uploads.find((row) => row.id === this.#follows);
      if (followed) this.#followed = followed;
    }
    if (changes.queue_moved) this.#moved();
  }

  /** For an effect: the list is on the screen as long as it lives. */
  open(): () => void {
    this.#open = true;
    this.#show();
    return () => {
      this.#open = false;
      clearTimeout(this.#again);
      this.#again = undefined;
      this.list.close();
    };
  }

  show(wanted: Partial<Wanted>): void {
    const next = { ...this.wanted, ...wanted };
    const { list, connection, words } = this.wanted;
    if (next.list === list && next.connection === connection && next.words === words) return;
    this.wanted = next;
    if (next.connection !== connection || next.words !== words) this.#counted = null;
    if (next.connection !== connection) this.#plain = null;
    if (this.#open) this.#show();
  }

  /** How many each list has, of the connection and the words that are wanted. */
  get counts(): Counts {
    const { connection, words } = this.wanted;
    if (connection === null && words === "") return this.whole;
    return this.#counted ?? this.#before;
  }
  /** The same without the words: what the sentence at the top is about. */
  get plainCounts(): Counts {
    return this.wanted.connection === null ? this.whole : (this.#plain ?? this.#before);
  }
  #plain = $state.raw<Counts | null>(null);
  /** Stays until the next ones are there: nothing flickers while somebody types. */
  #before: Counts = noCounts;

  headline(connection: string | null): Headline {
    return connection === null ? this.#headline : (this.#headlines.get(connection) ?? nothing);
  }

  progress(id: number): UploadProgress | undefined {
    return this.#progress.get(id);
  }

  /** One upload is looked at closely: its row stays known wherever the list is. */
  follow(row: Upload | null): void {
    this.#follows = row?.id ?? null;
    this.#followed = row;
  }

  get followed(): Upload | null {
    const row = this.#followed;
    return row === null ? null : (this.list.row(row.id) ?? row);
  }

  #moved(): void {
    this.moves += 1;
    if (!this.#open) return;
    this.list.moved();
    this.#countSoon();
  }

  #show(): void {
    // Of other words nobody knows yet how many there are.
    const guess = this.wanted.words === "" ? this.counts[this.wanted.list] : 0;
    this.list.show({ ...this.wanted }, guess);
    this.#countedAt = 0;
    void this.#count();
  }

  #countSoon(): void {
    if (this.#again !== undefined) return;
    this.#again = setTimeout(
      () => {
        this.#again = undefined;
        void this.#count();
      },
      Math.max(0, this.#countedAt + calm - Date.now()),
    );
  }

  async #count(): Promise<void> {
    const { connection, words } = this.wanted;
    if (connection === null && words === "") return;
    if (this.#counting) return this.#countSoon();
    this.#counting = true;
    this.#countedAt = Date.now();
    // What cannot be counted now is counted with the next move; the list itself says what is wrong.
    const ask = (what: string) => countUploads(connection, what).catch(() => null);
    const [counts, plain] = await Promise.all([ask(words), words === "" || connection === null ? null : ask("")]);
    this.#counting = false;
    const wanted = this.wanted;
    if (wanted.connection !== connection || wanted.words !== words) return this.#open ? void this.#count() : undefined;
    if (plain ?? (words === "" && counts)) this.#plain = plain ?? counts;
    if (counts) {
      this.#counted = counts;
      this.#before = counts;
    }
  }
}
