//! Which keyring this system has. Named one by one, and not through a default store for the whole
//! process: such a default is made once, and what failed at the start would fail for ever.

#[cfg(target_os = "macos")]
pub(super) use apple_native_keyring_store::keychain::Store;

#[cfg(windows)]
pub(super) use windows_native_keyring_store::Store;

#[cfg(all(unix, not(target_os = "macos")))]
pub(super) use zbus_secret_service_keyring_store::Store;
