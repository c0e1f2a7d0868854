//! With files as ffmpeg writes them: whole, cut off anywhere, and with any byte changed.

use super::*;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::process::{Command, Stdio};

impl Source for Vec<u8> {
    fn size(&self) -> u64 {
        self.len() as u64
    }

    fn fill(&self, buffer: &mut [u8], at: u64) -> io::Result<()> {
        let from = usize::try_from(at).map_err(io::Error::other)?;
        let bytes = from.checked_add(buffer.len()).and_then(|end| self.get(from..end));
        buffer.copy_from_slice(bytes.ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }
}

fn ffmpeg(to: &Path, options: &[&str]) {
    let status = Command::new("ffmpeg")
        .args(["-v", "error", "-nostdin", "-y"])
        .args(["-f", "lavfi", "-i", "testsrc=size=128x72:rate=25"])
        .args(["-f", "lavfi", "-i", "sine=sample_rate=48000", "-t", "2"])
        .args(options)
        .arg(to)
        .stdout(Stdio::null())
        .status()
        .expect("these tests need ffmpeg");
    assert!(status.success(), "{options:?}");
}

const VIDEO: &[&str] = &["-c:v", "mpeg4", "-c:a", "pcm_s16le"];
const MXF: &[&str] = &["-c:v", "mpeg2video", "-c:a", "pcm_s16le"];
const SOUND: &[&str] = &["-vn", "-c:a", "pcm_s24le"];
const FRAGMENTS: &[&str] =
    &["-c:v", "mpeg4", "-c:a", "aac", "-g", "5", "-movflags", "frag_keyframe+empty_moov"];
const AVI: &[&str] = &["-c:v", "mpeg4", "-c:a", "mp2"];

fn made(name: &str, options: &[&str]) -> Vec<u8> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(name);
    ffmpeg(&path, options);
    std::fs::read(path).unwrap()
}

/// Each kind of file once.
fn all() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("mov", made("a.mov", VIDEO)),
        ("faststart", made("a.mov", &[VIDEO, &["-movflags", "faststart"]].concat())),
        ("fragments", made("a.mp4", FRAGMENTS)),
        ("mxf", made("a.mxf", MXF)),
        ("wav", made("a.wav", SOUND)),
        ("rf64", made("a.wav", &[SOUND, &["-rf64", "always"]].concat())),
        ("bwf", made("a.wav", &[SOUND, &["-write_bext", "1", "-metadata", "umid=1"]].concat())),
        ("aiff", made("a.aiff", &["-vn", "-c:a", "pcm_s16be"])),
        ("avi", made("a.avi", AVI)),
    ]
}

fn told(source: &impl Source) -> Whole {
    judge(source, MediaKind::Ocf).unwrap()
}

fn words(bytes: &Vec<u8>) -> &'static str {
    match told(bytes) {
        Whole::No(said) => said,
        other => panic!("{other:?}"),
    }
}

#[test]
fn whole_files_of_each_format_are_whole() {
    for (name, bytes) in all() {
        assert_eq!(told(&bytes), Whole::Yes, "{name}");
    }
}

#[test]
fn a_file_that_is_cut_off_anywhere_is_never_taken_for_whole() {
    for (name, bytes) in all() {
        for cut in 1..60 {
            let cut = bytes.len() * cut / 60;
            let part = bytes[..cut].to_vec();
            assert_ne!(told(&part), Whole::Yes, "{name} cut at {cut}");
            // Room set aside for the whole before the bytes come.
            let mut room = part;
            room.resize(bytes.len(), 0);
            if bytes[cut..].iter().any(|byte| *byte != 0) && name_has_its_end_at_the_end(name) {
                assert_ne!(told(&room), Whole::Yes, "{name} with room at {cut}");
            }
        }
    }
}

/// Formats that say everything in front look whole as soon as the room is there: for these only
/// the calm tells.
fn name_has_its_end_at_the_end(name: &str) -> bool {
    matches!(name, "mov" | "fragments" | "mxf")
}

#[test]
fn it_is_said_in_words_why_a_file_is_not_whole() {
    let mov = made("a.mov", VIDEO);
    assert!(words(&mov[..mov.len() / 2].to_vec()).contains("a part is still missing"));
    let mut open = mov.clone();
    let mdat = open.windows(4).position(|some| some == b"mdat").unwrap();
    open[mdat - 4..mdat].fill(0);
    open.truncate(mdat + 1000);
    assert_eq!(words(&open), "Its index (moov) is not written yet.");
    assert_eq!(words(&vec![0; 5000]), "Its beginning is still empty.");
    assert_eq!(words(&Vec::new()), "Nothing is written yet.");
    assert_eq!(told(&vec![0; 4]), Whole::Untold, "a few bytes may be nothing else");
    assert_eq!(judge(&vec![0; 5000], MediaKind::Other).unwrap(), Whole::Untold, "a disk image");
}

