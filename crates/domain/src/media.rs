//! What comes off a camera.

use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// What a file is to a person on set. Told from its name and folder; proxies carry the
/// extension of originals, so the folder decides first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaKind {
    Ocf,
    Proxy,
    Audio,
    Lut,
    Cdl,
    Still,
    Other,
}

impl MediaKind {
    pub const ALL: [MediaKind; 7] = [
        MediaKind::Ocf,
        MediaKind::Proxy,
        MediaKind::Audio,
        MediaKind::Lut,
        MediaKind::Cdl,
        MediaKind::Still,
        MediaKind::Other,
    ];

    pub fn code(self) -> &'static str {
        match self {
            MediaKind::Ocf => "ocf",
            MediaKind::Proxy => "proxy",
            MediaKind::Audio => "audio",
            MediaKind::Lut => "lut",
            MediaKind::Cdl => "cdl",
            MediaKind::Still => "still",
            MediaKind::Other => "other",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    pub fn of(path: &Path) -> Self {
        let extension =
            path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
        let by_extension = match extension.as_str() {
            "mov" | "mp4" | "mxf" | "r3d" | "braw" | "ari" | "arx" | "crm" | "dng" | "mts"
            | "m4v" | "avi" | "mkv" | "rmf" | "nev" => MediaKind::Ocf,
            "wav" | "bwf" | "aif" | "aiff" | "mp3" | "m4a" | "flac" => MediaKind::Audio,
            "cube" | "3dl" | "look" | "aml" | "alf4" => MediaKind::Lut,
            "cdl" | "cc" | "ccc" => MediaKind::Cdl,
            "jpg" | "jpeg" | "png" | "tif" | "tiff" | "heic" | "exr" | "dpx" | "cr3" | "arw"
            | "raf" | "nef" => MediaKind::Still,
            _ => MediaKind::Other,
        };
        let is_proxy = by_extension == MediaKind::Ocf
            && (path.parent().into_iter().flat_map(Path::components).any(|folder| {
                let folder = folder.as_os_str().to_string_lossy().to_lowercase();
                matches!(folder.as_str(), "proxy" | "proxies" | "sub")
            }) || path.file_stem().is_some_and(|stem| {
                let stem = stem.to_string_lossy().to_lowercase();
                stem.ends_with("_proxy") || stem.ends_with("-proxy")
            }));
        if is_proxy { MediaKind::Proxy } else { by_extension }
    }

    /// The MIME type that goes with the bytes. It becomes a signed header at the part host, so it
    /// must be the same at the create call and at every part: a pure function of the name.
    pub fn mime(path: &Path) -> &'static str {
        let extension =
            path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
        match extension.as_str() {
            "mov" => "video/quicktime",
            "mp4" | "m4v" => "video/mp4",
            "mxf" => "application/mxf",
            "mts" => "video/mp2t",
            "avi" => "video/x-msvideo",
            "mkv" => "video/x-matroska",
            "wav" | "bwf" => "audio/wav",
            "aif" | "aiff" => "audio/aiff",
            "mp3" => "audio/mpeg",
            "m4a" => "audio/mp4",
            "flac" => "audio/flac",
            "jpg" | "jpeg" => "image/jpeg",
            "png" => "image/png",
            "tif" | "tiff" => "image/tiff",
            "heic" => "image/heic",
            "dng" => "image/x-adobe-dng",
            "txt" | "cube" => "text/plain",
            "pdf" => "application/pdf",
            "xml" | "cdl" => "application/xml",
            _ => "application/octet-stream",
        }
    }
}

/// A cheap identity of a file's content, to queue it once.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fingerprint(String);

impl Fingerprint {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A file as it was when it was looked at. Before every part and before the last byte of every
/// part it is looked at again: a file that changed is never delivered half old, half new (U16).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaFile {
    pub path: PathBuf,
    pub size: u64,
    /// Nanoseconds since 1970, as fine as the file system keeps it.
    pub modified_ns: i64,
    /// When recording began, as far as the file system knows: birth time, else modification.
    pub made_at: Timestamp,
    pub fingerprint: Fingerprint,
}

impl MediaFile {
    /// Shown in the cloud. Names that are not Unicode are shown as well as they can be.
    pub fn name(&self) -> String {
        self.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    }
}

/// How long ago the media was made, worked out anew for each request. A retry is older.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MediaAge {
    pub seconds: u64,
}

impl MediaAge {
    /// A file from the future (a camera's clock runs ahead) is as new as can be.
    pub fn at(now: Timestamp, made_at: Timestamp) -> Self {
        Self { seconds: (now.0.saturating_sub(made_at.0).max(0) / 1000) as u64 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clip_in_a_proxy_folder_is_a_proxy_and_its_twin_is_not() {
        assert_eq!(MediaKind::of(Path::new("/card/A001_C001.mov")), MediaKind::Ocf);
        assert_eq!(MediaKind::of(Path::new("/card/Proxy/A001_C001.mov")), MediaKind::Proxy);
        assert_eq!(MediaKind::of(Path::new("/card/A001_C001_Proxy.MOV")), MediaKind::Proxy);
        assert_eq!(MediaKind::of(Path::new("/card/proxy/sound.wav")), MediaKind::Audio);
        assert_eq!(MediaKind::of(Path::new("/card/show.cube")), MediaKind::Lut);
        assert_eq!(MediaKind::of(Path::new("/card/no extension")), MediaKind::Other);
    }

    #[test]
    fn a_retry_makes_the_media_older_and_a_clock_ahead_makes_it_new() {
        let made = Timestamp(10_000);
        assert_eq!(MediaAge::at(Timestamp(15_999), made).seconds, 5);
        assert_eq!(MediaAge::at(Timestamp(75_000), made).seconds, 65);
        assert_eq!(MediaAge::at(Timestamp(0), made).seconds, 0);
    }
}
