// Which rows of a long list are in sight. All rows are equally high, so that 100,000 cost what 30 do.

import { untrack } from "svelte";
import { textSize } from "./text-size.svelte";

export type Range = { first: number; last: number };

export class Sight {
  scrollTop = $state(0);
  height = $state(600);
  /** It is drawn along by more than it shows, again and again: nobody reads anything yet. */
  rushing = $state(false);
  #box: HTMLElement | null = null;
  #jumpedAt = Number.NEGATIVE_INFINITY;
  #calm: ReturnType<typeof setTimeout> | undefined;

  constructor(
    /** Height of a row in rem: rows grow with the person's text size. */
    private readonly rem: number,
    /** Rows kept ready above and below. */
    private readonly spare: number,
  ) {}

  get rowHeight(): number {
    return this.rem * textSize.rem;
  }

  /** For an effect: measures the box as long as it lives. */
  watch(box: HTMLElement): () => void {
    this.#box = box;
    const look = () => {
      this.height = box.clientHeight || 600;
    };
    untrack(look);
    if (typeof ResizeObserver === "undefined") return () => {};
    const observer = new ResizeObserver(look);
    observer.observe(box);
    return () => {
      clearTimeout(this.#calm);
      observer.disconnect();
    };
  }

  /** The box was scrolled, or the browser moved it because the list became shorter. */
  follow(): void {
    const top = this.#box?.scrollTop ?? 0;
    if (Math.abs(top - this.scrollTop) > this.height) this.#jumped();
    this.scrollTop = top;
  }

  /** One jump is a key; several in a row are a hand on the scroll bar. */
  #jumped(): void {
    const now = performance.now();
    if (now - this.#jumpedAt < 150) {
      this.rushing = true;
      clearTimeout(this.#calm);
      this.#calm = setTimeout(() => (this.rushing = false), 120);
    }
    this.#jumpedAt = now;
  }

  range(rows: number): Range {
    return {
      first: Math.max(0, Math.floor(this.scrollTop / this.rowHeight) - this.spare),
      last: Math.min(rows, Math.ceil((this.scrollTop + this.height) / this.rowHeight) + this.spare),
    };
  }

  /** How far Page Up and Page Down go. */
  get page(): number {
    return Math.max(1, Math.floor(this.height / this.rowHeight) - 1);
  }

  reveal(index: number): void {
    const box = this.#box;
    if (!box) return;
    const top = index * this.rowHeight;
    if (top < box.scrollTop) box.scrollTop = top;
    else if (top + this.rowHeight > box.scrollTop + this.height) box.scrollTop = top + this.rowHeight - this.height;
    this.follow();
  }
}
