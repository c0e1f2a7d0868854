// The queue in words: states, filters, standstill, sentences.

import { words } from "../../ipc/errors";
import type { ErrorCode, Headline, List, MediaKind, Pause, Standstill, Upload, UploadProgress } from "../../ipc/types";
import { kindMark, kindWord } from "../../shared/kinds";
import { bytes, duration, moment, rate, timeOfDay } from "../../shared/units";
import { say } from "../../shared/words.svelte";

export { kindMark, kindWord };

const lists: List[] = ["active", "waiting", "offered", "attention", "done", "all"];

export const filters = (): { list: List; word: string; short: string }[] =>
  lists.map((list) => ({ list, word: say(`queue-filter-${list}`), short: say(`queue-filter-${list}-short`) }));

export const emptyWords = (list: List): string => say(`queue-filter-${list}-empty`);

/** Still on its way: counts as a file left. */
export function isLeft(upload: Upload): boolean {
  switch (upload.state.state) {
    case "queued":
    case "uploading":
    case "waiting_for_time":
    case "waiting_for_network":
    case "waiting_for_authorization":
    case "paused":
      return true;
    case "offered":
    case "failed":
    case "skipped":
    case "done":
    case "cancelled":
      return false;
  }
}

const isOffered = (u: Upload): boolean => u.state.state === "offered";
export const needsYou = (u: Upload): boolean => u.state.state === "failed" || u.state.state === "skipped";
export const canPause = (u: Upload): boolean => isLeft(u) && u.state.state !== "paused";
export const canResume = (u: Upload): boolean => u.state.state === "paused" || isOffered(u);
export const canCancel = (u: Upload): boolean => isLeft(u) || isOffered(u);
export const canMoveToTop = isLeft;
export const canRetry = (u: Upload): boolean =>
  u.state.state === "failed" || u.state.state === "cancelled" || u.state.state === "waiting_for_time";
export const canRemove = (u: Upload): boolean => !isLeft(u) && !isOffered(u);

/** What has short words for the state column of a row: what failed, in three words at most. */
const shortFailures = new Set<ErrorCode>([
  "file_missing",
  "file_changed",
  "file_unreadable",
  "asset_gone",
  "plan_limit",
  "target_expired",
  "rejected",
  "storage_full",
  "captive_portal",
  "proxy_refused",
  "clock_wrong",
]);

export function stateWord(upload: Upload, now: number): string {
  const state = upload.state;
  switch (state.state) {
    case "queued":
      return say("queue-state-queued");
    case "uploading":
      return say("queue-state-uploading");
    case "waiting_for_time":
      return state.until > now ? say("queue-state-again-in", { time: duration((state.until - now) / 1000) }) : say("queue-state-again");
    case "waiting_for_network":
      return say("queue-state-network");
    case "waiting_for_authorization":
      return say("queue-state-authorization");
    case "paused":
      return state.until === null ? say("queue-state-paused") : say("queue-state-paused-until", { time: moment(state.until, now) });
    case "offered":
      return say("queue-state-offered");
    case "failed":
      return shortFailures.has(state.error) ? say(`queue-failed-${state.error}`) : say("queue-state-failed");
    case "skipped":
      return say("queue-state-skipped");
    case "done":
      return say("queue-state-done");
    case "cancelled":
      return say("queue-state-cancelled");
  }
}

/** The same in a row, beside the mark of a pause, where there is little room. */
export function shortStateWord(upload: Upload, now: number): string {
  const state = upload.state;
  return state.state === "paused" && state.until !== null
    ? say("queue-state-paused-until-short", { time: timeOfDay(state.until) })
    : stateWord(upload, now);
}

/** What a state means and what to do about it, where nothing is wrong. */
export function stateSentence(upload: Upload, now: number): string | null {
  const state = upload.state;
  switch (state.state) {
    case "queued":
      return say("queue-means-queued");
    case "uploading":
      return upload.growing ? say("queue-means-growing") : null;
    case "paused":
      return state.until === null
        ? say("queue-means-paused")
        : say("queue-means-paused-until", { time: moment(state.until, now) });
    case "offered":
      return say("queue-means-offered");
    case "cancelled":
      return say("queue-means-cancelled");
    case "done":
      return say("queue-means-done");
    default:
      return null;
  }
}

