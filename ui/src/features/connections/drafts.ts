// What a person typed, so that another try does not begin empty. In memory only, and never a secret.

import type { Connection, ProviderKind, WaySpec } from "../../ipc/types";

export type Typed = Record<string, string>;

export class Drafts {
  #typed = new Map<string, Typed>();

  of(provider: ProviderKind, way: WaySpec): Typed {
    return { ...this.#typed.get(`${provider}/${way.id}`) };
  }

  keep(provider: ProviderKind, way: WaySpec, typed: Typed): void {
    const plain = way.fields.filter((f) => f.kind !== "secret" && typed[f.name]);
    this.#typed.set(`${provider}/${way.id}`, Object.fromEntries(plain.map((f) => [f.name, typed[f.name]!])));
  }
}

/** What is known of a connection that is signed in again. */
export function known(connection: Connection, way: WaySpec): Typed {
  const typed: Typed = {};
  for (const { name, kind } of way.fields) {
    if (kind === "address" && connection.other_address) typed[name] = connection.other_address;
    if (kind === "email" && connection.person?.email) typed[name] = connection.person.email;
    // Said yes to once, for this very machine.
    if (name === "plain" && connection.plain) typed[name] = "on";
  }
  return typed;
}

/** Whether the person has to type something before a way can start. */
export const toType = (way: WaySpec): boolean => way.fields.some((field) => !field.known && !field.optional);
