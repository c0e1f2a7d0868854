// Bytes, rates and durations as people on a set read them. Decimal units, like the cards they shoot on.

const sizes = ["B", "KB", "MB", "GB", "TB", "PB"];

export function bytes(count: number): string {
  let value = Math.max(0, count);
  let unit = 0;
  while (value >= 999.5 && unit < sizes.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${sizes[unit]}`;
}

export function rate(bytesPerSecond: number): string {
  const mbit = (bytesPerSecond * 8) / 1e6;
  if (mbit >= 9950) return `${(mbit / 1000).toFixed(0)} Gbit/s`;
  if (mbit >= 1000) return `${(mbit / 1000).toFixed(1)} Gbit/s`;
  if (mbit >= 10) return `${Math.round(mbit)} Mbit/s`;
  return `${mbit.toFixed(1)} Mbit/s`;
}

/** A length of time in the two largest units: "38 min", "2 h 05 min". */
export function duration(seconds: number): string {
  const s = Math.max(0, Math.ceil(seconds));
  if (s < 60) return `${s} s`;
  const minutes = Math.round(s / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${String(minutes % 60).padStart(2, "0")} min`;
  const days = Math.floor(hours / 24);
  return `${days} d ${hours % 24} h`;
}

/** "4:59", for a countdown. */
export function countdown(milliseconds: number): string {
  const s = Math.max(0, Math.ceil(milliseconds / 1000));
  return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}`;
}

export function count(n: number): string {
  return n.toLocaleString("en-US");
}

export function plural(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

export function percent(fraction: number): string {
  // 100 % is a promise: not before everything is there.
  return `${fraction >= 1 ? 100 : Math.min(99, Math.floor(fraction * 100))}%`;
}

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const clockSeconds = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});
const day = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short" });

export const timeOfDay = (at: number): string => clock.format(at);
export const exactTime = (at: number): string => clockSeconds.format(at);

const sameDay = (a: number, b: number) => new Date(a).toDateString() === new Date(b).toDateString();

/** "14:05" today, "Tue, 3 Mar, 14:05" otherwise. */
export function moment(at: number, now: number): string {
  return sameDay(at, now) ? timeOfDay(at) : `${day.format(at)}, ${timeOfDay(at)}`;
}

/** "Today, 14:05", "Tue, 3 Mar, 14:05". */
export function dayAndTime(at: number, now: number): string {
  return `${sameDay(at, now) ? "Today" : day.format(at)}, ${timeOfDay(at)}`;
}

/** The last folders of a path: enough to know the card, short enough for a row. */
export function folderTail(folder: string): string {
  const pieces = folder.split(/[\\/]+/).filter(Boolean);
  return pieces.slice(-2).join(" / ");
}

/** A name in two pieces, so that it can be shortened in the middle: reels differ at both ends. */
export function splitName(name: string): [head: string, tail: string] {
  if (name.length <= 14) return [name, ""];
  return [name.slice(0, -8), name.slice(-8)];
}

/** Up to two letters that stand for a name. */
export function initials(name: string): string {
  const words = name.match(/[\p{L}\p{N}]+/gu) ?? [];
  const ends = words.length > 1 ? [words[0]!, words.at(-1)!] : words.slice(0, 1);
  return ends.map((word) => [...word][0]!.toLocaleUpperCase()).join("");
}
