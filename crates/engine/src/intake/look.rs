//! One file: is it there, may it go, what is it, is it still the same.

use super::Refusal;
use checksum::Checksum;
use domain::media::HEAD;
use domain::{ErrorKind, Fingerprint, MediaFile, MediaKind, Reading, Timestamp};
use std::fs::{File, Metadata};
use std::io;
use std::path::Path;
use std::time::UNIX_EPOCH;

/// Looks at a file and fingerprints it. Only reads (U14). Blocks.
pub fn look(path: &Path, largest: u64, seen: &Reading) -> Result<MediaFile, Refusal> {
    let path = std::path::absolute(path).map_err(|error| Refusal::Unreadable(words(&error)))?;
    let file = open(&path)?;
    let metadata = file.metadata().map_err(|error| refusal(&error))?;
    if metadata.len() == 0 {
        return Err(Refusal::Empty);
    }
    if metadata.len() > largest {
        return Err(Refusal::TooLarge { largest });
    }
    let fingerprint = fingerprint(&file, &path, metadata.len())
        .map_err(|error| Refusal::Unreadable(words(&error)))?;
    Ok(MediaFile {
        size: metadata.len(),
        modified_ns: modified_ns(&metadata),
        made_at: made_at(&metadata),
        seen: seen.clone(),
        fingerprint,
        path,
    })
}

/// A file and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub file: MediaFile,
    pub kind: MediaKind,
}

/// Looks at a file and tells what it is by its name, by what it begins with and by what lies
/// beside it. Only reads. Blocks.
pub fn find(path: &Path, largest: u64, seen: &Reading) -> Result<Found, Refusal> {
    let file = look(path, largest, seen)?;
    let mut head = [0; HEAD];
    let head = &mut head[..HEAD.min(usize::try_from(file.size).unwrap_or(HEAD))];
    let open = File::open(&file.path).map_err(|error| refusal(&error))?;
    read_exact_at(&open, head, 0).map_err(|error| refusal(&error))?;
    let told = MediaKind::told(&file.path, head);
    let raw = told.raw_beside(&file.path);
    let kind = if raw.iter().any(|raw| raw.exists()) { MediaKind::Proxy } else { told };
    Ok(Found { file, kind })
}

fn open(path: &Path) -> Result<File, Refusal> {
    // Asked before opening: opening a pipe would wait for its other end.
    let metadata = std::fs::metadata(path).map_err(|error| refusal(&error))?;
    if !metadata.is_file() {
        return Err(Refusal::NotAFile);
    }
    File::open(path).map_err(|error| refusal(&error))
}

fn refusal(error: &io::Error) -> Refusal {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Refusal::Missing,
        _ => Refusal::Unreadable(words(error)),
    }
}

/// The system's words without its number.
fn words(error: &io::Error) -> String {
    let said = error.to_string();
    match said.find(" (os error") {
        Some(end) => said[..end].to_lowercase(),
        None => said,
    }
}

/// Is the file still the one that was looked at? Cheap enough to ask around every part.
pub fn still(file: &MediaFile) -> Result<(), ErrorKind> {
    let metadata = std::fs::metadata(&file.path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => ErrorKind::FileMissing,
        _ => ErrorKind::FileUnreadable,
    })?;
    unchanged(file, &metadata)
}

/// The same question of a file that is open, which a rename or a swap cannot fool.
pub fn unchanged(file: &MediaFile, metadata: &Metadata) -> Result<(), ErrorKind> {
    if metadata.len() == file.size && modified_ns(metadata) == file.modified_ns {
        Ok(())
    } else {
        Err(ErrorKind::FileChanged)
    }
}

/// The whole question, content samples included: for a file met again after a restart.
pub fn same(file: &MediaFile) -> Result<(), ErrorKind> {
    still(file)?;
    let open = File::open(&file.path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => ErrorKind::FileMissing,
        _ => ErrorKind::FileUnreadable,
    })?;
    match fingerprint(&open, &file.path, file.size) {
        Ok(now) if now == file.fingerprint => Ok(()),
        Ok(_) => Err(ErrorKind::FileChanged),
        Err(_) => Err(ErrorKind::FileUnreadable),
    }
}

pub fn modified_ns(metadata: &Metadata) -> i64 {
    match metadata.modified().map(|time| time.duration_since(UNIX_EPOCH)) {
        Ok(Ok(since)) => since.as_nanos().min(i64::MAX as u128) as i64,
        Ok(Err(before)) => -(before.duration().as_nanos().min(i64::MAX as u128) as i64),
        Err(_) => 0,
    }
}

/// When recording began: birth, or last modification where that is older (a copy is born late but
/// keeps its modification time) or where the file system knows no birth.
pub fn made_at(metadata: &Metadata) -> Timestamp {
    let modified = metadata.modified().ok().map(Timestamp::from);
    let created = metadata.created().ok().map(Timestamp::from);
    match (created, modified) {
        (Some(created), Some(modified)) => created.min(modified),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => Timestamp(0),
    }
}

const SAMPLE: usize = 64 * 1024;
const SAMPLES: u64 = 16;

