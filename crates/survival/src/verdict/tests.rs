//! The judge is judged: each kind of wrong is found, and what is right is left alone.

use super::*;
use crate::clip::{Clip, Way};
use crate::evidence::{Disturbance, Version};
use domain::{
    AssetId, ConnectionId, Failure, Fingerprint, Happened, MediaFile, MediaKind, Reading,
    Timestamp, Upload, UploadId,
};
use simulator::{AssetView, Creation, Moment, PartPut, PartView};

const NAME: &str = "C000001.ari";

fn film(fate: Fate) -> Film {
    let clip = Clip { name: NAME.into(), size: 10, seed: 1, way: Way::Picked, fate };
    Film {
        clip,
        path: format!("/card/{NAME}").into(),
        twin: None,
        versions: vec![Version { sha256: "good".into(), size: 10 }],
        gone: false,
        cancelled: false,
        near_a_pause: false,
    }
}

fn row(state: UploadState, asset: Option<&str>, sent: Vec<u32>) -> Row {
    let file = MediaFile {
        path: format!("/card/{NAME}").into(),
        size: 10,
        modified_ns: 0,
        made_at: Timestamp(0),
        seen: Reading::default(),
        fingerprint: Fingerprint::new("print"),
    };
    let upload = Upload {
        id: UploadId(1),
        connection: ConnectionId::new("c"),
        file,
        kind: MediaKind::Ocf,
        clip: String::new(),
        found_in: None,
        growing: false,
        rank: 0,
        place: 0,
        state,
        asset: asset.map(AssetId::new),
        added_at: Timestamp(0),
        finished_at: None,
        part_count: Some(1),
        parts_sent: 1,
        accepted_bytes: 10,
        hash: None,
    };
    Row { upload, sent, history: Vec::new() }
}

fn done(asset: &str) -> Row {
    row(UploadState::Done { asset: AssetId::new(asset) }, Some(asset), vec![1])
}

fn asset(id: &str, sha256: Option<&str>) -> AssetView {
    let whole = sha256.is_some();
    AssetView {
        id: id.into(),
        name: NAME.into(),
        filesize: Some(10),
        filetype: String::new(),
        status: if whole { AssetStatus::Completed } else { AssetStatus::Created },
        project_id: String::new(),
        project: String::new(),
        device_id: String::new(),
        offset: 0,
        realtime: false,
        sha256: sha256.map(str::to_owned),
        comments: 0,
        inserted_at: Moment::real_now(),
        completed_at: whole.then(Moment::real_now),
        parts: vec![PartView { number: 1, size: 10, received: u32::from(whole), xxh3: None }],
    }
}

fn put(asset: &str, at_ms: i64, status: Option<u16>) -> PartPut {
    PartPut {
        asset_id: asset.into(),
        number: 1,
        began_ms: at_ms,
        ended_ms: Some(at_ms + 10),
        bytes: 10,
        status,
        fault: None,
    }
}

fn created(at_ms: i64) -> Creation {
    Creation {
        name: Some(NAME.into()),
        began_ms: at_ms,
        ended_ms: Some(at_ms + 10),
        status: Some(200),
        fault: None,
    }
}

fn killed(at_ms: i64, in_flight: u64) -> Disturbance {
    Disturbance { cause: Cause::Kill, from_ms: at_ms, to_ms: at_ms, in_flight }
}

/// One clip that arrived, and nothing else.
fn well() -> Evidence {
    Evidence {
        films: vec![film(Fate::Plain)],
        rows: vec![done("a")],
        assets: vec![asset("a", Some("good"))],
        puts: vec![put("a", 100_000, Some(200))],
        creations: vec![created(99_000)],
        disturbances: Vec::new(),
        violations: Vec::new(),
    }
}

fn failures(evidence: &Evidence) -> String {
    judge(evidence).failures.join("\n")
}

fn expect(evidence: &Evidence, words: &str) {
    let found = failures(evidence);
    assert!(found.contains(words), "{words:?} is not in {found:?}");
}

#[test]
fn what_arrived_once_and_whole_is_well() {
    assert_eq!(failures(&well()), "");
}

#[test]
fn other_bytes_a_second_copy_and_a_missing_one_are_found() {
    let mut evidence = well();
    evidence.assets[0].sha256 = Some("other".into());
    expect(&evidence, "is no version of it");
    let mut evidence = well();
    evidence.assets.push(asset("b", Some("good")));
    expect(&evidence, "the same bytes are in the cloud 2 times");
    expect(&evidence, "whole asset b is in no row");
    let mut evidence = well();
    evidence.assets = vec![asset("a", None)];
    expect(&evidence, "said to be done, and its asset a is Created");
    expect(&evidence, "part 1 is said to be sent and is not there");
}

#[test]
fn a_second_copy_is_excused_only_where_the_answer_was_lost_and_the_asset_given_up() {
    let mut evidence = well();
    evidence.assets.push(asset("b", Some("good")));
    evidence.puts.push(put("b", 50_000, Some(200)));
    let (asset, why) = (AssetId::new("b"), "They were too old.".to_owned());
    evidence.rows[0].history.push(Happened::GaveUp { asset, sent: 0, parts: 1, why });
    expect(&evidence, "the same bytes are in the cloud 2 times");
    evidence.disturbances.push(killed(50_100, 100));
    assert_eq!(failures(&evidence), "");
}

#[test]
fn what_cannot_be_delivered_must_end_with_its_reason_and_stay_out_of_the_cloud() {
    let why = |said: &str| {
        let kind = ErrorKind::PartRefused;
        UploadState::Failed(Failure { kind, said: said.into(), attempts: 8 })
    };
    let poison = crate::trouble::Poison::Create { status: 422 };
    let with = |fate: Fate, state: UploadState| Evidence {
        films: vec![film(fate)],
        rows: vec![row(state, None, Vec::new())],
        assets: Vec::new(),
        puts: Vec::new(),
        ..well()
    };
    assert_eq!(failures(&with(Fate::Poisoned(poison), why("422"))), "");
    expect(&with(Fate::Poisoned(poison), why("")), "it ends as Failed");
    expect(&with(Fate::Poisoned(poison), UploadState::Queued), "it is queued to the end");
    assert_eq!(failures(&with(Fate::ShotInAPause, UploadState::Skipped)), "");
    expect(&with(Fate::ShotInAPause, why("409")), "it ends as Failed");
    expect(&with(Fate::Plain, UploadState::Skipped), "it ends as Skipped");
    let mut near = with(Fate::Plain, UploadState::Skipped);
    near.films[0].near_a_pause = true;
    assert_eq!(failures(&near), "");
    let mut arrived = well();
    arrived.films = vec![film(Fate::ShotInAPause)];
    expect(&arrived, "it is in the cloud");
}

#[test]
fn a_part_sent_again_needs_a_reason_and_a_kill_excuses_no_more_than_was_in_flight() {
    let mut evidence = well();
    evidence.puts.push(put("a", 200_000, Some(200)));
    expect(&evidence, "nothing explains this one");
    evidence.disturbances.push(killed(100_020, 10));
    assert_eq!(failures(&evidence), "");
    evidence.disturbances[0].in_flight = 9;
    expect(&evidence, "1 kills cost 10 bytes; only 9 were in flight");
}

#[test]
fn a_placeholder_needs_a_create_call_whose_answer_can_have_been_lost() {
    let mut evidence = well();
    evidence.assets.push(asset("b", None));
    expect(&evidence, "1 assets that no row knows");
    evidence.creations.push(Creation { fault: Some("lose_response".into()), ..created(90_000) });
    assert_eq!(failures(&evidence), "");
}
