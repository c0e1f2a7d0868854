// Bytes, rates and durations as people on a set read them. Decimal units, like the cards they shoot on.

import type { Language } from "../ipc/types";
import { language, locale, say } from "./words.svelte";

const made = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

/** Formatters cost more to make than to use: each is made once for each language. */
function once<F extends Intl.NumberFormat | Intl.DateTimeFormat>(what: string, make: (locale: string) => F): F {
  const key = `${locale()} ${what}`;
  const format = (made.get(key) as F | undefined) ?? make(locale());
  made.set(key, format);
  return format;
}

/** With so many digits after the decimal mark. */
const figures = (n: number, digits: number): string =>
  once(`digits ${digits}`, (of) => new Intl.NumberFormat(of, { minimumFractionDigits: digits, maximumFractionDigits: digits })).format(n);

const sizes = ["units-bytes", "units-kilobytes", "units-megabytes", "units-gigabytes", "units-terabytes", "units-petabytes"];

export function bytes(count: number): string {
  let value = Math.max(0, count);
  let unit = 0;
  while (value >= 999.5 && unit < sizes.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  return say(sizes[unit]!, { n: figures(value, digits) });
}

export function rate(bytesPerSecond: number): string {
  const mbit = (bytesPerSecond * 8) / 1e6;
  if (mbit >= 9950) return say("units-gbit", { n: figures(mbit / 1000, 0) });
  if (mbit >= 1000) return say("units-gbit", { n: figures(mbit / 1000, 1) });
  return say("units-mbit", { n: figures(mbit, mbit >= 10 ? 0 : 1) });
}

/** What a link is sold as, which is a round number. */
export function linkSpeed(mbit: number): string {
  return mbit >= 1000
    ? say("units-gbit", { n: figures(mbit / 1000, mbit % 1000 === 0 ? 0 : 1) })
    : say("units-mbit", { n: count(mbit) });
}

const twoFigures = (n: number): string => String(n).padStart(2, "0");

/** A length of time in the two largest units: "38 min", "2 h 05 min". */
export function duration(seconds: number): string {
  const s = Math.max(0, Math.ceil(seconds));
  if (s < 60) return say("units-seconds", { n: s });
  const minutes = Math.round(s / 60);
  if (minutes < 60) return say("units-minutes", { n: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return say("units-hours", { hours, minutes: twoFigures(minutes % 60) });
  return say("units-days", { days: Math.floor(hours / 24), hours: hours % 24 });
}

/** "4:59", for a countdown. */
export function countdown(milliseconds: number): string {
  const s = Math.max(0, Math.ceil(milliseconds / 1000));
  return `${Math.floor(s / 60)}:${twoFigures(s % 60)}`;
}

export const milliseconds = (n: number): string => say("units-milliseconds", { n: count(n) });

export function count(n: number): string {
  return once("count", (of) => new Intl.NumberFormat(of)).format(n);
}

export function percent(fraction: number): string {
  // 100 % is a promise: not before everything is there.
  return wholePercent(fraction >= 1 ? 100 : Math.min(99, Math.floor(fraction * 100)));
}

export const wholePercent = (n: number): string => say("units-percent", { n });

// The day is written out where that is short, and in figures where it is not.
const dayShapes: Record<Language, Intl.DateTimeFormatOptions> = {
  en: { weekday: "short", day: "numeric", month: "short" },
  de: { weekday: "short", day: "2-digit", month: "2-digit" },
};
const hour = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;

const day = (at: number): string => once("day", (of) => new Intl.DateTimeFormat(of, dayShapes[language()])).format(at);
export const timeOfDay = (at: number): string => once("time", (of) => new Intl.DateTimeFormat(of, hour)).format(at);
export const exactTime = (at: number): string =>
  once("exact", (of) => new Intl.DateTimeFormat(of, { ...hour, second: "2-digit" })).format(at);

const sameDay = (a: number, b: number) => new Date(a).toDateString() === new Date(b).toDateString();

/** "14:05" today, "Tue 3 Mar, 14:05" otherwise. */
export function moment(at: number, now: number): string {
  return sameDay(at, now) ? timeOfDay(at) : say("units-moment", { day: day(at), time: timeOfDay(at) });
}

/** "Today, 14:05", "Tue 3 Mar, 14:05". */
export function dayAndTime(at: number, now: number): string {
  return say("units-moment", { day: sameDay(at, now) ? say("units-today") : day(at), time: timeOfDay(at) });
}

/** With a capital letter, where a sentence begins with it. */
export const capital = (words: string): string => words.charAt(0).toLocaleUpperCase(locale()) + words.slice(1);

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
