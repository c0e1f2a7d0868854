// How a connection stands, in words.

import type { Connection, ProviderSpec } from "../../ipc/types";

export type Standing = "online" | "offline" | "paused" | "sign-in" | "choose" | "unknown";

export function standing(connection: Connection): { standing: Standing; word: string } {
  if (connection.state === "not_authorized") return { standing: "sign-in", word: "Sign in again" };
  if (connection.state === "not_connected") return { standing: "choose", word: "No project yet" };
  switch (connection.presence) {
    case "online":
      return { standing: "online", word: "Online" };
    case "offline":
      return { standing: "offline", word: "Offline" };
    case "paused":
      return { standing: "paused", word: "Paused" };
    case "unknown":
      return { standing: "unknown", word: "Checking" };
  }
}

/** What the connection is called where there is room for one name. */
export function title(connection: Connection, provider: ProviderSpec | undefined): string {
  return connection.project?.name ?? provider?.name ?? "Camera cloud";
}

export function otherAddress(address: string, provider: ProviderSpec | undefined): string {
  const name = provider?.name ?? "the cloud";
  return `${address} · not ${name}${name.endsWith("s") ? "’" : "’s"} own address`;
}
