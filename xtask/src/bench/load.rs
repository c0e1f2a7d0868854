//! What is sent: so many files of such a size, through TLS or plain, and the files themselves.

use std::fs::File;
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Uploads on their way at once, for everybody who can be told.
pub const CONNECTIONS: u32 = 4;

pub const CONTENT_TYPE: &str = "video/quicktime";

pub const MIB: u64 = 1024 * 1024;

/// Files that have bytes of their own.
const DIFFERENT: u32 = 1000;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Carrier {
    Tls,
    Plain,
    /// The three through TLS, to a server that offers both: HTTP/1.1, HTTP/2 with windows as servers
    /// have them by themselves, and HTTP/2 with windows that hold more than a long line.
    Http1,
    Http2,
    Http2Wide,
}

/// Of the doors that offer both: hyper's own and Go's, and a wide one.
pub const HTTP2_WINDOWS: [u64; 2] = [MIB, 16 * MIB];

impl Carrier {
    pub fn name(self) -> &'static str {
        match self {
            Carrier::Tls => "TLS",
            Carrier::Plain => "plain HTTP",
            Carrier::Http1 => "HTTP/1.1",
            Carrier::Http2 => "HTTP/2, windows of 1 MiB",
            Carrier::Http2Wide => "HTTP/2, windows of 16 MiB",
        }
    }

    pub fn is_http2(self) -> bool {
        matches!(self, Carrier::Http2 | Carrier::Http2Wide)
    }
}

#[derive(Clone, Copy)]
pub struct Case {
    pub carrier: Carrier,
    pub files: u32,
    /// Of each.
    pub bytes: u64,
}

impl Case {
    pub fn name(&self) -> String {
        format!("{}, {}", self.load(), self.carrier.name())
    }

    /// Whatever carries it.
    pub fn load(&self) -> String {
        let size = match self.bytes {
            bytes if bytes.is_multiple_of(1024 * MIB) => format!("{} GiB", bytes / 1024 / MIB),
            bytes => format!("{} MiB", bytes / MIB),
        };
        match self.files {
            1 => format!("1 file of {size}"),
            files => format!("{files} files of {size}"),
        }
    }

    /// On a line: cut into parts it would be as many requests as files, or as much again on the disk.
    /// That is not the business of others, and nobody needs the addresses.
    pub fn is_ours_alone(&self) -> bool {
        self.files > 1 || self.is_large()
    }

    /// Once is enough to measure it, and it is not written to the disk.
    pub fn is_large(&self) -> bool {
        self.total() > 4096 * MIB
    }

    pub fn total(&self) -> u64 {
        self.bytes * u64::from(self.files)
    }
}

pub fn cases(quick: bool) -> Vec<Case> {
    let loads =
        if quick { [(1, 512 * MIB), (4, 128 * MIB)] } else { [(1, 2048 * MIB), (8, 512 * MIB)] };
    [Carrier::Tls, Carrier::Plain]
        .into_iter()
        .flat_map(|carrier| loads.map(|(files, bytes)| Case { carrier, files, bytes }))
        .collect()
}

/// One file on disk, whole and cut.
pub struct Clip {
    pub path: PathBuf,
    /// For those who can only send whole files: each part as one.
    pub parts: Vec<PathBuf>,
}

/// Makes the files of a case, or finds them from last time, and reads them once, so that it is
/// the page cache that is sent from.
pub fn make(folder: &Path, case: &Case) -> Result<Vec<PathBuf>> {
    let folder = folder.join(format!("{}x{}", case.files, case.bytes / MIB));
    std::fs::create_dir_all(&folder)?;
    (0..case.files)
        .map(|number| {
            let path = folder.join(format!("clip-{number}.mov"));
            let there = path.metadata().is_ok_and(|metadata| metadata.len() == case.bytes);
            match number.checked_sub(DIFFERENT) {
                // More names for the first ones: thousands need no more room than a thousand.
                Some(first) if !there => {
                    let first = folder.join(format!("clip-{}.mov", first % DIFFERENT));
                    std::fs::hard_link(first, &path)?;
                }
                Some(_) => {}
                // On a line it is not the disk that is measured: zeros that take no room.
                None if case.is_large() && case.files == 1 => {
                    File::create(&path)?.set_len(case.bytes)?;
                }
                None => {
                    if !there {
                        write_noise(&path, case.bytes, u64::from(number) + 1)?;
                    }
                    std::io::copy(&mut File::open(&path)?, &mut std::io::sink())?;
                }
            }
            Ok(path)
        })
        .collect()
}

/// Bytes that nothing can compress or find twice, the same ones each time.
fn write_noise(path: &Path, bytes: u64, seed: u64) -> Result<()> {
    let mut file = File::create(path).with_context(|| format!("{path:?} cannot be made"))?;
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut buffer = vec![0; 1024 * 1024];
    let mut left = bytes;
    while left > 0 {
        for word in buffer.chunks_exact_mut(8) {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            word.copy_from_slice(&state.to_le_bytes());
        }
        let length = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        file.write_all(&buffer[..length])?;
        left -= length as u64;
    }
    // What is still to be written would be written while we measure.
    file.sync_all()?;
    Ok(())
}

/// Cuts a file as the cloud asks for it: into so many parts, the last one shorter.
pub fn cut(path: &Path, count: usize) -> Result<Clip> {
    let size = path.metadata()?.len();
    let length = size.div_ceil(count.max(1) as u64);
    let file = File::open(path)?;
    let mut parts = Vec::with_capacity(count);
    for number in 1..=count {
        let part = path.with_extension(format!("{count}-{number}.part"));
        let due = length.min(size - (number as u64 - 1) * length);
        if part.metadata().is_ok_and(|metadata| metadata.len() == due) {
            std::io::copy(&mut File::open(&part)?, &mut std::io::sink())?;
            (&file).seek_relative(due.cast_signed())?;
        } else {
            let mut cut = File::create(&part)?;
            std::io::copy(&mut (&file).take(due), &mut cut)?;
            cut.sync_all()?;
        }
        parts.push(part);
    }
    Ok(Clip { path: path.to_owned(), parts })
}
