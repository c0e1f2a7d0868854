import { expect, test, vi } from "vitest";
import { manyProjects } from "../../ipc/fake/places";
import { cutAt, fold, highlight, Search, type Entry } from "./search";

const named = (...names: string[]): Entry[] => names.map((name, i) => ({ id: String(i), name, note: null }));
const found = (entries: Entry[], typed: string): string[] => new Search(entries).find(typed).map((e) => e.name);
const hits = (name: string, typed: string): string =>
  highlight(name, typed)
    .map(({ text, hit }) => (hit ? `[${text}]` : text))
    .join("");

test("case and accents make no difference, also in letters that Unicode does not take apart", () => {
  expect(fold("ÅNGSTRÖM")).toBe("angstrom");
  expect(fold("Straße")).toBe("strasse");
  expect(fold("Ærø · Łódź · Đại · Þór")).toBe("aero · lodz · dai · thor");
  expect(fold("İstanbul ılık")).toBe("istanbul ilik");
  expect(fold("ΟΔΟΣ")).toBe(fold("οδός"));
  // The same letter, composed and taken apart.
  expect(fold("Re\u0301union")).toBe(fold("Réunion"));
  expect(found(named("Réunion", "Straßenbahn", "Łódź"), "STRASSE")).toEqual(["Straßenbahn"]);
  expect(found(named("Réunion", "Straßenbahn", "Łódź"), "lodz")).toEqual(["Łódź"]);
  expect(found(named("Reunion"), "réu")).toEqual(["Reunion"]);
});

test("a dash and a quote from the keyboard find those of a title", () => {
  expect(found(named("Feature – Unit A", "Feature — Ana’s cut"), "feature - unit a")).toEqual(["Feature – Unit A"]);
  expect(found(named("Feature — Ana’s cut"), "ana's")).toEqual(["Feature — Ana’s cut"]);
});

test("the best fit comes first: exact, prefix, start of a word, inside, all words, initials", () => {
  const all = named("Kaunas Art", "Una", "Luna Park", "Harbour Una", "Unable", "Unit North A");
  expect(found(all, "una")).toEqual(["Una", "Unable", "Harbour Una", "Kaunas Art", "Luna Park", "Unit North A"]);
  expect(found(named("Nordlys – Day 12", "Day at Nordlys"), "nordlys day")).toEqual(["Day at Nordlys", "Nordlys – Day 12"]);
});

test("what fits equally well is in the order of names, with numbers as numbers", () => {
  expect(found(named("Episode 10", "Episode 2", "Épisode 1"), "episode")).toEqual(["Épisode 1", "Episode 2", "Episode 10"]);
  expect(found(named("b", "Ä", "a2", "a10"), "")).toEqual(["Ä", "a2", "a10", "b"]);
});

test("the second line is searched too, after everything else", () => {
  const all = [
    { id: "1", name: "Harbour Stages", note: "ops@mill.example" },
    { id: "2", name: "Old Mill", note: null },
  ];
  expect(found(all, "mill")).toEqual(["Old Mill", "Harbour Stages"]);
});

test("nothing that fits is an empty list, and blanks around what is typed mean nothing", () => {
  expect(found(named("Una"), "zzz")).toEqual([]);
  expect(found(named("Una"), "  una ")).toEqual(["Una"]);
});

test("the fit is marked in the name as it is written", () => {
  expect(hits("Feature – Unit A", "unit")).toBe("Feature – [Unit] A");
  expect(hits("Straßenbahn", "strasse")).toBe("[Straße]nbahn");
  expect(hits("Straßenbahn", "stras")).toBe("[Straß]enbahn");
  expect(hits("Re\u0301union", "re")).toBe("[Re\u0301]union");
  expect(hits("Sommerø", "MERO")).toBe("Som[merø]");
  expect(hits("Luna – Una", "una")).toBe("Luna – [Una]");
  expect(hits("Feature – Unit A", "unit feat")).toBe("[Feat]ure – [Unit] A");
  expect(hits("Feature – Unit A", "fua")).toBe("[F]eature – [U]nit [A]");
  expect(hits("Una", "")).toBe("Una");
  expect(hits("Una", "zzz")).toBe("Una");
});

test("a marked name can be shortened in its middle", () => {
  const [head, tail] = cutAt(highlight("Feature – Unit A", "unit"), 12);
  expect(head.map((p) => p.text).join("")).toBe("Feature – Un");
  expect(tail).toEqual([{ text: "it", hit: true }, { text: " A", hit: false }]);
});

test("ten thousand names are folded once, however much is typed", () => {
  const folding = vi.fn(fold);
  const entries = manyProjects(10_000);
  const began = performance.now();
  const search = new Search(entries, folding);
  const built = performance.now() - began;
  const once = folding.mock.calls.length;
  expect(once).toBe(10_000 + entries.filter((e) => e.note !== null).length);

  const times: number[] = [];
  for (const typed of ["o", "or", "ore", "øre", "unit 10", "lodz 777", "zzz", ""]) {
    const start = performance.now();
    search.find(typed);
    times.push(performance.now() - start);
  }
  expect(folding).toHaveBeenCalledTimes(once);
  console.info(
    `10,000 names: ready in ${built.toFixed(0)} ms, each search at most ${Math.max(...times).toFixed(1)} ms`,
  );
});

test("typing on finds the same as typing it all at once", () => {
  const entries = manyProjects(1_000);
  const typed = ["lodz 09", "second unit 10", "fua", "u a", "straße", "feature – s", "2 day", "zzz"];
  const going = new Search(entries);
  for (const text of typed) {
    for (let length = 1; length <= text.length; length++) {
      const soFar = text.slice(0, length);
      expect(going.find(soFar), soFar).toEqual(new Search(entries).find(soFar));
    }
    // And back, letter by letter, as a correction does.
    for (let length = text.length - 1; length >= 1; length--) {
      const left = text.slice(0, length);
      expect(going.find(left), left).toEqual(new Search(entries).find(left));
    }
  }
});
