// The list as far as somebody looks at it: stretches of whole rows around what is in sight. What is
// further away is asked for when it comes near, so neither memory nor time depends on how long it is.

import type { Page, Query, Upload } from "../../ipc/types";

export type Ask = (query: Query, offset: number, limit: number) => Promise<Page>;

/** Rows in a stretch. */
const length = 100;
/** Stretches kept, in sight or not. */
const kept = 12;
/** Milliseconds from one look at a changed list to the next. */
const calm = 250;
/** Milliseconds after which an answer that does not come is shown as missing. */
const patience = 150;
/** Rows asked for at once when only their ids matter. */
const many = 2_000;

type Stretch = { rows: Upload[]; stale: boolean };

export class Stretches {
  total = $state(0);
  /** Counts the lists that were shown: another number is another list, to be seen from its top. */
  shown = $state(0);
  /** Another list is wanted, and nothing of it has come yet. */
  waiting = $state(true);
  refused = $state.raw<unknown>(null);

  #revision = $state(0);
  #query: Query | null = null;
  #stretches = new Map<number, Stretch>();
  #places = new Map<number, number>();
  #sight = { first: 0, last: length };
  /** Answers to older questions are thrown away. */
  #question = 0;
  #asking = false;
  #fresh = false;
  #lookedAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #impatience: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly ask: Ask) {}

  get query(): Query | null {
    return this.#query;
  }

