//! Shoots the clips of a plan: files of noise, the same for the same seed, and what happens to
//! files on a set.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

use crate::clip::{Clip, Fate, Way};
use crate::evidence::{Film, Version};

pub struct Camera {
    folder: PathBuf,
}

/// One that is still being written.
pub struct Take {
    file: File,
    noise: Noise,
    hash: Sha256,
    written: u64,
    left: u32,
    last: Instant,
}

impl Camera {
    /// Makes the folders it works in.
    pub fn new(folder: &Path) -> io::Result<Camera> {
        let camera = Camera { folder: folder.to_owned() };
        for way in [Way::Watched, Way::Picked] {
            std::fs::create_dir_all(camera.folder_of(way).join("again"))?;
        }
        Ok(camera)
    }

    pub fn folder_of(&self, way: Way) -> PathBuf {
        self.folder.join(match way {
            Way::Watched => "watched",
            Way::Picked => "picked",
        })
    }

    /// One that grows is begun and goes on with [`Take::go_on`].
    pub fn shoot(&self, clip: &Clip) -> io::Result<(Film, Option<Take>)> {
        // A folder for a hundred clips, as on a card.
        let roll = clip.name.get(..5).unwrap_or("roll").to_owned();
        let folder = self.folder_of(clip.way).join(roll);
        std::fs::create_dir_all(&folder)?;
        let path = folder.join(&clip.name);
        let mut film = Film {
            clip: clip.clone(),
            path: path.clone(),
            twin: None,
            versions: Vec::new(),
            gone: false,
            cancelled: false,
            near_a_pause: false,
        };
        if let Fate::Grows { pieces } = clip.fate {
            let take = Take {
                file: File::create(&path)?,
                noise: Noise::new(clip.seed),
                hash: Sha256::new(),
                written: 0,
                left: pieces,
                last: Instant::now(),
            };
            return Ok((film, Some(take)));
        }
        film.versions.push(write(&path, clip.seed, clip.size)?);
        Ok((film, None))
    }

    /// Shot over: other bytes in the same file.
    pub fn change(&self, film: &mut Film) -> io::Result<()> {
        let size = film.clip.size + film.clip.seed % 5000;
        film.versions.push(write(&film.path, film.clip.seed.rotate_left(17), size)?);
        Ok(())
    }

    /// The same file at another place.
    pub fn copy(&self, film: &mut Film) -> io::Result<PathBuf> {
        let twin = self.folder_of(film.clip.way).join("again").join(&film.clip.name);
        std::fs::copy(&film.path, &twin)?;
        film.twin = Some(twin.clone());
        Ok(twin)
    }
}

impl Take {
    /// The next piece. `true`: it was the last one. Whoever lay still for `calm` between two may
    /// have been taken for whole, and that was our doing.
    pub fn go_on(&mut self, film: &mut Film, calm: Duration) -> io::Result<bool> {
        if self.last.elapsed() > calm / 2 && self.written > 0 {
            film.versions.push(self.version());
        }
        let piece = self.noise.bytes(piece_of(&film.clip));
        self.file.write_all(&piece)?;
        self.hash.update(&piece);
        self.written += piece.len() as u64;
        self.left -= 1;
        self.last = Instant::now();
        if self.left == 0 {
            film.versions.push(self.version());
        }
        Ok(self.left == 0)
    }

    fn version(&self) -> Version {
        Version { sha256: hex(&self.hash.clone().finalize()), size: self.written }
    }
}

fn piece_of(clip: &Clip) -> usize {
    let pieces = match clip.fate {
        Fate::Grows { pieces } => u64::from(pieces),
        _ => 1,
    };
    usize::try_from(clip.size / pieces.max(1)).unwrap_or(usize::MAX).max(1)
}

/// Writes `size` bytes of noise over whatever is there.
pub fn write(path: &Path, seed: u64, size: u64) -> io::Result<Version> {
    let mut file = BufWriter::new(File::create(path)?);
    let (mut noise, mut hash, mut left) = (Noise::new(seed), Sha256::new(), size);
    while left > 0 {
        let block = noise.bytes(usize::try_from(left.min(1 << 20)).unwrap_or(1 << 20));
        file.write_all(&block)?;
        hash.update(&block);
        left -= block.len() as u64;
    }
    file.flush()?;
    Ok(Version { sha256: hex(&hash.finalize()), size })
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Bytes that no two seeds share. Begins with what no format begins with: a head that claims a
/// length would be held to it.
struct Noise {
    state: u64,
    begun: bool,
}

impl Noise {
    fn new(seed: u64) -> Noise {
        Noise { state: seed, begun: false }
    }

    fn bytes(&mut self, count: usize) -> Vec<u8> {
        let mut bytes = vec![0; count.next_multiple_of(8)];
        for word in bytes.chunks_exact_mut(8) {
            // SplitMix64, <https://prng.di.unimi.it/splitmix64.c>.
            self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = self.state;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            word.copy_from_slice(&(z ^ (z >> 31)).to_le_bytes());
        }
        bytes.truncate(count);
        if !self.begun {
            self.begun = true;
            let head = count.min(8);
            // One byte of them stays noise, or all the tiny ones would be alike.
            bytes[..head.saturating_sub(1)].fill(0xff);
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_is_the_same_for_the_same_seed_and_looks_like_no_format() {
        assert_eq!(Noise::new(1).bytes(1000), Noise::new(1).bytes(1000));
        assert_ne!(Noise::new(1).bytes(1000), Noise::new(2).bytes(1000));
        let bytes = Noise::new(1).bytes(1000);
        assert_eq!(bytes[..7], [0xff; 7]);
    }
}
