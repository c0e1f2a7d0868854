//! The checksum of parts, files and fingerprints: xxh3 with 128 bits, as 32 hexadecimal digits.
//!
//! A crate of its own, because every byte that is sent goes through it: it is optimised in debug builds
//! too, where tests hash by the gigabyte (`profile.dev.package` in the workspace).

use twox_hash::XxHash3_128;

#[derive(Default)]
pub struct Checksum(XxHash3_128);

impl Checksum {
    pub fn new() -> Self {
        Self::default()
    }

    /// More bytes, in order; how they are cut makes no difference.
    // Not inlined: in a debug build it would become a part of whoever calls it, and as slow.
    #[inline(never)]
    pub fn add(&mut self, bytes: &[u8]) {
        self.0.write(bytes);
    }

    #[inline(never)]
    pub fn finish(self) -> String {
        format!("{:032x}", self.0.finish_128())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_xxh3_that_others_compute_however_the_bytes_are_cut() {
        let bytes: Vec<u8> =
            (0..100_000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        for length in [0, 1, 16, 17, 128, 129, 240, 241, 256, 1024, 1025, 65_536, 100_000] {
            let bytes = &bytes[..length];
            let expected = format!("{:032x}", xxhash_rust::xxh3::xxh3_128(bytes));
            for cut in [1, 7, 64, 255, 4096, 100_000] {
                let mut checksum = Checksum::new();
                bytes.chunks(cut).for_each(|some| checksum.add(some));
                assert_eq!(checksum.finish(), expected, "{length} bytes in pieces of {cut}");
            }
        }
    }
}
