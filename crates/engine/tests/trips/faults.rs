use crate::set::{Set, only, sha256};
use domain::{ErrorKind, UploadState};
use simulator::{Fault, Misdeed, Place};

/// Each of these, a few times, must end in one whole file and no person asked.
fn passing_faults() -> Vec<(&'static str, Fault)> {
    let part = |misdeed| Fault::new(Place::Part, misdeed).times(2);
    vec![
        ("internal error", Fault::status(Place::Part, 500, "InternalError").times(2)),
        ("slow down", Fault::status(Place::Part, 503, "SlowDown").times(2)),
        ("request timeout", Fault::status(Place::Part, 400, "RequestTimeout").times(2)),
        ("incomplete body", Fault::status(Place::Part, 400, "IncompleteBody").times(2)),
        ("operation aborted", Fault::status(Place::Part, 409, "OperationAborted").times(2)),
        ("reset in the body", part(Misdeed::ResetMidBody { bytes: None })),
        ("lost answer of a part", part(Misdeed::LoseResponse)),
        ("page of a proxy", part(Misdeed::Malformed { status: Some(502) })),
        ("stall", part(Misdeed::Stall { seconds: 30.0, bytes: Some(1000) })),
        ("rate limit", Fault::status(Place::Create, 429, "").times(2)),
        ("server error at create", Fault::status(Place::Create, 500, "").times(1)),
        (
            "gateway at create",
            Fault::new(Place::Create, Misdeed::Malformed { status: Some(503) }).times(2),
        ),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn what_passes_by_itself_is_outwaited_and_the_file_arrives_whole() {
    let set = Set::new().await;
    let id = set.pair().await;
    for (index, (what, fault)) in passing_faults().into_iter().enumerate() {
        set.cloud.fault(fault);
        let path = set.file(&format!("A{index:03}.mov"), 1_000_000 + index);
        let upload = set.add(&id, &path).await;
        set.until_upload(upload, what, |upload| match &upload.state {
            UploadState::Failed(failure) => panic!("{what}: {failure:?}"),
            state => matches!(state, UploadState::Done { .. }),
        })
        .await;
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let arrived = set.cloud.until_completed(&name).await;
        assert_eq!(arrived.sha256, Some(sha256(&path)), "{what}");
        set.cloud.clear_faults();
    }
    assert_eq!(set.cloud.assets().await.len(), passing_faults().len(), "one asset each");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_poisoned_file_is_set_aside_with_its_reason_and_blocks_nobody() {
    let set = Set::new().await;
    let id = set.pair().await;
    set.cloud.fault(Fault::status(Place::Part, 400, "BadDigest").part_number(2));
    let poisoned = set.add(&id, &set.file("poisoned.mov", 1_000_000)).await;
    // One part only: its number is never 2.
    let healthy = set.add(&id, &set.file("healthy.mov", 1000)).await;
    set.until_done(healthy).await;
    let failed = set
        .until_upload(poisoned, "it to be set aside", |one| {
            matches!(one.state, UploadState::Failed(_))
        })
        .await;
    let UploadState::Failed(failure) = failed.state else { unreachable!("just seen") };
    assert_eq!(failure.kind, ErrorKind::PartRefused);
    assert!(failure.said.contains("BadDigest"), "{}", failure.said);
    // The person tries again after the cause is gone: only what is missing is sent.
    set.cloud.clear_faults();
    set.engine.retry_uploads(&only(poisoned)).await.unwrap();
    set.until_done(poisoned).await;
    let assets = set.cloud.assets().await;
    let asset = assets.iter().find(|asset| asset.name == "poisoned.mov").unwrap();
    assert!(asset.parts.iter().all(|part| part.received == 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_cloud_will_never_take_fails_at_once_in_words() {
    let set = Set::new().await;
    let id = set.pair().await;
    set.cloud.fault(Fault::status(Place::Create, 422, "").times(1));
    let upload = set.add(&id, &set.file("A001.mov", 1000)).await;
    let failed = set
        .until_upload(upload, "the refusal", |one| matches!(one.state, UploadState::Failed(_)))
        .await;
    let UploadState::Failed(failure) = failed.state else { unreachable!("just seen") };
    assert_eq!((failure.kind, failure.attempts), (ErrorKind::Rejected, 1));
}
