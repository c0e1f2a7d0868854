// Things said once. The frame draws them; anybody may say one.

export type ToastTone = "info" | "good" | "attention";
export type ToastAction = { label: string; run: () => void };
export type Toast = {
  id: number;
  tone: ToastTone;
  said: string;
  detail: string | null;
  action: ToastAction | null;
};

const shown = 4;
const lifetime: Record<ToastTone, number> = { info: 6_000, good: 5_000, attention: 12_000 };

class Toasts {
  list = $state.raw<Toast[]>([]);
  #next = 1;
  #timers = new Map<number, ReturnType<typeof setTimeout>>();

  say(said: string, more: Partial<Omit<Toast, "id" | "said">> = {}): void {
    const toast: Toast = { id: this.#next++, tone: "info", detail: null, action: null, ...more, said };
    const same = this.list.find((t) => t.said === toast.said && t.detail === toast.detail);
    if (same) this.dismiss(same.id);
    for (const old of this.list.slice(0, Math.max(0, this.list.length - shown + 1))) this.dismiss(old.id);
    this.list = [...this.list, toast];
    this.release(toast.id);
  }

  /** Somebody is reading it: it stays. */
  hold(id: number): void {
    clearTimeout(this.#timers.get(id));
  }

  release(id: number): void {
    const toast = this.list.find((t) => t.id === id);
    if (!toast) return;
    this.hold(id);
    this.#timers.set(id, setTimeout(() => this.dismiss(id), lifetime[toast.tone]));
  }

  dismiss(id: number): void {
    this.hold(id);
    this.#timers.delete(id);
    this.list = this.list.filter((t) => t.id !== id);
  }

  clear(): void {
    for (const toast of this.list) this.dismiss(toast.id);
  }
}

export const toasts = new Toasts();
