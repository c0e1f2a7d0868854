//! Media made on the spot by ffmpeg.

use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A MOV of a little over 220 MB with picture, sound and a timecode track.
pub fn clip(folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(name);
    film("1280x720", 120, 0, &path);
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

/// Takes of about 5.5 MB each, told apart by their timecode, with a proxy beside each.
pub fn card(folder: &Path, takes: &[&str]) -> PathBuf {
    let card = folder.join("A001");
    // Two of them: a dialog completes what is typed by the only one there is.
    for folder in ["Proxy", "Sound"] {
        std::fs::create_dir_all(card.join(folder)).expect("a folder");
    }
    for (number, take) in takes.iter().enumerate() {
        film("640x360", 12, number, &card.join(format!("{take}.mov")));
        film("320x180", 12, number, &card.join(format!("Proxy/{take}_Proxy.mov")));
    }
    card
}

fn film(size: &str, frames: u32, second: usize, path: &Path) {
    let made = Command::new("ffmpeg")
        .args(["-v", "error", "-y"])
        .args(["-f", "lavfi", "-i", &format!("testsrc2=size={size}:rate=24")])
        .args(["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000"])
        .args(["-frames:v", &frames.to_string(), "-shortest"])
        .args(["-c:v", "rawvideo", "-pix_fmt", "uyvy422", "-c:a", "pcm_s24le"])
        .args(["-timecode", &format!("01:00:{second:02}:00")])
        .arg(path)
        .status()
        .expect("ffmpeg runs");
    assert!(made.success(), "ffmpeg made no clip");
}

pub fn sha256(path: &Path) -> String {
    let mut file = std::fs::File::open(path).expect("the file");
    let mut hash = Sha256::new();
    std::io::copy(&mut file, &mut hash).expect("it can be read");
    format!("{:x}", hash.finalize())
}
