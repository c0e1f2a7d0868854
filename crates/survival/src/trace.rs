//! What a program did to the files of one folder, as `strace` saw it, and when it said what.
//!
//! Written with `-y -xx`: every path and every byte is in hexadecimal, so nothing has to be
//! guessed (<https://strace.io>).

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::words::Said;

/// The words in front of a program to have it traced into `log`.
pub fn words(log: &str) -> Vec<String> {
    let calls = "trace=pwrite64,write,ftruncate,fsync,fdatasync,unlink,unlinkat,rename,renameat,\
                 renameat2,link,linkat,openat,mkdir,mkdirat,rmdir";
    let words = ["strace", "-f", "-ttt", "-y", "-xx", "-s", "1000000", "--seccomp-bpf", "-o", log];
    words.into_iter().chain(["-e", calls]).map(str::to_owned).collect()
}

#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// Microseconds since 1970, when the call began.
    pub at_us: i64,
    pub what: Deed,
}

/// In the order in which they were complete. Paths are absolute.
#[derive(Clone, Debug, PartialEq)]
pub enum Deed {
    /// There and empty, whatever was there.
    Create(PathBuf),
    /// There, empty if it was not.
    Open(PathBuf),
    /// Without a place: at the end.
    Write {
        path: PathBuf,
        at: Option<u64>,
        bytes: Vec<u8>,
    },
    Cut {
        path: PathBuf,
        length: u64,
    },
    Sync(PathBuf),
    Link {
        from: PathBuf,
        to: PathBuf,
    },
    Rename {
        from: PathBuf,
        to: PathBuf,
    },
    Unlink(PathBuf),
    /// By the worker to whoever listens; what it says here it had written down before.
    Said(Said),
}

impl Deed {
    pub fn touches_the_disk(&self) -> bool {
        !matches!(self, Deed::Said(_) | Deed::Open(_))
    }

    fn within(&self, folder: &Path) -> bool {
        match self {
            Deed::Create(path) | Deed::Open(path) | Deed::Sync(path) | Deed::Unlink(path) => {
                path.starts_with(folder)
            }
            Deed::Write { path, .. } | Deed::Cut { path, .. } => path.starts_with(folder),
            Deed::Link { to, .. } | Deed::Rename { to, .. } => to.starts_with(folder),
            Deed::Said(_) => true,
        }
    }
}

/// What happened in `folder`, and what was said. A line that was cut off at the end is left out.
pub fn read(log: &str, folder: &Path) -> Vec<Seen> {
    let mut unfinished: HashMap<&str, (i64, String)> = HashMap::new();
    let mut said = Vec::new();
    let mut seen = Vec::new();
    for line in log.lines() {
        let Some((process, rest)) = line.split_once(' ') else { continue };
        let Some((time, call)) = rest.trim_start().split_once(' ') else { continue };
        let Some(at_us) = micros(time) else { continue };
        let (at_us, call) = if let Some(begun) = call.strip_suffix(" <unfinished ...>") {
            unfinished.insert(process, (at_us, begun.to_owned()));
            continue;
        } else if let Some(resumed) = call.strip_prefix("<... ") {
            let Some((_, end)) = resumed.split_once(" resumed>") else { continue };
            let Some((began, begun)) = unfinished.remove(process) else { continue };
            (began, begun + end)
        } else {
            (at_us, call.to_owned())
        };
        for what in deeds(&call, &mut said).into_iter().filter(|what| what.within(folder)) {
            seen.push(Seen { at_us, what });
        }
    }
    seen
}

fn micros(time: &str) -> Option<i64> {
    let (seconds, rest) = time.split_once('.')?;
    Some(seconds.parse::<i64>().ok()? * 1_000_000 + rest.parse::<i64>().ok()?)
}

