//! What a file is to a person on set.

use super::clip::{below, in_red_clip, proxy_stem, stem_of};
use super::content::Content;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// What a file is to a person on set. Told from its name and folder, and by its first bytes where
/// the name says nothing or lies; proxies carry the extension of originals, so the folder decides
/// first.
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

    /// By name and folder alone.
    pub fn of(path: &Path) -> Self {
        let by_extension = match extension(path).as_str() {
            "mov" | "mp4" | "m4v" | "mxf" | "r3d" | "braw" | "ari" | "arx" | "crm" | "rmf"
            | "nev" | "cine" | "dng" | "mts" | "m2ts" | "m2t" | "mpg" | "avi" | "mkv" | "360"
            | "insv" => MediaKind::Ocf,
            // What GoPro, Insta360 and DJI call the small version of a clip.
            "lrv" | "lrf" => MediaKind::Proxy,
            "wav" | "bwf" | "rf64" | "w64" | "aif" | "aiff" | "caf" | "mp3" | "m4a" | "aac"
            | "flac" => MediaKind::Audio,
            "cube" | "3dl" | "look" | "aml" | "alf4" | "vlt" | "csp" | "clf" | "lut" => {
                MediaKind::Lut
            }
            "cdl" | "cc" | "ccc" => MediaKind::Cdl,
            "jpg" | "jpeg" | "png" | "tif" | "tiff" | "bmp" | "heic" | "heif" | "hif" | "exr"
            | "dpx" | "cr2" | "cr3" | "arw" | "raf" | "nef" | "rw2" | "thm" => MediaKind::Still,
            _ => MediaKind::Other,
        };
        match by_extension {
            // Panasonic P2 keeps the sound of a clip in MXF files of its own.
            MediaKind::Ocf if below(path, &["contents", "audio"]) => MediaKind::Audio,
            // Where photos are kept a DNG is one; elsewhere it is a frame of a clip.
            MediaKind::Ocf if extension(path) == "dng" && below(path, &["dcim"]) => {
                MediaKind::Still
            }
            MediaKind::Ocf if marked_as_proxy(path) => MediaKind::Proxy,
            // What lies beside the segments of a RED clip is of no use without it, nor it without
            // them.
            MediaKind::Other | MediaKind::Still if in_red_clip(path) => MediaKind::Ocf,
            other => other,
        }
    }

    /// By name and folder, corrected by the first bytes ([`super::content::HEAD`] are plenty).
    pub fn told(path: &Path, head: &[u8]) -> Self {
        let named = Self::of(path);
        Content::of(head).map_or(named, |content| content.kind(named, marked_as_proxy(path)))
    }

    /// Some cameras write the small version under the same name beside the raw one, with another
    /// extension: these are the paths where the raw one would lie, if this may be a small one.
    ///
    /// RED: movies in the `.RDC` folder
    /// (<https://docs.red.com/955-0004_v50/REDCINE-XProOperationGuide/Content/4_LoadOrganize/R3D_Structure.htm>).
    /// Nikon: MP4 beside NEV or MOV
    /// (<https://onlinemanual.nikonimglib.com/z8/en/psm_file_naming_116.html>).
    pub fn raw_beside(self, path: &Path) -> Vec<std::path::PathBuf> {
        let extension = extension(path);
        if self != MediaKind::Ocf || !matches!(extension.as_str(), "mp4" | "mov" | "mxf") {
            return Vec::new();
        }
        if in_red_clip(path) {
            let folder = path.parent().unwrap_or(path);
            let clip = folder.file_stem().unwrap_or_default().to_string_lossy();
            return ["R3D", "r3d"].map(|raw| folder.join(format!("{clip}_001.{raw}"))).to_vec();
        }
        let mut raws = vec!["NEV", "R3D", "CRM", "braw", "nev", "r3d", "crm"];
        if extension == "mp4" {
            raws.extend(["MOV", "mov"]);
        }
        raws.into_iter().map(|raw| path.with_extension(raw)).collect()
    }

    /// Whether a file of this name can be sent while it grows: its bytes stay where they are
    /// written, and only its head is written again at the end.
    pub fn may_grow(path: &Path) -> bool {
        matches!(extension(path).as_str(), "mov" | "mp4" | "m4v" | "mxf" | "wav" | "bwf" | "rf64")
    }

    /// The MIME type that goes with the bytes. It becomes a signed header at the part host, so it
    /// must be the same at the create call and at every part: a pure function of the name.
    pub fn mime(path: &Path) -> &'static str {
        match extension(path).as_str() {
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

pub(super) fn extension(path: &Path) -> String {
    path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default()
}

/// Sony: `Sub`, and `PXTMP` for pieces that are made while recording goes on
/// (<https://helpguide.sony.net/pro/z200nx800/v1/ja/contents/proxy_shooting.html>). Panasonic and
/// Blackmagic: `Proxy`.
fn marked_as_proxy(path: &Path) -> bool {
    ["proxy", "proxies", "sub", "pxtmp"].iter().any(|folder| below(path, &[folder]))
        || proxy_stem(&stem_of(path), path).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(path: &str) -> MediaKind {
        MediaKind::of(Path::new(path))
    }

    #[test]
    fn every_kind_survives_being_written_down() {
        for kind in MediaKind::ALL {
            assert_eq!(MediaKind::from_code(kind.code()), Some(kind));
        }
    }

    #[test]
    fn the_folders_of_each_make_of_camera_are_told_apart() {
        use MediaKind::{Audio, Ocf, Other, Proxy, Still};
        let table = [
            ("RED/A002_0908FT.RDM/A002_C001_0908R4.RDC/A002_C001_0908R4_001.R3D", Ocf),
            ("RED/A002_0908FT.RDM/A002_C001_0908R4.RDC/A002_C001_0908R4_001.RMD", Ocf),
            ("RED/A002_0908FT.RDM/A002_C001_0908R4.RDC/A002_C001_0908R4_P.mov", Proxy),
            ("RED/A002_0908FT.RDM/A002_C001_0908R4.RDC/A002_C001_0908R4_001.mov", Ocf),
            ("ARRI/A001R1AB/A001C001_150101_R1AB/A001C001_150101_R1AB.0012345.ari", Ocf),
            ("ARRI/A001R1AB/A001C001_150101_R1AB.mxf", Ocf),
            ("XDROOT/Clip/A001C001_210101AB.MXF", Ocf),
            ("XDROOT/Sub/A001C001_210101ABS03.MP4", Proxy),
            ("PRIVATE/M4ROOT/SUB/C0001S03.MP4", Proxy),
            ("PRIVATE/M4ROOT/CLIP/C0001.MP4", Ocf),
            ("PRIVATE/M4ROOT/CLIP/C0001M01.XML", Other),
            ("PRIVATE/M4ROOT/THMBNL/C0001T01.JPG", Still),
            ("flat/C0001S03.MP4", Proxy),
            ("flat/scenes03.mp4", Ocf),
            ("CONTENTS/CLIPS001/A001C001_210101XX_CANON.MXF", Ocf),
            ("CONTENTS/CLIPS001/A_0001C001X240101_101010XX_CANON_001_Proxy.MP4", Proxy),
            ("CONTENTS/CLIPS001/A001C001_210101XX_CANON.CRM", Ocf),
            ("CONTENTS/VIDEO/0001AB.MXF", Ocf),
            ("CONTENTS/AUDIO/0001AB00.MXF", Audio),
            ("CONTENTS/VOICE/0001AB00.WAV", Audio),
            ("CONTENTS/PROXY/0001AB.MP4", Proxy),
            ("CONTENTS/ICON/0001AB.BMP", Still),
            ("BMD/A001_01011200_C001.braw", Ocf),
            ("BMD/Proxy/A001_01011200_C001.mp4", Proxy),
            ("DCIM/100GOPRO/GX010048.MP4", Ocf),
            ("DCIM/100GOPRO/GL010048.LRV", Proxy),
            ("DCIM/100GOPRO/GX010048.THM", Still),
            ("DCIM/100MEDIA/DJI_0001.MP4", Ocf),
            ("DCIM/100MEDIA/DJI_0001.LRF", Proxy),
            ("DCIM/100MEDIA/DJI_0001.DNG", Still),
            ("CinemaDNG/Clip_C0000/Clip_C0000_000012.dng", Ocf),
            ("24Y01M01/24Y01M01T001.WAV", Audio),
            ("Proxy/sound.wav", Audio),
        ];
        for (path, expected) in table {
            assert_eq!(kind(path), expected, "{path}");
        }
    }

    #[test]
    fn a_small_movie_beside_its_raw_clip_knows_where_to_look_for_it() {
        let beside = |path: &str| kind(path).raw_beside(Path::new(path));
        let has = |path: &str, raw: &str| beside(path).contains(&Path::new(raw).to_path_buf());
        assert!(has("DCIM/DSC_0001.MP4", "DCIM/DSC_0001.NEV"));
        assert!(has("DCIM/DSC_0001.MP4", "DCIM/DSC_0001.MOV"));
        assert!(!has("DCIM/DSC_0001.MOV", "DCIM/DSC_0001.MOV"), "not beside itself");
        assert!(has("A1_C1_01.RDC/A1_C1_01_001.mov", "A1_C1_01.RDC/A1_C1_01_001.R3D"));
        assert!(beside("Proxy/DSC_0001.MP4").is_empty(), "known to be one already");
        assert!(beside("T001.wav").is_empty());
    }
}
