//! Media made on the spot by ffmpeg.

use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A MOV of a little over 220 MB with picture, sound and a timecode track.
pub fn clip(folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(name);
    let made = Command::new("ffmpeg")
        .args(["-v", "error", "-y"])
        .args(["-f", "lavfi", "-i", "testsrc2=size=1280x720:rate=24"])
        .args(["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000"])
        .args(["-frames:v", "120", "-shortest", "-c:v", "rawvideo", "-pix_fmt", "uyvy422"])
        .args(["-c:a", "pcm_s24le", "-timecode", "01:00:00:00"])
        .arg(&path)
        .status()
        .expect("ffmpeg runs");
    assert!(made.success(), "ffmpeg made no clip");
    let size = std::fs::metadata(&path).expect("the clip").len();
    assert!(size > 200_000_000, "the clip has {size} bytes");
    let probe = Command::new("ffprobe")
        .args(["-v", "error", "-show_entries", "stream=codec_tag_string", "-of", "csv=p=0"])
        .arg(&path)
        .output()
        .expect("ffprobe runs");
    let tracks = String::from_utf8_lossy(&probe.stdout).into_owned();
    assert!(tracks.contains("tmcd"), "no timecode track in {tracks}");
    path
}

pub fn sha256(path: &Path) -> String {
    let mut file = std::fs::File::open(path).expect("the file");
    let mut hash = Sha256::new();
    std::io::copy(&mut file, &mut hash).expect("it can be read");
    format!("{:x}", hash.finalize())
}
