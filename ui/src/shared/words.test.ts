// The catalogue is whole: every language says the same, what is said is asked for, and nothing visible is
// written anywhere else.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse as parseFluent, Visitor, type Message, type MessageReference, type VariableReference } from "@fluent/syntax";
import { parse as parseSvelte } from "svelte/compiler";
import { afterEach, expect, test } from "vitest";
import { language, say, speak } from "./words.svelte";

afterEach(() => speak("en"));

const catalogue = "../crates/words";
const spoken = readdirSync(catalogue, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== "src" && entry.name !== "tests")
  .map((entry) => entry.name);
const filesOf = (spoken: string) => readdirSync(join(catalogue, spoken)).filter((name) => name.endsWith(".ftl")).sort();

type Said = { file: string; variables: Set<string>; refersTo: Set<string> };

class Reader extends Visitor {
  readonly variables = new Set<string>();
  readonly refersTo = new Set<string>();
  override visitVariableReference(node: VariableReference): void {
    this.variables.add(node.id.name);
  }
  override visitMessageReference(node: MessageReference): void {
    this.refersTo.add(node.id.name);
  }
}

function messagesOf(spoken: string): { said: Map<string, Said>; junk: string[]; twice: string[] } {
  const [said, junk, twice] = [new Map<string, Said>(), [] as string[], [] as string[]];
  for (const file of filesOf(spoken)) {
    for (const entry of parseFluent(readFileSync(join(catalogue, spoken, file), "utf8"), {}).body) {
      if (entry.type === "Junk") junk.push(`${file}: ${entry.content}`);
      if (entry.type !== "Message") continue;
      const { id } = entry as Message;
      const reader = new Reader();
      reader.visit(entry);
      if (said.has(id.name)) twice.push(id.name);
      said.set(id.name, { file, variables: reader.variables, refersTo: reader.refersTo });
    }
  }
  return { said, junk, twice };
}

/** With those of the messages it is made of. */
function variablesOf(id: string, said: Map<string, Said>): string[] {
  const here = said.get(id);
  if (!here) return [];
  const there = [...here.refersTo].flatMap((other) => variablesOf(other, said));
  return [...new Set([...here.variables, ...there])].sort();
}

function sources(folder: string, endings: string[]): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes("/target/"));
}

const english = messagesOf("en");

test.each(spoken)("%s is read without a line that means nothing, and says nothing twice", (spoken) => {
  const { junk, twice } = messagesOf(spoken);
  expect(junk).toEqual([]);
  expect(twice).toEqual([]);
});

test.each(spoken)("%s has the same files, the same ids in each, and the same variables in each id", (spoken) => {
  const { said } = messagesOf(spoken);
  expect(filesOf(spoken)).toEqual(filesOf("en"));
  const listed = (of: Map<string, Said>) => [...of].map(([id, { file }]) => `${file}: ${id} (${variablesOf(id, of)})`).sort();
  expect(listed(said)).toEqual(listed(english.said));
});

test("an id begins with the name of its file", () => {
  const elsewhere = [...english.said].filter(([id, { file }]) => !id.startsWith(`${file.replace(".ftl", "")}-`));
  expect(elsewhere).toEqual([]);
});

/** Ids as the code has them: plain, or with places that stand for anything. */
const text = sources("src", [".ts", ".svelte"])
  .filter((path) => !path.endsWith(".test.ts"))
  .map((path) => readFileSync(path, "utf8"))
  .join("\n");
