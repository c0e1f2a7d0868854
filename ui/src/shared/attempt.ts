// Runs a command for the person; when it is refused, says so in words.

import { asCommandError, words } from "../ipc/errors";
import { toasts } from "./toasts.svelte";

export async function attempt<T>(command: () => Promise<T>): Promise<T | undefined> {
  try {
    return await command();
  } catch (thrown) {
    const error = asCommandError(thrown);
    const { title, whatYouCanDo } = words(error.code);
    toasts.say(title, { tone: "attention", detail: error.said || whatYouCanDo });
    return undefined;
  }
}
