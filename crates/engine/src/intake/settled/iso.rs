//! MOV, MP4 and their kin: boxes, each with its length and a name (ISO/IEC 14496-12, §4.2).

use super::{CUT_OFF, Source, Whole, name};
use std::io;

/// A clip of half a day in fragments has more; then its last bytes must tell.
const MOST_BOXES: usize = 20_000;

#[derive(Default)]
struct Seen {
    index: bool,
    media: bool,
    fragments: bool,
    index_of_fragments: bool,
}

pub(super) fn judge(source: &impl Source) -> io::Result<Whole> {
    let size = source.size();
    let mut seen = Seen::default();
    let mut at = 0;
    for _ in 0..MOST_BOXES {
        if at == size {
            return Ok(seen.to_the_end());
        }
        let Some((kind, end)) = next_box(source, at)? else {
            // Not a box: room that was set aside, or somebody's postscript.
            return Ok(match seen.index {
                true => Whole::Untold,
                false => without_index(),
            });
        };
        let end = match end {
            // It says of itself that it goes on to wherever the file ends.
            None if seen.index => return Ok(Whole::Untold),
            None => return Ok(without_index()),
            Some(end) if end > size => return Ok(CUT_OFF),
            Some(end) => end,
        };
        match kind.as_str() {
            "moov" => seen.index = true,
            "mdat" => seen.media = true,
            "moof" => seen.fragments = true,
            "mfra" => seen.index_of_fragments = true,
            _ => {}
        }
        at = end;
    }
    Ok(if seen.index && ends_with_index_of_fragments(source)? { Whole::Yes } else { Whole::Untold })
}

impl Seen {
    fn to_the_end(&self) -> Whole {
        match self {
            Seen { index: false, .. } => without_index(),
            // Between two fragments the file looks whole each time.
            Seen { fragments: true, index_of_fragments: false, .. } => Whole::Untold,
            Seen { media: false, fragments: false, .. } => Whole::Untold,
            _ => Whole::Yes,
        }
    }
}

fn without_index() -> Whole {
    Whole::No("Its index (moov) is not written yet.")
}

/// Name and end of the box at this place; no end: open. `None`: there is no box.
fn next_box(source: &impl Source, at: u64) -> io::Result<Option<(String, Option<u64>)>> {
    let Some([a, b, c, d, kind @ ..]) = source.read::<8>(at)? else { return Ok(None) };
    let Some(kind) = name(kind) else { return Ok(None) };
    let length = match u32::from_be_bytes([a, b, c, d]) {
        0 => return Ok(Some((kind, None))),
        1 => match source.read::<8>(at + 8)?.map(u64::from_be_bytes) {
            Some(long) if long >= 16 => long,
            _ => return Ok(None),
        },
        short if short >= 8 => short.into(),
        _ => return Ok(None),
    };
    Ok(Some((kind, Some(at.saturating_add(length)))))
}

/// The last box of a fragmented file says how long the box is that it ends (§8.8.11).
fn ends_with_index_of_fragments(source: &impl Source) -> io::Result<bool> {
    let size = source.size();
    let Some(last) = source.read::<16>(size.saturating_sub(16))? else { return Ok(false) };
    let [.., a, b, c, d] = last;
    let start = size.saturating_sub(u32::from_be_bytes([a, b, c, d]).into());
    Ok(last[4..8] == *b"mfro"
        && matches!(next_box(source, start)?, Some((kind, Some(end))) if kind == "mfra" && end == size))
}
