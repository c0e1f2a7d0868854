// Which rows are chosen, and which one the keyboard is on. Works on ids, so it survives reordering.

export class Selection {
  chosen = $state.raw<ReadonlySet<number>>(new Set());
  /** The row the keyboard is on. */
  active = $state<number | null>(null);
  #anchor: number | null = null;

  only(id: number): void {
    this.chosen = new Set([id]);
    this.active = id;
    this.#anchor = id;
  }

  toggle(id: number): void {
    const next = new Set(this.chosen);
    if (!next.delete(id)) next.add(id);
    this.chosen = next;
    this.active = id;
    this.#anchor = id;
  }

  /** Everything from where the choice began to this row. */
  extend(id: number, ids: number[]): void {
    const to = ids.indexOf(id);
    const from = this.#anchor === null ? to : ids.indexOf(this.#anchor);
    if (to < 0) return;
    const [low, high] = from < 0 ? [to, to] : [Math.min(from, to), Math.max(from, to)];
    this.chosen = new Set(ids.slice(low, high + 1));
    this.active = id;
  }

  click(id: number, ids: number[], keys: { shift: boolean; ctrl: boolean }): void {
    if (keys.shift) this.extend(id, ids);
    else if (keys.ctrl) this.toggle(id);
    else this.only(id);
  }

  /** Moves the keyboard by some rows; answers where it is now. */
  move(by: number, ids: number[], keys: { shift: boolean; ctrl: boolean }): number | null {
    if (ids.length === 0) return null;
    const at = this.active === null ? -1 : ids.indexOf(this.active);
    const to = at < 0 ? (by > 0 ? 0 : ids.length - 1) : Math.min(ids.length - 1, Math.max(0, at + by));
    const id = ids[to]!;
    if (keys.shift) this.extend(id, ids);
    else if (keys.ctrl) this.active = id;
    else this.only(id);
    return to;
  }

  all(ids: number[]): void {
    this.chosen = new Set(ids);
    this.active ??= ids[0] ?? null;
  }

  clear(): void {
    this.chosen = new Set();
    this.#anchor = null;
  }

  /** What an action on this row is about: the whole choice when the row is part of it. */
  about(id: number): number[] {
    return this.chosen.has(id) ? [...this.chosen] : [id];
  }
}
