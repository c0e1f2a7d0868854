// Which rows are chosen, and which one the keyboard is on. Chosen are ids, so that a choice survives
// reordering; or everything that the list shows, however long it is, but some.

import type { Query, Upload, Which } from "../../ipc/types";

/** What a selection needs to know of the list. */
export type Listed = {
  readonly total: number;
  readonly query: Query | null;
  at(index: number): Upload | undefined;
  indexOf(id: number): number | undefined;
  ids(from: number, to: number): number[] | Promise<number[]>;
};

export type Keys = { shift: boolean; ctrl: boolean };
type Spot = { index: number; id: number | null };
/** What a row that is not there yet becomes when it is. */
type Intent = "only" | "extend" | "none";

export class Selection {
  #ids = $state.raw<ReadonlySet<number>>(new Set());
  /** Everything is chosen but these. */
  #except = $state.raw<ReadonlySet<number> | null>(null);
  #active = $state.raw<Spot | null>(null);
  #anchor: Spot | null = null;
  #intent: Intent = "none";
  /** A range is being looked up. */
  busy = $state(false);
  #lookup = 0;

  constructor(private readonly list: Listed) {}

  has(id: number): boolean {
    return this.#except ? !this.#except.has(id) : this.#ids.has(id);
  }

  get everything(): boolean {
    return this.#except !== null;
  }

  get size(): number {
    return this.#except ? Math.max(0, this.list.total - this.#except.size) : this.#ids.size;
  }

  /** The ids that are chosen one by one. */
  get ids(): ReadonlySet<number> {
    return this.#ids;
  }

  /** The row the keyboard is on: where it is now, as far as that is known. */
  get activeIndex(): number | null {
    const spot = this.#active;
    if (spot === null || this.list.total === 0) return null;
    const index = spot.id === null ? spot.index : (this.list.indexOf(spot.id) ?? spot.index);
    return Math.min(index, this.list.total - 1);
  }

  get activeId(): number | null {
    return this.#active?.id ?? null;
  }

  which(): Which {
    const query = this.list.query;
    if (this.#except && query) return { which: "all", query, except: [...this.#except] };
    return { which: "these", ids: [...this.#ids] };
  }

  click(id: number, index: number, keys: Keys): void {
    if (keys.shift) this.#extend({ index, id });
    else if (keys.ctrl) this.toggle(id, index);
    else this.only(id, index);
  }

  only(id: number, index: number): void {
    this.#choose([id]);
    this.#active = this.#anchor = { index, id };
  }

  toggle(id: number, index: number): void {
    const next = new Set(this.#except ?? this.#ids);
    if (!next.delete(id)) next.add(id);
    if (this.#except) this.#except = next;
    else this.#ids = next;
    this.#active = this.#anchor = { index, id };
  }

  /** Moves the keyboard by some rows; answers where it is. A row that is not there yet is met later. */
  move(by: number, keys: Keys): number | null {
    const { total } = this.list;
    if (total === 0) return null;
    const at = this.activeIndex;
    const to = Math.min(total - 1, Math.max(0, (at ?? (by > 0 ? -1 : total)) + by));
    const spot: Spot = { index: to, id: this.list.at(to)?.id ?? null };
    if (keys.shift) this.#extend(spot);
    else if (keys.ctrl) this.#active = spot;
    else if (spot.id !== null) this.only(spot.id, to);
    else {
      this.#choose([]);
      this.#active = this.#anchor = spot;
    }
    this.#intent = spot.id !== null || keys.ctrl ? "none" : keys.shift ? "extend" : "only";
    return to;
  }

  /** Rows have come: the one the keyboard went to may be among them. */
  settle(): void {
    const spot = this.#active;
    if (spot === null || spot.id !== null) return;
    const id = this.list.at(spot.index)?.id;
    if (id === undefined) return;
    if (this.#intent === "only") this.only(id, spot.index);
    else this.#active = { ...spot, id };
    this.#intent = "none";
  }

  all(): void {
    this.#lookup += 1;
    this.busy = false;
    this.#ids = new Set();
    this.#except = new Set();
    this.#active ??= { index: 0, id: this.list.at(0)?.id ?? null };
  }

  clear(): void {
    this.#choose([]);
    this.#anchor = null;
  }

  /** Another list: nothing of it is chosen, and the keyboard is nowhere. */
  reset(): void {
    this.clear();
    this.#active = null;
  }

  /** Everything from where the choice began to this row. */
  #extend(to: Spot): void {
    const anchor = this.#anchor ?? this.#active ?? to;
    const from = anchor.id === null ? anchor.index : (this.list.indexOf(anchor.id) ?? anchor.index);
    this.#anchor = { ...anchor, index: from };
    this.#active = to;
    const found = this.list.ids(Math.min(from, to.index), Math.max(from, to.index));
    if (Array.isArray(found)) return this.#choose(found);
    const lookup = ++this.#lookup;
    this.busy = true;
    found.then(
      (ids) => lookup === this.#lookup && this.#choose(ids),
      () => lookup === this.#lookup && (this.busy = false),
    );
  }

  #choose(ids: number[]): void {
    this.#lookup += 1;
    this.busy = false;
    this.#except = null;
    this.#ids = new Set(ids);
  }
}
