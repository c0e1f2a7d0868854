// The weekly schedule of limits: read, written in words, and where one rule hides behind another.

import type { LimitRule, Settings } from "../../ipc/types";
import { locale, say } from "../../shared/words.svelte";

/** What the days are called, Monday first. */
export function dayNames(length: "long" | "short"): string[] {
  const name = new Intl.DateTimeFormat(locale(), { weekday: length, timeZone: "UTC" });
  // The fifth of January 1970 was a Monday.
  return Array.from({ length: 7 }, (_, day) => name.format(Date.UTC(1970, 0, 5 + day)));
}

const week = 7 * 24 * 60;

/** "08:30" of minutes after midnight. */
export function clockOf(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

/** Minutes after midnight of what somebody typed: "8", "8:30", "0830", "18.30"; null when it is no time. */
export function minutesOf(typed: string): number | null {
  const text = typed.trim();
  const found = /^(\d{1,2})(?:[:.h ]?(\d{2}))?$/.exec(text);
  if (!found) return null;
  const hours = Number(found[1]);
  const minutes = Number(found[2] ?? 0);
  if (hours > 24 || minutes > 59 || (hours === 24 && minutes > 0)) return null;
  return hours * 60 + minutes;
}

/** What somebody typed as a number, with a point or a comma, in thousands or before what is less than one. */
export function numberOf(typed: string): number {
  const text = typed.trim();
  return Number(/^\d{1,3}([.,]\d{3})+$/.test(text) ? text.replace(/[.,]/g, "") : text.replace(",", "."));
}

export const limitWords = (mbit: number | null): string =>
  mbit === null ? say("settings-limit-none-kept") : say("settings-limit-mbit", { mbit });
export const percentWords = (percent: number): string => say("settings-percent", { percent });

/** "Every day", "Mon–Fri", "Mon, Wed". */
export function daysWords(chosen: readonly boolean[]): string {
  const on = chosen.flatMap((yes, day) => (yes ? [day] : []));
  if (on.length === 7) return say("settings-rule-every-day");
  if (on.length === 0) return say("settings-rule-no-day");
  const names = dayNames("short");
  const runs: number[][] = [];
  for (const day of on) {
    const run = runs.at(-1);
    if (run && run.at(-1) === day - 1) run.push(day);
    else runs.push([day]);
  }
  return runs
    .map((run) => (run.length > 2 ? `${names[run[0]!]}–${names[run.at(-1)!]}` : run.map((day) => names[day]).join(", ")))
    .join(", ");
}

/** "Mon–Fri, 08:00–18:00: 50 Mbit/s". */
export function ruleWords(rule: LimitRule): string {
  const whole = (rule.from === 0 && rule.to === 24 * 60) || rule.from === rule.to;
  const hours = { from: clockOf(rule.from), to: clockOf(rule.to) };
  const time = () => (rule.to <= rule.from ? say("settings-rule-time-overnight", hours) : say("settings-rule-time", hours));
  return say("settings-rule", {
    days: daysWords(rule.days),
    time: whole ? say("settings-rule-all-day") : time(),
    limit: limitWords(rule.limit_mbit),
  });
}

/** The stretches of the week in which a rule holds, in minutes since Monday's midnight. */
function stretches(rule: LimitRule): [number, number][] {
  const length = rule.to > rule.from ? rule.to - rule.from : rule.to + 24 * 60 - rule.from;
  return rule.days.flatMap((yes, day): [number, number][] => {
    if (!yes) return [];
    const from = day * 24 * 60 + rule.from;
    const to = from + length;
    return to > week ? [[from, week], [0, to - week]] : [[from, to]];
  });
}

/** The first rule before this one that holds at a moment when this one would: it decides there. */
export function hiddenBehind(schedule: readonly LimitRule[], index: number): number | null {
  const own = stretches(schedule[index]!);
  for (let i = 0; i < index; i++) {
    const other = stretches(schedule[i]!);
    if (own.some(([from, to]) => other.some(([a, b]) => from < b && a < to))) return i;
  }
  return null;
}

/** Which limit is in force at a moment, and by which rule; null: by the limit outside of the schedule. */
export function inForce(settings: Settings, at: Date): { limit: number | null; rule: number | null } {
  const minute = ((at.getDay() + 6) % 7) * 24 * 60 + at.getHours() * 60 + at.getMinutes();
  const rule = settings.schedule.findIndex((r) => stretches(r).some(([from, to]) => from <= minute && minute < to));
  return rule < 0 ? { limit: settings.limit_mbit, rule: null } : { limit: settings.schedule[rule]!.limit_mbit, rule };
}
