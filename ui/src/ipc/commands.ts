// One typed function per command. Each rejects with a CommandError.

import { backend } from "./backend";
import type { Added, ProviderKind, Settings, UploadDetails, Way } from "./types";

function ask<T = void>(command: string, args?: Record<string, unknown>): Promise<T> {
  return backend().invoke(command, args) as Promise<T>;
}

// Sign-in and connections
export const startSignIn = (
  provider: ProviderKind,
  way: Way,
  fields: Record<string, string>,
  connection: string | null,
) => ask("start_sign_in", { provider, way, fields, connection });
export const cancelSignIn = () => ask("cancel_sign_in");
export const openApprovalPage = () => ask("open_approval_page");
export const dismissSignIn = () => ask("dismiss_sign_in");
export type Disconnected = { vendor_side: boolean; said: string };
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
