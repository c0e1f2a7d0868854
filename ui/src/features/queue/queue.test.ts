import { expect, test } from "vitest";
import { aConnection, anUpload, FakeBackend } from "../../ipc/fake";
import { Queue } from "./queue.svelte";

async function following(fake: FakeBackend): Promise<Queue> {
  const queue = new Queue();
  const startup = await fake.subscribe((changes) => queue.apply(changes));
  if (startup.startup === "ready") queue.replace(startup.snapshot);
  return queue;
}

test("counts follow every row as it changes and disappears", async () => {
  const fake = new FakeBackend();
  fake.uploads.set(1, anUpload({ id: 1 }));
  fake.uploads.set(2, anUpload({ id: 2, state: { state: "uploading" } }));
  const queue = await following(fake);
  expect(queue.tally(null)).toMatchObject({ active: 1, waiting: 1, done: 0, all: 2, filesLeft: 2 });

  fake.change({ uploads: [anUpload({ id: 2, state: { state: "done", asset: "a" } })] });
  expect(queue.tally(null)).toMatchObject({ active: 0, waiting: 1, done: 1, all: 2, filesLeft: 1 });

  fake.change({ uploads_removed: [1, 2] });
  expect(queue.tally(null)).toMatchObject({ active: 0, waiting: 0, done: 0, all: 0, filesLeft: 0, sizeLeft: 0 });
});

test("one of several connections has a headline of its own", async () => {
  const fake = new FakeBackend();
  fake.connections.set("c2", aConnection({ id: "c2" }));
  fake.uploads.set(1, anUpload({ id: 1, size: 1000, state: { state: "uploading" } }));
  fake.uploads.set(2, anUpload({ id: 2, size: 3000, connection: "c2" }));
  const queue = await following(fake);
  expect(queue.headline("c2")).toMatchObject({ files_left: 1, bytes_left: 3000, bytes_per_second: 0 });
  expect(queue.headline("c1").bytes_per_second).toBeGreaterThan(0);
  expect(queue.headline(null).files_left).toBe(2);
});

test("a hundred thousand rows are taken in, and one merged change is cheap", async () => {
  const fake = new FakeBackend();
  for (let id = 1; id <= 100_000; id++) fake.uploads.set(id, anUpload({ id }));
  const queue = await following(fake);
  expect(queue.ids).toHaveLength(100_000);

  const changes = {
    startup: null, connections: [], connections_removed: [], sign_in: null, uploads_removed: [], progress: [],
    headline: null, pause: null, settings: null, vault: null, farewells: null, notices: [],
    uploads: Array.from({ length: 20 }, (_, i) => anUpload({ id: i * 500 + 1, state: { state: "uploading" } })),
  };
  const began = performance.now();
  queue.apply(changes);
  const took = performance.now() - began;
  expect(queue.tally(null).active).toBe(20);
  expect(queue.ids.slice(0, 3)).toEqual([1, 501, 1001]);
  // A few milliseconds on an idle machine; the bound only catches sorting or copying everything per row.
  expect(took).toBeLessThan(1000);
});
