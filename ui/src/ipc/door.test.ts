// The invariants of LAYOUT: one folder talks to Tauri, and no feature knows another.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const files = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((f) => /\.(ts|svelte)$/.test(f))
  .map((f) => ({ path: f.replaceAll("\\", "/"), text: readFileSync(join("src", f), "utf8") }));

test("only ipc/ imports @tauri-apps", () => {
  const others = files.filter((f) => !f.path.startsWith("ipc/") && /from "@tauri-apps/.test(f.text));
  expect(others.map((f) => f.path)).toEqual([]);
});

test("a feature imports no other feature, and shared imports none", () => {
  const wrong: string[] = [];
  for (const { path, text } of files) {
    const own = /^features\/(\w+)\//.exec(path)?.[1];
    for (const [, to] of text.matchAll(/from "(\.[^"]+)"/g)) {
      const target = join(path, "..", to!).replaceAll("\\", "/");
      const other = /^features\/(\w+)\//.exec(target)?.[1];
      if (other && own && other !== own) wrong.push(`${path} → ${target}`);
      if (other && (path.startsWith("shared/") || path.startsWith("ipc/"))) wrong.push(`${path} → ${target}`);
      if (own && target.startsWith("app/")) wrong.push(`${path} → ${target}`);
    }
  }
  expect(wrong).toEqual([]);
});
