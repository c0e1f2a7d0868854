// A person sets how large words are, and everything that holds words grows with them.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const files = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((name) => /\.(svelte|css)$/.test(name));
const lines = files.flatMap((name) =>
  readFileSync(join("src", name), "utf8")
    .split("\n")
    .map((line, i) => ({ at: `${name}:${i + 1}`, line: line.trim() })),
);
const found = (what: RegExp): string[] => lines.filter(({ line }) => what.test(line)).map(({ at, line }) => `${at}: ${line}`);

test("there are styles to look at", () => {
  expect(found(/^@container window \(max-width: [\d.]+rem\)/).length).toBeGreaterThan(5);
});

test("how much room there is, is asked of a container: a media query does not know the person's rem", () => {
  expect(found(/^@media.*(width|height|inline-size|block-size)/)).toEqual([]);
});

test("no room is counted in pixels", () => {
  expect(found(/^@container.*\dpx/)).toEqual([]);
  // Two of them are a line or a gap.
  expect(found(/\b(width|height|flex|basis|columns|rows|font-size|line-height):[^;]*\b([3-9]|\d{2,})px/)).toEqual([]);
  expect(found(/style:(width|height|font-size)="\{size[^"]*\}px"/)).toEqual([]);
});
