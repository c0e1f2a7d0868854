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
export type ErrorCode = "offline" | "untrusted" | "captive_portal" | "proxy_refused" | "clock_wrong" | "busy" | "not_authorized" | "wrong_secret" | "wrong_login" | "denied" | "plan_limit" | "recorded_while_paused" | "target_expired" | "asset_gone" | "part_refused" | "rejected" | "file_changed" | "file_missing" | "file_unreadable" | "not_a_file" | "file_empty" | "file_too_large" | "storage_full" | "storage_failed" | "vault_unavailable" | "vault_locked" | "wrong_passphrase" | "not_allowed" | "unknown_connection" | "internal";

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
 * What watched folders find goes by itself; otherwise it is offered, and a person picks.
 */
automatic: boolean, 
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

export type UploadState = { "state": "queued" } | { "state": "uploading" } | { "state": "waiting_for_time", until: Timestamp, error: ErrorCode, said: string, } | { "state": "waiting_for_network" } | { "state": "waiting_for_authorization" } | { "state": "paused", until: Timestamp | null, } | { "state": "offered" } | { "state": "failed", error: ErrorCode, said: string, attempts: number, } | { "state": "skipped" } | { "state": "done", asset: string, } | { "state": "cancelled" };

export type Upload = { id: number, connection: string, name: string, 
/**
 * What the files of one recording have in common: original, proxy, sound.
 */
clip: string, 
/**
 * The watched folder it was found in; null: a person picked it.
 */
found_in: number | null, 
/**
 * Still being written: it grows while it goes.
 */
growing: boolean, 
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

export type Standstill = { "because": "network", next_try: Timestamp, 
/**
 * Offline, untrusted, captive_portal or proxy_refused.
 */
why: ErrorCode, } | { "because": "metered" } | { "because": "authorization", connection: string, } | { "because": "paused" } | { "because": "busy", next_try: Timestamp, } | { "because": "storage", said: string, };

export type Headline = { files_left: number, bytes_left: number, 
/**
 * Of everything since the queue was last empty, from 0 to 1. Never falls while files are only sent.
 */
fraction: number, bytes_per_second: number, seconds_left: number | null, needs_attention: number, 
/**
 * Why nothing moves although something should; null while something moves or nothing is left.
 */
standstill: Standstill | null, };

/**
 * How the work is spread over files and parts at this moment, and why, in a sentence.
 */
export type Lanes = { files: number, parts: number, said: string, };

/**
 * Monday first. Minutes after midnight; a `to` that is not later than `from` is on the next day.
 */
export type LimitRule = { days: [boolean, boolean, boolean, boolean, boolean, boolean, boolean], from: number, to: number, 
/**
 * null: as fast as it goes.
 */
limit_mbit: number | null, };

export type MeteredRule = "everything" | "proxies_only" | "nothing";

export type Proxy = { "proxy": "system" } | { "proxy": "none" } | { "proxy": "at", address: string, direct: Array<string>, };

export type ProxyFault = "not_an_address" | "scheme" | "login_inside" | "script" | "direct";

/**
 * What was typed, read.
 */
export type ReadProxy = { "read": "fine", proxy: Proxy, } | { "read": "wrong", fault: ProxyFault, what: string, };

/**
 * One that is trusted besides the system's.
 */
export type Authority = { pem: string, 
/**
 * Empty: it cannot be read any more.
 */
name: string, valid_until: Timestamp, 
/**
 * SHA-256, as other programs show it.
 */
fingerprint: string, };

export type AuthorityFault = "unreadable" | "no_certificate" | "binary" | "damaged" | "over" | "not_yet" | "no_authority";

/**
 * What came of choosing a file.
 */
export type PickedAuthorities = { "picked": "nothing" } | { "picked": "some", authorities: Array<Authority>, } | { "picked": "refused", fault: AuthorityFault, file: string, whose: string, };

export type FolderFault = "missing" | "not_empty" | "not_writable" | "network_share" | "within" | "full" | "failed";

/**
 * A folder that the data could not go to, and why.
 */
export type RefusedFolder = { fault: FolderFault, 
/**
 * What exactly; often empty.
 */
said: string, };

/**
 * Where the queue and the log are.
 */
export type DataFolder = { path: string, is_usual: boolean, 
/**
 * Where it goes at the next start.
 */
next: string | null, 
/**
 * Why the last wish did not come about.
 */
refused: RefusedFolder | null, };

export type Language = "en" | "de";

export type Settings = { 
/**
 * Files on their way at once; null: finds its own level.
 */
parallel_files: number | null, 
/**
 * Parts of one file on their way at once; null: finds its own level.
 */
parallel_parts: number | null, 
/**
 * For everything together, where no rule of the schedule holds.
 */
limit_mbit: number | null, 
/**
 * The first that holds decides.
 */
schedule: Array<LimitRule>, 
/**
 * Of what the link is measured to carry, so many percent are left for others.
 */
leave_percent: number, 
/**
 * Kinds in the order in which they go.
 */
order: Array<MediaKind>, 
/**
 * What goes while bytes cost money.
 */
metered: MeteredRule, 
/**
 * The person says that bytes cost money here, whatever the system says.
 */
treat_as_metered: boolean, 
/**
 * Where a browser brings the answer of a sign-in back to, on this computer only.
 */
redirect_port: number, 
/**
 * In the tray, as soon as the person has logged in to the computer.
 */
start_at_login: boolean, 
/**
 * The computer does not go to sleep by itself while bytes move or are about to.
 */
keep_awake: boolean, notify_attention: boolean, notify_finished: boolean, notify_signed_out: boolean, 
/**
 * Looks for new versions, and takes them when the queue is idle.
 */
update_by_itself: boolean, 
/**
 * Through which proxy everything goes, if any.
 */
proxy: Proxy, 
/**
 * Trusted besides the system's.
 */
authorities: Array<Authority>, 
/**
 * null: what the computer speaks.
 */
language: Language | null, };

export type VaultKind = "keyring" | "file" | "none";

export type VaultStep = "ready" | "locked" | "to_be_chosen";

export type VaultState = { kind: VaultKind, state: VaultStep, 
/**
 * Why the OS keyring cannot be used, when it cannot.
 */
said: string | null, };

export type AddedOutcome = { "outcome": "queued", id: number, } | { "outcome": "already_queued", id: number, } | { "outcome": "already_sent", id: number, } | { "outcome": "folder", 
/**
 * Files in it that are no litter.
 */
found: number, queued: number, known: number, refused: number, } | { "outcome": "refused", error: ErrorCode, said: string, };

export type Added = { path: string, name: string, outcome: AddedOutcome, };

export type PartView = { number: number, length: number, sent: boolean, 
/**
 * xxh3 with 128 bits of the bytes as they were read; null until sent.
 */
hash: string | null, 
/**
 * What the cloud calls these bytes (ETag); null where it did not say.
 */
tag: string | null, };

export type HistoryEntry = { at: Timestamp, 
/**
 * In whole sentences.
 */
what: string, };

export type UploadDetails = { upload: Upload, path: string, fingerprint: string, asset: string | null, 
/**
 * xxh3 with 128 bits of the whole file, where it is known already.
 */
hash: string | null, parts: Array<PartView>, history: Array<HistoryEntry>, 
/**
 * Other files of the same recording on the same connection: original, proxy, sound.
 */
together: Array<Upload>, };

export type List = "active" | "waiting" | "attention" | "done" | "offered" | "all";

export type Query = { list: List, connection: string | null, 
/**
 * In the name or the folder. Empty: all.
 */
words: string, };

/**
 * A stretch of a list, in its order.
 */
export type Page = { total: number, offset: number, rows: Array<Upload>, };

/**
 * How many each list has, for the same connection and words.
 */
export type Counts = { active: number, waiting: number, attention: number, done: number, offered: number, all: number, };

/**
 * Which uploads are meant: these, or all that a query shows but those.
 */
export type Which = { "which": "these", ids: Array<number>, } | { "which": "all", query: Query, except: Array<number>, };

/**
 * What an act on many came to.
 */
export type Acted = { moved: number, 
/**
 * Those whose state does not allow it; they are left as they are.
 */
refused: number, 
/**
 * Those that moved, at most 10,000 of them: to take it back.
 */
ids: Array<number>, };

export type FolderWish = { path: string, 
/**
 * Everything below it as well.
 */
subfolders: boolean, 
/**
 * Names to take, with * and ?. Empty: all that is no litter.
 */
take: Array<string>, 
/**
 * Names to leave, of files and of folders. Stronger than take.
 */
leave: Array<string>, 
/**
 * Send while the camera still writes, where cloud and format allow it.
 */
growing: boolean, 
/**
 * Also what was there before the folder was watched.
 */
existing: boolean, };

export type FolderState = { "folder": "looking" } | { "folder": "watching", 
/**
 * Files that are still being written, or whose format says that they are not whole.
 */
unsettled: number, } | { "folder": "away" } | { "folder": "unreadable", said: string, };

export type WatchedFolder = { id: number, connection: string, wish: FolderWish, added_at: Timestamp, state: FolderState, };

export type LinkKind = "ethernet" | "wifi" | "tethered" | "mobile" | "other" | "absent";

export type Health = "good" | "fair" | "poor" | "down" | "unknown";

/**
 * The chip in the corner of the window.
 */
export type NetworkStatus = { kind: LinkKind, 
/**
 * The name of the Wi-Fi network, else of the interface; null where the system does not tell.
 */
name: string | null, 
/**
 * What the hardware has agreed on, not what gets through.
 */
mbit: number | null, 
/**
 * 0 to 100, for Wi-Fi where the system tells.
 */
signal_percent: number | null, health: Health, 
/**
 * Why it is not good, in a sentence. Empty where it is.
 */
said: string, 
/**
 * The best that got through lately; null until something was sent.
 */
bytes_per_second: number | null, round_trip_ms: number | null, metered: boolean, };

export type ConnectionHeadline = { connection: string, headline: Headline, };

export type Update = { "update": "off", said: string, } | { "update": "current", said: string | null, } | { "update": "checking" } | { "update": "downloading", version: string, percent: number, } | { "update": "ready", version: string, notes: string | null, by_itself: boolean, } | { "update": "installing", version: string, } | { "update": "refused", said: string, };

export type Snapshot = { version: string, providers: Array<ProviderSpec>, connections: Array<Connection>, sign_in: SignIn | null, 
/**
 * Of everything. The rows themselves are asked for by the page: list_uploads.
 */
counts: Counts, progress: Array<UploadProgress>, headline: Headline, 
/**
 * For each connection that has something in the queue.
 */
headlines: Array<ConnectionHeadline>, pause: Pause, settings: Settings, vault: VaultState, farewells: Array<Farewell>, folders: Array<WatchedFolder>, network: NetworkStatus, lanes: Lanes, update: Update, };

/**
 * The first answer of the backend. Everything but "ready" is a screen of its own.
 */
export type Startup = { "startup": "ready", snapshot: Snapshot, } | { "startup": "vault_needed", vault: VaultState, } | { "startup": "profile_in_use", holder: string, } | { "startup": "moving_data_folder", done: number, of: number, } | { "startup": "data_folder_away", path: string, } | { "startup": "database_damaged", path: string, said: string, } | { "startup": "database_newer", path: string, said: string, } | { "startup": "failed", said: string, };

/**
 * What the window is told first: how far the start is, and what to say it in.
 */
export type Opening = { 
/**
 * The one in force: the person's, and the computer's until that is known.
 */
language: Language, } & ({ "startup": "ready", snapshot: Snapshot, } | { "startup": "vault_needed", vault: VaultState, } | { "startup": "profile_in_use", holder: string, } | { "startup": "moving_data_folder", done: number, of: number, } | { "startup": "data_folder_away", path: string, } | { "startup": "database_damaged", path: string, said: string, } | { "startup": "database_newer", path: string, said: string, } | { "startup": "failed", said: string, });

export type Tone = "info" | "good" | "attention";

export type Notice = { tone: Tone, said: string, };

/**
 * What changed since the last one, merged, a few times a second. Whole rows, never deltas.
 */
export type Changes = { 
/**
 * Set when the start-up state itself changed (vault unlocked, database set aside): draw this instead.
 */
startup: Startup | null, 
/**
 * The one in force from now on. null: unchanged.
 */
language: Language | null, connections: Array<Connection>, connections_removed: Array<string>, 
/**
 * null: unchanged.
 */
sign_in: SignIn | null, 
/**
 * Rows that changed, as far as they are few. Whoever shows one draws it anew.
 */
uploads: Array<Upload>, 
/**
 * Rows came, went or moved: ask for the page on the screen again.
 */
queue_moved: boolean, counts: Counts | null, 
/**
 * All that is moving now; what is not in it does not move.
 */
progress: Array<UploadProgress>, headline: Headline | null, 
/**
 * All there are now. null: unchanged.
 */
headlines: Array<ConnectionHeadline> | null, pause: Pause | null, settings: Settings | null, vault: VaultState | null, 
/**
 * All there are now. null: unchanged.
 */
farewells: Array<Farewell> | null, 
/**
 * All there are now. null: unchanged.
 */
folders: Array<WatchedFolder> | null, network: NetworkStatus | null, lanes: Lanes | null, update: Update | null, 
/**
 * Files came in on the command line: take_handed has them.
 */
handed: boolean, 
/**
 * Said once, as a toast.
 */
notices: Array<Notice>, };

/**
 * What leaving a connection came to.
 */
export type Disconnected = { vendor_side: boolean, said: string, };

/**
 * One thing that was looked at.
 */
export type Finding = { well: boolean, 
/**
 * What was looked at, in a word or two.
 */
what: string, 
/**
 * How it is, and what can be done where it is not well.
 */
said: string, };

export type Diagnosis = { 
/**
 * What is wrong comes first.
 */
findings: Array<Finding>, 
/**
 * All that the bundle holds, to the letter.
 */
report: string, file_name: string, };
