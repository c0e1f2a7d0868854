use std::ffi::OsString;
use std::os::windows::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

/// UTF-16, little end first, with any lone surrogates that the file system allows.
pub(crate) fn to_bytes(path: &Path) -> Vec<u8> {
    path.as_os_str().encode_wide().flat_map(u16::to_le_bytes).collect()
}

pub(crate) fn from_bytes(bytes: Vec<u8>) -> Option<PathBuf> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let wide: Vec<u16> = pairs.iter().map(|pair| u16::from_le_bytes(*pair)).collect();
    rest.is_empty().then(|| OsString::from_wide(&wide).into())
}
