//! MXF: partitions. The last one, the footer, is written when recording ends, and a list of all of
//! them behind it (SMPTE ST 377-1, §7 and §12).

use super::{CUT_OFF, Source, Whole};
use std::io;

const PARTITION: [u8; 13] = [6, 14, 43, 52, 2, 5, 1, 1, 13, 1, 2, 1, 1];
const RANDOM_INDEX: [u8; 16] = [6, 14, 43, 52, 2, 5, 1, 1, 13, 1, 2, 1, 1, 17, 1, 0];

/// Byte 13 of the key: which partition.
const HEADER: u8 = 2;
const FOOTER: u8 = 4;

struct Pack {
    which: u8,
    /// Its place in the file is the last it will have.
    closed: bool,
    complete: bool,
    /// Where the footer is; 0: not known yet.
    footer: u64,
    /// The end of what belongs to it before the essence.
    end: u64,
}

pub(super) fn judge(source: &impl Source) -> io::Result<Whole> {
    let size = source.size();
    let Some(header) = pack(source, 0)?.filter(|pack| pack.which == HEADER) else {
        return Ok(Whole::Untold);
    };
    let footer = match header.footer {
        0 => match last_listed(source)? {
            Some(listed) => listed,
            None if header.closed && header.complete => return Ok(Whole::Untold),
            None => return Ok(Whole::No("Its footer is not written yet.")),
        },
        known => known,
    };
    if footer >= size {
        return Ok(CUT_OFF);
    }
    Ok(match pack(source, footer)? {
        Some(pack) if pack.which == FOOTER && pack.end > size => CUT_OFF,
        Some(pack) if pack.which == FOOTER && pack.closed => Whole::Yes,
        Some(pack) if pack.which == FOOTER => Whole::No("Its footer is not closed yet."),
        _ => Whole::No("Its footer is not where it should be yet."),
    })
}

fn pack(source: &impl Source, at: u64) -> io::Result<Option<Pack>> {
    let Some(key) = source.read::<16>(at)? else { return Ok(None) };
    let [.., which, status, _] = key;
    if key[..13] != PARTITION {
        return Ok(None);
    }
    let Some((length, value)) = length(source, at.saturating_add(16))? else { return Ok(None) };
    let Some(fields) = source.read::<48>(value)? else { return Ok(None) };
    let number = |from: usize| {
        fields[from..from + 8].iter().fold(0_u64, |all, byte| all << 8 | u64::from(*byte))
    };
    let end = value.saturating_add(length).saturating_add(number(32)).saturating_add(number(40));
    Ok(Some(Pack {
        which,
        closed: matches!(status, 2 | 4),
        complete: matches!(status, 3 | 4),
        footer: number(24),
        end,
    }))
}

/// A length in BER, and where its value begins.
fn length(source: &impl Source, at: u64) -> io::Result<Option<(u64, u64)>> {
    let Some([first]) = source.read::<1>(at)? else { return Ok(None) };
    let count = u64::from(first & 0x7f);
    if first < 0x80 {
        return Ok(Some((count, at + 1)));
    }
    if count > 8 {
        return Ok(None);
    }
    let mut length = 0;
    for place in 0..count {
        let Some([byte]) = source.read::<1>(at + 1 + place)? else { return Ok(None) };
        length = length << 8 | u64::from(byte);
    }
    Ok(Some((length, at + 1 + count)))
}

/// The place of the last partition by the list at the end of the file, which ends with its own
/// length.
fn last_listed(source: &impl Source) -> io::Result<Option<u64>> {
    let size = source.size();
    let Some(tail) = source.read::<12>(size.saturating_sub(12))? else { return Ok(None) };
    let [place @ .., a, b, c, d] = tail;
    let start = size.saturating_sub(u32::from_be_bytes([a, b, c, d]).into());
    let listed = source.read::<16>(start)?.is_some_and(|key| key == RANDOM_INDEX);
    Ok(listed.then(|| u64::from_be_bytes(place)).filter(|place| *place > 0))
}
