//! Which files are of one recording.

use super::kind::extension;
use std::path::{Path, PathBuf};

/// What the files of one recording have in common, in lower case: the name without its extension,
/// and without what marks a proxy, a segment, a frame or a track. Wherever the files lie: proxies
/// are recorded onto cards of their own.
pub fn clip_of(path: &Path) -> String {
    if let Some(folder) = red_clip(path) {
        return folder.file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
    }
    let stem = stem_of(path);
    let stem = proxy_stem(&stem, path).unwrap_or(&stem);
    let bare = frame_stem(stem, path)
        .or_else(|| red_segment(stem))
        .or_else(|| sony_extra(stem))
        .or_else(|| p2_sound(stem, path))
        .or_else(|| track_stem(stem, path))
        .unwrap_or(stem);
    if bare.is_empty() {
        // Frames that are numbered and nothing else: their folder has the name.
        let folder = path.parent().and_then(Path::file_name).unwrap_or_default();
        return folder.to_string_lossy().to_lowercase();
    }
    gopro(bare).unwrap_or_else(|| bare.to_owned())
}

/// The folder that is one clip with everything in it, where there is one: of RED, and of cameras
/// that write a file for each frame.
pub fn clip_folder(path: &Path) -> Option<PathBuf> {
    if let Some(folder) = red_clip(path) {
        return Some(folder.to_owned());
    }
    let stem = stem_of(path);
    let frame = matches!(extension(path).as_str(), "ari" | "arx" | "dng" | "dpx" | "exr")
        && frame_stem(&stem, path).is_some();
    frame.then(|| path.parent().map(Path::to_owned)).flatten()
}

/// The name without its extension, in lower case.
pub(super) fn stem_of(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().to_lowercase()).unwrap_or_default()
}

/// Whether these folders follow each other somewhere on the way to the file.
pub(super) fn below(path: &Path, folders: &[&str]) -> bool {
    let on_the_way: Vec<String> = path
        .parent()
        .into_iter()
        .flat_map(Path::components)
        .map(|folder| folder.as_os_str().to_string_lossy().to_lowercase())
        .collect();
    on_the_way.windows(folders.len()).any(|some| some == folders)
}

fn red_clip(path: &Path) -> Option<&Path> {
    path.ancestors().skip(1).find(|folder| extension(folder) == "rdc")
}

pub(super) fn in_red_clip(path: &Path) -> bool {
    red_clip(path).is_some()
}

/// The stem of the original, if this one is marked as its proxy.
pub(super) fn proxy_stem<'a>(stem: &'a str, path: &Path) -> Option<&'a str> {
    let marks = ["_proxy", "-proxy", " proxy", ".proxy", "_sub", "-sub"];
    let marked = marks.iter().find_map(|mark| stem.strip_suffix(mark));
    // Of the four reference movies that a RED ONE writes: full, half, medium, pico.
    let reference = || {
        let marks = ["_f", "_h", "_m", "_p"];
        in_red_clip(path).then(|| marks.iter().find_map(|mark| stem.strip_suffix(mark)))?
    };
    let sony = || {
        let (clip, kind) = extra(stem)?;
        (kind == b's' && (is_sony(clip) || below(path, &["sub"]))).then_some(clip)
    };
    // GoPro calls the small version GL, with chapter and number of the original.
    let gopro =
        || (stem.len() == 8 && stem.starts_with("gl") && digits(&stem[2..])).then_some(stem);
    marked.or_else(reference).or_else(sony).or_else(gopro)
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Sony adds a letter and two digits to the name of the clip: S for the proxy, M for metadata,
/// T for the thumbnail.
fn extra(stem: &str) -> Option<(&str, u8)> {
    let split = stem.len().checked_sub(3)?;
    let (clip, added) = (stem.get(..split)?, stem.get(split..)?);
    added.get(1..).is_some_and(digits).then(|| (clip, added.as_bytes()[0]))
}