const askedFor = [...text.matchAll(/(?<![.\w])say\(\s*(?:[^"`()]*\?\s*)?"([^"]+)"(?:\s*:\s*"([^"]+)")?/g)].flatMap(([, id, other]) =>
  other === undefined ? [id!] : [id!, other],
);
const patterns = [...text.matchAll(/(?<![.\w])say\(\s*`([^`]+)`/g)].map(([, id]) => new RegExp(`^${id!.replace(/\$\{[^}]+\}/g, "[a-z0-9_]+")}$`));

test("what the window asks for is there", () => {
  expect(askedFor.filter((id) => !english.said.has(id))).toEqual([]);
  for (const pattern of patterns) expect([...english.said.keys()].some((id) => pattern.test(id)), String(pattern)).toBe(true);
});

test("what is there is asked for, by the window, by the rest of the app, or by another message", () => {
  const rust = ["../src-tauri", "../crates"].flatMap((folder) => sources(folder, [".rs"])).map((path) => readFileSync(path, "utf8")).join("\n");
  const asked = new Set([...askedFor, ...[...english.said.values()].flatMap(({ refersTo }) => [...refersTo])]);
  const idle = [...english.said]
    // What the clouds say has ids that are made of their names, and what others say in English is found by
    // what it says: tests of their own ask for each.
    .filter(([, { file }]) => !["clouds.ftl", "engine.ftl", "told.ftl"].includes(file))
    .map(([id]) => id)
    .filter((id) => !asked.has(id) && !patterns.some((pattern) => pattern.test(id)) && !`${text}${rust}`.includes(`"${id}"`));
  expect(idle).toEqual([]);
});

/** A name, and what is no word. */
const allowed = new Set(["Labrun"]);
const spokenAttributes = new Set(["aria-label", "title", "placeholder", "alt", "label", "words", "action", "keep"]);
const isWord = (text: string): boolean => /\p{L}/u.test(text) && !allowed.has(text.trim());

/** In an expression a word begins with a capital or has a space; what is neither is a state, a class or an id. */
const isSaid = (text: unknown): text is string => typeof text === "string" && /^\p{Lu}\p{Ll}|\p{L} \p{L}/u.test(text) && isWord(text);

type Node = { type?: string; name?: string; data?: string; value?: unknown };

function visibleText(node: unknown, found: string[]): string[] {
  if (Array.isArray(node)) for (const one of node) visibleText(one, found);
  else if (typeof node === "object" && node !== null) {
    const { type, name, data, value } = node as Node;
    if (type === "Text" && isWord(data ?? "")) found.push(data!.trim());
    if (type === "Literal" && isSaid(value)) found.push(value);
    if (type === "Attribute") {
      // Of an attribute only those that are said or shown; plain text and text around braces alike.
      if (spokenAttributes.has(name!)) visibleText(value, found);
    } else if (type === "StyleDirective" || type === "ClassDirective" || type === "OnDirective") return found;
    else for (const [key, child] of Object.entries(node)) if (key !== "css" && key !== "metadata") visibleText(child, found);
  }
  return found;
}

test.each(sources("src", [".svelte"]))("no words are written in %s itself", (path) => {
  const { fragment } = parseSvelte(readFileSync(path, "utf8"), { modern: true });
  expect(visibleText(fragment, [])).toEqual([]);
});

/** A sentence or a name of several words; keys, events and ids have no space. */
const isSentence = (text: string | undefined): boolean => /^\p{Lu}.*\p{L} \p{L}/su.test(text ?? "");

function sentences(node: unknown, found: string[]): string[] {
  if (Array.isArray(node)) for (const one of node) sentences(one, found);
  else if (typeof node === "object" && node !== null) {
    const { type, value } = node as { type?: string; value?: string | { cooked?: string } };
    const text = type === "Literal" && typeof value === "string" ? value : type === "TemplateElement" && typeof value === "object" ? value.cooked : "";
    if (isSentence(text)) found.push(text!);
    for (const [key, child] of Object.entries(node)) if (!key.endsWith("omments")) sentences(child, found);
  }
  return found;
}

/** Of the script of a component, or of a whole file. */
function scriptOf(path: string): unknown {
  const text = readFileSync(path, "utf8");
  const { instance, module } = parseSvelte(path.endsWith(".svelte") ? text : `<script lang="ts">${text}</script>`, { modern: true });
  return [instance?.content, module?.content];
}

test("no sentence is written in a script", () => {
  const scripts = sources("src", [".svelte", ".ts"]).filter((path) => !path.endsWith(".test.ts") && !path.includes("ipc/fake"));
  expect(scripts.length).toBeGreaterThan(100);
  expect(scripts.flatMap((path) => sentences(scriptOf(path), []).map((text) => `${path}: ${text}`))).toEqual([]);
});

test("the look for words finds them", () => {
  const markup = `<p title="One" style:width="{x}px">{x} two <b class="no">Labrun</b> · {x === "no" ? "Three" : say("no-no")}</p>
    <A words="four {x}" label={x ? "five six" : ""} onclick={() => go("Not this")} />`;
  expect(visibleText(parseSvelte(markup, { modern: true }).fragment, [])).toEqual(["One", "two", "Three", "four", "five six"]);
});

test("one language is in force, for the page as well", () => {
  expect([language(), say("settings-title")]).toEqual(["en", "Settings"]);
  speak("de");
  expect([language(), say("settings-title"), document.documentElement.lang]).toEqual(["de", "Einstellungen", "de"]);
});

test("an id that nobody knows, and a variable that nobody gave, are errors here", () => {
  expect(() => say("settings-nowhere")).toThrow("settings-nowhere");
  expect(() => say("settings-undone")).toThrow("change");
});
