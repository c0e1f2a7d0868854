// The one table from ErrorCode to words: what happened, what Labrun does by itself, what the person
// can do. The particulars (which file, which host) come from the backend as `said`.
// A new code: add its row here; the type makes forgetting it an error.

import type { CommandError, ErrorCode } from "./types";

/** "attention": a person is needed. "lost": gone for good. "calm": it mends by itself. */
export type Tone = "calm" | "attention" | "lost";

/** The one button that helps most. The screen that shows it knows how to do it. */
export type NextStep = "retry" | "sign_in" | "show_in_folder" | "try_again" | "add_again" | null;

export type Words = {
  title: string;
  whatLabrunDoes: string;
  whatYouCanDo: string;
  tone: Tone;
  action: NextStep;
};

const table: Record<ErrorCode, Words> = {
  offline: {
    title: "The camera cloud cannot be reached",
    whatLabrunDoes: "Labrun keeps trying and goes on by itself.",
    whatYouCanDo: "Check the network, or carry on working: nothing is lost.",
    tone: "calm",
    action: null,
  },
  untrusted: {
    title: "The connection is not safe",
    whatLabrunDoes: "Labrun sends nothing while the cloud cannot prove who it is.",
    whatYouCanDo: "Check the date of this computer, then ask whoever runs the network about a proxy.",
    tone: "attention",
    action: "try_again",
  },
  captive_portal: {
    title: "This network asks you to sign in first",
    whatLabrunDoes: "Labrun sends nothing to the page in between, keeps trying and goes on by itself.",
    whatYouCanDo: "Open any page in your browser and agree to what the network asks, or use another network.",
    tone: "attention",
    action: null,
  },
  proxy_refused: {
    title: "The proxy of this network lets nothing through",
    whatLabrunDoes: "Labrun keeps trying and goes on by itself when it may.",
    whatYouCanDo: "Ask whoever runs the network to let this computer reach the cloud, or use another network.",
    tone: "attention",
    action: null,
  },
  clock_wrong: {
    title: "The clock of this computer is wrong",
    whatLabrunDoes: "The cloud refuses what is signed with a wrong time, so Labrun waits and tries again by itself.",
    whatYouCanDo: "Set date, time and time zone of this computer, best from the network.",
    tone: "attention",
    action: null,
  },
  busy: {
    title: "The camera cloud is busy",
    whatLabrunDoes: "Labrun waits a little and tries again by itself.",
    whatYouCanDo: "Nothing to do.",
    tone: "calm",
    action: null,
  },
  not_authorized: {
    title: "Signed out by the camera cloud",
    whatLabrunDoes: "The uploads are kept and wait for you.",
    whatYouCanDo: "Sign in again; they go on where they stopped.",
    tone: "attention",
    action: "sign_in",
  },
  wrong_secret: {
    title: "The cloud does not know this secret",
    whatLabrunDoes: "Nothing was kept.",
    whatYouCanDo: "Check the secret for missing characters and type it again.",
    tone: "attention",
    action: "try_again",
  },
  wrong_login: {
    title: "The cloud does not take this sign-in",
    whatLabrunDoes: "Nothing was kept.",
    whatYouCanDo: "Check the name and the password or key, and type them again. Mind Caps Lock.",
    tone: "attention",
    action: "try_again",
  },
  denied: {
    title: "Sign-in was refused",
    whatLabrunDoes: "Nothing was kept.",
    whatYouCanDo: "Ask a project admin to allow camera devices for you, then try again.",
    tone: "attention",
    action: "try_again",
  },
  plan_limit: {
    title: "The account has reached its limit",
    whatLabrunDoes: "The file is set aside; the other uploads go on.",
    whatYouCanDo: "Ask the account's owner to free storage or change the plan, then retry.",
    tone: "attention",
    action: "retry",
  },
  recorded_while_paused: {
    title: "Recorded while the project was paused",
    whatLabrunDoes: "The cloud never takes what was recorded during a pause, so Labrun leaves it out.",
    whatYouCanDo: "If it is needed, add it in the project from a browser.",
    tone: "attention",
    action: "show_in_folder",
  },
  target_expired: {
    title: "The upload stood still for too long",
    whatLabrunDoes: "The cloud gives an upload one day. It has to begin again.",
    whatYouCanDo: "Retry to upload the file from the start.",
    tone: "attention",
    action: "retry",
  },
  asset_gone: {
    title: "The file was deleted in the project",
    whatLabrunDoes: "Labrun stopped: somebody removed it while it was on its way.",
    whatYouCanDo: "If that was a mistake, retry to upload it again.",
    tone: "attention",
    action: "retry",
  },
  part_refused: {
    title: "The cloud would not take a part of the file",
    whatLabrunDoes: "It has been sent several times, and what arrived is kept.",
    whatYouCanDo: "Check that the file plays, then try again.",
    tone: "attention",
    action: "retry",
  },
  rejected: {
    title: "The cloud does not accept this file",
    whatLabrunDoes: "The file is set aside; the other uploads go on.",
    whatYouCanDo: "Check that the file plays, then retry.",
    tone: "attention",
    action: "retry",
  },
  file_changed: {
    title: "The file changed during its upload",
    whatLabrunDoes: "Labrun stopped, so that half old and half new is never delivered.",
    whatYouCanDo: "When nothing writes to it any more, retry from the start.",
    tone: "attention",
    action: "retry",
  },
  file_missing: {
    title: "The file is not there any more",
    whatLabrunDoes: "Labrun keeps its place in the list; the other uploads go on.",
    whatYouCanDo: "Put the card or drive back, then retry.",
    tone: "attention",
    action: "retry",
  },
  file_unreadable: {
    title: "The file cannot be read",
    whatLabrunDoes: "The file is set aside; the other uploads go on.",
    whatYouCanDo: "Check the card and the rights on the file, then retry.",
    tone: "attention",
    action: "retry",
  },
  not_a_file: {
    title: "This is not a file",
    whatLabrunDoes: "It was left out.",
    whatYouCanDo: "Add the files inside the folder instead.",
    tone: "attention",
    action: null,
  },
  file_empty: {
    title: "The file is empty",
    whatLabrunDoes: "It was left out: there is nothing to send.",
    whatYouCanDo: "Check the recording; add it again when it has content.",
    tone: "attention",
    action: "show_in_folder",
  },
  file_too_large: {
    title: "The file is larger than the cloud allows",
    whatLabrunDoes: "It was left out.",
    whatYouCanDo: "Send a smaller version, or split the recording.",
    tone: "attention",
    action: "show_in_folder",
  },
  storage_full: {
    title: "This computer's disk is full",
    whatLabrunDoes: "Uploads stand still, so that nothing is forgotten.",
    whatYouCanDo: "Free some space; Labrun goes on by itself.",
    tone: "attention",
    action: null,
  },
  storage_failed: {
    title: "Labrun cannot write its queue to disk",
    whatLabrunDoes: "Uploads stand still, so that nothing is forgotten.",
    whatYouCanDo: "Check this computer's disk, then start Labrun again.",
    tone: "attention",
    action: null,
  },
  vault_unavailable: {
    title: "The keyring of this computer cannot be used",
    whatLabrunDoes: "Nothing secret is written anywhere else.",
    whatYouCanDo: "Unlock the keyring, or use an encrypted vault file.",
    tone: "attention",
    action: "try_again",
  },
  vault_locked: {
    title: "The vault is locked",
    whatLabrunDoes: "Uploads wait until it is open.",
    whatYouCanDo: "Unlock it with its passphrase.",
    tone: "attention",
    action: "try_again",
  },
  wrong_passphrase: {
    title: "That passphrase does not open the vault",
    whatLabrunDoes: "The vault stays locked; nothing was changed.",
    whatYouCanDo: "Type it again. Mind Caps Lock and the keyboard layout.",
    tone: "attention",
    action: "try_again",
  },
  not_allowed: {
    title: "That is not possible right now",
    whatLabrunDoes: "Nothing was changed.",
    whatYouCanDo: "Look at its state again; it may have moved on meanwhile.",
    tone: "calm",
    action: null,
  },
  unknown_connection: {
    title: "That connection is gone",
    whatLabrunDoes: "Nothing was changed.",
    whatYouCanDo: "Choose another connection, or connect again.",
    tone: "attention",
    action: null,
  },
  internal: {
    title: "Something went wrong inside Labrun",
    whatLabrunDoes: "What the cloud has accepted is safe and written down.",
    whatYouCanDo: "Try again. If it comes back, restart Labrun.",
    tone: "attention",
    action: "try_again",
  },
};

export function words(code: ErrorCode): Words {
  return table[code] ?? table.internal;
}

export const codes = Object.keys(table) as ErrorCode[];

/** Anything that was thrown, as the CommandError it should have been. */
export function asCommandError(thrown: unknown): CommandError {
  if (typeof thrown === "object" && thrown !== null && "code" in thrown && "said" in thrown) {
    return thrown as CommandError;
  }
  return { code: "internal", said: "" };
}
