//! Reads what was sent once more. A recorder may have gone back to it at any time, and nothing but
//! the bytes tells.

use crate::intake::read_exact_at;
use checksum::Checksum;
use domain::{ErrorKind, Part};
use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use tokio_util::sync::CancellationToken;

const BUFFER: usize = 1024 * 1024;
/// One alone seldom keeps a fast disk busy.
const READERS: usize = 4;

/// The numbers of those parts whose bytes are not what was sent of them, going by the hash. Blocks.
///
/// [`ErrorKind::FileChanged`] where the file is shorter than they are.
pub(super) fn differing(
    path: &Path,
    sent: &[(Part, String)],
    stop: &CancellationToken,
) -> Result<Vec<u32>, ErrorKind> {
    let file = File::open(path).map_err(|error| kind_of(&error))?;
    let (next, found) = (AtomicUsize::new(0), Mutex::new(Ok(Vec::new())));
    std::thread::scope(|scope| {
        for _ in 0..READERS.min(sent.len()) {
            scope.spawn(|| {
                let mut buffer = vec![0; BUFFER];
                while let Some((part, hash)) = sent.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let outcome = hash_of(&file, part, &mut buffer, stop);
                    let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
                    match (outcome, found.as_mut()) {
                        (Ok(now), Ok(numbers)) if now != *hash => numbers.push(part.number.0),
                        (Err(kind), Ok(_)) => *found = Err(kind),
                        _ => {}
                    }
                    if found.is_err() {
                        return;
                    }
                }
            });
        }
    });
    found.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn hash_of(
    file: &File,
    part: &Part,
    buffer: &mut [u8],
    stop: &CancellationToken,
) -> Result<String, ErrorKind> {
    let mut hash = Checksum::new();
    let (mut at, end) = (part.start, part.start + part.length);
    while at < end {
        // Nobody waits for the outcome any more.
        if stop.is_cancelled() {
            return Err(ErrorKind::Internal);
        }
        let length = BUFFER.min((end - at) as usize);
        read_exact_at(file, &mut buffer[..length], at).map_err(|error| kind_of(&error))?;
        hash.add(&buffer[..length]);
        at += length as u64;
    }
    Ok(hash.finish())
}

fn kind_of(error: &io::Error) -> ErrorKind {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => ErrorKind::FileChanged,
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => ErrorKind::FileMissing,
        _ => ErrorKind::FileUnreadable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::PartNumber;

    #[test]
    fn what_was_written_over_is_found_and_what_is_cut_off_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("C001.mov");
        let mut bytes = vec![7; 5 * BUFFER];
        std::fs::write(&path, &bytes).unwrap();
        let (file, stop) = (File::open(&path).unwrap(), CancellationToken::new());
        let mut buffer = vec![0; BUFFER];
        let sent: Vec<(Part, String)> = (0..5)
            .map(|index| {
                let start = index * BUFFER as u64;
                let number = PartNumber(index as u32 + 1);
                let part = Part { number, start, length: BUFFER as u64 };
                (part, hash_of(&file, &part, &mut buffer, &stop).unwrap())
            })
            .collect();
        assert_eq!(differing(&path, &sent, &stop), Ok(vec![]));
        bytes[BUFFER] = 8;
        bytes[4 * BUFFER - 1] = 8;
        std::fs::write(&path, &bytes).unwrap();
        let mut found = differing(&path, &sent, &stop).unwrap();
        found.sort_unstable();
        assert_eq!(found, [2, 4]);
        std::fs::write(&path, &bytes[..4 * BUFFER]).unwrap();
        assert_eq!(differing(&path, &sent, &stop), Err(ErrorKind::FileChanged));
        std::fs::remove_file(&path).unwrap();
        assert_eq!(differing(&path, &sent, &stop), Err(ErrorKind::FileMissing));
        assert_eq!(differing(&path, &[], &stop), Err(ErrorKind::FileMissing));
    }
}
