//! The largest there is: as many parts as a cloud gives, as many bytes as a file may have. Sparse
//! files, a cloud that counts and keeps nothing; the rows, the plan and the parts are real ones.

use crate::set::{Set, quick};
use domain::UploadState;
use engine::Overrides;
use std::fs::File;
use std::path::PathBuf;

const GIB: u64 = 1 << 30;
const TIB: u64 = 1 << 40;
const MIB: u64 = 1 << 20;

async fn a_set() -> Set {
    let two = Overrides { parallel_parts: Some(2), ..Overrides::default() };
    Set::with_cloud(quick(), two, |cloud| {
        cloud.discard = true;
        cloud.assumed.part_rule_bytes = 20 * MIB;
    })
    .await
}

/// So long, and hardly a byte of it on the disk.
fn sparse(set: &Set, name: &str, bytes: u64) -> PathBuf {
    let path = set.folder.path().join(name);
    File::create(&path).unwrap().set_len(bytes).unwrap();
    path
}

#[tokio::test(flavor = "multi_thread")]
async fn five_tebibytes_are_ten_thousand_parts_and_a_restart_sends_none_of_them_again() {
    let mut set = a_set().await;
    let id = set.pair().await;
    let path = sparse(&set, "A001.mxf", 5 * TIB);
    let upload = set.add(&id, &path).await;
    let planned = set.until_upload(upload, "the plan", |one| one.part_count.is_some()).await;
    assert_eq!(planned.part_count, Some(10_000));
    let before = set.until_upload(upload, "parts to arrive", |one| one.parts_sent >= 2).await;
    set.restart().await;
    let again = set.until_upload(upload, "it to go on", |one| one.parts_sent >= 3).await;
    assert_eq!(again.asset, before.asset);
    assert_eq!(again.accepted_bytes % (5 * TIB).div_ceil(10_000), 0, "whole parts");
    set.engine.stop().await;
    let assets = set.cloud.assets().await;
    let [asset] = assets.as_slice() else { panic!("{} assets", assets.len()) };
    assert_eq!(asset.parts.len(), 10_000);
    let twice = asset.parts.iter().filter(|part| part.received > 1).count();
    assert!(twice <= 2, "{twice} parts were sent again, and two were on their way");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_of_five_gibibytes_goes_in_one_request() {
    let set = a_set().await;
    set.cloud.assume(|assumed| assumed.part_rule_bytes = 5 * GIB);
    let id = set.pair().await;
    let upload = set.add(&id, &sparse(&set, "A001.mxf", 5 * GIB)).await;
    set.until_done(upload).await;
    let assets = set.cloud.assets().await;
    assert_eq!(assets[0].parts.len(), 1);
    assert_eq!(assets[0].parts[0].size, 5 * GIB);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_byte_is_a_file_like_any_other() {
    let set = a_set().await;
    let id = set.pair().await;
    let upload = set.add(&id, &set.file("A001.cdl", 1)).await;
    let done = set.until_done(upload).await;
    assert!(matches!(done.state, UploadState::Done { .. }));
    assert_eq!((done.part_count, done.accepted_bytes), (Some(1), 1));
}
