// What the connection screens say where it depends on how things stand. What a cloud says about itself
// comes with its spec; what it calls a project and an account is a code, which the catalogue knows to say.

import type { CommandError, Connection, ProviderSpec, Way, WaySpec } from "../../ipc/types";
import { locale, say } from "../../shared/words.svelte";

export type Standing = "online" | "offline" | "paused" | "idle" | "sign-in" | "choose" | "unknown";

export const cloudOf = (provider: ProviderSpec | undefined): string => provider?.name ?? say("connections-cloud");
export const wordOf = (provider: ProviderSpec | undefined): string => provider?.project_word ?? "project";

/** How a connection stands, in one or two words. */
export function standing(
  connection: Connection,
  provider: ProviderSpec | undefined,
): { standing: Standing; word: string } {
  if (connection.state === "not_authorized") return { standing: "sign-in", word: say("connections-sign-in-again") };
  if (connection.state === "not_connected") {
    return { standing: "choose", word: say("connections-none-yet", { word: wordOf(provider) }) };
  }
  switch (connection.presence) {
    case "online":
      return { standing: "online", word: say("connections-online") };
    case "offline":
      return { standing: "offline", word: say("connections-offline") };
    case "paused":
      return { standing: "paused", word: say("connections-paused") };
    case "idle":
      return { standing: "idle", word: say("connections-idle") };
    case "unknown":
      return { standing: "unknown", word: say("connections-checking") };
  }
}

/** What the connection is called where there is room for one name. */
export function title(connection: Connection, provider: ProviderSpec | undefined): string {
  return connection.project?.name ?? provider?.name ?? say("connections-cloud-title");
}

/** An address that a person typed is theirs, and nothing to wonder about. */
export function typesAddress(connection: Connection, provider: ProviderSpec | undefined): boolean {
  const way = provider?.ways.find((w) => w.id === connection.way);
  return way?.fields.some((field) => field.kind === "address") ?? false;
}

export const otherAddress = (address: string, provider: ProviderSpec | undefined): string =>
  say("connections-other-address", { address, cloud: cloudOf(provider) });

/** Why no files can be sent there, for whoever wants to; null when they can. */
export function takesNoFiles(connection: Connection, provider: ProviderSpec | undefined): string | null {
  if (provider && !provider.uploads) return provider.no_uploads;
  if (connection.state === "not_authorized") return say("connections-sign-in-first");
  if (connection.state === "not_connected") return say("connections-choose-first", { word: wordOf(provider) });
  return null;
}

// Adding a connection

const byWay: Record<Way, () => string> = {
  device_code: () => say("connections-way-code"),
  browser: () => say("connections-way-browser"),
  form: () => say("connections-way-form"),
  address_alone: () => say("connections-way-address"),
};

/** "Sign in by code or in the browser". */
export function waysInShort(provider: ProviderSpec): string {
  const kinds = [...new Set(provider.ways.map(({ way }) => byWay[way]()))];
  if (kinds.length === 0) return say("connections-ways-none");
  const ways = new Intl.ListFormat(locale(), { type: "disjunction" }).format(kinds);
  return say("connections-ways-short", { ways });
}

/** The field an error is about; null: about the whole form. */
export function fieldOf(error: CommandError, way: WaySpec): string | null {
  const secrets = way.fields.filter((f) => f.kind === "secret" && !f.optional);
  switch (error.code) {
    // The keys of the product are asked for before those of the person.
    case "wrong_secret":
      return secrets[0]?.name ?? null;
    case "wrong_login":
      return secrets.at(-1)?.name ?? null;
    case "offline":
    case "untrusted":
      return way.fields.find((f) => f.kind === "address")?.name ?? null;
    default:
      return null;
  }
}

// Signing in

/** The digits of a code as they are typed: three and three. */
export const inGroups = (code: string): string[] => [code.slice(0, 3), code.slice(3)].filter(Boolean);
export const spelled = (code: string): string => inGroups(code).map((group) => [...group].join(" ")).join(", ");

export const starting: Record<Way, (cloud: string) => string> = {
  device_code: (cloud) => say("connections-starting-code", { cloud }),
  browser: (cloud) => say("connections-starting-browser", { cloud }),
  form: (cloud) => say("connections-starting-form", { cloud }),
  address_alone: (cloud) => say("connections-starting-address", { cloud }),
};

// Connected

export function presenceSentence(connection: Connection, provider: ProviderSpec | undefined): string {
  const cloud = cloudOf(provider);
  switch (connection.presence) {
    case "online":
      return say("connections-online");
    case "paused":
      return say("connections-presence-paused", { cloud });
    case "offline":
      return provider?.uploads === false
        ? say("connections-presence-unreachable", { word: wordOf(provider) })
        : say("connections-presence-offline", { cloud });
    case "idle":
      return say("connections-presence-idle");
    case "unknown":
      return say("connections-checking");
  }
}

/** What leaving does, in the cloud and here. */
export function disconnecting(connection: Connection, provider: ProviderSpec | undefined, filesLeft: number) {
  const cloud = cloudOf(provider);
  const word = wordOf(provider);
  const device = connection.device_name;
  const there = () => {
    if (device) return say("connections-disconnect-there-device", { cloud, device, word });
    return provider?.uploads === false
      ? say("connections-disconnect-there-only", { cloud })
      : say("connections-disconnect-there", { cloud });
  };
  return {
    title: say("connections-disconnect-title", { name: connection.project?.name ?? cloud }),
    short: device
      ? say("connections-disconnect-short-device", { cloud, word })
      : say("connections-disconnect-short", { cloud }),
    there: there(),
    here:
      filesLeft > 0
        ? say("connections-disconnect-here-files", { files: filesLeft })
        : say("connections-disconnect-here"),
    later: say("connections-disconnect-later", { cloud }),
  };
}

// Left, and the cloud has not been told yet

export const farewell = (what: string, provider: ProviderSpec | undefined): string =>
  what === provider?.name ? what : `${what} · ${cloudOf(provider)}`;
