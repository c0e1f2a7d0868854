// All that the window says, by its id, in the language of the person. The catalogue is crates/words: the
// same files serve the tray and the notifications.

import { FluentBundle, FluentResource } from "@fluent/bundle";
import type { Language } from "../ipc/types";

/** How each writes numbers and times. A new language: its line here, and its folder in the catalogue. */
const locales: Record<Language, string> = { en: "en-GB", de: "de-DE" };

const files = import.meta.glob<string>("../../../crates/words/*/*.ftl", { query: "?raw", import: "default", eager: true });

function bundleOf(spoken: Language): FluentBundle {
  // Names are kept apart from the words around them in CSS; marks in the text would be copied with it.
  const bundle = new FluentBundle(locales[spoken], { useIsolating: false });
  for (const [path, text] of Object.entries(files)) {
    if (path.includes(`/${spoken}/`)) bundle.addResource(new FluentResource(text));
  }
  return bundle;
}

const bundles: Record<Language, FluentBundle> = { en: bundleOf("en"), de: bundleOf("de") };
const strict = import.meta.env.MODE === "test";

let now = $state<Language>("en");

/** The language in force: whoever asks while drawing is drawn anew when it changes. */
export const language = (): Language => now;
/** The same for Intl. */
export const locale = (): string => locales[now];

export function speak(next: Language): void {
  now = next;
  document.documentElement.lang = next;
}

/** Every language, by what it calls itself. */
export const languages: { language: Language; name: string }[] = Object.entries(bundles).map(([spoken, bundle]) => ({
  language: spoken as Language,
  name: bundle.formatPattern(bundle.getMessage("app-language-name")!.value!),
}));

type Args = Record<string, string | number>;

/** What is said under an id. English where the language lacks it, and the id where English does, but not in tests. */
export const say = (id: string, args?: Args): string => sayIn(now, id, args);

/** The same in one language, whichever is in force. */
export function sayIn(spoken: Language, id: string, args?: Args): string {
  for (const bundle of [bundles[spoken], bundles.en]) {
    const pattern = bundle.getMessage(id)?.value;
    if (!pattern) {
      if (strict) throw new Error(`nothing is said under ${id} in ${spoken}`);
      continue;
    }
    const errors: Error[] = [];
    const said = bundle.formatPattern(pattern, args, errors);
    if (strict && errors[0]) throw new Error(`${id}: ${errors[0].message}`);
    return said;
  }
  return id;
}
