// Kinds of media in words.

import type { MediaKind } from "../ipc/types";

const kinds: Record<MediaKind, { mark: string; word: string; many: string }> = {
  ocf: { mark: "OCF", word: "Original camera file", many: "Original camera files" },
  proxy: { mark: "PROXY", word: "Proxy", many: "Proxies" },
  audio: { mark: "AUDIO", word: "Audio", many: "Audio" },
  lut: { mark: "LUT", word: "LUT", many: "LUTs" },
  cdl: { mark: "CDL", word: "CDL", many: "CDLs" },
  still: { mark: "STILL", word: "Still", many: "Stills" },
  other: { mark: "FILE", word: "Other file", many: "Other files" },
};

export const kindMark = (kind: MediaKind): string => kinds[kind].mark;
export const kindWord = (kind: MediaKind): string => kinds[kind].word;
export const kindsWord = (kind: MediaKind): string => kinds[kind].many;
export const allKinds = Object.keys(kinds) as MediaKind[];
