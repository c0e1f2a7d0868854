// Generated from src-tauri/src/view.rs by `cargo xtask types`. Do not edit.

/**
 * Milliseconds since 1970, UTC.
 */
export type Timestamp = number;

export type ProviderKind = "frameio" | "multicam" | "eagle_eye" | "vinli";

export type Way = "device_code" | "browser" | "form" | "address_alone";

/**
 * What the window's table of words branches on.
 */
export type ErrorCode = "offline" | "untrusted" | "busy" | "not_authorized" | "wrong_secret" | "wrong_login" | "denied" | "plan_limit" | "recorded_while_paused" | "target_expired" | "asset_gone" | "part_refused" | "rejected" | "file_changed" | "file_missing" | "file_unreadable" | "not_a_file" | "file_empty" | "file_too_large" | "storage_full" | "storage_failed" | "vault_unavailable" | "vault_locked" | "wrong_passphrase" | "not_allowed" | "unknown_connection" | "internal";

/**
 * What every command rejects with. `said` is one plain sentence with the particulars; never a secret.
 */
export type CommandError = { code: ErrorCode, said: string, };

/**
 * A switch is answered with "on" or left out.
 */
export type FieldKind = "text" | "email" | "secret" | "address" | "switch";

export type FieldSpec = { name: string, label: string, kind: FieldKind, 
/**
 * Where to find it, or what follows from it. May be empty.
 */
hint: string, optional: boolean, 
/**
 * In the vault already: asked for only when the person wants to replace it.
 */
known: boolean, };

export type WaySpec = { 
/**
 * Unique within the provider; what start_sign_in takes.
 */
id: string, way: Way, label: string, 
/**
 * Whom it is for, in one short sentence.
 */
about: string, 
/**
 * What the person types before it starts.
 */
fields: Array<FieldSpec>, 
/**
 * Account and project are picked here; otherwise on the cloud's own page.
 */
picks: boolean, 
/**
 * The typed keys can be tried before anyone signs in: check_set_up.
 */
checks_set_up: boolean, };

export type ProviderSpec = { provider: ProviderKind, name: string, 
/**
 * The cloud's own word for what a connection points at: "project", "room", ...
 */
project_word: string, 
/**
 * The cloud's own word for what groups them: "account", "machine", "customer", ...
 */
account_word: string, uploads: boolean, 
/**
 * Why it takes no uploads, in a sentence. Empty where it does.
 */
no_uploads: string, 
/**
 * Said when the list of accounts is empty, with what to do; beside it the link to support.
 */
no_accounts: string, no_projects: string, support: string, 
/**
 * Accounts can also be looked for at the cloud, by this ("e-mail address"). Null: the list is all there is.
 */
finds_accounts_by: string | null, ways: Array<WaySpec>, };

export type Person = { name: string, email: string | null, };

export type Project = { id: string, name: string, };

export type Account = { id: string, name: string, };

export type ListedAccount = { id: string, name: string, 
/**
 * A second line: what tells two of the same name apart.
 */
note: string | null, };

export type ListedProject = { id: string, name: string, note: string | null, 
/**
 * Where the cloud tells: is it there right now.
 */
online: boolean | null, };

/**
 * What a cloud has to choose from.
 */
export type Accounts = { entries: Array<ListedAccount>, 
/**
 * False: the cloud has more than was read.
 */
complete: boolean, 
/**
 * A state of the cloud that explains the list, in a sentence.
 */
said: string | null, };

export type Projects = { entries: Array<ListedProject>, complete: boolean, said: string | null, };

export type ConnectionState = "not_authorized" | "not_connected" | "connected";

export type Presence = "unknown" | "online" | "offline" | "paused" | "idle";

export type Connection = { id: string, provider: ProviderKind, 
/**
 * The way the person signed in; a WaySpec's id.
 */
way: string, state: ConnectionState, presence: Presence, person: Person | null, 
/**
 * Changes when the person's picture does; null without one. The picture itself: command picture.
 */
picture: number | null, account: Account | null, project: Project | null, 
/**
 * What it pointed at before the authorization was lost: its queue was meant for that.
 */
former_project: Project | null, 
/**
 * What it sends and receives is not encrypted: a lasting mark.
 */
plain: boolean, 
/**
 * How the cloud calls this installation.
 */
device_name: string | null, 
/**
 * Host of the cloud when it is not the provider's own: a lasting mark on the card (practice cloud, proxy).
 */
other_address: string | null, connected_at: Timestamp | null, };

/**
 * A person left, and the cloud has not been told yet. Told as soon as it can be.
 */
export type Farewell = { id: string, provider: ProviderKind, 
/**
 * What was left: the project's name, or the cloud's.
 */
what: string, since: Timestamp, };

export type SignIn = { "step": "starting", provider: ProviderKind, way: Way, id: string, } | { "step": "awaiting_approval", provider: ProviderKind, way: Way, id: string, 
/**
 * Six digits for a device code, null for a browser sign-in.
 */
user_code: string | null, 
/**
 * Where the code is typed, for the person to read.
 */
link: string | null, 
/**
 * The same with the code filled in: QR and button.
 */
link_with_code: string | null, 
/**
 * SVG of the QR code for link_with_code.
 */
qr_svg: string | null, expires_at: Timestamp, 
/**
 * Which code this is, from 1: a new one replaces an expired one by itself.
 */
code_number: number, 
/**
 * Set while the cloud cannot be reached; the polling goes on by itself.
 */
trouble: CommandError | null, } | { "step": "awaiting_confirmation", provider: ProviderKind, way: Way, id: string, 
/**
 * Who came out of the sign-in: the person says whether it is they.
 */
who: string, } | { "step": "authorized", connection: string, } | { "step": "failed", provider: ProviderKind, way: Way, id: string, error: CommandError, } | { "step": "cancelled" };

