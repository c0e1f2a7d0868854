// Everything the connection screens say. What a cloud says about itself comes with its spec.

import type { CommandError, Connection, FieldSpec, ProviderSpec, Way, WaySpec } from "../../ipc/types";
import { count, plural } from "../../shared/units";

export type Standing = "online" | "offline" | "paused" | "idle" | "sign-in" | "choose" | "unknown";

const cloudOf = (provider: ProviderSpec | undefined): string => provider?.name ?? "the cloud";
const wordOf = (provider: ProviderSpec | undefined): string => provider?.project_word ?? "project";
const many = (word: string): string => `${word}s`;
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** How a connection stands, in one or two words. */
export function standing(
  connection: Connection,
  provider: ProviderSpec | undefined,
): { standing: Standing; word: string } {
  if (connection.state === "not_authorized") return { standing: "sign-in", word: "Sign in again" };
  if (connection.state === "not_connected") return { standing: "choose", word: `No ${wordOf(provider)} yet` };
  switch (connection.presence) {
    case "online":
      return { standing: "online", word: "Online" };
    case "offline":
      return { standing: "offline", word: "Offline" };
    case "paused":
      return { standing: "paused", word: "Paused" };
    case "idle":
      return { standing: "idle", word: "Idle" };
    case "unknown":
      return { standing: "unknown", word: "Checking" };
  }
}

/** What the connection is called where there is room for one name. */
export function title(connection: Connection, provider: ProviderSpec | undefined): string {
  return connection.project?.name ?? provider?.name ?? "Camera cloud";
}

/** An address that a person typed is theirs, and nothing to wonder about. */
export function typesAddress(connection: Connection, provider: ProviderSpec | undefined): boolean {
  const way = provider?.ways.find((w) => w.id === connection.way);
  return way?.fields.some((field) => field.kind === "address") ?? false;
}

export function otherAddress(address: string, provider: ProviderSpec | undefined): string {
  const name = cloudOf(provider);
  return `${address} · not ${name}${name.endsWith("s") ? "’" : "’s"} own address`;
}

export const notEncrypted = "Not encrypted";
export const notEncryptedWhy = "Anybody on this network can read what is sent. The connection was allowed that way.";

/** Why no files can be sent there, for whoever wants to; null when they can. */
export function takesNoFiles(connection: Connection, provider: ProviderSpec | undefined): string | null {
  if (provider && !provider.uploads) return provider.no_uploads;
  if (connection.state === "not_authorized") return "Sign in again first.";
  if (connection.state === "not_connected") return `Choose a ${wordOf(provider)} first.`;
  return null;
}

// Adding a connection

const byWay: Record<Way, string> = {
  device_code: "by code",
  browser: "in the browser",
  form: "with a key or password",
  address_alone: "by address alone",
};

/** "Sign in by code or in the browser". */
export function waysInShort(provider: ProviderSpec): string {
  const kinds = [...new Set(provider.ways.map((way) => byWay[way.way]))];
  const last = kinds.pop();
  if (last === undefined) return "No way in yet";
  return `Sign in ${kinds.length > 0 ? `${kinds.join(", ")} or ${last}` : last}`;
}

export const clouds = {
  title: "Which camera cloud?",
  lead: "Pick where the media goes, or what you want to see beside it.",
  uploads: "Takes uploads",
  noUploads: "No uploads",
};

export const ways = {
  title: (provider: ProviderSpec) => `Connect to ${provider.name}`,
  lead: (provider: ProviderSpec) =>
    provider.ways.length > 1 ? "How do you sign in there?" : "One step, then you choose what it points at.",
  keysKnown: "Keys are in the vault.",
  replace: "Replace…",
};

export const form = {
  again: (provider: ProviderSpec) => `Sign in to ${provider.name} again`,
  go: "Continue",
  retry: "Try again",
  back: "Back",
  show: "Show",
  hide: "Hide",
  optional: "optional",
  known: "In the vault",
  replace: (field: FieldSpec) => `Replace ${field.label}…`,
  keep: "Keep the one in the vault",
  check: "Check these keys",
  checking: "Asking the cloud…",
  noAt: "An e-mail address has an @ in it.",
  addressExample: "host or host:port",
  checkAddress: "Check the address, and that this computer is on the same network.",
  needsAll: "Fill in what is not marked as optional.",
};

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

export const starting: Record<Way, (cloud: string) => string> = {
  device_code: (cloud) => `Asking ${cloud} for a code`,
  browser: (cloud) => `Opening ${cloud} in your browser`,
  form: (cloud) => `Signing in to ${cloud}`,
  address_alone: (cloud) => `Asking ${cloud} to let this computer in`,
};

export const browser = {
  title: "Continue in your browser",
  lead: (cloud: string) => `${cloud} opened there. Sign in and agree; this window goes on by itself.`,
  left: (time: string) => `Waiting for another ${time}.`,
  over: "The time is up. Try again to get a new page.",
  open: "Open again",
  cancel: "Cancel",
  again: "Try again",
  question: "Did the browser show an error?",
  help: [
    "No page came up: press Open again, or set a default browser on this computer.",
    "It says the address or the redirect is wrong: the client ID and the port in Labrun’s settings must be the registered ones.",
    "It shows any other error: nobody tells Labrun about it. Try again, here.",
  ],
};

export const confirming = {
  title: "Is this you?",
  lead: (cloud: string) => `This is who came back from ${cloud}. Nothing is kept before you say so.`,
  yes: "Yes, this is me",
  no: "No",
};

// Choosing a project