/// `C0001`, or a name as cinema cameras make it: `A001C001_210101AB`.
fn is_sony(clip: &str) -> bool {
    let plain = clip.len() == 5 && clip.starts_with('c') && digits(&clip[1..]);
    let cinema = || {
        let (reel, date) = clip.split_once('_')?;
        let numbered = |from: usize| Some(digits(reel.get(from..from + 3)?));
        let named = reel.len() == 8 && reel.as_bytes()[4] == b'c' && numbered(1)? && numbered(5)?;
        Some(named && date.len() >= 6 && digits(date.get(..6)?))
    };
    plain || cinema().unwrap_or(false)
}

fn sony_extra(stem: &str) -> Option<&str> {
    let (clip, kind) = extra(stem)?;
    (matches!(kind, b'm' | b't') && is_sony(clip)).then_some(clip)
}

/// A frame of a sequence: the number at the end of the name.
fn frame_stem<'a>(stem: &'a str, path: &Path) -> Option<&'a str> {
    let sequences = ["ari", "arx", "dng", "dpx", "exr", "tif", "tiff"];
    if !sequences.contains(&extension(path).as_str()) {
        return None;
    }
    let bare = stem.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let count = stem.len() - bare.len();
    match bare.as_bytes().last() {
        Some(b'.') if count >= 4 => bare.strip_suffix('.'),
        Some(b'_') if count >= 5 => bare.strip_suffix('_'),
        None if count >= 5 => Some(""),
        _ => None,
    }
}

/// `A002_C001_0908R4_003` is the third file of clip `A002_C001_0908R4`.
fn red_segment(stem: &str) -> Option<&str> {
    let (clip, segment) = stem.rsplit_once('_')?;
    let parts: Vec<&str> = clip.split('_').collect();
    let [reel, number, date] = parts[..] else { return None };
    let numbered = |part: &str| part.len() == 4 && part.get(1..).is_some_and(digits);
    let dated = date.len() == 6 && date.get(..4).is_some_and(digits);
    (segment.len() == 3 && digits(segment) && numbered(reel) && numbered(number) && dated)
        .then_some(clip)
}

/// `CONTENTS/AUDIO/0001AB03.MXF` is the fourth track of clip `0001AB`.
fn p2_sound<'a>(stem: &'a str, path: &Path) -> Option<&'a str> {
    let sound = below(path, &["contents", "audio"]) || below(path, &["contents", "voice"]);
    let split = stem.len().checked_sub(2)?;
    (sound && stem.len() == 8 && stem.get(split..).is_some_and(digits))
        .then(|| stem.get(..split))?
}

/// Sound recorders write a file for each track: `ZOOM0001_Tr2`, `ZOOM0001_LR`.
fn track_stem<'a>(stem: &'a str, path: &Path) -> Option<&'a str> {
    if !matches!(extension(path).as_str(), "wav" | "bwf") {
        return None;
    }
    let (take, track) = stem.rsplit_once('_')?;
    let numbered = ["tr", "ch"].iter().any(|name| track.strip_prefix(name).is_some_and(digits));
    (numbered || matches!(track, "lr" | "mix")).then_some(take)
}

