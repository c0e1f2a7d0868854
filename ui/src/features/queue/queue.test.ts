import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useBackend } from "../../ipc/backend";
import { aConnection, anUpload, FakeBackend, noChanges } from "../../ipc/fake";
import { Queue } from "./queue.svelte";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

async function following(fake: FakeBackend): Promise<Queue> {
  useBackend(fake);
  const queue = new Queue();
  const startup = await fake.subscribe((changes) => queue.apply(changes));
  if (startup.startup === "ready") queue.replace(startup.snapshot);
  return queue;
}
const asked = (fake: FakeBackend, command: string) => fake.asked.filter((a) => a.command === command);

test("counts are those of the connection and the words that are shown", async () => {
  const fake = new FakeBackend();
  fake.connections.set("c2", aConnection({ id: "c2" }));
  fake.uploads.set(1, anUpload({ id: 1, name: "A001.mov" }));
  fake.uploads.set(2, anUpload({ id: 2, name: "B001.mov", connection: "c2", state: { state: "uploading" } }));
  const queue = await following(fake);
  expect(queue.counts).toMatchObject({ active: 1, waiting: 1, all: 2 });
  expect(asked(fake, "count_uploads")).toHaveLength(0);

  queue.open();
  queue.show({ connection: "c2" });
  await vi.advanceTimersByTimeAsync(10);
  expect(queue.counts).toMatchObject({ active: 1, waiting: 0, all: 1 });
  queue.show({ connection: null, words: "a001.mov" });
  await vi.advanceTimersByTimeAsync(10);
  expect(queue.counts).toMatchObject({ active: 0, waiting: 1, all: 1 });
});

test("one of several connections has a headline of its own", async () => {
  const fake = new FakeBackend();
  fake.connections.set("c1", aConnection());
  fake.connections.set("c2", aConnection({ id: "c2" }));
  fake.connections.set("c3", aConnection({ id: "c3" }));
  fake.uploads.set(1, anUpload({ id: 1, size: 1000, state: { state: "uploading" } }));
  fake.uploads.set(2, anUpload({ id: 2, size: 3000, connection: "c2" }));
  const queue = await following(fake);
  expect(queue.headline("c2")).toMatchObject({ files_left: 1, bytes_left: 3000, bytes_per_second: 0 });
  expect(queue.headline("c1").bytes_per_second).toBeGreaterThan(0);
  expect(queue.headline("c3")).toMatchObject({ files_left: 0, bytes_left: 0 });
  expect(queue.headline(null).files_left).toBe(2);
});

test("what is no longer among the moving does not move", async () => {
  const queue = await following(new FakeBackend());
  queue.apply({ ...noChanges(), progress: [{ id: 1, sent_bytes: 5, bytes_per_second: 7 }] });
  expect(queue.progress(1)?.bytes_per_second).toBe(7);
  queue.apply(noChanges());
  expect(queue.progress(1)).toBeUndefined();
});

test("one upload stays known while it is looked at closely, wherever the list is", async () => {
  const fake = new FakeBackend();
  fake.uploads.set(1, anUpload({ id: 1 }));
  const queue = await following(fake);
  queue.follow(anUpload({ id: 1 }));
  fake.change({ uploads: [anUpload({ id: 1, state: { state: "uploading" } })] });
  expect(queue.followed?.state.state).toBe("uploading");
});

test("while nobody looks at the list, nobody asks for it", async () => {
  const fake = new FakeBackend();
  fake.uploads.set(1, anUpload({ id: 1 }));
  const queue = await following(fake);
  const close = queue.open();
  await vi.advanceTimersByTimeAsync(300);
  const before = asked(fake, "list_uploads").length;
  close();
  for (let i = 0; i < 20; i++) {
    fake.change({ queue_moved: true });
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(asked(fake, "list_uploads")).toHaveLength(before);
});

test("a hundred thousand rows cost no more than those in sight", async () => {
  const fake = new FakeBackend();
  for (let id = 1; id <= 100_000; id++) fake.uploads.set(id, anUpload({ id }));
  const queue = await following(fake);
  queue.open();
  await vi.advanceTimersByTimeAsync(10);
  expect(queue.list.total).toBe(100_000);
  const listed = asked(fake, "list_uploads");
  expect(listed.map(({ args }) => args.limit)).toEqual([100]);
});
