// One typed function per command. Each rejects with a CommandError.

import { backend } from "./backend";
import type {
  Account,
  Accounts,
  Added,
  Disconnected,
  ProviderKind,
  Project,
  Projects,
  Settings,
  UploadDetails,
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
export const pickFiles = () => ask<string[]>("pick_files");
export const addFiles = (connection: string, paths: string[]) =>
  ask<Added[]>("add_files", { connection, paths });
export const pauseUploads = (ids: number[]) => ask("pause_uploads", { ids });
export const resumeUploads = (ids: number[]) => ask("resume_uploads", { ids });
export const cancelUploads = (ids: number[]) => ask("cancel_uploads", { ids });
export const moveToTop = (ids: number[]) => ask("move_to_top", { ids });
export const retryUploads = (ids: number[]) => ask("retry_uploads", { ids });
export const removeUploads = (ids: number[]) => ask("remove_uploads", { ids });
export const clearDone = () => ask("clear_done");
export const pauseQueue = (minutes: number | null) => ask("pause_queue", { minutes });
export const resumeQueue = () => ask("resume_queue");
export const uploadDetails = (id: number) => ask<UploadDetails>("upload_details", { id });
export const showInFolder = (id: number) => ask("show_in_folder", { id });

// Settings
export const setSettings = (settings: Settings) => ask("set_settings", { settings });

// App
export const createVault = (passphrase: string) => ask("create_vault", { passphrase });
export const unlockVault = (passphrase: string) => ask("unlock_vault", { passphrase });
export const retryKeyring = () => ask("retry_keyring");
export const setDatabaseAside = () => ask("set_database_aside");
export const quit = () => ask("quit");
