use crate::disk::{beside, folder_of, sync_folder};
use domain::Timestamp;
use std::fs::{File, rename};
use std::io;
use std::path::{Path, PathBuf};

/// Moves a database out of the way, with what belongs to it, so that a new one can begin. Nothing
/// is deleted and no file is overwritten. Only ever by the person's choice, and while no store has
/// it open.
///
/// Returns the new path, such as `labrun.db.aside-20261122-083000` (UTC).
pub fn set_aside(path: &Path, now: Timestamp) -> io::Result<PathBuf> {
    // The file before its log: should this end halfway, the next attempt to open says that the
    // file is gone. The other way round it would open, without what was only in the log.
    let endings = ["", "-wal", "-shm"];
    if !endings.iter().any(|ending| beside(path, ending).exists()) {
        return Err(io::Error::new(io::ErrorKind::NotFound, "there is no database to set aside"));
    }
    let aside = free_name(path, now)?;
    for ending in endings {
        match rename(beside(path, ending), beside(&aside, ending)) {
            Ok(()) => {}
            // The claim must not stay: SQLite deletes the log beside an empty file.
            Err(error) if error.kind() == io::ErrorKind::NotFound && ending.is_empty() => {
                std::fs::remove_file(&aside)?;
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    sync_folder(folder_of(path))?;
    Ok(aside)
}

/// A name that nothing has, claimed with empty files which the rename replaces.
fn free_name(path: &Path, now: Timestamp) -> io::Result<PathBuf> {
    let stamp = jiff::Timestamp::from_millisecond(now.0)
        .map_err(io::Error::other)?
        .strftime("%Y%m%d-%H%M%S")
        .to_string();
    let mut number = 1;
    loop {
        let aside = match number {
            1 => beside(path, &format!(".aside-{stamp}")),
            _ => beside(path, &format!(".aside-{stamp}-{number}")),
        };
        let taken = ["-wal", "-shm"].iter().any(|ending| beside(&aside, ending).exists());
        match File::create_new(&aside) {
            Ok(_) if !taken => return Ok(aside),
            Ok(_) => std::fs::remove_file(&aside)?,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
        number += 1;
    }
}
