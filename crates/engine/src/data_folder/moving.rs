//! Moves a profile, at a start, while nobody has it open: copied, on the disk, compared, and only
//! then another line in the pointer. What was left is removed once the new folder has been opened.

use super::{
    DataFolderError, FolderFault, Left, Next, Pointer, check, fault_of, find, id_in, names_in, real,
};
use crate::profile::{LOCK, Taken, create_private, sync_folder, take_lock};
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// How much is copied or compared between two looks at how far it is.
const BLOCK: usize = 1 << 20;

/// What a move tells of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// So much is done, and a crash would leave it so.
    Done(&'static str),
    /// Every byte counts twice: it is copied, and compared.
    Bytes { done: u64, of: u64 },
}

/// Where the profile is, after it went where a person has sent it. What does not work out leaves it
/// where it was, and is told by [`look`](super::look).
pub fn settle(
    usual: &Path,
    holder: &str,
    step: &mut dyn FnMut(Step),
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
    step(Step::Done("locked"));
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
    step: &mut dyn FnMut(Step),
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
    step(Step::Done("begun"));
    let mut way = match Way::of(now, &names) {
        Ok(way) => way,
        Err(error) => return Ok(Err(fault_of(&error))),
    };
    let copied = copy_all(now, &folder, &names, &mut way, step).and_then(|()| {
        for name in &names {
            compare(&now.join(name), &folder.join(name), &mut way, step)?;
        }
        step(Step::Done("compared"));
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
    step(Step::Done("switched"));
    Ok(Ok(folder))
}

/// The new folder has been opened: what lies in the old one is of no use any more. What cannot be
/// removed now is tried again after the next start.
pub fn forget_what_was_left(
    usual: &Path,
    step: &mut dyn FnMut(Step),
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
fn remove(folder: &Path, names: &[String], step: &mut dyn FnMut(Step)) -> bool {
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
        step(Step::Done("removed"));
    }
    all_gone
}

fn copy_all(
    from: &Path,
    to: &Path,
    names: &[String],
    way: &mut Way,
    step: &mut dyn FnMut(Step),
) -> io::Result<()> {
    create_private(to)?;
    for name in names {
        copy(&from.join(name), &to.join(name), way, step)?;
    }
    sync_folder(to)?;
    step(Step::Done("copied"));
    Ok(())
}

fn copy(from: &Path, to: &Path, way: &mut Way, step: &mut dyn FnMut(Step)) -> io::Result<()> {
    if from.is_dir() {
        create_private(to)?;
        for entry in std::fs::read_dir(from)? {
            let name = entry?.file_name();
            copy(&from.join(&name), &to.join(&name), way, step)?;
        }
        return sync_folder(to);
    }
    let (mut old, mut new) = (File::open(from)?, File::create(to)?);
    new.set_permissions(old.metadata()?.permissions())?;
    let mut block = vec![0; BLOCK];
    loop {
        let count = old.read(&mut block)?;
        if count == 0 {
            break;
        }
        new.write_all(&block[..count])?;
        way.went(count, step);
    }
    step(Step::Done("one file copied"));
    new.sync_all()?;
    step(Step::Done("one file on the disk"));
    Ok(())
}

/// Byte by byte: what is not the same is an error.
fn compare(one: &Path, other: &Path, way: &mut Way, step: &mut dyn FnMut(Step)) -> io::Result<()> {
    let differs = || io::Error::other(format!("{} did not arrive whole", one.display()));
    if one.is_dir() {
        for entry in std::fs::read_dir(one)? {
            let name = entry?.file_name();
            compare(&one.join(&name), &other.join(&name), way, step)?;
        }
        return Ok(());
    }
    let (mut one_file, mut other_file) = (File::open(one)?, File::open(other)?);
    if one_file.metadata()?.len() != other_file.metadata()?.len() {
        return Err(differs());
    }
    let (mut here, mut there) = (vec![0; BLOCK], vec![0; BLOCK]);
    loop {
        let count = one_file.read(&mut here)?;
        if count == 0 {
            return Ok(());
        }
        other_file.read_exact(&mut there[..count])?;
        if here[..count] != there[..count] {
            return Err(differs());
        }
        way.went(count, step);
    }
}

/// How far a move is on its way.
struct Way {
    done: u64,
    of: u64,
}

impl Way {
    fn of(folder: &Path, names: &[String]) -> io::Result<Self> {
        let mut bytes = 0;
        for name in names {
            bytes += bytes_in(&folder.join(name))?;
        }
        Ok(Self { done: 0, of: 2 * bytes })
    }

    fn went(&mut self, bytes: usize, step: &mut dyn FnMut(Step)) {
        self.done += bytes as u64;
        step(Step::Bytes { done: self.done, of: self.of });
    }
}

fn bytes_in(path: &Path) -> io::Result<u64> {
    if !path.is_dir() {
        return Ok(path.metadata()?.len());
    }
    let mut bytes = 0;
    for entry in std::fs::read_dir(path)? {
        bytes += bytes_in(&entry?.path())?;
    }
    Ok(bytes)
}
