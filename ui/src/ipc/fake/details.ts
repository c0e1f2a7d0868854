// Everything about one upload, made up so that every part of the panel has something to show.

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
    asset: upload.parts_sent > 0 ? "0d8b6a52-5f0e-4c1e-9f0c-2a57b0c91e44" : null,
    hash: upload.state.state === "done" ? hex(upload.id, 32) : null,
    parts,
    history: historyOf(upload),
    together: [...all].filter((u) => u.id !== upload.id && u.clip === upload.clip && u.connection === upload.connection),
  };
}

function historyOf(upload: Upload): HistoryEntry[] {
  const began = upload.added_at;
  const history = [{ at: began, what: upload.found_in === null ? "Added to the queue" : "Found in a watched folder" }];
  if (upload.growing) history.push({ at: began + 8_000, what: "Sending while it is recorded" });
  if (upload.parts_sent > 0) history.push({ at: began + 40_000, what: "Upload began" });
  if (upload.resumed_at_part) {
    history.push({ at: began + 300_000, what: `Went on at part ${upload.resumed_at_part}; 2 parts in flight were sent again` });
  }
  if (upload.state.state === "failed") history.push({ at: began + 420_000, what: "Set aside" });
  if (upload.state.state === "done") history.push({ at: upload.finished_at ?? began, what: "Every part accepted" });
  return history;
}
