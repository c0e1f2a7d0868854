// The queue in words: states, filters, standstill, sentences.

import { words } from "../../ipc/errors";
import type { ErrorCode, Headline, MediaKind, Pause, Standstill, Upload, UploadProgress } from "../../ipc/types";
import { bytes, duration, moment, plural, rate } from "../../shared/units";

export type FilterName = "active" | "waiting" | "attention" | "done" | "all";

export const filters: { name: FilterName; word: string; short: string }[] = [
  { name: "active", word: "Active", short: "Active" },
  { name: "waiting", word: "Waiting", short: "Waiting" },
  { name: "attention", word: "Needs attention", short: "Attention" },
  { name: "done", word: "Done", short: "Done" },
  { name: "all", word: "All", short: "All" },
];

/**
 * Which filter an upload belongs to, beside "all". Cancelled ones show under "all" only. Waiting for a
 * sign-in is one thing to do, said once at the top and on the card, not once for each file.
 */
export function group(upload: Upload): Exclude<FilterName, "all"> | "over" {
  switch (upload.state.state) {
    case "uploading":
      return "active";
    case "queued":
    case "waiting_for_time":
    case "waiting_for_network":
    case "waiting_for_authorization":
    case "paused":
      return "waiting";
    case "failed":
    case "skipped":
      return "attention";
    case "done":
      return "done";
    case "cancelled":
      return "over";
  }
}

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
    case "failed":
    case "skipped":
    case "done":
    case "cancelled":
      return false;
  }
}

export const canPause = (u: Upload): boolean => isLeft(u) && u.state.state !== "paused";
export const canResume = (u: Upload): boolean => u.state.state === "paused";
export const canCancel = isLeft;
export const canMoveToTop = (u: Upload): boolean => isLeft(u);
export const canRetry = (u: Upload): boolean => u.state.state === "failed";
export const canRemove = (u: Upload): boolean => !isLeft(u);

const kinds: Record<MediaKind, { mark: string; word: string }> = {
  ocf: { mark: "OCF", word: "Original camera file" },
  proxy: { mark: "PROXY", word: "Proxy" },
  audio: { mark: "AUDIO", word: "Audio" },
  lut: { mark: "LUT", word: "LUT" },
  cdl: { mark: "CDL", word: "CDL" },
  still: { mark: "STILL", word: "Still" },
  other: { mark: "FILE", word: "Other file" },
};
export const kindMark = (kind: MediaKind): string => kinds[kind].mark;
export const kindWord = (kind: MediaKind): string => kinds[kind].word;

/** Short words for the state column of a row: what failed, in three words at most. */
const shortFailures: Partial<Record<ErrorCode, string>> = {
  file_missing: "File is gone",
  file_changed: "File changed",
  file_unreadable: "Cannot be read",
  asset_gone: "Deleted in project",
  plan_limit: "Account is full",
  target_expired: "Took too long",
  rejected: "Not accepted",
  storage_full: "Disk is full",
};

export function stateWord(upload: Upload, now: number): string {
  const state = upload.state;
  switch (state.state) {
    case "queued":
      return "Queued";
    case "uploading":
      return "Uploading";
    case "waiting_for_time":
      return state.until > now ? `Again in ${duration((state.until - now) / 1000)}` : "Trying again";
    case "waiting_for_network":
      return "No network";
    case "waiting_for_authorization":
      return "Waits for sign-in";
    case "paused":
      return "Paused";
    case "failed":
      return shortFailures[state.error] ?? "Failed";
    case "skipped":
      return "Skipped";
    case "done":
      return "Done";
    case "cancelled":
      return "Cancelled";
  }
}

export const resumedWords = (upload: Upload): string | null =>
  upload.resumed_at_part !== null && upload.resumed_at_part > 1 && isLeft(upload)
    ? `resumed at part ${upload.resumed_at_part}${upload.part_count ? ` of ${upload.part_count}` : ""}`
    : null;

export const sentBytes = (upload: Upload, progress: UploadProgress | undefined): number =>
  upload.state.state === "done"
    ? upload.size
    : Math.min(upload.size, Math.max(upload.accepted_bytes, progress?.sent_bytes ?? 0));

export function secondsLeft(upload: Upload, progress: UploadProgress | undefined): number | null {
  if (upload.state.state !== "uploading" || !progress || progress.bytes_per_second < 1000) return null;
  return (upload.size - sentBytes(upload, progress)) / progress.bytes_per_second;
}

/** The one sentence at the top. */
export function headlineWords(headline: Headline, done: number): string {
  if (headline.files_left === 0) {
    return done > 0 ? `Everything is up · ${plural(done, "file")} sent` : "Nothing in the queue";
  }
  const pieces = [plural(headline.files_left, "file"), `${bytes(headline.bytes_left)} left`];
  if (headline.standstill === null && headline.bytes_per_second > 0) {
    const speed = rate(headline.bytes_per_second);
    pieces.push(
      headline.seconds_left === null ? speed : `about ${duration(headline.seconds_left)} at ${speed}`,
    );
  }
  return pieces.join(" · ");
}

export type StandstillWords = {
  word: string;
  reason: string;
  tone: "calm" | "attention";
  action: "resume" | "sign_in" | null;
};

/** Why nothing moves, in one word and its reason; the next try counts down. */
export function standstillWords(standstill: Standstill, pause: Pause, now: number): StandstillWords {
  const nextTry = (at: number) =>
    at > now ? `next try in ${duration((at - now) / 1000)}` : "trying now";
  switch (standstill.because) {
    case "network":
      return { word: "Waiting for the network", reason: nextTry(standstill.next_try), tone: "calm", action: null };
    case "busy":
      return { word: "The cloud is busy", reason: nextTry(standstill.next_try), tone: "calm", action: null };
    case "authorization":
      return { word: "Signed out", reason: "sign in again and the uploads go on", tone: "attention", action: "sign_in" };
    case "paused":
      return { word: "Paused", reason: pauseReason(pause, now), tone: "calm", action: "resume" };
    case "storage":
      return { word: "Standing still", reason: standstill.said || words("storage_failed").title, tone: "attention", action: null };
  }
}

export function pauseReason(pause: Pause, now: number): string {
  return pause.paused === "until" ? `goes on at ${moment(pause.until, now)}` : "until you resume";
}
