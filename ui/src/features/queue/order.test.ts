import { expect, test } from "vitest";
import { anUpload } from "../../ipc/fake";
import type { Upload } from "../../ipc/types";
import { arrange, rearrange, type Wanted } from "./order";

const all: Wanted = { connection: null, filter: "all", search: "" };
const failed = { state: "failed", error: "rejected", said: "", attempts: 1 } as const;

const rowsOf = (...rows: Upload[]) => new Map(rows.map((row) => [row.id, row]));

test("what moves comes first, then what needs a person, then the queue, then what is over", () => {
  const rows = rowsOf(
    anUpload({ id: 1, state: { state: "done", asset: "a" }, finished_at: 10 }),
    anUpload({ id: 2, place: 5 }),
    anUpload({ id: 3, place: 4, state: { state: "paused" } }),
    anUpload({ id: 4, state: failed }),
    anUpload({ id: 5, state: { state: "uploading" } }),
    anUpload({ id: 6, state: { state: "done", asset: "b" }, finished_at: 20 }),
  );
  expect(arrange(rows.values(), all)).toEqual([5, 4, 3, 2, 6, 1]);
});

test("an upload moved to the top goes to the top of the queue", () => {
  const rows = rowsOf(anUpload({ id: 1 }), anUpload({ id: 2 }), anUpload({ id: 3 }));
  const ids = arrange(rows.values(), all);
  const before = new Map([[3, rows.get(3)]]);
  rows.set(3, { ...rows.get(3)!, place: -1 });
  expect(rearrange(ids, rows, before, all)).toEqual([3, 1, 2]);
});

test("progress alone keeps the very same list, so nothing is laid out again", () => {
  const rows = rowsOf(anUpload({ id: 1, state: { state: "uploading" } }), anUpload({ id: 2 }));
  const ids = arrange(rows.values(), all);
  const before = new Map([[1, rows.get(1)]]);
  rows.set(1, { ...rows.get(1)!, accepted_bytes: 5, parts_sent: 1 });
  expect(rearrange(ids, rows, before, all)).toBe(ids);
});

test("a filtered list gains and loses rows as their states change", () => {
  const wanted: Wanted = { ...all, filter: "done" };
  const rows = rowsOf(anUpload({ id: 1 }), anUpload({ id: 2, state: { state: "done", asset: "a" }, finished_at: 1 }));
  const ids = arrange(rows.values(), wanted);
  const before = new Map<number, Upload | undefined>([[1, rows.get(1)], [2, rows.get(2)]]);
  rows.set(1, { ...rows.get(1)!, state: { state: "done", asset: "b" }, finished_at: 2 });
  rows.delete(2);
  expect(rearrange(ids, rows, before, wanted)).toEqual([1]);
});

test("merging many changes gives what arranging from scratch gives", () => {
  let seed = 42;
  const random = (n: number) => (seed = (seed * 1103515245 + 12345) % 2147483648) % n;
  const rows = new Map<number, Upload>();
  for (let id = 1; id <= 400; id++) rows.set(id, anUpload({ id, place: random(1000) }));
  let ids = arrange(rows.values(), all);
  const states: Upload["state"][] = [
    { state: "queued" },
    { state: "uploading" },
    failed,
    { state: "done", asset: "a" },
    { state: "cancelled" },
  ];
  for (let round = 0; round < 30; round++) {
    const before = new Map<number, Upload | undefined>();
    for (let i = 0; i < 25; i++) {
      const id = 1 + random(420);
      const old = rows.get(id);
      if (!before.has(id)) before.set(id, old);
      if (random(9) === 0) rows.delete(id);
      else rows.set(id, anUpload({ id, place: random(1000), state: states[random(states.length)]!, finished_at: random(99) }));
    }
    ids = rearrange(ids, rows, before, all);
    expect(ids).toEqual(arrange(rows.values(), all));
  }
});

test("search looks at the name and the folder, in any case", () => {
  const rows = rowsOf(anUpload({ id: 1, name: "SC042.wav", folder: "/a" }), anUpload({ id: 2, name: "x", folder: "/Sc042" }), anUpload({ id: 3, name: "y" }));
  expect(arrange(rows.values(), { ...all, search: "sc042" })).toEqual([1, 2]);
});
