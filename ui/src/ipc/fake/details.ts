// Everything about one upload, made up so that every part of the panel has something to show.

import { say } from "../../shared/words.svelte";
import type { HistoryEntry, PartView, Upload, UploadDetails } from "../types";
import { PART } from "./rows";

const hex = (seed: number, digits: number): string => {
  let state = (seed * 2654435761) % 4294967296;
  let text = "";
  while (text.length < digits) {
    state = (state * 1103515245 + 12345) % 4294967296;
    text += Math.floor(state).toString(16).padStart(8, "0");
  }
  return text.slice(0, digits);
};

export function detailsOf(upload: Upload, all: Iterable<Upload>): UploadDetails {
  const count = upload.part_count ?? 0;
  const length = count > 1 ? Math.max(PART, Math.ceil(upload.size / count)) : upload.size;
  const moving = upload.state.state === "uploading";
  const parts = Array.from({ length: count }, (_, i): PartView => {
    const sent = i < upload.parts_sent || (moving && i < upload.parts_sent + 6 && i % 3 === 1);
    return {
      number: i + 1,
      length: Math.min(length, Math.max(0, upload.size - i * length)),
      sent,
      hash: sent ? hex(upload.id * 10_007 + i, 32) : null,
      tag: sent ? `"${hex(upload.id * 20_011 + i, 32)}"` : null,
    };
  });
  return {
    upload,
    path: `${upload.folder}/${upload.name}`,
    fingerprint: "xxh3 8f1c 22ab 09d4 77e0",
    asset: upload.parts_sent > 0 ? ASSET : null,
    hash: upload.state.state === "done" ? hex(upload.id, 32) : null,
    parts,
    history: historyOf(upload),
    together: [...all].filter((u) => u.id !== upload.id && u.clip === upload.clip && u.connection === upload.connection),
  };
}

const ASSET = "0d8b6a52-5f0e-4c1e-9f0c-2a57b0c91e44";

/** As the backend says it: in the language of the window. */
function historyOf(upload: Upload): HistoryEntry[] {
  const began = upload.added_at;
  const history: HistoryEntry[] = [];
  const line = (after: number, what: string) => history.push({ at: began + after, what });
  const { state } = upload;
  if (state.state === "offered") {
    line(0, say("history-offered"));
    return history;
  }
  line(0, say("history-queued"));
  if (upload.parts_sent > 0) {
    const parts = upload.part_count ?? 1;
    line(40_000, say("history-uploading"));
    line(40_000, upload.growing ? say("history-begun-growing", { asset: ASSET }) : say("history-planned", { asset: ASSET, parts }));
    if (upload.resumed_at_part) {
      const sent = upload.resumed_at_part - 1;
      line(290_000, say("history-program-ended"));
      line(300_000, say("history-uploading"));
      line(300_000, say("history-goes-on", { part: upload.resumed_at_part, sent, parts }));
    }
  }
  if (state.state === "paused") line(360_000, say("history-paused"));
  if (state.state === "waiting_for_network") line(420_000, say("history-waits-for-network"));
  if (state.state === "failed") line(420_000, say("history-failed", { attempts: state.attempts, why: state.said }));
  if (state.state === "skipped") line(420_000, say("history-skipped"));
  if (state.state === "cancelled") line(420_000, say("history-cancelled"));
  if (state.state === "done") history.push({ at: upload.finished_at ?? began, what: say("history-done", { asset: ASSET }) });
  return history;
}