/// `said` is what of a line was said so far: a pipe takes any piece of it.
fn deeds(call: &str, said: &mut Vec<u8>) -> Vec<Deed> {
    let Some((name, rest)) = call.split_once('(') else { return Vec::new() };
    // The result is behind the last `) = `; a failed call did nothing.
    let Some((words, result)) = rest.rsplit_once(" = ") else { return Vec::new() };
    let Some(words) = words.trim_end().strip_suffix(')') else { return Vec::new() };
    if result.starts_with('-') || result.starts_with('?') {
        return Vec::new();
    }
    let words: Vec<&str> = words.split(", ").collect();
    let text = |at: usize| words.get(at).and_then(|word| text(word));
    let path = |at: usize| text(at).map(path_of);
    let file = |at: usize| words.get(at).and_then(|word| of_descriptor(word));
    let number = |at: usize| words.get(at).and_then(|word| word.parse::<u64>().ok());
    let done = result.split([' ', '<']).next().and_then(|word| word.parse::<usize>().ok());
    let one = match name {
        "pwrite64" => (|| {
            let mut bytes = text(1)?;
            bytes.truncate(done?);
            Some(Deed::Write { path: file(0)?, at: Some(number(3)?), bytes })
        })(),
        "write" => {
            let Some(mut bytes) = text(1) else { return Vec::new() };
            bytes.truncate(done.unwrap_or(0));
            if words[0].starts_with("1<") {
                return say(said, &bytes);
            }
            file(0).map(|path| Deed::Write { path, at: None, bytes })
        }
        "ftruncate" => (|| Some(Deed::Cut { path: file(0)?, length: number(1)? }))(),
        "fsync" | "fdatasync" => file(0).map(Deed::Sync),
        "unlink" => path(0).map(Deed::Unlink),
        "unlinkat" | "rmdir" => path(1).map(Deed::Unlink),
        "rename" => (|| Some(Deed::Rename { from: path(0)?, to: path(1)? }))(),
        "renameat" | "renameat2" => (|| Some(Deed::Rename { from: path(1)?, to: path(3)? }))(),
        "link" => (|| Some(Deed::Link { from: path(0)?, to: path(1)? }))(),
        "linkat" => (|| Some(Deed::Link { from: path(1)?, to: path(3)? }))(),
        "openat" => {
            let flags = words.get(2).copied().unwrap_or("");
            let path = result.split_once('<').and_then(|(_, rest)| rest.strip_suffix('>'));
            let path = path.map(|hex| path_of(unescaped(hex)));
            match path {
                Some(path) if flags.contains("O_TRUNC") => Some(Deed::Create(path)),
                Some(path) if flags.contains("O_CREAT") => Some(Deed::Open(path)),
                _ => None,
            }
        }
        _ => None,
    };
    one.into_iter().collect()
}

fn say(said: &mut Vec<u8>, bytes: &[u8]) -> Vec<Deed> {
    said.extend_from_slice(bytes);
    let mut deeds = Vec::new();
    while let Some(end) = said.iter().position(|byte| *byte == b'\n') {
        let line: Vec<u8> = said.drain(..=end).collect();
        deeds.extend(serde_json::from_slice(&line).ok().map(Deed::Said));
    }
    deeds
}

/// `"\x61\x62"`, as bytes.
fn text(word: &str) -> Option<Vec<u8>> {
    Some(unescaped(word.strip_prefix('"')?.strip_suffix('"')?))
}

/// `11<\x2f…>`, unless the file has lost its name.
fn of_descriptor(word: &str) -> Option<PathBuf> {
    let (_, rest) = word.split_once('<')?;
    let hex = rest.strip_suffix('>')?;
    let path = path_of(unescaped(hex));
    path.is_absolute().then_some(path)
}

#[cfg(unix)]
fn path_of(bytes: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    std::ffi::OsString::from_vec(bytes).into()
}

/// Nothing is watched there, and traces of elsewhere are not read.
#[cfg(not(unix))]
fn path_of(bytes: Vec<u8>) -> PathBuf {
    String::from_utf8_lossy(&bytes).into_owned().into()
}

fn unescaped(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() / 4);
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let digit = |at: usize| rest.get(at).and_then(|byte| char::from(*byte).to_digit(16));
        if rest.starts_with(b"\\x")
            && let (Some(high), Some(low)) = (digit(2), digit(3))
        {
            bytes.push((high * 16 + low) as u8);
            rest = &rest[4..];
        } else {
            bytes.push(*first);
            rest = behind;
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(text: &str) -> String {
        text.bytes().map(|byte| format!("\\x{byte:02x}")).collect()
    }

    #[test]
    fn calls_are_read_also_those_that_were_interrupted_and_the_failed_ones_are_not() {
        let (db, wal) = (hex("/p/a.db"), hex("/p/a.db-wal"));
        let log = format!(
            "7 100.000001 openat(AT_FDCWD<{0}>, \"{db}\", O_RDWR|O_CREAT, 0600) = 3<{db}>\n\
             7 100.000002 pwrite64(3<{db}>, \"{1}\", 3, 5) = 3\n\
             7 100.000003 fdatasync(4<{wal}> <unfinished ...>\n\
             8 100.000004 write(1<pipe:[1]>, \"{2}\", 11) = 11\n\
             7 100.000005 <... fdatasync resumed>) = 0\n\
             7 100.000006 unlink(\"{wal}\") = -1 ENOENT (No such file or directory)\n\
             7 100.000007 fsync(3<{3}>) = 0\n\
             7 100.000008 pwrite64(3<{db}>, \"{1}\", 3",
            hex("/"),
            hex("abc"),
            hex("\"connected\"\n").trim_end(),
            hex("/elsewhere"),
        );
        let seen = read(&log.replace(", 11) = 11", ", 12) = 12"), Path::new("/p"));
        let what: Vec<Deed> = seen.into_iter().map(|one| one.what).collect();
        assert_eq!(
            what,
            [
                Deed::Open("/p/a.db".into()),
                Deed::Write { path: "/p/a.db".into(), at: Some(5), bytes: b"abc".to_vec() },
                Deed::Said(Said::Connected),
                Deed::Sync("/p/a.db-wal".into()),
            ]
        );
    }
}
