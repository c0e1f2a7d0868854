//! A disk of one's own that can be full, and a database that somebody else holds.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

/// How the room for the profile is taken away.
pub enum Disk {
    /// A file system of its own, in memory: filled up.
    Own { filler: PathBuf },
    /// Where none may be mounted: the worker's files may not grow.
    Limit,
}

impl Disk {
    /// Mounts one at `folder` if that is allowed here. It goes with the mount namespace we are in.
    pub fn at(folder: &Path, megabytes: usize, alone: bool) -> Disk {
        let mounted = alone
            && Command::new("mount")
                .args(["-t", "tmpfs", "-o", &format!("size={megabytes}m"), "survival"])
                .arg(folder)
                .status()
                .is_ok_and(|status| status.success());
        if mounted { Disk::Own { filler: folder.join("filler") } } else { Disk::Limit }
    }

    /// Leaves no room.
    pub fn fill(&self, worker: Option<u32>) -> io::Result<()> {
        match self {
            Disk::Own { filler } => {
                let mut file = File::create(filler)?;
                let block = vec![0; 64 * 1024];
                // Ever smaller, until not a byte more fits.
                for size in [block.len(), 4096, 1] {
                    while file.write_all(&block[..size]).is_ok() {}
                }
                Ok(())
            }
            Disk::Limit => limit(worker, "16384"),
        }
    }

    pub fn free(&self, worker: Option<u32>) -> io::Result<()> {
        match self {
            Disk::Own { filler } => match std::fs::remove_file(filler) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
                _ => Ok(()),
            },
            Disk::Limit => limit(worker, "unlimited"),
        }
    }
}

fn limit(worker: Option<u32>, bytes: &str) -> io::Result<()> {
    let Some(worker) = worker else { return Ok(()) };
    let limit = format!("--fsize={bytes}:");
    Command::new("prlimit").args(["--pid", &worker.to_string(), &limit]).status()?;
    Ok(())
}

/// The write lock of a database in write-ahead mode, held as another program would: one byte of
/// the file beside it (<https://www.sqlite.org/walformat.html#wal_locks>). `None`: nobody has the
/// database open.
#[cfg(target_os = "linux")]
pub fn lock(database: &Path) -> Option<File> {
    use nix::fcntl::{FcntlArg, fcntl};

    const WRITE_LOCK: i64 = 120;
    let mut beside = database.as_os_str().to_owned();
    beside.push("-shm");
    let file = File::options().read(true).write(true).open(Path::new(&beside)).ok()?;
    let wanted = nix::libc::flock {
        l_type: nix::libc::F_WRLCK as i16,
        l_whence: nix::libc::SEEK_SET as i16,
        l_start: WRITE_LOCK,
        l_len: 1,
        l_pid: 0,
    };
    // Whoever writes at this moment is done soon.
    for _ in 0..1000 {
        if fcntl(&file, FcntlArg::F_SETLK(&wanted)).is_ok() {
            return Some(file);
        }
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    None
}

#[cfg(not(target_os = "linux"))]
pub fn lock(_database: &Path) -> Option<File> {
    None
}
