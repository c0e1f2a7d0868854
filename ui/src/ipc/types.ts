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
export type ErrorCode = "offline" | "untrusted" | "busy" | "not_authorized" | "wrong_secret" | "denied" | "plan_limit" | "recorded_while_paused" | "target_expired" | "asset_gone" | "part_refused" | "rejected" | "file_changed" | "file_missing" | "file_unreadable" | "not_a_file" | "file_empty" | "file_too_large" | "storage_full" | "storage_failed" | "vault_unavailable" | "vault_locked" | "wrong_passphrase" | "not_allowed" | "unknown_connection" | "internal";

/**
 * What every command rejects with. `said` is one plain sentence with the particulars; never a secret.
 */
export type CommandError = { code: ErrorCode, said: string, };

export type FieldSpec = { name: string, label: string, secret: boolean, };

export type WaySpec = { way: Way, label: string, 
/**
 * What the person types before it starts. Empty when everything needed is already known.
 */
fields: Array<FieldSpec>, };

export type ProviderSpec = { provider: ProviderKind, name: string, 
/**
 * The cloud's own word for what a connection points at: "project", "room", ...
 */
project_word: string, uploads: boolean, ways: Array<WaySpec>, };

export type Person = { name: string, email: string | null, };

export type Project = { id: string, name: string, };

export type ConnectionState = "not_authorized" | "not_connected" | "connected";

export type Presence = "unknown" | "online" | "offline" | "paused";

export type Connection = { id: string, provider: ProviderKind, state: ConnectionState, presence: Presence, person: Person | null, project: Project | null, 
/**
 * How the cloud calls this installation.
 */
device_name: string | null, 
/**
 * Host of the cloud when it is not the provider's own: a lasting mark on the card (practice cloud, proxy).
 */
other_address: string | null, connected_at: Timestamp | null, };

export type SignIn = { "step": "starting", provider: ProviderKind, way: Way, } | { "step": "awaiting_approval", provider: ProviderKind, way: Way, 
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
trouble: CommandError | null, } | { "step": "authorized", connection: string, } | { "step": "failed", provider: ProviderKind, way: Way, error: CommandError, } | { "step": "cancelled" };

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

export type Settings = { parallel_files: number, parallel_parts: number, limit_mbit: number | null, };

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

export type Snapshot = { version: string, providers: Array<ProviderSpec>, connections: Array<Connection>, sign_in: SignIn | null, uploads: Array<Upload>, progress: Array<UploadProgress>, headline: Headline, pause: Pause, settings: Settings, vault: VaultState, };

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
 * Said once, as a toast.
 */
notices: Array<Notice>, };

/**
 * What leaving a connection came to.
 */
export type Disconnected = { vendor_side: boolean, said: string, };
