// The network in words.

import type { Health, LinkKind, NetworkStatus } from "../../ipc/types";
import { rate } from "../../shared/units";
import { say } from "../../shared/words.svelte";

export const kindWord = (kind: LinkKind): string => say(`network-kind-${kind}`);
const healthWord = (health: Health): string => say(`network-health-${health}`);

/** "Wi-Fi StageNet" */
export function linkWords({ kind, name }: NetworkStatus): string {
  return kind === "absent" || name === null || name === ""
    ? kindWord(kind)
    : say("network-named", { kind: kindWord(kind), name });
}

/** "82 Mbit/s up · good" */
export function stateWords(status: NetworkStatus): string {
  if (status.kind === "absent") return say("network-absent-short");
  const pieces: string[] = [];
  if (status.bytes_per_second !== null && status.health !== "down") pieces.push(say("network-up", { rate: rate(status.bytes_per_second) }));
  pieces.push(healthWord(status.health));
  if (status.metered) pieces.push(say("network-is-metered"));
  return pieces.join(" · ");
}

export const needsYou = (status: NetworkStatus): boolean =>
  status.kind === "absent" || status.health === "down" || status.health === "poor";

/** How many of four bars; null where the system does not tell. */
export function bars(signal: number | null): number | null {
  if (signal === null) return null;
  return signal >= 75 ? 4 : signal >= 50 ? 3 : signal >= 25 ? 2 : 1;
}

/** How it is, in a sentence. */
export const healthSentence = (status: NetworkStatus): string =>
  status.kind === "absent" ? say("network-absent") : say(`network-this-${status.health}`);