  /**
   * Another list from its top. What is there stays on the screen until the first answer comes, or for a
   * moment; then so many places are kept as the list is thought to have.
   */
  show(query: Query, guess = 0): void {
    this.#query = query;
    this.#question += 1;
    this.#asking = false;
    this.#fresh = true;
    this.#sight = { first: 0, last: length };
    this.waiting = true;
    clearTimeout(this.#impatience);
    this.#impatience = setTimeout(() => this.waiting && this.#forget(guess), patience);
    this.#pump();
  }

  /** Rows came, went or moved: what is in sight is asked for again, in its turn. */
  moved(): void {
    if (this.#query === null) return;
    for (const stretch of this.#stretches.values()) stretch.stale = true;
    this.#soon();
  }

  /** Nobody looks any more. */
  close(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#impatience);
    this.#timer = undefined;
    this.#question += 1;
    this.#asking = false;
    this.#query = null;
  }

  /** These are in sight. */
  look(first: number, last: number): void {
    this.#sight = { first, last: Math.max(last, first + 1) };
    if (this.#missing(false) !== null) this.#pump();
  }

  at(index: number): Upload | undefined {
    void this.#revision;
    return this.#stretches.get(Math.floor(index / length))?.rows[index % length];
  }

  row(id: number): Upload | undefined {
    const index = this.indexOf(id);
    return index === undefined ? undefined : this.at(index);
  }

  /** Where a row is, as far as it is known. */
  indexOf(id: number): number | undefined {
    void this.#revision;
    return this.#places.get(id);
  }

  /** Whole rows that changed: those that are known are drawn at once. */
  take(rows: Upload[]): void {
    let any = false;
    for (const row of rows) {
      const index = this.#places.get(row.id);
      if (index === undefined) continue;
      const stretch = this.#stretches.get(Math.floor(index / length));
      if (!stretch) continue;
      stretch.rows[index % length] = row;
      any = true;
    }
    if (any) this.#revision += 1;
  }

  /** The ids from one place to another, both included: at once where they are known. */
  ids(from: number, to: number): number[] | Promise<number[]> {
    const known: number[] = [];
    for (let i = from; i <= to; i++) {
      const row = this.at(i);
      if (!row) return this.#idsFromAfar(from, to);
      known.push(row.id);
    }
    return known;
  }

  async #idsFromAfar(from: number, to: number): Promise<number[]> {
    const query = this.#query;
    const ids: number[] = [];
    for (let at = from; query && at <= to; at += many) {
      const page = await this.ask(query, at, Math.min(many, to - at + 1));
      for (const row of page.rows) ids.push(row.id);
      if (page.rows.length === 0) break;
    }
    return [...new Set(ids)];
  }

  /** The stretches from the first to the last that are wanted and not there. */
  #missing(staleToo: boolean): { from: number; to: number } | null {
    const end = this.#fresh ? length : Math.max(this.total, 1);
    const first = Math.floor(Math.min(this.#sight.first, end - 1) / length);
    const last = Math.floor((Math.min(this.#sight.last, end) - 1) / length);
    let from = -1;
    let to = -1;
    for (let i = first; i <= last; i++) {
      const stretch = this.#stretches.get(i);
      if (stretch && !this.#fresh && !(staleToo && stretch.stale)) continue;
      if (from < 0) from = i;
      to = i;
    }
    return from < 0 ? null : { from, to };
  }

  #soon(): void {
    if (this.#timer !== undefined || this.#asking) return;
    const wait = Math.max(0, this.#lookedAt + calm - Date.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#pump();
    }, wait);
  }

  #pump(): void {
    const query = this.#query;
    const missing = this.#missing(true);
    if (this.#asking || query === null || missing === null) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#asking = true;
    this.#lookedAt = Date.now();
    const question = this.#question;
    // Seen from here on: what changes while the answer is on its way makes it stale again.
    for (let i = missing.from; i <= missing.to; i++) {
      const stretch = this.#stretches.get(i);
      if (stretch) stretch.stale = false;
    }
    const offset = missing.from * length;
    this.ask(query, offset, (missing.to - missing.from + 1) * length).then(
      (page) => question === this.#question && this.#answered(page, missing),
      (thrown) => question === this.#question && this.#failed(thrown, missing),
    );
  }

  #answered(page: Page, { from, to }: { from: number; to: number }): void {
    this.#asking = false;
    this.refused = null;
    if (this.#fresh) {
      clearTimeout(this.#impatience);
      this.#stretches.clear();
      this.#places.clear();
      this.#fresh = false;
      this.waiting = false;
      this.shown += 1;
    }
    this.total = page.total;
    for (let i = from; i <= to; i++) {
      const rows = page.rows.slice((i - from) * length, (i - from + 1) * length);
      const stale = this.#stretches.get(i)?.stale ?? false;
      this.#drop(i);
      if (rows.length === 0) continue;
      this.#stretches.set(i, { rows, stale });
      rows.forEach((row, n) => this.#places.set(row.id, i * length + n));
    }
    this.#tidy();
    this.#revision += 1;
    if (this.#missing(false) !== null) this.#pump();
    else if (this.#missing(true) !== null) this.#soon();
  }

  #failed(thrown: unknown, { from, to }: { from: number; to: number }): void {
    this.#asking = false;
    this.refused = thrown;
    for (let i = from; i <= to; i++) {
      const stretch = this.#stretches.get(i);
      if (stretch) stretch.stale = true;
    }
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#pump();
    }, 2_000);
  }

  #drop(index: number): void {
    const stretch = this.#stretches.get(index);
    if (!stretch) return;
    this.#stretches.delete(index);
    for (const row of stretch.rows) {
      // It may stand in another stretch by now.
      if (Math.floor((this.#places.get(row.id) ?? -1) / length) === index) this.#places.delete(row.id);
    }
  }

  /** What lies behind the end, and what is farthest from what is in sight. */
  #tidy(): void {
    const middle = (this.#sight.first + this.#sight.last) / 2 / length;
    const far = [...this.#stretches.keys()].sort((a, b) => Math.abs(b - middle) - Math.abs(a - middle));
    for (const index of far) {
      if (index * length >= this.total || this.#stretches.size > kept) this.#drop(index);
    }
  }

  #forget(guess: number): void {
    this.total = guess;
    this.#stretches.clear();
    this.#places.clear();
    this.#revision += 1;
  }
}
