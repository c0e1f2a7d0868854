// The connections as the window knows them: whole rows, replaced as they change.

import type {
  Changes,
  Connection,
  Farewell,
  ProviderKind,
  ProviderSpec,
  SignIn,
  Snapshot,
} from "../../ipc/types";
import { Drafts } from "./drafts";

export class Connections {
  list = $state.raw<Connection[]>([]);
  providers = $state.raw<ProviderSpec[]>([]);
  farewells = $state.raw<Farewell[]>([]);
  signIn = $state.raw<SignIn | null>(null);
  /** The connection that the sign-in is for, when it is one we had before. */
  signInFor = $state.raw<string | null>(null);
  readonly drafts = new Drafts();

  replace(snapshot: Snapshot): void {
    this.list = snapshot.connections;
    this.providers = snapshot.providers;
    this.farewells = snapshot.farewells;
    this.signIn = snapshot.sign_in;
  }

  apply(changes: Changes): void {
    if (changes.connections.length > 0 || changes.connections_removed.length > 0) {
      const gone = new Set(changes.connections_removed);
      const rows = new Map(this.list.filter((c) => !gone.has(c.id)).map((c) => [c.id, c]));
      for (const row of changes.connections) rows.set(row.id, row);
      this.list = [...rows.values()];
    }
    if (changes.sign_in) this.signIn = changes.sign_in;
    if (changes.farewells) this.farewells = changes.farewells;
  }

  get(id: string): Connection | undefined {
    return this.list.find((c) => c.id === id);
  }

  provider(kind: ProviderKind): ProviderSpec | undefined {
    return this.providers.find((p) => p.provider === kind);
  }

  /** A sign-in that is on its way: it has a place in the rail until it is over. */
  get signingIn(): boolean {
    const step = this.signIn?.step;
    return step === "starting" || step === "awaiting_approval" || step === "awaiting_confirmation";
  }

  /** The sign-in that is for this connection; with null, the one that makes a new connection. */
  signInOf(connection: string | null): SignIn | null {
    return this.signInFor === connection ? this.signIn : null;
  }
}
