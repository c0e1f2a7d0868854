// The one table of the ErrorCodes: how bad each is and what helps most. What happened, what Labrun does
// by itself and what the person can do is in the catalogue, under the code. The particulars (which file,
// which host) come from the backend as `said`.
// A new code: add its row here, where the type makes forgetting it an error, and its words in errors.ftl.

import { say } from "../shared/words.svelte";
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

type Row = { tone: Tone; action: NextStep };

const table: Record<ErrorCode, Row> = {
  offline: { tone: "calm", action: null },
  untrusted: { tone: "attention", action: "try_again" },
  captive_portal: { tone: "attention", action: null },
  proxy_refused: { tone: "attention", action: null },
  clock_wrong: { tone: "attention", action: null },
  busy: { tone: "calm", action: null },
  not_authorized: { tone: "attention", action: "sign_in" },
  wrong_secret: { tone: "attention", action: "try_again" },
  wrong_login: { tone: "attention", action: "try_again" },
  denied: { tone: "attention", action: "try_again" },
  plan_limit: { tone: "attention", action: "retry" },
  recorded_while_paused: { tone: "attention", action: "show_in_folder" },
  target_expired: { tone: "attention", action: "retry" },
  asset_gone: { tone: "attention", action: "retry" },
  part_refused: { tone: "attention", action: "retry" },
  rejected: { tone: "attention", action: "retry" },
  file_changed: { tone: "attention", action: "retry" },
  file_missing: { tone: "attention", action: "retry" },
  file_unreadable: { tone: "attention", action: "retry" },
  not_a_file: { tone: "attention", action: null },
  file_empty: { tone: "attention", action: "show_in_folder" },
  file_too_large: { tone: "attention", action: "show_in_folder" },
  storage_full: { tone: "attention", action: null },
  storage_failed: { tone: "attention", action: null },
  vault_unavailable: { tone: "attention", action: "try_again" },
  vault_locked: { tone: "attention", action: "try_again" },
  wrong_passphrase: { tone: "attention", action: "try_again" },
  not_allowed: { tone: "calm", action: null },
  unknown_connection: { tone: "attention", action: null },
  internal: { tone: "attention", action: "try_again" },
};

export function words(code: ErrorCode): Words {
  // A backend that is newer than the window can say a code that is not here.
  const known = code in table ? code : "internal";
  return {
    title: say(`errors-${known}-title`),
    whatLabrunDoes: say(`errors-${known}-does`),
    whatYouCanDo: say(`errors-${known}-do`),
    ...table[known],
  };
}

export const codes = Object.keys(table) as ErrorCode[];

/** Anything that was thrown, as the CommandError it should have been. */
export function asCommandError(thrown: unknown): CommandError {
  if (typeof thrown === "object" && thrown !== null && "code" in thrown && "said" in thrown) {
    return thrown as CommandError;
  }
  return { code: "internal", said: "" };
}
