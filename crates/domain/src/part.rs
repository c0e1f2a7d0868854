//! Cutting a file the way a cloud asks for.

use serde::{Deserialize, Serialize};

/// Numbered from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PartNumber(pub u32);

impl std::fmt::Display for PartNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// A byte range of the file, sent in one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    pub number: PartNumber,
    pub start: u64,
    pub length: u64,
}

/// Where a part is sent; usually a signed address that expires, and always a secret: whoever has
/// it can write.
#[derive(Clone, PartialEq, Eq)]
pub struct PartTarget(String);

impl PartTarget {
    pub fn new(address: impl Into<String>) -> Self {
        Self(address.into())
    }
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for PartTarget {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PartTarget(…)")
    }
}

/// Cuts `size` bytes into exactly `count` parts of `ceil(size / count)` bytes, the last one
/// shorter. The vendor's own rule: the number of targets decides, sizes are never assumed.
///
/// A tiny file can leave trailing parts empty. They stay in the plan: the cloud waits for every
/// target it gave out.
pub fn cut(size: u64, count: u32) -> Vec<Part> {
    let count = u64::from(count.max(1));
    let length = size.div_ceil(count);
    (0..count)
        .map(|index| {
            let start = (index * length).min(size);
            Part { number: PartNumber(index as u32 + 1), start, length: length.min(size - start) }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lengths(size: u64, count: u32) -> Vec<u64> {
        cut(size, count).iter().map(|part| part.length).collect()
    }

    #[test]
    fn the_vendors_published_samples_come_out_the_same() {
        assert_eq!(lengths(21_136_250, 2), [10_568_125, 10_568_125]);
        assert_eq!(lengths(50_645_990, 3), [16_881_997, 16_881_997, 16_881_996]);
    }

    #[test]
    fn a_tiny_file_keeps_its_empty_trailing_parts() {
        assert_eq!(lengths(5, 4), [2, 2, 1, 0]);
        assert_eq!(lengths(1, 3), [1, 0, 0]);
    }

    #[test]
    fn parts_always_cover_the_file_without_gap_or_overlap() {
        for size in [1, 2, 7, 100, 4095, 4096, 4097, 1 << 40] {
            for count in [1, 2, 3, 7, 100, 10_000] {
                let mut end = 0;
                for part in cut(size, count) {
                    assert_eq!(part.start, end, "size {size}, count {count}");
                    end += part.length;
                }
                assert_eq!(end, size);
            }
        }
    }
}