#[test]
fn lengths_that_a_running_recorder_leaves_open_are_not_believed() {
    let wav = made("a.wav", SOUND);
    let data = wav.windows(4).position(|some| some == b"data").unwrap() + 4;
    for placeholder in [0_u32, u32::MAX] {
        let open = placeholder.to_le_bytes();
        let mut riff = wav.clone();
        riff[4..8].copy_from_slice(&open);
        assert_eq!(words(&riff), "The recorder has not written its length yet.");
        let mut sound = wav.clone();
        sound[data..data + 4].copy_from_slice(&open);
        words(&sound);
    }
    let mut longer = wav.clone();
    longer.extend([1; 4000]);
    assert_eq!(told(&longer), Whole::Untold, "lengths of a while ago");
    let rf64 = made("a.wav", &[SOUND, &["-rf64", "always"]].concat());
    let mut open = rf64.clone();
    open[20..28].fill(0xff);
    assert_eq!(words(&open), "The recorder has not written its length yet.");
}

#[test]
fn an_mxf_whose_header_was_never_written_again_is_whole_by_its_list_of_partitions() {
    let mut mxf = made("a.mxf", MXF);
    // Open and incomplete, and no word of the footer.
    mxf[14] = 1;
    let value = 16 + 1 + usize::from(mxf[16] & 0x7f);
    mxf[value + 24..value + 32].fill(0);
    assert_eq!(told(&mxf), Whole::Yes);
    mxf.pop();
    assert_eq!(words(&mxf), "Its footer is not written yet.");
}

#[test]
fn a_file_that_ffmpeg_is_killed_over_is_not_whole() {
    let dir = tempfile::tempdir().unwrap();
    for (name, options) in [("a.mov", VIDEO), ("a.mxf", MXF), ("a.wav", SOUND), ("a.avi", AVI)] {
        let path = dir.path().join(name);
        let mut running = Command::new("ffmpeg")
            .args(["-v", "error", "-nostdin", "-y", "-re"])
            .args(["-f", "lavfi", "-i", "testsrc=size=320x180:rate=25"])
            .args(["-f", "lavfi", "-i", "sine=sample_rate=48000"])
            .args(options)
            .args(["-flush_packets", "1"])
            .arg(&path)
            .spawn()
            .expect("these tests need ffmpeg");
        while std::fs::metadata(&path).map_or(0, |now| now.len()) < 20_000 {
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        running.kill().unwrap();
        running.wait().unwrap();
        let judged = whole(&path);
        assert!(matches!(judged, Whole::No(_)), "{name}: {judged:?}");
    }
}

#[test]
fn any_bytes_at_all_are_judged_without_a_panic_and_without_reading_much() {
    struct Counted<'a>(&'a Vec<u8>, std::cell::Cell<u64>);
    impl Source for Counted<'_> {
        fn size(&self) -> u64 {
            self.0.size()
        }
        fn fill(&self, buffer: &mut [u8], at: u64) -> io::Result<()> {
            self.1.set(self.1.get() + buffer.len() as u64);
            self.0.fill(buffer, at)
        }
    }
    let seed: u64 = rand::random();
    println!("seed {seed}");
    let mut chance = StdRng::seed_from_u64(seed);
    let edges = [0, 1, 7, 8, 15, 16, 0x7f, 0x80, 0x84, 0x88, 0xfe, 0xff];
    for (name, bytes) in all() {
        for round in 0..3000 {
            let mut changed = bytes.clone();
            // Mostly where formats keep their lengths.
            for _ in 0..chance.random_range(1..12) {
                let near = if chance.random_bool(0.7) { 200 } else { changed.len() };
                let mut at = chance.random_range(0..near.min(changed.len()));
                if chance.random_bool(0.3) {
                    at = changed.len() - 1 - at;
                }
                changed[at] = match chance.random_bool(0.5) {
                    true => edges[chance.random_range(0..edges.len())],
                    false => chance.random(),
                };
            }
            if chance.random_bool(0.3) {
                changed.truncate(chance.random_range(0..changed.len()));
            }
            let source = Counted(&changed, 0.into());
            judge(&source, MediaKind::Ocf)
                .unwrap_or_else(|error| panic!("{name} {round}: {error}"));
            assert!(source.1.get() < 700_000, "{name} {round} read {}", source.1.get());
        }
    }
    for _ in 0..3000 {
        let mut noise = vec![0; chance.random_range(0..300)];
        chance.fill(&mut noise[..]);
        told(&noise);
    }
}