export type MediaKind = "ocf" | "proxy" | "audio" | "lut" | "cdl" | "still" | "other";

export type UploadState = { "state": "queued" } | { "state": "uploading" } | { "state": "waiting_for_time", until: Timestamp, error: ErrorCode, said: string, } | { "state": "waiting_for_network" } | { "state": "waiting_for_authorization" } | { "state": "paused" } | { "state": "failed", error: ErrorCode, said: string, attempts: number, } | { "state": "skipped" } | { "state": "done", asset: string, } | { "state": "cancelled" };

export type Upload = { id: number, connection: string, name: string, 
/**
 * The folder the file lies in, for the person to read.
 */
folder: string, size: number, kind: MediaKind, 
/**
 * Place in the queue: the lower one goes first. Changes when it is moved to the top.
 */
place: number, state: UploadState, added_at: Timestamp, finished_at: Timestamp | null, 
/**
 * Bytes of parts the cloud has accepted: the only progress that is a promise.
 */
accepted_bytes: number, parts_sent: number, 
/**
 * Known once the asset exists in the cloud.
 */
part_count: number | null, 
/**
 * First part of this run when it went on after a stop; null when it began at part 1.
 */
resumed_at_part: number | null, };

export type UploadProgress = { id: number, 
/**
 * Accepted plus in flight. Never less than accepted_bytes.
 */
sent_bytes: number, bytes_per_second: number, };

export type Pause = { "paused": "no" } | { "paused": "until_resumed" } | { "paused": "until", until: Timestamp, };

export type Standstill = { "because": "network", next_try: Timestamp, } | { "because": "authorization", connection: string, } | { "because": "paused" } | { "because": "busy", next_try: Timestamp, } | { "because": "storage", said: string, };

export type Headline = { files_left: number, bytes_left: number, 
/**
 * Of everything that is not over yet, from 0 to 1.
 */
fraction: number, bytes_per_second: number, seconds_left: number | null, needs_attention: number, 
/**
 * Why nothing moves although something should; null while something moves or nothing is left.
 */
standstill: Standstill | null, };

export type Settings = { parallel_files: number, parallel_parts: number, limit_mbit: number | null, 
/**
 * Where a browser brings the answer of a sign-in back to, on this computer only.
 */
redirect_port: number, };

export type VaultKind = "keyring" | "file" | "none";

export type VaultStep = "ready" | "locked" | "to_be_chosen";

export type VaultState = { kind: VaultKind, state: VaultStep, 
/**
 * Why the OS keyring cannot be used, when it cannot.
 */
said: string | null, };

export type AddedOutcome = { "outcome": "queued", id: number, } | { "outcome": "already_queued", id: number, } | { "outcome": "already_sent", id: number, } | { "outcome": "refused", error: ErrorCode, said: string, };

export type Added = { path: string, name: string, outcome: AddedOutcome, };

export type PartView = { number: number, length: number, sent: boolean, };

export type HistoryEntry = { at: Timestamp, what: string, };

export type UploadDetails = { upload: Upload, path: string, fingerprint: string, asset: string | null, parts: Array<PartView>, history: Array<HistoryEntry>, };

export type Snapshot = { version: string, providers: Array<ProviderSpec>, connections: Array<Connection>, sign_in: SignIn | null, uploads: Array<Upload>, progress: Array<UploadProgress>, headline: Headline, pause: Pause, settings: Settings, vault: VaultState, farewells: Array<Farewell>, };

/**
 * The first answer of the backend. Everything but "ready" is a screen of its own.
 */
export type Startup = { "startup": "ready", snapshot: Snapshot, } | { "startup": "vault_needed", vault: VaultState, } | { "startup": "profile_in_use", holder: string, } | { "startup": "database_damaged", path: string, said: string, } | { "startup": "database_newer", path: string, said: string, } | { "startup": "failed", said: string, };

export type Tone = "info" | "good" | "attention";

export type Notice = { tone: Tone, said: string, };

/**
 * What changed since the last one, merged, a few times a second. Whole rows, never deltas.
 */
export type Changes = { 
/**
 * Set when the start-up state itself changed (vault unlocked, database set aside): draw this instead.
 */
startup: Startup | null, connections: Array<Connection>, connections_removed: Array<string>, 
/**
 * null: unchanged.
 */
sign_in: SignIn | null, uploads: Array<Upload>, uploads_removed: Array<number>, 
/**
 * All that is moving now; what is not in it does not move.
 */
progress: Array<UploadProgress>, headline: Headline | null, pause: Pause | null, settings: Settings | null, vault: VaultState | null, 
/**
 * All there are now. null: unchanged.
 */
farewells: Array<Farewell> | null, 
/**
 * Said once, as a toast.
 */
notices: Array<Notice>, };

/**
 * What leaving a connection came to.
 */
export type Disconnected = { vendor_side: boolean, said: string, };
