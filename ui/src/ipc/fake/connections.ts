// Connections of the backend in memory.

import { say } from "../../shared/words.svelte";
import { FakeDoor } from "./door";
import { confirmedWays, keptFields, knowing } from "./clouds";
import { accountsOf, emptyProjects, projectsOf, whole } from "./places";
import { aConnection, people, portrait, undecided } from "./rows";
import { awaiting, inBrowser, refusal } from "./sign_in";
import type {
  Account,
  Accounts,
  CommandError,
  Connection,
  Disconnected,
  Project,
  Projects,
  ProviderKind,
  WaySpec,
} from "../types";

/** Signing in, choosing a project, leaving. */
export class FakeConnections extends FakeDoor {
  /** The person says yes, or the cloud takes what was typed. */
  approve(): void {
    const step = this.signIn;
    if (step?.step !== "awaiting_approval" && step?.step !== "starting") return;
    if (confirmedWays.has(step.id)) {
      const { provider, way, id } = step;
      this.change({ sign_in: { step: "awaiting_confirmation", provider, way, id, who: "Ana Lima (ana@nordlys.example)" } });
    } else this.#authorize(step.provider, step.id);
  }

  /** The person or the cloud says no, or something breaks. */
  fail(error: CommandError): void {
    const step = this.signIn;
    if (!step || !("provider" in step)) return;
    const { provider, way, id } = step;
    this.change({ sign_in: { step: "failed", provider, way, id, error } });
  }

  #authorize(provider: ProviderKind, way: string): void {
    const spec = this.#way(provider, way);
    const before = this.#again === null ? undefined : this.connections.get(this.#again);
    const id = before?.id ?? (this.connections.has("c1") ? `c${this.connections.size + 1}` : "c1");
    const typed = this.#typed;
    const address = typed.address ?? before?.other_address ?? null;
    const connection = spec.picks
      ? undecided({
          id,
          provider,
          way,
          person: people[provider] ?? (typed.user ? { name: typed.user, email: null } : null),
          picture: provider === "frameio" ? 1 : null,
          plain: typed.plain === "on",
          other_address: address,
          former_project: before?.former_project ?? null,
        })
      : aConnection({ id, provider, way, connected_at: Date.now() });
    this.#typed = {};
    this.#again = null;
    this.change({ connections: [connection], sign_in: { step: "authorized", connection: id } });
    // What the cloud has taken is in the vault, and is not asked for again.
    if (!spec.fields.some((f) => keptFields.has(f.name) && !f.known)) return;
    this.providers = knowing(this.providers, provider);
    this.change({ startup: { startup: "ready", snapshot: this.snapshot() } });
  }

  #way(provider: ProviderKind, way: string): WaySpec {
    const spec = this.providers.find((p) => p.provider === provider)?.ways.find((w) => w.id === way);
    if (!spec) throw refusal("internal", `There is no way ${way} into ${provider}.`);
    return spec;
  }
  #again: string | null = null;
  #typed: Record<string, string> = {};
  protected answersIn: number | null = null;

  newCode(number: number, code: string, milliseconds = 120_000): void {
    this.change({ sign_in: awaiting(code, Date.now() + milliseconds, number) });
  }

  /** The cloud looks at what was typed into a form. "wrong" is wrong. */
  answer(): void {
    this.answersIn = null;
    if (Object.values(this.#typed).includes("wrong")) {
      this.fail(refusal("wrong_login", "The cloud did not take the name and the password."));
    } else this.approve();
  }

  do_start_sign_in(args: Record<string, unknown>): void {
    const { provider, way: id } = args as { provider: ProviderKind; way: string };
    const { way } = this.#way(provider, id);
    this.#again = (args.connection as string | null) ?? null;
    this.#typed = args.fields as Record<string, string>;
    this.change({ sign_in: { step: "starting", provider, way, id } });
    if (way === "device_code") this.newCode(1, "418207");
    else if (way === "browser") this.change({ sign_in: inBrowser(provider, id, Date.now() + 600_000) });
    else this.answersIn = 600;
  }
  do_confirm_sign_in({ yes }: Record<string, unknown>): void {
    if (this.signIn?.step !== "awaiting_confirmation") return;
    if (yes) this.#authorize(this.signIn.provider, this.signIn.id);
    else this.change({ sign_in: { step: "cancelled" } });
  }
  do_check_set_up({ fields }: Record<string, unknown>): string {
    if (Object.values(fields as Record<string, string>).includes("wrong")) {
      throw refusal("wrong_secret", "The cloud does not know this pair of keys.");
    }
    return "The keys are good: the cloud answered with 3 devices.";
  }
  do_cancel_sign_in(): void {
    this.change({ sign_in: { step: "cancelled" } });
  }
  do_dismiss_sign_in(): void {
    this.signIn = null;
  }
  do_open_approval_page(): void {}
  do_open_support_page(): void {}

  do_list_accounts({ connection, find }: Record<string, unknown>): Accounts {
    const row = this.row(connection);
    const all = this.accounts ?? whole(accountsOf[row.provider]);
    if (find === null) return all;
    const text = (find as string).toLowerCase();
    return whole(all.entries.filter((a) => a.note?.toLowerCase() === text));
  }
  do_list_projects({ connection, account }: Record<string, unknown>): Projects {
    this.row(connection);
    const id = account as string;
    return this.projects.get(id) ?? (projectsOf[id] ? whole(projectsOf[id]) : emptyProjects);
  }
  do_choose_project(args: Record<string, unknown>): void {
    const row = this.row(args.connection);
    const { account, project } = args as { account: Account; project: Project };
    const online = this.do_list_projects({ connection: row.id, account: account.id }).entries.find(
      (p) => p.id === project.id,
    )?.online;
    this.change({
      connections: [
        {
          ...row,
          state: "connected",
          presence: online === false ? "offline" : "online",
          account,
          project,
          former_project: null,
          device_name: row.provider === "frameio" ? "Labrun on cart-2" : null,
          connected_at: Date.now(),
        },
      ],
    });
  }
  do_picture({ connection }: Record<string, unknown>): string | null {
    return this.row(connection).picture === null ? null : portrait;
  }
  do_disconnect({ connection }: Record<string, unknown>): Disconnected {
    const row = this.row(connection);
    this.change({
      connections: [
        { ...row, state: "not_authorized", presence: "unknown", person: null, picture: null, account: null, project: null, connected_at: null },
      ],
    });
    if (!this.unreachable) return { vendor_side: true, said: say("engine-left", { how: say("engine-left-frameio") }) };
    const what = row.project?.name ?? row.provider;
    this.change({ farewells: [...this.farewells, { id: row.id, provider: row.provider, what, since: Date.now() }] });
    return { vendor_side: false, said: say("engine-left", { how: say("engine-left-later", { why: say("engine-left-silent") }) }) };
  }
  protected row(id: unknown): Connection {
    const row = this.connections.get(id as string);
    if (!row) throw refusal("unknown_connection");
    return row;
  }
  do_forget_connection({ connection }: Record<string, unknown>): void {
    const gone = [...this.uploads.values()].filter((u) => u.connection === connection).map((u) => u.id);
    this.change({ connections_removed: [connection as string], uploads_removed: gone });
  }
}
