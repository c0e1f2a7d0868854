// What a connection can point at, as its cloud lists it. Only the latest question counts: an answer
// that was overtaken is thrown away.

import { listAccounts, listProjects } from "../../ipc/commands";
import { asCommandError } from "../../ipc/errors";
import type { CommandError, ListedAccount, ListedProject } from "../../ipc/types";
import { Search, type Entry } from "./search";

export type Listed<T extends Entry> =
  | { is: "loading" }
  | { is: "refused"; error: CommandError }
  | { is: "ready"; search: Search<T>; total: number; complete: boolean; said: string | null };

type Answer<T> = { entries: T[]; complete: boolean; said: string | null };

const loading = { is: "loading" } as const;

export class Places {
  accounts = $state.raw<Listed<ListedAccount>>(loading);
  /** null: no account is chosen yet. */
  projects = $state.raw<Listed<ListedProject> | null>(null);
  account = $state.raw<ListedAccount | null>(null);
  /** What the cloud itself found, by what. */
  found = $state.raw<{ by: string; accounts: Listed<ListedAccount> } | null>(null);

  #projectsAsked = 0;

  constructor(
    private readonly connection: string,
    /** The account it lies in now, to begin with. */
    private readonly present: string | null,
  ) {}

  async load(): Promise<void> {
    this.accounts = loading;
    const answer = await listed<ListedAccount>(() => listAccounts(this.connection, null));
    this.accounts = answer.listed;
    const here = answer.entries.find((a) => a.id === (this.account?.id ?? this.present));
    // One account is no choice.
    const next = here ?? (answer.entries.length === 1 ? answer.entries[0]! : null);
    if (next) await this.open(next);
  }

  async open(account: ListedAccount): Promise<void> {
    const asked = ++this.#projectsAsked;
    this.account = account;
    this.projects = loading;
    const answer = await listed<ListedProject>(() => listProjects(this.connection, account.id));
    if (asked === this.#projectsAsked) this.projects = answer.listed;
  }

  async look(by: string): Promise<void> {
    this.found = { by, accounts: loading };
    const answer = await listed<ListedAccount>(() => listAccounts(this.connection, by));
    if (this.found?.by === by) this.found = { by, accounts: answer.listed };
  }
}

async function listed<T extends Entry>(
  ask: () => Promise<Answer<T>>,
): Promise<{ listed: Listed<T>; entries: T[] }> {
  try {
    const { entries, complete, said } = await ask();
    return {
      listed: { is: "ready", search: new Search(entries), total: entries.length, complete, said },
      entries,
    };
  } catch (thrown) {
    return { listed: { is: "refused", error: asCommandError(thrown) }, entries: [] };
  }
}
