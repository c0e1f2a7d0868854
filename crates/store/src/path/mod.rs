//! Paths as bytes. A camera's file names need not be Unicode, so a path is stored as the system
//! spells it and comes back as the same bytes.

#[cfg(unix)]
mod unix;
#[cfg(unix)]
pub(crate) use unix::{from_bytes, to_bytes};

#[cfg(windows)]
mod windows;
#[cfg(windows)]
pub(crate) use windows::{from_bytes, to_bytes};
