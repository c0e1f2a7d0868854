use crate::set::{Set, device_code, only};
use domain::{ErrorKind, UploadId, UploadState};
use engine::Added;
use simulator::{Fault, Misdeed, Place};

async fn failure(set: &Set, upload: UploadId) -> ErrorKind {
    let failed = set
        .until_upload(upload, "it to fail", |one| matches!(one.state, UploadState::Failed(_)))
        .await;
    let UploadState::Failed(failure) = failed.state else { unreachable!("just seen") };
    failure.kind
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_paths_are_refused_in_words_and_keep_no_good_one_out() {
    let set = Set::new().await;
    let id = set.pair().await;
    let (good, empty) = (set.file("good.mov", 1000), set.file("empty.mov", 0));
    let missing = set.folder.path().join("missing.mov");
    let device = std::path::PathBuf::from("/dev/null");
    let paths = vec![missing, device, empty, good];
    let outcomes = set.engine.add(&id, paths).await.unwrap();
    let codes: Vec<&str> = outcomes
        .iter()
        .map(|(_, added)| match added {
            Added::Refused(refusal) => refusal.code(),
            Added::Queued(_) => "queued",
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(codes, ["file_missing", "not_a_file", "file_empty", "queued"]);
    let Added::Queued(good) = outcomes[3].1 else { unreachable!("just seen") };
    set.until_done(good).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_changes_on_the_way_is_never_delivered_half_and_half() {
    let set = Set::new().await;
    let id = set.pair().await;
    set.cloud.fault(Fault::new(Place::Part, Misdeed::Slow { bytes_per_s: 60_000 }));
    // More parts than are on their way at once: some are read after the change.
    let path = set.file("A001.mov", 6_000_000);
    let upload = set.add(&id, &path).await;
    set.until_upload(upload, "some parts", |one| one.parts_sent >= 1).await;
    std::fs::write(&path, crate::set::noise(99, 6_000_000)).unwrap();
    assert_eq!(failure(&set, upload).await, ErrorKind::FileChanged);
    let whole = set.cloud.assets().await.into_iter().filter(|asset| asset.sha256.is_some());
    assert_eq!(whole.count(), 0, "nothing arrived whole");
    // The person wants it as it is now.
    set.cloud.clear_faults();
    set.engine.retry_uploads(&only(upload)).await.unwrap();
    set.until_done(upload).await;
    let arrived = set.cloud.until_completed("A001.mov").await;
    assert_eq!(arrived.sha256, Some(crate::set::sha256(&path)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_vanishes_fails_in_words_and_goes_on_when_it_is_back() {
    let set = Set::new().await;
    let id = set.pair().await;
    set.cloud.fault(Fault::new(Place::Part, Misdeed::Slow { bytes_per_s: 60_000 }));
    let path = set.file("A001.mov", 6_000_000);
    let upload = set.add(&id, &path).await;
    let healthy = set.add(&id, &set.file("A002.mov", 1000)).await;
    set.until_upload(upload, "some parts", |one| one.parts_sent >= 1).await;
    let away = set.folder.path().join("away.mov");
    std::fs::rename(&path, &away).unwrap();
    assert_eq!(failure(&set, upload).await, ErrorKind::FileMissing);
    set.until_done(healthy).await;
    std::fs::rename(&away, &path).unwrap();
    set.cloud.clear_faults();
    set.engine.retry_uploads(&only(upload)).await.unwrap();
    set.until_done(upload).await;
    let assets = set.cloud.assets().await;
    assert_eq!(assets.iter().filter(|asset| asset.name == "A001.mov").count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unreachable_address_and_an_untrusted_certificate_are_told_apart() {
    use domain::{Endpoint, ProviderKind, SignIn};
    let set = Set::new().await;
    let kind_at = async |endpoint: Endpoint| {
        set.engine
            .start_sign_in(ProviderKind::Frameio, device_code(), set.secret(), None, Some(endpoint))
            .await
            .unwrap();
        set.until("the sign-in to fail", || async {
            match set.engine.sign_in() {
                Some(SignIn::Failed { kind, said, .. }) => Some((kind, said)),
                _ => None,
            }
        })
        .await
    };
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let unreachable =
        Endpoint { address: format!("https://{nobody}").parse().unwrap(), extra_ca: None };
    assert_eq!(kind_at(unreachable).await.0, ErrorKind::Offline);
    let untrusted = Endpoint { address: set.cloud.api().parse().unwrap(), extra_ca: None };
    assert_eq!(kind_at(untrusted).await.0, ErrorKind::Untrusted);
    let plain = Endpoint { address: "http://127.0.0.1:9".parse().unwrap(), extra_ca: None };
    let (_, said) = kind_at(plain).await;
    assert!(said.to_lowercase().contains("https"), "{said}");
}
