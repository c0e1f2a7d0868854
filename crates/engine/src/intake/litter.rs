//! What systems and copy programs leave behind, and the names that a person wants or does not
//! want.

use domain::FolderWish;
use std::ffi::OsStr;
use wildmatch::WildMatch;

/// Folders that no media is ever in. What begins with a dot is litter anyway.
const FOLDERS: [&str; 8] = [
    "system volume information",
    "$recycle.bin",
    "recycler",
    "#recycle",
    "@eadir",
    "lost+found",
    "found.000",
    "__macosx",
];
const FILES: [&str; 6] =
    ["thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r", "indexervolumeguid", "wpsettings.dat"];
/// A copy that is still on its way, by the name that a program gives it meanwhile.
const ENDINGS: [&str; 9] = [
    ".tmp",
    ".temp",
    ".part",
    ".partial",
    ".filepart",
    ".crdownload",
    ".download",
    ".inprogress",
    ".!copy",
];
const BEGINNINGS: [&str; 2] = ["~$", "~syncthing~"];

pub fn is_litter(name: &OsStr, is_folder: bool) -> bool {
    let name = name.to_string_lossy().to_lowercase();
    // Finder, Spotlight, the trash, `._*` beside each file on a foreign card, and what rsync and
    // others are still writing: nobody hides media.
    if name.starts_with('.') {
        return true;
    }
    if is_folder {
        return FOLDERS.contains(&name.as_str());
    }
    FILES.contains(&name.as_str())
        || BEGINNINGS.iter().any(|beginning| name.starts_with(beginning))
        || ENDINGS.iter().any(|ending| name.ends_with(ending))
}

/// The names of a folder's wish, ready to be compared.
#[derive(Debug, Clone)]
pub struct Names {
    take: Vec<WildMatch>,
    leave: Vec<WildMatch>,
}

impl Names {
    pub fn of(wish: &FolderWish) -> Self {
        let all = |names: &[String]| {
            let names = names.iter().map(|name| name.trim().to_lowercase());
            names.filter(|name| !name.is_empty()).map(|name| WildMatch::new(&name)).collect()
        };
        Self { take: all(&wish.take), leave: all(&wish.leave) }
    }

    /// Of a file or a folder.
    pub fn leave(&self, name: &OsStr) -> bool {
        let name = name.to_string_lossy().to_lowercase();
        self.leave.iter().any(|one| one.matches(&name))
    }

    /// Of a file.
    pub fn take(&self, name: &OsStr) -> bool {
        let name = name.to_string_lossy().to_lowercase();
        self.take.is_empty() || self.take.iter().any(|one| one.matches(&name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn litter_is_told_from_media_whatever_its_case() {
        let file = |name: &str| is_litter(OsStr::new(name), false);
        let folder = |name: &str| is_litter(OsStr::new(name), true);
        for name in [
            ".DS_Store",
            "._A001.mov",
            "Thumbs.db",
            "A001.mov.part",
            "~$notes.txt",
            ".A001.mov.Xy12Zk",
            "a.MOV.CRDOWNLOAD",
            "Icon\r",
        ] {
            assert!(file(name), "{name}");
        }
        for name in ["A001_C001.mov", "part.mov", "tmp", "sound.wav", "IMG~1.JPG"] {
            assert!(!file(name), "{name}");
        }
        for name in [".Spotlight-V100", ".Trashes", ".fseventsd", ".Trash-1000", "$RECYCLE.BIN"] {
            assert!(folder(name), "{name}");
        }
        assert!(folder("System Volume Information") && folder("lost+found"));
        assert!(!folder("A001.RDM") && !folder("Thumbs.db"));
    }

    #[test]
    fn names_to_leave_are_stronger_than_names_to_take_and_case_does_not_matter() {
        let names = Names::of(&FolderWish {
            path: "/card".into(),
            subfolders: true,
            take: vec!["*.MOV".into(), "a00?.wav".into(), " ".into()],
            leave: vec!["*_test*".into()],
            growing: false,
            existing: true,
        });
        let take = |name: &str| names.take(OsStr::new(name));
        let leave = |name: &str| names.leave(OsStr::new(name));
        assert!(take("A001.mov") && take("A001.WAV"));
        assert!(!take("A0011.wav"));
        assert!(leave("A001_TEST.mov") && !leave("A001.mov"));
    }
}
