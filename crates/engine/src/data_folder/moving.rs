//! Moves a profile, at a start, while nobody has it open: copied, on the disk, compared, and only
//! then another line in the pointer. What was left is removed once the new folder has been opened.

use super::{
    DataFolderError, FolderFault, Left, Next, Pointer, check, fault_of, find, id_in, names_in, real,
};
use crate::profile::{LOCK, Taken, create_private, sync_folder, take_lock};
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

/// Where the profile is, after it went where a person has sent it. What does not work out leaves it
/// where it was, and is told by [`look`](super::look). `step` hears of each one that is done, for
/// whoever wants to see what a crash there leaves.
pub fn settle(
    usual: &Path,
    holder: &str,
    step: &mut dyn FnMut(&str),
) -> Result<PathBuf, DataFolderError> {
    let now = find(usual)?;
    let mut pointer = Pointer::read(usual)?;
    let Some(next) = pointer.next.clone() else { return Ok(now) };
    // Nobody writes in the old folder from here on, or we do not move.
    let lock = take_lock(&now.join(LOCK), holder).map_err(|taken| match taken {
        Taken::By(holder) => DataFolderError::InUse { holder },
        Taken::Failed(error) => {
            DataFolderError::Unwritable { path: now.clone(), said: error.to_string() }
        }
    })?;
    step("locked");
    let came = arrive(usual, &now, next, &mut pointer, step)?;
    // Said outright, or a program that is being started at this moment holds it a little longer.
    let _ = lock.unlock();
    match came {
        Ok(folder) => Ok(folder),
        Err(fault) => {
            tracing::warn!(%fault, "the data folder stays where it was");
            pointer.next = None;
            pointer.refused = Some(fault);
            pointer.write(usual)?;
            Ok(now)
        }
    }
}

/// An error of the inner kind leaves nothing behind in the new folder.
fn arrive(
    usual: &Path,
    now: &Path,
    next: Next,
    pointer: &mut Pointer,
    step: &mut dyn FnMut(&str),
) -> Result<Result<PathBuf, FolderFault>, DataFolderError> {
    let folder = next.folder;
    // Of an attempt that was killed. If it cannot be taken away, the folder is not empty.
    remove(&folder, &next.begun.unwrap_or_default(), step);
    if let Err(fault) = check(usual, now, &folder) {
        return Ok(Err(fault));
    }
    let names = match names_in(now) {
        Ok(names) => names,
        Err(error) => return Ok(Err(fault_of(&error))),
    };
    // Said before it is done: afterwards nobody could tell what is ours.
    pointer.next = Some(Next { folder: folder.clone(), begun: Some(names.clone()) });
    pointer.write(usual)?;
    step("begun");
    let copied = copy_all(now, &folder, &names, step).and_then(|()| {
        for name in &names {
            compare(&now.join(name), &folder.join(name))?;
        }
        step("compared");
        Ok(())
    });
    if let Err(error) = copied {
        remove(&folder, &names, step);
        return Ok(Err(fault_of(&error)));
    }
    let Some(id) = id_in(&folder) else {
        remove(&folder, &names, step);
        return Ok(Err(FolderFault::Failed("there is no profile to move".to_owned())));
    };
    let is_usual = real(usual) == real(&folder);
    *pointer = Pointer {
        at: (!is_usual).then(|| folder.clone()),
        id,
        left: Some(Left { folder: now.to_owned(), names }),
        ..Pointer::default()
    };
    pointer.write(usual)?;
    step("switched");
    Ok(Ok(folder))
}

/// The new folder has been opened: what lies in the old one is of no use any more. What cannot be
/// removed now is tried again after the next start.
pub fn forget_what_was_left(
    usual: &Path,
    step: &mut dyn FnMut(&str),
) -> Result<(), DataFolderError> {
    let Some(left) = Pointer::read(usual)?.left else { return Ok(()) };
    if !remove(&left.folder, &left.names, step) {
        return Ok(());
    }
    if real(&left.folder) != real(usual) {
        let _ = std::fs::remove_file(left.folder.join(LOCK));
        // Unless there is something of others by now.
        let _ = std::fs::remove_dir(&left.folder);
    }
    Pointer::change(usual, |pointer| pointer.left = None)
}

/// Whether nothing is left by these names.
fn remove(folder: &Path, names: &[String], step: &mut dyn FnMut(&str)) -> bool {
    let mut all_gone = true;
    for name in names {
        let path = folder.join(name);
        let gone = match path.symlink_metadata() {
            Ok(there) if there.is_dir() => std::fs::remove_dir_all(&path),
            Ok(_) => std::fs::remove_file(&path),
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => Err(error),
        };
        if let Err(error) = gone {
            tracing::warn!(%error, "something of the old data folder cannot be removed");
            all_gone = false;
        }
        step("removed");
    }
    all_gone
}

fn copy_all(
    from: &Path,
    to: &Path,
    names: &[String],
    step: &mut dyn FnMut(&str),
) -> io::Result<()> {
    create_private(to)?;
    for name in names {
        copy(&from.join(name), &to.join(name), step)?;
    }
    sync_folder(to)?;
    step("copied");
    Ok(())
}

fn copy(from: &Path, to: &Path, step: &mut dyn FnMut(&str)) -> io::Result<()> {
    if from.is_dir() {
        create_private(to)?;
        for entry in std::fs::read_dir(from)? {
            let name = entry?.file_name();
            copy(&from.join(&name), &to.join(&name), step)?;
        }
        return sync_folder(to);
    }
    std::fs::copy(from, to)?;
    step("one file copied");
    // A handle that may write, or Windows does not flush it.
    File::options().write(true).open(to)?.sync_all()?;
    step("one file on the disk");
    Ok(())
}

/// Byte by byte: what is not the same is an error.
fn compare(one: &Path, other: &Path) -> io::Result<()> {
    let differs = || io::Error::other(format!("{} did not arrive whole", one.display()));
    if one.is_dir() {
        for entry in std::fs::read_dir(one)? {
            let name = entry?.file_name();
            compare(&one.join(&name), &other.join(&name))?;
        }
        return Ok(());
    }
    let (one, other) = (File::open(one)?, File::open(other)?);
    if one.metadata()?.len() != other.metadata()?.len() {
        return Err(differs());
    }
    let mut rest = BufReader::with_capacity(1 << 20, other);
    let mut bytes = BufReader::with_capacity(1 << 20, one);
    let (mut here, mut there) = (vec![0; 1 << 16], vec![0; 1 << 16]);
    loop {
        let count = bytes.read(&mut here)?;
        if count == 0 {
            return Ok(());
        }
        rest.read_exact(&mut there[..count])?;
        if here[..count] != there[..count] {
            return Err(differs());
        }
    }
}
