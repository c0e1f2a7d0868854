//! Is a file whole? What its format says; how long it must have been calm besides is decided by
//! whoever asks.
//!
//! Reads a few kilobytes here and there, never the file. Any bytes may come: what makes no sense
//! is no error here, but a file that is not whole, or one whose format cannot tell.

mod iso;
mod mxf;
mod riff;

use super::look::read_exact_at;
use domain::MediaKind;
use domain::media::{Content, HEAD};
use std::fs::{File, Metadata};
use std::io;
use std::path::Path;

/// What the format of a file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whole {
    Yes,
    /// The format has no end that can be seen, or is none that we know.
    Untold,
    /// Why not, as a sentence.
    No(&'static str),
}

/// Asks a file by what it begins with, whatever its name. Blocks. One that cannot be read tells
/// nothing; taking it in says why.
pub fn whole(path: &Path) -> Whole {
    open_and_judge(path).map_or(Whole::Untold, |(_, whole)| whole)
}

/// The same, with the file as it was at that moment. It is opened for that: on a network share
/// the server is asked again only then.
pub fn open_and_judge(path: &Path) -> io::Result<(Metadata, Whole)> {
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    let whole = judge(&OpenFile { file: &file, size: metadata.len() }, MediaKind::of(path))?;
    Ok((metadata, whole))
}

/// Bytes that are asked for by their place.
trait Source {
    fn size(&self) -> u64;
    fn fill(&self, buffer: &mut [u8], at: u64) -> io::Result<()>;

    /// `None`: the file ends before.
    fn read<const N: usize>(&self, at: u64) -> io::Result<Option<[u8; N]>> {
        if at.checked_add(N as u64).is_none_or(|end| end > self.size()) {
            return Ok(None);
        }
        let mut bytes = [0; N];
        match self.fill(&mut bytes, at) {
            Ok(()) => Ok(Some(bytes)),
            // It became shorter meanwhile.
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// As much of the beginning as there is.
    fn beginning(&self, most: usize) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; most.min(usize::try_from(self.size()).unwrap_or(most))];
        match self.fill(&mut bytes, 0) {
            Ok(()) => Ok(bytes),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }
}

/// An open file, as long as it was when it was opened.
struct OpenFile<'a> {
    file: &'a File,
    size: u64,
}

impl Source for OpenFile<'_> {
    fn size(&self) -> u64 {
        self.size
    }

    fn fill(&self, buffer: &mut [u8], at: u64) -> io::Result<()> {
        read_exact_at(self.file, buffer, at)
    }
}

/// Told by what the file begins with; by what it is named only whether it must begin with
/// anything.
fn judge(source: &impl Source, named: MediaKind) -> io::Result<Whole> {
    let head = source.beginning(HEAD)?;
    if head.is_empty() {
        return Ok(Whole::No("Nothing is written yet."));
    }
    match Content::of(&head) {
        Some(Content::Movie | Content::CanonRaw) => iso::judge(source),
        Some(Content::Mxf) => mxf::judge(source),
        Some(Content::Wave | Content::Avi) => riff::judge(source),
        Some(Content::Aiff) => riff::judge_aiff(source),
        // Room is set aside before the bytes come: copy programs do that. A disk image may begin
        // like this, and a file of a few bytes may be nothing else.
        None if named != MediaKind::Other
            && head.len() == HEAD
            && head.iter().all(|byte| *byte == 0) =>
        {
            Ok(Whole::No("Its beginning is still empty."))
        }
        _ => Ok(Whole::Untold),
    }
}

/// Four characters that name a box or a chunk, or none if they are no name.
fn name(bytes: [u8; 4]) -> Option<String> {
    let letter = |byte: u8| byte.is_ascii_graphic() || byte == b' ' || byte == 0xa9;
    bytes.iter().all(|byte| letter(*byte)).then(|| String::from_utf8_lossy(&bytes).into_owned())
}

/// For a stated end that lies behind the real one.
const CUT_OFF: Whole = Whole::No("It says of itself that it is longer: a part is still missing.");

#[cfg(test)]
mod tests;