/// Name, size and sixteen samples spread over the content, the first and last bytes among them.
/// Cards mounted elsewhere fingerprint the same; the time stamp is left out because FAT moves it
/// with the time zone.
fn fingerprint(file: &File, path: &Path, size: u64) -> io::Result<Fingerprint> {
    let mut hash = Checksum::new();
    if let Some(name) = path.file_name() {
        hash.add(name.as_encoded_bytes());
    }
    hash.add(&size.to_le_bytes());
    let mut buffer = vec![0; SAMPLE];
    if size <= SAMPLE as u64 * SAMPLES {
        let mut at = 0;
        while at < size {
            let length = SAMPLE.min((size - at) as usize);
            read_exact_at(file, &mut buffer[..length], at)?;
            hash.add(&buffer[..length]);
            at += length as u64;
        }
    } else {
        let last = size - SAMPLE as u64;
        for sample in 0..SAMPLES {
            let at = (last as u128 * sample as u128 / (SAMPLES - 1) as u128) as u64;
            read_exact_at(file, &mut buffer, at)?;
            hash.add(&buffer);
        }
    }
    Ok(Fingerprint::new(hash.finish()))
}

#[cfg(unix)]
pub fn read_exact_at(file: &File, buffer: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, buffer, at)
}

#[cfg(windows)]
pub fn read_exact_at(file: &File, mut buffer: &mut [u8], mut at: u64) -> io::Result<()> {
    use std::os::windows::fs::FileExt;
    while !buffer.is_empty() {
        match file.seek_read(buffer, at)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => {
                buffer = &mut buffer[read..];
                at += read as u64;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_content_under_another_folder_has_the_same_fingerprint() {
        let dir = tempfile::tempdir().unwrap();
        let (a, b) = (dir.path().join("CARD_A"), dir.path().join("CARD_B"));
        for card in [&a, &b] {
            std::fs::create_dir(card).unwrap();
            std::fs::write(card.join("C001.mov"), vec![7; 3 << 20]).unwrap();
        }
        let one = look(&a.join("C001.mov"), u64::MAX, &Reading::default()).unwrap();
        let other = look(&b.join("C001.mov"), u64::MAX, &Reading::default()).unwrap();
        assert_eq!(one.fingerprint, other.fingerprint);
    }

    #[test]
    fn a_changed_last_byte_or_name_or_size_changes_the_fingerprint() {
        let dir = tempfile::tempdir().unwrap();
        let print = |name: &str, content: &[u8]| {
            let path = dir.path().join(name);
            std::fs::write(&path, content).unwrap();
            look(&path, u64::MAX, &Reading::default()).unwrap().fingerprint
        };
        let mut content = vec![7; 3 << 20];
        let first = print("C001.mov", &content);
        assert_ne!(print("C002.mov", &content), first);
        content.push(7);
        assert_ne!(print("C001.mov", &content), first);
        content.pop();
        *content.last_mut().unwrap() = 8;
        assert_ne!(print("C001.mov", &content), first);
    }

    #[test]
    fn a_small_movie_beside_its_raw_clip_is_a_proxy_and_a_name_that_lies_is_not_believed() {
        let dir = tempfile::tempdir().unwrap();
        let kind = |name: &str, content: &[u8]| {
            let path = dir.path().join(name);
            std::fs::write(&path, content).unwrap();
            find(&path, u64::MAX, &Reading::default()).unwrap().kind
        };
        let movie = b"\0\0\0\x14ftypisom\0\0\0\0isom";
        assert_eq!(kind("DSC_0001.MP4", movie), MediaKind::Ocf);
        assert_eq!(kind("DSC_0001.NEV", b"raw"), MediaKind::Ocf);
        assert_eq!(kind("DSC_0001.MP4", movie), MediaKind::Proxy);
        assert_eq!(kind("T001", b"RIFF\x24\0\0\0WAVEfmt "), MediaKind::Audio);
    }

    #[test]
    fn what_is_no_file_is_refused_in_words() {
        let dir = tempfile::tempdir().unwrap();
        let refused = |path: &Path| look(path, 10, &Reading::default()).unwrap_err().code();
        assert_eq!(refused(&dir.path().join("gone.mov")), "file_missing");
        assert_eq!(refused(dir.path()), "not_a_file");
        let empty = dir.path().join("empty.mov");
        std::fs::write(&empty, []).unwrap();
        assert_eq!(refused(&empty), "file_empty");
        assert_eq!(refused(&empty.join("below.mov")), "file_missing");
        let large = dir.path().join("large.mov");
        std::fs::write(&large, [0; 11]).unwrap();
        assert_eq!(refused(&large), "file_too_large");
        assert_eq!(refused(Path::new("/dev/null")), "not_a_file");
    }

    #[test]
    fn a_file_written_over_is_noticed_even_at_equal_size_and_time() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("C001.mov");
        std::fs::write(&path, vec![1; 100]).unwrap();
        let file = look(&path, u64::MAX, &Reading::default()).unwrap();
        assert_eq!(same(&file), Ok(()));
        let stamp = std::fs::metadata(&path).unwrap().modified().unwrap();
        std::fs::write(&path, vec![2; 100]).unwrap();
        File::options().write(true).open(&path).unwrap().set_modified(stamp).unwrap();
        assert_eq!(still(&file), Ok(()));
        assert_eq!(same(&file), Err(ErrorKind::FileChanged));
        std::fs::remove_file(&path).unwrap();
        assert_eq!(same(&file), Err(ErrorKind::FileMissing));
    }
}
