//! WAV with its larger forms, AVI, AIFF: chunks, each with a name and its length. A recorder that
//! runs has not written the lengths yet, or writes them again and again while it goes on (EBU Tech
//! 3285, EBU Tech 3306 for RF64, OpenDML 1.02 for AVI).

use super::{CUT_OFF, Source, Whole, name};
use std::io;

/// Above this a broken file only wastes time.
const MOST_CHUNKS: usize = 1000;

struct Chunk {
    name: String,
    length: u64,
    /// Where its content begins.
    content: u64,
}

impl Chunk {
    /// Chunks begin at even places.
    fn next(&self) -> u64 {
        self.content.saturating_add(self.length).saturating_add(self.length & 1)
    }
}

fn chunk(source: &impl Source, at: u64) -> io::Result<Option<Chunk>> {
    let Some([a, b, c, d, e, f, g, h]) = source.read::<8>(at)? else { return Ok(None) };
    let length = u32::from_le_bytes([e, f, g, h]).into();
    Ok(name([a, b, c, d]).map(|name| Chunk { name, length, content: at + 8 }))
}

fn still_open(length: u64) -> bool {
    length == 0 || length == u64::from(u32::MAX) || length == u64::MAX
}

fn without_length() -> Whole {
    Whole::No("The recorder has not written its length yet.")
}

pub(super) fn judge(source: &impl Source) -> io::Result<Whole> {
    let Some(whole) = chunk(source, 0)? else { return Ok(Whole::Untold) };
    match source.read::<4>(8)? {
        Some(form) if form == *b"AVI " => judge_avi(source, whole),
        Some(_) => judge_wave(source, whole),
        None => Ok(Whole::No("It has hardly begun.")),
    }
}

fn judge_wave(source: &impl Source, mut whole: Chunk) -> io::Result<Whole> {
    let size = source.size();
    let mut long_data = None;
    if whole.name != "RIFF" {
        // Lengths of 64 bits, in a chunk of their own that comes first.
        let Some(sizes) = chunk(source, 12)?.filter(|chunk| chunk.name == "ds64") else {
            return Ok(Whole::No("The chunk with its lengths is not written yet."));
        };
        let all = source.read::<8>(sizes.content)?;
        let data = source.read::<8>(sizes.content.saturating_add(8))?;
        let Some(lengths) = all.zip(data) else { return Ok(without_length()) };
        let (all, data) = lengths;
        whole.length = u64::from_le_bytes(all);
        long_data = Some(u64::from_le_bytes(data));
    }
    if still_open(whole.length) {
        return Ok(without_length());
    }
    let end = whole.content.saturating_add(whole.length);
    if end > size {
        return Ok(CUT_OFF);
    }
    let mut at = 12;
    for _ in 0..MOST_CHUNKS {
        let Some(mut chunk) = chunk(source, at)? else {
            return Ok(Whole::No("Its sound is not where it should be yet."));
        };
        if chunk.name == "data" {
            if let Some(long) = long_data
                && chunk.length == u64::from(u32::MAX)
            {
                chunk.length = long;
            }
            let last = chunk.content.saturating_add(chunk.length);
            return Ok(if last > size {
                CUT_OFF
            } else if still_open(chunk.length) && chunk.content < size {
                without_length()
            } else if end + 1 < size || last > end {
                // Lengths of a while ago: they are written now and then.
                Whole::Untold
            } else {
                Whole::Yes
            });
        }
        at = chunk.next();
    }
    Ok(Whole::Untold)
}

/// Beyond one gigabyte an AVI goes on in further chunks of the outermost kind.
fn judge_avi(source: &impl Source, first: Chunk) -> io::Result<Whole> {
    let size = source.size();
    let end_of_first = first.content.saturating_add(first.length);
    let mut outermost = first;
    let mut several = false;
    for _ in 0..MOST_CHUNKS {
        if still_open(outermost.length) {
            return Ok(without_length());
        }
        let end = outermost.content.saturating_add(outermost.length);
        if end > size {
            return Ok(CUT_OFF);
        }
        let next = chunk(source, outermost.next())?.filter(|next| next.name == "RIFF");
        let Some(next) = next else { break };
        several = true;
        outermost = next;
    }
    let mut at = 12;
    for _ in 0..MOST_CHUNKS {
        let Some(chunk) = chunk(source, at)?.filter(|_| at < end_of_first) else { break };
        if chunk.name == "idx1" {
            return Ok(Whole::Yes);
        }
        at = chunk.next();
    }
    // The newer index is spread over the file; one that goes on has been closed properly.
    Ok(if several { Whole::Yes } else { Whole::Untold })
}

pub(super) fn judge_aiff(source: &impl Source) -> io::Result<Whole> {
    let size = source.size();
    let Some([_, _, _, _, a, b, c, d]) = source.read::<8>(0)? else {
        return Ok(Whole::Untold);
    };
    let length = u64::from(u32::from_be_bytes([a, b, c, d]));
    if still_open(length) {
        return Ok(without_length());
    }
    let end = 8 + length;
    Ok(match end {
        end if end > size => CUT_OFF,
        end if end + 1 < size => Whole::Untold,
        _ => Whole::Yes,
    })
}
