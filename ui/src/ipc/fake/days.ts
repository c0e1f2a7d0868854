// What lies in a queue on a day of shooting.

import type { FakeBackend } from "../fake";
import { say } from "../../shared/words.svelte";
import type { MediaKind, Upload, UploadState } from "../types";
import { anUpload, failed, GB, MB, PART } from "./rows";

export function aDay(fake: FakeBackend): void {
  const row = (id: number, more: Partial<Upload>) => fake.uploads.set(id, anUpload({ id, ...more }));
  const now = Date.now();
  row(1, { name: "A001_C003_0304XK_proxy.mov", folder: "/Volumes/A001_MAG/PROXY", kind: "proxy", size: 1.84 * GB, state: { state: "uploading" }, accepted_bytes: 46 * PART, parts_sent: 46 });
  fake.pace.set(1, 18.4 * MB);
  fake.sent.set(1, 1.21 * GB);
  row(2, { name: "A001_C001_0304XK_001.mxf", size: 3 * GB, state: { state: "uploading" }, accepted_bytes: 61 * PART, parts_sent: 61, resumed_at_part: 37 });
  fake.pace.set(2, 33.1 * MB);
  fake.sent.set(2, 1.58 * GB);
  row(3, { name: "SC042-T03_MIX.wav", folder: "/Volumes/SOUND_2/2026-03-04", kind: "audio", size: 412 * MB, clip: "a001_c001_0304xk" });
  row(4, { name: "A001_C002_0304XK_001.mxf", size: 18.2 * GB });
  row(5, { name: "A001_C004_0304XK_001.mxf", size: 22.6 * GB, state: { state: "waiting_for_time", until: now + 14_000, error: "busy", get said() { return say("told-way-no-reason"); } } });
  row(6, { name: "UnitA_Day12_Rec709.cube", folder: "/Users/dit/LUTs/Day 12", kind: "lut", size: 0.9 * MB });
  row(7, { name: "SC042.cdl", folder: "/Users/dit/LUTs/Day 12", kind: "cdl", size: 4200 });
  row(8, { name: "A001_C005_0304XK_001.mxf", size: 9.4 * GB, state: { state: "paused", until: null }, accepted_bytes: 40 * PART, parts_sent: 40 });
  row(9, { name: "A001_C006_0304XK_001.mxf", size: 31.9 * GB });
  row(10, { name: "SC042_frame_grab_014.tiff", folder: "/Users/dit/Stills/Day 12", kind: "still", size: 38 * MB });
  row(11, { name: "A001_C007_0304XK_001.mxf", size: 12.3 * GB });
  row(12, { name: "CameraReport_A001.pdf", folder: "/Users/dit/Reports", kind: "other", size: 1.2 * MB });
  for (let i = 0; i < 17; i++)
    row(40 + i, {
      // The first is the proxy of what is on its way.
      name: i === 0 ? "A001_C001_0304XK_proxy.mov" : `A000_C0${String(i + 10)}_0304XK_proxy.mov`,
      folder: "/Volumes/A000_MAG/PROXY",
      kind: "proxy",
      size: (0.6 + (i % 5) * 0.31) * GB,
      state: { state: "done", asset: `asset-${i}` },
      accepted_bytes: (0.6 + (i % 5) * 0.31) * GB,
      parts_sent: 30,
      finished_at: now - (i + 1) * 240_000,
    });
}

export function failures(fake: FakeBackend): void {
  const row = (id: number, more: Partial<Upload>) => fake.uploads.set(id, anUpload({ id, ...more }));
  row(20, { name: "A002_C014_0304XK_001.mxf", folder: "/Volumes/A002_MAG/A002_0304XK", size: 14.4 * GB, accepted_bytes: 120 * PART, parts_sent: 120, state: failed("file_missing", 6, "told-file-gone", { path: "/Volumes/A002_MAG/A002_0304XK/A002_C014_0304XK_001.mxf" }) });
  row(21, { name: "A002_C015_0304XK_001.mxf", folder: "/Volumes/A002_MAG/A002_0304XK", size: 8.1 * GB, accepted_bytes: 12 * PART, parts_sent: 12, state: failed("file_changed", 1, "told-file-changed", { path: "/Volumes/A002_MAG/A002_0304XK/A002_C015_0304XK_001.mxf" }) });
  row(22, { name: "SC043-T01_MIX.wav", folder: "/Volumes/SOUND_2/2026-03-04", kind: "audio", size: 301 * MB, state: failed("rejected", 1, "told-way-says", { reason: "Unsupported file type." }) });
  row(23, { name: "B001_C001_0304QP_001.mxf", folder: "/Volumes/B001_MAG/B001_0304QP", size: 6.6 * GB, state: { state: "skipped" } });
}

export function many(fake: FakeBackend, total: number): void {
  const kinds: MediaKind[] = ["ocf", "proxy", "audio", "still", "ocf", "proxy"];
  for (let i = 1; i <= total; i++) {
    const kind = kinds[i % kinds.length]!;
    const size = kind === "ocf" ? (4 + (i % 17)) * GB : kind === "proxy" ? (0.4 + (i % 7) / 5) * GB : (40 + (i % 90)) * MB;
    const reel = String.fromCharCode(65 + (i % 4)) + String(Math.floor(i / 400) + 1).padStart(3, "0");
    let state: UploadState = { state: "queued" };
    if (i <= 4) state = { state: "uploading" };
    else if (i % 5000 === 0) state = failed("file_missing", 3, "told-file-gone", { path: `/Volumes/${reel}` });
    else if (i > total * 0.4) state = { state: "done", asset: `asset-${i}` };
    const done = state.state === "done";
    fake.uploads.set(
      i,
      anUpload({
        id: i,
        name: `${reel}_C${String(i % 400).padStart(3, "0")}_0304XK_${kind === "proxy" ? "proxy" : "001"}.${kind === "audio" ? "wav" : kind === "still" ? "tiff" : "mxf"}`,
        folder: `/Volumes/${reel}_MAG/${reel}_0304XK`,
        size,
        kind,
        state,
        accepted_bytes: done ? size : 0,
        finished_at: done ? Date.now() - i * 1000 : null,
      }),
    );
    if (i <= 4) fake.pace.set(i, (20 + i * 6) * MB);
  }
  fake.settings = { ...fake.settings, parallel_files: 4 };
}
