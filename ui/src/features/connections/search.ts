// Finding one name among ten thousand: ranked by how well it fits, blind to case and accents. Everything
// that does not depend on what is typed is worked out once per list.

export type Entry = { id: string; name: string; note: string | null };

/** Letters that are no plain letter with a mark: Unicode does not take them apart. */
const letters: Record<string, string> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ħ: "h",
  ŧ: "t",
  ı: "i",
  ς: "σ",
  // What a keyboard has for what a title has.
  "‐": "-",
  "‑": "-",
  "–": "-",
  "—": "-",
  "’": "'",
  "‘": "'",
  "“": '"',
  "”": '"',
  "\u00a0": " ",
};
const others = new RegExp(`[${Object.keys(letters).join("")}]`, "gu");
const marks = /\p{Mn}+/gu;
const plainText = /^[\x20-\x7e]*$/;

/** The same text as somebody in a hurry types it. */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  if (plainText.test(lower)) return lower;
  return lower
    .normalize("NFD")
    .replace(marks, "")
    .replace(others, (letter) => letters[letter]!);
}

const letterOrDigit = /[\p{L}\p{N}]/u;
/** Most letters are plain ones, and asking about those is asked ten thousand times for each key press. */
function startsWord(folded: string, at: number): boolean {
  if (at === 0) return true;
  const before = folded.charCodeAt(at - 1);
  if (before < 128) return !((before >= 97 && before <= 122) || (before >= 48 && before <= 57));
  return !letterOrDigit.test(folded[at - 1]!);
}
const words = /[\p{L}\p{N}]+/gu;

const initialsOf = (folded: string): string => (folded.match(words) ?? []).map((word) => word[0]).join("");

type Key<T> = { entry: T; folded: string; initials: string; note: string };

/** How well a name fits, best first. */
const ranks = ["exact", "prefix", "word start", "substring", "all words", "initials", "note"] as const;
export type Rank = (typeof ranks)[number];

function rankOf(key: Key<unknown>, query: string, pieces: string[]): Rank | null {
  const { folded } = key;
  let at = folded.indexOf(query);
  if (at === 0) return folded.length === query.length ? "exact" : "prefix";
  if (at > 0) {
    for (; at > 0; at = folded.indexOf(query, at + 1)) {
      if (startsWord(folded, at)) return "word start";
    }
    return "substring";
  }
  if (pieces.length > 1 && pieces.every((piece) => folded.includes(piece))) return "all words";
  if (query.length > 1 && key.initials.includes(query)) return "initials";
  return key.note.includes(query) ? "note" : null;
}

const inOrder = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

export class Search<T extends Entry> {
  #keys: Key<T>[];
  #all: T[];
  /** What fitted last. Whatever fits more letters fitted fewer, so typing on only ever narrows it. */
  #last: { query: string; keys: Key<T>[] } = { query: "", keys: [] };

  constructor(entries: readonly T[], folding: (text: string) => string = fold) {
    this.#keys = entries
      .map((entry) => {
        const folded = folding(entry.name).trim();
        return { entry, folded, initials: initialsOf(folded), note: entry.note === null ? "" : folding(entry.note) };
      })
      .sort((a, b) => inOrder.compare(a.entry.name, b.entry.name));
    this.#all = this.#keys.map((key) => key.entry);
  }

  /** By fit, and by name where that is the same. Nothing typed: all of them by name. */
  find(typed: string): T[] {
    const query = fold(typed).trim();
    if (query === "") return this.#all;
    const pieces = query.split(/\s+/);
    const found = new Map<Rank, T[]>(ranks.map((rank) => [rank, []]));
    const typedOn = this.#last.query !== "" && query.startsWith(this.#last.query);
    const keys: Key<T>[] = [];
    for (const key of typedOn ? this.#last.keys : this.#keys) {
      const rank = rankOf(key, query, pieces);
      if (rank === null) continue;
      found.get(rank)!.push(key.entry);
      keys.push(key);
    }
    this.#last = { query, keys };
    return [...found.values()].flat();
  }
}

export type Piece = { text: string; hit: boolean };

/** A name cut where it fits what is typed: for the few rows in sight. */
export function highlight(name: string, typed: string): Piece[] {
  const query = fold(typed).trim();
  if (query === "") return [{ text: name, hit: false }];
  // Where each folded letter stands in the name: one letter can fold to two, or to none.
  let folded = "";
  const from: number[] = [];
  let place = 0;
  for (const letter of name) {
    const plain = fold(letter);
    for (let i = 0; i < plain.length; i++) from.push(place);
    folded += plain;
    place += letter.length;
  }
  from.push(name.length);

  const hit = new Array<boolean>(name.length).fill(false);
  const paint = (at: number, length: number) => {
    let end = from[at + length]!;
    // The other half of a letter that folds to two, and marks that follow the last letter.
    if (end === from[at + length - 1]) end += 1;
    hit.fill(true, from[at]!, end);
  };
  const whole = bestPlace(folded, query);
  if (whole !== -1) paint(whole, query.length);
  else {
    const pieces = query.split(/\s+/);
    if (pieces.length > 1 && pieces.every((piece) => folded.includes(piece))) {
      for (const piece of pieces) paint(bestPlace(folded, piece), piece.length);
    } else if (query.length > 1) {
      const starts = [...folded.matchAll(words)].map((word) => word.index);
      const at = initialsOf(folded).indexOf(query);
      if (at !== -1) for (const start of starts.slice(at, at + query.length)) paint(start, 1);
    }
  }

  const cut: Piece[] = [];
  for (let i = 0; i < name.length; i++) {
    const last = cut.at(-1);
    if (last && last.hit === hit[i]) last.text += name[i];
    else cut.push({ text: name[i]!, hit: hit[i]! });
  }
  return cut;
}

/** The same pieces in two runs, so that a long name can be shortened in its middle. */
export function cutAt(pieces: Piece[], place: number): [Piece[], Piece[]] {
  const runs: [Piece[], Piece[]] = [[], []];
  let at = 0;
  for (const { text, hit } of pieces) {
    const before = Math.max(0, Math.min(text.length, place - at));
    if (before > 0) runs[0].push({ text: text.slice(0, before), hit });
    if (before < text.length) runs[1].push({ text: text.slice(before), hit });
    at += text.length;
  }
  return runs;
}

/** The start of a word, where there is one; else the first place. */
function bestPlace(folded: string, query: string): number {
  const first = folded.indexOf(query);
  for (let at = first; at !== -1; at = folded.indexOf(query, at + 1)) {
    if (startsWord(folded, at)) return at;
  }
  return first;
}
