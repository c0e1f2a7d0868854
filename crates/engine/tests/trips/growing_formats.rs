//! What real recorders write, followed from the first byte to the last: byte for byte in the cloud,
//! and there within seconds of its end.

use crate::camera::follow;
use crate::set::{Set, sha256};
use domain::UploadState;
use simulator::AssetStatus;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Between the last byte of the file and the last one in the cloud.
const SECONDS: Duration = Duration::from_secs(5);

const PICTURE: &[&str] = &["-re", "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=10"];
const SOUND: &[&str] = &["-re", "-f", "lavfi", "-i", "anoisesrc=sample_rate=192000"];
const RAW: &[&str] = &["-c:v", "rawvideo", "-pix_fmt", "yuyv422"];

async fn arrives(name: &str, source: &[&str], words: &[&str]) {
    let set = Set::new().await;
    let id = set.pair().await;
    let path = set.folder.path().join(name);
    let mut recorder = Command::new("ffmpeg")
        .args(["-v", "error", "-nostdin", "-y"])
        .args(source)
        .args(["-t", "6"])
        .args(words)
        .arg(&path)
        .stdout(Stdio::null())
        .spawn()
        .expect("ffmpeg runs");
    while !std::fs::metadata(&path).is_ok_and(|file| file.len() > 0) {
        assert!(recorder.try_wait().unwrap().is_none(), "ffmpeg wrote no {name}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let upload = follow(&set, &id, &path).await;
    set.until_upload(upload, "its first part", |row| row.parts_sent >= 1).await;
    assert!(recorder.try_wait().unwrap().is_none(), "it is sent while it is being recorded");
    let ended = tokio::task::spawn_blocking(move || (recorder.wait().unwrap(), Instant::now()));
    let (status, end) = ended.await.unwrap();
    assert!(status.success(), "{name}: {status}");

    let done = set.until_done(upload).await;
    let took = end.elapsed();
    assert!(took < SECONDS, "{name} was whole {took:?} after its last byte");
    let size = std::fs::metadata(&path).unwrap().len();
    assert!(size > 15_000_000, "{name} of {size} bytes proves little");
    let assets = set.cloud.assets().await;
    let [asset] = assets.as_slice() else { panic!("{} assets of {name}", assets.len()) };
    assert_eq!(asset.status, AssetStatus::Completed);
    assert_eq!(asset.sha256, Some(sha256(&path)), "{name}");
    assert!(asset.parts.len() >= 3, "{name} in {} parts", asset.parts.len());
    assert_eq!(done.state, UploadState::Done { asset: domain::AssetId::new(&asset.id) });
    assert!(set.cloud.violations().is_empty(), "{:?}", set.cloud.violations());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quicktime_with_its_index_at_the_end_arrives_as_it_is() {
    arrives("A001_C001.mov", PICTURE, RAW).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fragmented_quicktime_arrives_as_it_is() {
    let fragments = ["-movflags", "frag_keyframe+empty_moov"];
    arrives("A001_C002.mov", PICTURE, &[RAW, &fragments].concat()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_mxf_arrives_as_it_is() {
    let rate = ["-b:v", "30M", "-minrate", "30M", "-maxrate", "30M", "-bufsize", "6M"];
    let codec = ["-c:v", "mpeg2video", "-r", "25"];
    arrives("A001_C003.mxf", PICTURE, &[&codec[..], &rate[..]].concat()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wave_file_arrives_as_it_is() {
    arrives("A001_S001.wav", SOUND, &["-ac", "8", "-c:a", "pcm_s32le"]).await;
}
