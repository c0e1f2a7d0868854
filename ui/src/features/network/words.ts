// The network in words.

import type { Health, LinkKind, NetworkStatus } from "../../ipc/types";
import { rate } from "../../shared/units";

const kinds: Record<LinkKind, string> = {
  ethernet: "Ethernet",
  wifi: "Wi-Fi",
  tethered: "Phone",
  mobile: "Mobile network",
  other: "Network",
  absent: "No network",
};

const healths: Record<Health, string> = {
  good: "good",
  fair: "fair",
  poor: "poor",
  down: "no way through",
  unknown: "not measured yet",
};

export const kindWord = (kind: LinkKind): string => kinds[kind];
export const healthWord = (health: Health): string => healths[health];

/** "Wi-Fi StageNet" */
export function linkWords({ kind, name }: NetworkStatus): string {
  return kind === "absent" || name === null || name === "" ? kinds[kind] : `${kinds[kind]} ${name}`;
}

/** "82 Mbit/s up · good" */
export function stateWords(status: NetworkStatus): string {
  if (status.kind === "absent") return "uploads go on when there is one";
  const pieces: string[] = [];
  if (status.bytes_per_second !== null && status.health !== "down") pieces.push(`${rate(status.bytes_per_second)} up`);
  pieces.push(healths[status.health]);
  if (status.metered) pieces.push("metered");
  return pieces.join(" · ");
}

export const needsYou = (status: NetworkStatus): boolean =>
  status.kind === "absent" || status.health === "down" || status.health === "poor";

/** How many of four bars; null where the system does not tell. */
export function bars(signal: number | null): number | null {
  if (signal === null) return null;
  return signal >= 75 ? 4 : signal >= 50 ? 3 : signal >= 25 ? 2 : 1;
}

export const linkSpeed = (mbit: number): string => (mbit >= 1000 ? `${(mbit / 1000).toFixed(mbit % 1000 === 0 ? 0 : 1)} Gbit/s` : `${mbit} Mbit/s`);