export function resumedWords(upload: Upload): string | null {
  const part = upload.resumed_at_part;
  if (part === null || part <= 1 || !isLeft(upload)) return null;
  return upload.part_count ? say("queue-resumed-of", { part, parts: upload.part_count }) : say("queue-resumed", { part });
}

export const growingWords = (upload: Upload): string | null =>
  upload.growing && (isLeft(upload) || isOffered(upload)) ? say("queue-recording", { bytes: bytes(upload.size) }) : null;

export const sentBytes = (upload: Upload, progress: UploadProgress | undefined): number =>
  upload.state.state === "done"
    ? upload.size
    : Math.min(upload.size, Math.max(upload.accepted_bytes, progress?.sent_bytes ?? 0));

export function secondsLeft(upload: Upload, progress: UploadProgress | undefined): number | null {
  // Nobody knows how long a recording goes on.
  if (upload.growing || upload.state.state !== "uploading") return null;
  if (!progress || progress.bytes_per_second < 1000) return null;
  return (upload.size - sentBytes(upload, progress)) / progress.bytes_per_second;
}

/** The one sentence at the top. */
export function headlineWords(headline: Headline, done: number): string {
  if (headline.files_left === 0) {
    const sent = done > 0 ? say("queue-sent", { n: done }) : "";
    // Not everything is up while one of them is set aside.
    const aside = headline.needs_attention;
    if (aside > 0) {
      return [sent, say("queue-need-attention", { n: aside })].filter((piece) => piece !== "").join(" · ");
    }
    return sent === "" ? say("queue-nothing") : `${say("queue-everything-up")} · ${sent}`;
  }
  // What is in the cables is not there yet.
  const files = say("units-files", { n: headline.files_left });
  if (headline.bytes_left === 0) return `${files} · ${say("queue-finishing")}`;
  const pieces = [files, say("queue-bytes-left", { bytes: bytes(headline.bytes_left) })];
  if (headline.standstill === null && headline.bytes_per_second > 0) {
    const speed = rate(headline.bytes_per_second);
    pieces.push(
      headline.seconds_left === null ? speed : say("queue-about", { time: duration(headline.seconds_left), rate: speed }),
    );
  }
  return pieces.join(" · ");
}

export type StandstillWords = {
  word: string;
  reason: string;
  tone: "calm" | "attention";
  action: "resume" | "sign_in" | "settings" | null;
};

/** What a person can help with when the network carries nothing. */
const mendable = new Set<ErrorCode>(["captive_portal", "proxy_refused", "untrusted", "clock_wrong"]);

/** Why nothing moves, in one word and its reason; the next try counts down. */
export function standstillWords(standstill: Standstill, pause: Pause, now: number): StandstillWords {
  const nextTry = (at: number) =>
    at > now ? say("queue-next-try", { time: duration((at - now) / 1000) }) : say("queue-trying-now");
  switch (standstill.because) {
    case "network": {
      const { why } = standstill;
      const next = nextTry(standstill.next_try);
      if (!mendable.has(why)) return { word: say("queue-standstill-network"), reason: next, tone: "calm", action: null };
      const then = say(`queue-standstill-${why}-then`);
      return { word: say(`queue-standstill-${why}`), reason: `${then} · ${next}`, tone: "attention", action: null };
    }
    case "metered":
      return { word: say("queue-standstill-metered"), reason: say("queue-standstill-metered-why"), tone: "calm", action: "settings" };
    case "busy":
      return { word: say("queue-standstill-busy"), reason: nextTry(standstill.next_try), tone: "calm", action: null };
    case "authorization":
      return { word: say("queue-standstill-signed-out"), reason: say("queue-standstill-signed-out-why"), tone: "attention", action: "sign_in" };
    case "paused":
      return { word: say("queue-paused"), reason: pauseReason(pause, now), tone: "calm", action: "resume" };
    case "storage":
      return { word: say("queue-standstill-storage"), reason: standstill.said || words("storage_failed").title, tone: "attention", action: null };
  }
}

export function pauseReason(pause: Pause, now: number): string {
  return pause.paused === "until" ? say("queue-paused-until", { time: moment(pause.until, now) }) : say("queue-paused-until-resumed");
}

/** What the other files of a recording are to this one. */
export function togetherWord(kind: MediaKind): string {
  return kind === "ocf" ? say("queue-together-original") : kindWord(kind);
}
