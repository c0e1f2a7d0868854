// One typed function per command. Each rejects with a CommandError.

import { backend } from "./backend";
import type {
  Account,
  Accounts,
  Acted,
  Added,
  Counts,
  DataFolder,
  Diagnosis,
  Disconnected,
  FolderWish,
  Page,
  PickedAuthorities,
  ProviderKind,
  Project,
  Projects,
  Proxy,
  Query,
  ReadProxy,
  Settings,
  UploadDetails,
  Which,
} from "./types";

function ask<T = void>(command: string, args?: Record<string, unknown>): Promise<T> {
  return backend().invoke(command, args) as Promise<T>;
}

// Sign-in and connections
export const startSignIn = (
  provider: ProviderKind,
  /** A WaySpec's id. */
  way: string,
  fields: Record<string, string>,
  connection: string | null,
) => ask("start_sign_in", { provider, way, fields, connection });
export const cancelSignIn = () => ask("cancel_sign_in");
export const openApprovalPage = () => ask("open_approval_page");
/** Where the cloud helps people who cannot get any further. */
export const openSupportPage = (provider: ProviderKind) => ask("open_support_page", { provider });
/** The person says whether it is they who came out of the sign-in. */
export const confirmSignIn = (yes: boolean) => ask("confirm_sign_in", { yes });
/** Are the typed keys good, as far as can be told before anyone signs in. A sentence. */
export const checkSetUp = (
  provider: ProviderKind,
  way: string,
  fields: Record<string, string>,
) => ask<string>("check_set_up", { provider, way, fields });
export const listAccounts = (connection: string, find: string | null) =>
  ask<Accounts>("list_accounts", { connection, find });
export const listProjects = (connection: string, account: string) =>
  ask<Projects>("list_projects", { connection, account });
export const chooseProject = (connection: string, account: Account, project: Project) =>
  ask("choose_project", { connection, account, project });
/** A data: address of the person's picture, or null. */
export const picture = (connection: string) => ask<string | null>("picture", { connection });
export const dismissSignIn = () => ask("dismiss_sign_in");
export const disconnect = (connection: string) => ask<Disconnected>("disconnect", { connection });
export const forgetConnection = (connection: string) => ask("forget_connection", { connection });

// Queue
export const listUploads = (query: Query, offset: number, limit: number) =>
  ask<Page>("list_uploads", { query, offset, limit });
export const countUploads = (connection: string | null, words: string) =>
  ask<Counts>("count_uploads", { connection, words });
export const pickFiles = () => ask<string[]>("pick_files");
/** Files and folders. */
export const addFiles = (connection: string, paths: string[]) =>
  ask<Added[]>("add_files", { connection, paths });
/** Without minutes: until resumed. */
export const pauseUploads = (which: Which, minutes: number | null) =>
  ask<Acted>("pause_uploads", { which, minutes });
/** Also picks what is only offered. */
export const resumeUploads = (which: Which) => ask<Acted>("resume_uploads", { which });
export const cancelUploads = (which: Which) => ask<Acted>("cancel_uploads", { which });
export const moveToTop = (which: Which) => ask<Acted>("move_to_top", { which });
/** Failed ones, and cancelled ones whose cancel is taken back. */
export const retryUploads = (which: Which) => ask<Acted>("retry_uploads", { which });
export const removeUploads = (which: Which) => ask<Acted>("remove_uploads", { which });
export const pauseQueue = (minutes: number | null) => ask("pause_queue", { minutes });
export const resumeQueue = () => ask("resume_queue");
export const uploadDetails = (id: number) => ask<UploadDetails>("upload_details", { id });
export const showInFolder = (id: number) => ask("show_in_folder", { id });
/** Asks where to, and writes it there. Null: the person thought better of it. */
export const saveReceipt = (id: number) => ask<string | null>("save_receipt", { id });

// Watched folders
/** The system's own dialog. Null: nothing picked. */
export const pickFolder = () => ask<string | null>("pick_folder");
export const watchFolder = (connection: string, wish: FolderWish) =>
  ask("watch_folder", { connection, wish });
export const changeFolder = (id: number, wish: FolderWish) => ask("change_folder", { id, wish });
export const unwatchFolder = (id: number) => ask("unwatch_folder", { id });
/** Looks through all watched folders at once. */
export const lookNow = () => ask("look_now");
export const setAutomatic = (connection: string, automatic: boolean) =>
  ask("set_automatic", { connection, automatic });

// Settings
export const setSettings = (settings: Settings) => ask("set_settings", { settings });
/** Asks where to, and writes them there. Null: the person thought better of it. */
export const exportSettings = () => ask<string | null>("export_settings");
/** From a file that the person picks; nothing is set by that. Null: nothing picked. */
export const readSettings = () => ask<Settings | null>("read_settings");

/** Reads what was typed; sets nothing. */
export const readProxy = (address: string, direct: string) => ask<ReadProxy>("read_proxy", { address, direct });
/** Whether a name and a password are kept for it; they never come back. */
export const hasProxyLogin = (proxy: Proxy) => ask<boolean>("has_proxy_login", { proxy });
export const keepProxyLogin = (proxy: Proxy, name: string, password: string) =>
  ask("keep_proxy_login", { proxy, name, password });
export const forgetProxyLogin = (proxy: Proxy) => ask("forget_proxy_login", { proxy });
/** Asks which file, in a dialog of this title; nothing is set by that. */
export const pickAuthorities = (title: string) => ask<PickedAuthorities>("pick_authorities", { title });

// Data folder
export const dataFolder = () => ask<DataFolder>("data_folder");
/** Asks which folder, in a dialog of this title. It goes there at the next start. */
export const chooseDataFolder = (title: string) => ask<DataFolder>("choose_data_folder", { title });
export const resetDataFolder = () => ask<DataFolder>("reset_data_folder");
/** It stays where it is after all. */
export const keepDataFolder = () => ask<DataFolder>("keep_data_folder");
export const openDataFolder = () => ask("open_data_folder");
/** For one that was away at the start. */
export const lookForDataFolder = () => ask("look_for_data_folder");
export const restart = () => ask("restart");

// Diagnostics
/** What is wrong, and what would be saved. */
export const diagnose = () => ask<Diagnosis>("diagnose");
/** What was shown last. Asks where to. Null: the person thought better of it. */
export const saveDiagnostics = () => ask<string | null>("save_diagnostics");

// App
export const createVault = (passphrase: string) => ask("create_vault", { passphrase });
export const unlockVault = (passphrase: string) => ask("unlock_vault", { passphrase });
export const retryKeyring = () => ask("retry_keyring");
export const setDatabaseAside = () => ask("set_database_aside");
export const quit = () => ask("quit");
/** Files from the command line, each told once. */
export const takeHanded = () => ask<string[]>("take_handed");

// Updates
/** What comes of it is told as a change. */
export const checkForUpdates = () => ask("check_for_updates");
/** Restarts Labrun. */
export const installUpdate = () => ask("install_update");