export const picker = {
  title: (provider: ProviderSpec | undefined, changing: boolean) =>
    changing ? `Change ${wordOf(provider)}` : `Choose a ${wordOf(provider)}`,
  elsewhere: (provider: ProviderSpec | undefined) =>
    `Signed in. Choose the ${wordOf(provider)} in ${cloudOf(provider)}; it shows here by itself.`,
  changeElsewhere: (provider: ProviderSpec | undefined) =>
    `With this way of signing in, ${cloudOf(provider)} decides: choose another ${wordOf(provider)} there.`,
  many,
  capital,
  find: (word: string) => `Search ${many(word)}`,
  first: (account: string, project: string) => `Choose ${article(account)} ${account} to see its ${many(project)}.`,
  total: (total: number, word: string) => plural(total, word),
  some: (shown: number, total: number, word: string) => `${count(shown)} of ${plural(total, word)}`,
  notAll: (total: number, word: string) => `The cloud has more: only the first ${plural(total, word)} were read.`,
  nothingFits: (typed: string, word: string) => `No ${word} fits “${typed}”`,
  look: (typed: string, provider: ProviderSpec | undefined) => `Look for ${typed} at ${cloudOf(provider)}`,
  foundAt: (typed: string, provider: ProviderSpec | undefined) => `Found at ${cloudOf(provider)} for ${typed}`,
  foundNone: (typed: string, provider: ProviderSpec | undefined) => `${cloudOf(provider)} finds nobody with ${typed}`,
  nothing: (word: string) => `There is no ${word} to choose from`,
  support: (provider: ProviderSpec) => `Support of ${provider.name}`,
  refresh: "Look again",
  loading: (word: string) => `Reading the ${many(word)}…`,
  present: "Connected",
  connecting: "Connecting…",
  online: "Online",
  offline: "Offline",
  cancel: "Cancel",
};

function article(word: string): string {
  return /^[aeiou]/i.test(word) ? "an" : "a";
}

/** Asked once when files wait that were meant for another project. */
export const meantFor = {
  title: (files: number, project: string) =>
    files === 1 ? `This file was meant for ${project}` : `These ${count(files)} files were meant for ${project}`,
  words: (files: number, to: string) =>
    `${files === 1 ? "It waits" : "They wait"} in the queue of this connection. If you go on, ${files === 1 ? "it goes" : "they go"} to ${to} instead.`,
  send: (files: number, to: string) => `Send ${files === 1 ? "it" : "them"} to ${to}`,
  back: "Back, keep waiting",
};

// Connected

export function presenceSentence(connection: Connection, provider: ProviderSpec | undefined): string {
  const cloud = cloudOf(provider);
  switch (connection.presence) {
    case "online":
      return "Online";
    case "paused":
      return `Paused in ${cloud}. What is recorded meanwhile is never uploaded; everything else goes on.`;
    case "offline":
      return provider?.uploads === false
        ? `Offline. The ${wordOf(provider)} cannot be reached right now.`
        : `${cloud} does not see this computer right now. Uploads go on when the network is back.`;
    case "idle":
      return "Idle. It is there, but nothing is running on it.";
    case "unknown":
      return "Checking";
  }
}

export const connected = {
  who: "Signed in as",
  nobody: "Who signed in is not told by this way",
  noEmail: "E-mail: not told by this way of signing in",
  stays: "Without signing in again.",
  email: "E-mail",
  since: "Connected since",
  device: (provider: ProviderSpec | undefined) => `Shown in ${cloudOf(provider)} as`,
  way: "Way of signing in",
  address: "Address",
  change: (provider: ProviderSpec | undefined) => `Change ${wordOf(provider)}`,
  connectedTo: (name: string) => `Connected to ${name}`,
};

export function disconnecting(connection: Connection, provider: ProviderSpec | undefined, filesLeft: number) {
  const cloud = cloudOf(provider);
  const word = wordOf(provider);
  return {
    title: `Disconnect from ${connection.project?.name ?? cloud}?`,
    short: connection.device_name
      ? `Signs this computer out and removes it from the ${word} in ${cloud}.`
      : `Signs this computer out of ${cloud}.`,
    there: connection.device_name
      ? `In ${cloud}, “${connection.device_name}” disappears from the ${word}’s devices. What is already uploaded stays there.`
      : `In ${cloud}, this sign-in ends. ${provider?.uploads === false ? "Nothing else changes there." : "What is already uploaded stays there."}`,
    here:
      filesLeft > 0
        ? `Here, ${plural(filesLeft, "upload")} not finished yet will wait until you sign in again.`
        : "Here, the sign-in is erased from the vault. No media is touched.",
    later: `If ${cloud} cannot be reached, Labrun tells it later, by itself.`,
  };
}

// Signed out

export const signedOut = {
  title: "Signed out",
  lead: (provider: ProviderSpec | undefined) => `This computer is not signed in to ${cloudOf(provider)} any more.`,
  who: (name: string) => `It was signed in as ${name}.`,
  waiting: (files: number) =>
    files === 1 ? "1 file waits for this connection" : `${count(files)} files wait for this connection`,
  meant: (name: string) => `meant for ${name}`,
  again: "Sign in again",
  others: "Another way to sign in",
  elsewhere: "Another sign-in is under way. Starting this one ends it.",
  remove: "Remove from the list",
  notNeeded: "Not needed any more?",
};

export const farewell = (what: string, provider: ProviderSpec | undefined): string =>
  what === provider?.name ? what : `${what} · ${cloudOf(provider)}`;
export const farewells = { title: "Still to be told", detail: "Tries by itself" };
