// The queue in words: states, filters, standstill, sentences.

import { words } from "../../ipc/errors";
import type { ErrorCode, Headline, List, MediaKind, Pause, Standstill, Upload, UploadProgress } from "../../ipc/types";
import { kindMark, kindWord } from "../../shared/kinds";
import { bytes, count, duration, moment, plural, rate, timeOfDay } from "../../shared/units";

export { kindMark, kindWord };

export const filters: { list: List; word: string; short: string }[] = [
  { list: "active", word: "Active", short: "Active" },
  { list: "waiting", word: "Waiting", short: "Waiting" },
  { list: "offered", word: "Offered", short: "Offered" },
  { list: "attention", word: "Needs attention", short: "Attention" },
  { list: "done", word: "Done", short: "Done" },
  { list: "all", word: "All", short: "All" },
];

export const emptyWords: Record<List, string> = {
  active: "Nothing is moving right now",
  waiting: "Nothing is waiting",
  offered: "Nothing waits to be picked",
  attention: "Nothing needs you",
  done: "Nothing is finished yet",
  all: "Nothing here yet",
};

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
  captive_portal: "Network sign-in",
  proxy_refused: "Proxy refused",
  clock_wrong: "Wrong clock",
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
      return state.until === null ? "Paused" : `Paused until ${moment(state.until, now)}`;
    case "offered":
      return "Not picked yet";
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

/** The same in a row, beside the mark of a pause, where there is little room. */
export function shortStateWord(upload: Upload, now: number): string {
  const state = upload.state;
  return state.state === "paused" && state.until !== null ? `until ${timeOfDay(state.until)}` : stateWord(upload, now);
}

/** What a state means and what to do about it, where nothing is wrong. */
export function stateSentence(upload: Upload, now: number): string | null {
  const state = upload.state;
  switch (state.state) {
    case "queued":
      return "It goes when its turn comes. Move it to the top to send it at once.";
    case "uploading":
      return upload.growing
        ? "It is still being recorded and is sent while it grows. The rest follows within seconds of its end."
        : null;
    case "paused":
      return state.until === null
        ? "It waits until you resume it. What the cloud has accepted is kept."
        : `It goes on by itself at ${moment(state.until, now)}, or when you resume it. What the cloud has accepted is kept.`;
    case "offered":
      return "It was found in a watched folder while automatic uploads are off. Upload it, or leave it out.";
    case "cancelled":
      return "It is not sent. Retry puts it back into the queue.";
    case "done":
      return "Every part was accepted by the cloud.";
    default:
      return null;
  }
}

export const resumedWords = (upload: Upload): string | null =>
  upload.resumed_at_part !== null && upload.resumed_at_part > 1 && isLeft(upload)
    ? `resumed at part ${count(upload.resumed_at_part)}${upload.part_count ? ` of ${count(upload.part_count)}` : ""}`
    : null;

export const growingWords = (upload: Upload): string | null =>
  upload.growing && (isLeft(upload) || isOffered(upload)) ? `recording · ${bytes(upload.size)} so far` : null;

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
    const sent = done > 0 ? `${plural(done, "file")} sent` : "";
    // Not everything is up while one of them is set aside.
    const aside = headline.needs_attention;
    if (aside > 0) {
      return [sent, aside === 1 ? "1 needs attention" : `${count(aside)} need attention`].filter((piece) => piece !== "").join(" · ");
    }
    return sent === "" ? "Nothing in the queue" : `Everything is up · ${sent}`;
  }
  // What is in the cables is not there yet.
  if (headline.bytes_left === 0) return `${plural(headline.files_left, "file")} · finishing`;
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
  action: "resume" | "sign_in" | "settings" | null;
};

const networks: Partial<Record<ErrorCode, { word: string; then: string }>> = {
  captive_portal: { word: "This network asks you to sign in", then: "open its page in your browser" },
  proxy_refused: { word: "The proxy lets nothing through", then: "ask whoever runs the network" },
  untrusted: { word: "The certificate that answers is not trusted", then: "nothing is sent; ask whoever runs it" },
  clock_wrong: { word: "The clock of this computer is wrong", then: "set it, and the uploads go on" },
};

/** Why nothing moves, in one word and its reason; the next try counts down. */
export function standstillWords(standstill: Standstill, pause: Pause, now: number): StandstillWords {
  const nextTry = (at: number) =>
    at > now ? `next try in ${duration((at - now) / 1000)}` : "trying now";
  switch (standstill.because) {
    case "network": {
      const why = networks[standstill.why];
      const next = nextTry(standstill.next_try);
      return why
        ? { word: why.word, reason: `${why.then} · ${next}`, tone: "attention", action: null }
        : { word: "Waiting for the network", reason: next, tone: "calm", action: null };
    }
    case "metered":
      return { word: "Holding back", reason: "bytes cost money on this network", tone: "calm", action: "settings" };
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

/** What the other files of a recording are to this one. */
export function togetherWord(kind: MediaKind): string {
  return kind === "ocf" ? "Original" : kindWord(kind);
}
