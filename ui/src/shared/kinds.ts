// Kinds of media in words.

import type { MediaKind } from "../ipc/types";
import { say } from "./words.svelte";

// A kind that is forgotten here is a type error.
const kinds: Record<MediaKind, true> = { ocf: true, proxy: true, audio: true, lut: true, cdl: true, still: true, other: true };

export const kindMark = (kind: MediaKind): string => say(`app-kind-${kind}-mark`);
export const kindWord = (kind: MediaKind): string => say(`app-kind-${kind}`);
export const kindsWord = (kind: MediaKind): string => say(`app-kind-${kind}-many`);
export const allKinds = Object.keys(kinds) as MediaKind[];