/// A GoPro counts chapters before the number of the recording, and its small version is called
/// GL: `GX020048` and `GL010048` are of recording `0048`. Older ones begin with `GOPR0048` and go
/// on with `GP010048`.
fn gopro(stem: &str) -> Option<String> {
    let number = |from: usize| stem.get(from..).filter(|rest| rest.len() == 4 && digits(rest));
    let chapter = stem.get(2..4).is_some_and(digits);
    match stem.get(..2)? {
        "gx" | "gh" | "gl" if chapter => Some(format!("gx{}", number(4)?)),
        "gp" if chapter => Some(format!("gopr{}", number(4)?)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_its_original_and_their_sound_share_a_clip_wherever_they_lie() {
        let together: [&[&str]; 11] = [
            &[
                "CARD/A001C001_240101.mov",
                "B/Proxy/A001C001_240101.mp4",
                "A001C001_240101_proxy.mov",
                "SOUND/A001C001_240101.WAV",
                "a001c001_240101-Proxy.mp4",
            ],
            &[
                "X.RDM/A002_C001_0908R4.RDC/A002_C001_0908R4_001.R3D",
                "X.RDM/A002_C001_0908R4.RDC/A002_C001_0908R4_002.R3D",
                "X.RDM/A002_C001_0908R4.RDC/A002_C001_0908R4_H.mov",
                "flat/A002_C001_0908R4_003.R3D",
                "A002_C001_0908R4_proxy.mov",
            ],
            &["XDROOT/Clip/A001C001_210101AB.MXF", "XDROOT/Sub/A001C001_210101ABS03.MP4"],
            &[
                "M4ROOT/CLIP/C0001.MP4",
                "M4ROOT/SUB/C0001S03.MP4",
                "M4ROOT/CLIP/C0001M01.XML",
                "M4ROOT/THMBNL/C0001T01.JPG",
            ],
            &[
                "CONTENTS/VIDEO/0001AB.MXF",
                "CONTENTS/AUDIO/0001AB00.MXF",
                "CONTENTS/AUDIO/0001AB03.MXF",
                "CONTENTS/PROXY/0001AB.MP4",
                "CONTENTS/CLIP/0001AB.XML",
            ],
            &[
                "A/A001C001_150101_R1AB/A001C001_150101_R1AB.0012345.ari",
                "A/A001C001_150101_R1AB/A001C001_150101_R1AB.0012346.ari",
                "A001C001_150101_R1AB.mxf",
            ],
            &["Clip_C0000/Clip_C0000_000012.dng", "Clip_C0000/0000013.dng"],
            &["GX010048.MP4", "GX020048.MP4", "GL010048.LRV", "GX010048.THM"],
            &["GOPR0048.MP4", "GP010048.MP4"],
            &["ZOOM0001_LR.WAV", "ZOOM0001_Tr1.WAV", "ZOOM0001_Tr12.WAV"],
            &["A001_C001_CANON_001.CRM", "A001_C001_CANON_001_Proxy.MP4"],
        ];
        for files in together {
            let clips: Vec<String> = files.iter().map(|file| clip_of(Path::new(file))).collect();
            assert!(clips.iter().all(|clip| *clip == clips[0]), "{files:?} {clips:?}");
        }
        let firsts: std::collections::HashSet<String> =
            together.iter().map(|files| clip_of(Path::new(files[0]))).collect();
        assert_eq!(firsts.len(), together.len(), "and no two of them the same");
    }

    #[test]
    fn what_only_looks_alike_is_left_alone() {
        let same = |name: &str| assert_eq!(clip_of(Path::new(name)), stem_of(Path::new(name)));
        same("scenes03.mp4");
        same("take_001.wav");
        same("IMG_0001.dng");
        same("glass.mp4");
        same("übergänge.mov");
        same("é03.mp4");
        same("xé0.mp4");
        same("C000é03.mp4");
        same("gxé0001.mp4");
        same("s03.mp4");
        assert_eq!(clip_of(Path::new("")), "");
        assert_eq!(clip_of(Path::new("/")), "");
    }

    #[test]
    fn a_clip_that_is_a_folder_is_known_by_any_file_in_it() {
        let folder = |path: &str| clip_folder(Path::new(path));
        let red = PathBuf::from("X.RDM/A002_C001_0908R4.RDC");
        assert_eq!(folder("X.RDM/A002_C001_0908R4.RDC/A002_C001_0908R4_001.R3D"), Some(red));
        assert_eq!(folder("A/clip.0012345.ari"), Some(PathBuf::from("A")));
        assert_eq!(folder("Clip_C0000/Clip_C0000_000012.dng"), Some("Clip_C0000".into()));
        assert_eq!(folder("DCIM/IMG_0001.dng"), None);
        assert_eq!(folder("A/clip.mov"), None);
    }
}
