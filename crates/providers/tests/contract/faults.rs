//! What comes of everything the simulator can get wrong.

use crate::clouds::{Cloud, Frameio, MIME, PATIENT, body, clip, identity, session, signed_in};
use bytes::Bytes;
use domain::{
    CloudError, Clouds, CreatedAsset, Endpoint, ErrorKind, PartBody, Poll, ProviderKind, Secret,
    Session,
};
use futures_util::{StreamExt, stream};
use providers::{Patience, Providers};
use simulator::{Fault, Misdeed, Place, ViolationKind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const SECOND: Duration = Duration::from_secs(1);
const MIB: usize = 1024 * 1024;

/// Signed in, with an asset to fill.
async fn begun(cloud: &Frameio, size: u64) -> (Session, CreatedAsset) {
    let session = session(&signed_in(cloud).await);
    let asset = cloud.assets().create(&session, &clip(size)).await.unwrap();
    (session, asset)
}

async fn sent(cloud: &Frameio, asset: &CreatedAsset, bytes: Vec<u8>) -> Result<(), CloudError> {
    cloud.assets().send_part(&asset.targets[0], MIME, body(bytes)).await.map(drop)
}

#[tokio::test]
async fn a_good_trip_leaves_no_complaint_at_the_cloud() {
    let cloud = Frameio::start().await;
    cloud.cut_files_into(1000);
    let (accounts, secret) = (cloud.accounts(), cloud.client());
    accounts.reachable().await.unwrap();
    for _ in 0..3 {
        accounts.request_code(&secret).await.unwrap();
    }
    let prompt = accounts.request_code(&secret).await.unwrap();
    assert!(prompt.link.is_some() && prompt.link_with_code.is_some());
    assert_eq!((prompt.expires_in, prompt.interval), (120 * SECOND, 5 * SECOND));
    let poll = accounts.poll_code(&secret, &prompt.device_code).await.unwrap();
    assert!(matches!(poll, Poll::Pending));
    cloud.approve(&prompt);
    cloud.let_an_interval_pass();
    let Poll::Approved(first) = accounts.poll_code(&secret, &prompt.device_code).await.unwrap()
    else {
        panic!("not approved")
    };
    let tokens = accounts.refresh(&secret, &first.refresh.unwrap()).await.unwrap();
    assert_eq!(tokens.expires_at.from_now(tokens.issued_at), 28_800 * SECOND);
    accounts.who_am_i(&session(&tokens), None).await.unwrap();
    accounts.heartbeat(&session(&tokens)).await.unwrap();
    let asset = cloud.assets().create(&session(&tokens), &clip(2500)).await.unwrap();
    for (target, length) in asset.targets.iter().zip([834, 834, 832]) {
        cloud.assets().send_part(target, MIME, body(vec![7; length])).await.unwrap();
    }
    let file = cloud.simulator.until_completed("A001_C004.mov").await;
    assert_eq!((file.filesize, file.offset, file.filetype.as_str()), (Some(2500), 10, MIME));
    let device = cloud.simulator.devices().remove(0);
    assert_eq!(device.client_id, identity().client_id.reveal());
    assert_eq!(device.client_version.as_deref(), Some("1.2.3"));
    accounts.sign_out(&secret, &tokens).await.unwrap();
    assert_eq!(cloud.simulator.devices(), [], "signing out takes the device off the project");
    assert!(cloud.simulator.violations().is_empty(), "{:?}", cloud.simulator.violations());
}

#[tokio::test]
async fn each_code_is_asked_for_over_a_connection_of_its_own() {
    let cloud = Frameio::start().await;
    for _ in 0..3 {
        cloud.accounts().request_code(&cloud.client()).await.expect("no slow_down");
    }
    assert_eq!(cloud.simulator.codes().len(), 3);
    assert!(cloud.simulator.violations().is_empty());
}

#[tokio::test]
async fn asking_too_often_is_told_to_slow_down() {
    let cloud = Frameio::start().await;
    let (accounts, secret) = (cloud.accounts(), cloud.client());
    let code = accounts.request_code(&secret).await.unwrap().device_code;
    accounts.poll_code(&secret, &code).await.unwrap();
    let poll = accounts.poll_code(&secret, &code).await.unwrap();
    assert!(matches!(poll, Poll::SlowDown), "{poll:?}");
}

#[tokio::test]
async fn a_lost_answer_to_a_refresh_is_known_to_have_been_sent() {
    let cloud = Frameio::start().await;
    let (accounts, secret) = (cloud.accounts(), cloud.client());
    let refresh = signed_in(&cloud).await.refresh.unwrap();
    cloud.simulator.fault(Fault::new(Place::Refresh, Misdeed::LoseResponse).times(1));
    let lost = accounts.refresh(&secret, &refresh).await.unwrap_err();
    assert_eq!((lost.kind, lost.never_left), (ErrorKind::Offline, false), "{lost}");
    let spent = accounts.refresh(&secret, &refresh).await.unwrap_err();
    assert_eq!(spent.kind, ErrorKind::NotAuthorized);
}

#[tokio::test]
async fn a_cloud_that_nobody_answers_for_was_never_reached() {
    let cloud = Frameio::start().await;
    let tokens = signed_in(&cloud).await;
    cloud.simulator.drop_line().await.unwrap();
    let refused = cloud.accounts().refresh(&cloud.client(), &tokens.refresh.clone().unwrap()).await;
    let refused = refused.unwrap_err();
    assert_eq!((refused.kind, refused.never_left), (ErrorKind::Offline, true), "{refused}");
    assert!(
        refused.to_string().ends_with("/v2/auth/token: no connection: connection refused"),
        "{refused}"
    );
    cloud.simulator.restore_line().await.unwrap();
    cloud
        .accounts()
        .refresh(&cloud.client(), &tokens.refresh.unwrap())
        .await
        .expect("what never left can be sent again");
}

#[tokio::test]
async fn a_line_that_takes_no_bytes_is_given_up_while_connecting() {
    let cloud = Frameio::with(Patience { connect: SECOND / 2, ..PATIENT }).await;
    cloud.simulator.black_hole().await.unwrap();
    let dead = cloud.accounts().reachable().await.unwrap_err();
    assert_eq!((dead.kind, dead.never_left), (ErrorKind::Offline, true), "{dead}");
    assert!(dead.said.ends_with("no connection within 0.5 s"), "{dead}");
}

#[tokio::test]
async fn a_name_that_does_not_exist_was_never_reached() {
    let providers = Providers::new(identity(), PATIENT);
    let endpoint =
        Endpoint { address: "https://no-such-cloud.invalid".parse().unwrap(), extra_ca: None };
    let accounts = providers.accounts(ProviderKind::Frameio, &endpoint).unwrap();
    let lost = accounts.reachable().await.unwrap_err();
    assert_eq!((lost.kind, lost.never_left), (ErrorKind::Offline, true), "{lost}");
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_not_trusted() {
    let cloud = Frameio::start().await;
    let endpoint = Endpoint { extra_ca: None, ..cloud.endpoint.clone() };
    let accounts = cloud.providers.accounts(ProviderKind::Frameio, &endpoint).unwrap();
    let untrusted = accounts.request_code(&cloud.client()).await.unwrap_err();
    assert_eq!((untrusted.kind, untrusted.never_left), (ErrorKind::Untrusted, true), "{untrusted}");
    assert!(cloud.simulator.requests().is_empty(), "nothing was told to it");
}

#[tokio::test]
async fn an_api_that_does_not_answer_is_given_up() {
    let cloud = Frameio::with(Patience { answer: SECOND / 2, ..PATIENT }).await;
    cloud
        .simulator
        .fault(Fault::new(Place::Health, Misdeed::Stall { seconds: 3600.0, bytes: None }));
    let silent = cloud.accounts().reachable().await.unwrap_err();
    assert_eq!((silent.kind, silent.never_left), (ErrorKind::Offline, false), "{silent}");
    assert!(silent.said.ends_with("no answer within 0.5 s"), "{silent}");
}

#[tokio::test]
async fn an_api_in_trouble_is_busy_and_says_when_to_come_back() {
    let cloud = Frameio::start().await;
    let session = session(&signed_in(&cloud).await);
    for status in [429, 500, 502, 503, 504] {
        let misdeed = Misdeed::Status { status: Some(status), code: None, retry_after: Some(7) };
        cloud.simulator.fault(Fault::new(Place::Create, misdeed).times(1));
        let busy = cloud.assets().create(&session, &clip(5)).await.unwrap_err();
        assert_eq!((busy.kind, busy.retry_after), (ErrorKind::Busy, Some(7 * SECOND)), "{busy}");
    }
    cloud.assets().create(&session, &clip(5)).await.unwrap();
}

#[tokio::test]
async fn a_refusal_of_an_asset_keeps_its_meaning() {
    let cloud = Frameio::start().await;
    let session = session(&signed_in(&cloud).await);
    for (status, title, kind) in [
        (400, "Bad Request", ErrorKind::Rejected),
        (401, "Not Authorized", ErrorKind::NotAuthorized),
        (402, "Payment Required", ErrorKind::PlanLimit),
        (404, "Not Found", ErrorKind::Rejected),
        (409, "Channel Paused", ErrorKind::RecordedWhilePaused),
        (409, "Not Authorized", ErrorKind::NotAuthorized),
        (409, "slow_down", ErrorKind::Busy),
        (409, "invalid_client", ErrorKind::WrongSecret),
        (422, "Invalid Arguments", ErrorKind::Rejected),
    ] {
        cloud.simulator.fault(Fault::status(Place::Create, status, title).times(1));
        let refused = cloud.assets().create(&session, &clip(5)).await.unwrap_err();
        assert_eq!(refused.kind, kind, "{refused}");
        assert!(
            refused
                .to_string()
                .ends_with(&format!("/v2/devices/assets: {status} the cloud says: {title}"))
        );
    }
}

#[tokio::test]
async fn a_login_page_of_the_network_is_no_answer() {
    let cloud = Frameio::start().await;
    let tokens = signed_in(&cloud).await;
    let (accounts, secret) = (cloud.accounts(), cloud.client());
    cloud.simulator.fault(Fault::new(Place::Any, Misdeed::Malformed { status: Some(200) }));
    let refresh = tokens.refresh.clone().unwrap();
    let all = [
        accounts.request_code(&secret).await.map(drop),
        accounts.poll_code(&secret, &Secret::new("code")).await.map(drop),
        accounts.refresh(&secret, &refresh).await.map(drop),
        accounts.who_am_i(&session(&tokens), None).await.map(drop),
        accounts.heartbeat(&session(&tokens)).await,
        accounts.reachable().await,
        accounts.sign_out(&secret, &tokens).await.map(drop),
        cloud.assets().create(&session(&tokens), &clip(5)).await.map(drop),
    ];
    for outcome in all {
        let page = outcome.unwrap_err();
        assert_eq!(page.kind, ErrorKind::CaptivePortal, "{page}");
        assert!(page.said.contains("login page"), "{page}");
    }
}

#[tokio::test]
async fn a_login_page_is_never_taken_for_a_part_that_arrived() {
    let cloud = Frameio::start().await;
    let (_, asset) = begun(&cloud, 5).await;
    for (status, kind) in [(200, ErrorKind::CaptivePortal), (502, ErrorKind::Busy)] {
        let page = Misdeed::Malformed { status: Some(status) };
        cloud.simulator.fault(Fault::new(Place::Part, page).times(1));
        let refused = sent(&cloud, &asset, b"hello".to_vec()).await.unwrap_err();
        assert_eq!(refused.kind, kind, "{refused}");
    }
    cloud.simulator.fault(Fault::new(Place::Part, Misdeed::Oversized { bytes: None }).times(1));
    let refused = sent(&cloud, &asset, b"hello".to_vec()).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::PartRefused, "{refused}");
    assert_eq!(cloud.accepted(), [None]);
}

#[tokio::test]
async fn an_oversized_answer_is_not_swallowed() {
    let cloud = Frameio::start().await;
    let session = session(&signed_in(&cloud).await);
    for place in [Place::Me, Place::Create] {
        cloud.simulator.fault(Fault::new(place, Misdeed::Oversized { bytes: None }).times(1));
    }
    let me = cloud.accounts().who_am_i(&session, None).await.unwrap_err();
    assert_eq!(me.kind, ErrorKind::Rejected, "{me}");
    assert!(me.said.ends_with("an answer of more than 256 KiB"), "{me}");
    let created = cloud.assets().create(&session, &clip(5)).await.unwrap_err();
    assert_eq!(created.kind, ErrorKind::Rejected, "{created}");
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_a_broken_line() {
    let cloud = Frameio::start().await;
    let session = session(&signed_in(&cloud).await);
    let cut = Misdeed::ResetMidBody { bytes: Some(20) };
    cloud.simulator.fault(Fault::new(Place::Me, cut).times(1));
    let broken = cloud.accounts().who_am_i(&session, None).await.unwrap_err();
    assert_eq!((broken.kind, broken.never_left), (ErrorKind::Offline, false), "{broken}");
}

#[tokio::test]
async fn each_refusal_of_the_part_host_is_told_by_its_code() {
    use ErrorKind::{AssetGone, Busy, ClockWrong, PartRefused, Rejected, TargetExpired};
    let cloud = Frameio::start().await;
    let (_, asset) = begun(&cloud, 5).await;
    for (status, code, kind) in [
        (500, "InternalError", Busy),
        (503, "ServiceUnavailable", Busy),
        (503, "SlowDown", Busy),
        (400, "RequestTimeout", Busy),
        (400, "IncompleteBody", Busy),
        (400, "BadDigest", PartRefused),
        (409, "OperationAborted", PartRefused),
        (307, "TemporaryRedirect", PartRefused),
        (403, "RequestTimeTooSkewed", ClockWrong),
        (403, "AccessDenied", TargetExpired),
        (400, "ExpiredToken", TargetExpired),
        (403, "SignatureDoesNotMatch", Rejected),
        (404, "NoSuchUpload", AssetGone),
        (404, "NoSuchKey", AssetGone),
        (404, "NoSuchBucket", AssetGone),
        (400, "EntityTooLarge", Rejected),
        (400, "EntityTooSmall", Rejected),
        (400, "InvalidArgument", Rejected),
        (400, "InvalidRequest", Rejected),
        (411, "MissingContentLength", Rejected),
        (501, "NotImplemented", Rejected),
        (405, "MethodNotAllowed", Rejected),
    ] {
        cloud.simulator.fault(Fault::status(Place::Part, status, code).times(1));
        let refused = sent(&cloud, &asset, b"hello".to_vec()).await.unwrap_err();
        assert_eq!(refused.kind, kind, "{refused}");
        assert!(
            refused.to_string().ends_with(&format!("/1: {status} the cloud says: {code}")),
            "{refused}"
        );
    }
    sent(&cloud, &asset, b"hello".to_vec()).await.unwrap();
}

#[tokio::test]
async fn an_expired_target_asks_for_a_new_asset() {
    let cloud = Frameio::start().await;
    let (_, asset) = begun(&cloud, 5).await;
    cloud.simulator.advance(Duration::from_secs(86_401));
    let expired = sent(&cloud, &asset, b"hello".to_vec()).await.unwrap_err();
    assert_eq!(expired.kind, ErrorKind::TargetExpired, "{expired}");
}

#[tokio::test]
async fn another_mime_type_than_the_signed_one_is_refused_and_noticed() {
    let cloud = Frameio::start().await;
    let (_, asset) = begun(&cloud, 5).await;
    let refused = cloud.assets().send_part(&asset.targets[0], "text/plain", body("hello")).await;
    assert_eq!(refused.unwrap_err().kind, ErrorKind::Rejected);
    assert_eq!(cloud.simulator.violations()[0].kind, ViolationKind::PartSignature);
}

#[tokio::test]
async fn a_reset_in_the_middle_of_a_part_is_a_broken_line() {
    let cloud = Frameio::start().await;
    let (_, asset) = begun(&cloud, 3_000_000).await;
    let reset = Misdeed::ResetMidBody { bytes: None };
    cloud.simulator.fault(Fault::new(Place::Part, reset).times(1));
    let broken = sent(&cloud, &asset, vec![7; 3_000_000]).await.unwrap_err();
    assert_eq!((broken.kind, broken.never_left), (ErrorKind::Offline, false), "{broken}");
    assert_eq!(cloud.accepted(), [None]);
    sent(&cloud, &asset, vec![7; 3_000_000]).await.unwrap();
}

#[tokio::test]
async fn a_part_whose_answer_is_lost_is_sent_again_without_harm() {
    let cloud = Frameio::start().await;
    let (_, asset) = begun(&cloud, 5).await;
    cloud.simulator.fault(Fault::new(Place::Part, Misdeed::LoseResponse).times(1));
    let lost = sent(&cloud, &asset, b"hello".to_vec()).await.unwrap_err();
    assert_eq!((lost.kind, lost.never_left), (ErrorKind::Offline, false), "{lost}");
    sent(&cloud, &asset, b"hello".to_vec()).await.unwrap();
    assert_eq!(cloud.accepted(), [Some(b"hello".to_vec())]);
}

#[tokio::test]
async fn a_part_on_a_line_that_is_let_go_is_broken_off_at_once() {
    let cloud = Frameio::start().await;
    let (_, asset) = begun(&cloud, 5).await;
    let stall = Misdeed::Stall { seconds: 3600.0, bytes: Some(0) };
    cloud.simulator.fault(Fault::new(Place::Part, stall).times(1));
    let sending = sent(&cloud, &asset, b"hello".to_vec());
    tokio::pin!(sending);
    let outcome = loop {
        tokio::select! {
            outcome = &mut sending => break outcome,
            () = tokio::time::sleep(Duration::from_millis(50)) => cloud.providers.drop_lines(),
        }
    };
    let broken_off = outcome.unwrap_err();
    assert_eq!(broken_off.kind, ErrorKind::Offline, "{broken_off}");
    assert!(broken_off.said.contains("the network changed"), "{broken_off}");
    sent(&cloud, &asset, b"hello".to_vec()).await.unwrap();
    assert_eq!(cloud.accepted(), [Some(b"hello".to_vec())]);
}

#[tokio::test]
async fn a_part_that_stops_moving_is_given_up() {
    let cloud = Frameio::with(Patience { stall: SECOND, ..PATIENT }).await;
    let size = 64 * MIB;
    cloud.cut_files_into(size as u64);
    let (_, asset) = begun(&cloud, size as u64).await;
    let stall = Misdeed::Stall { seconds: 3600.0, bytes: Some(100_000) };
    cloud.simulator.fault(Fault::new(Place::Part, stall));
    let stalled = sent(&cloud, &asset, vec![7; size]).await.unwrap_err();
    assert_eq!((stalled.kind, stalled.never_left), (ErrorKind::Offline, false), "{stalled}");
    assert!(stalled.said.contains("no data moved for 1 s"), "{stalled}");
}

#[tokio::test]
async fn a_part_that_is_not_answered_is_given_up() {
    let patience = Patience { stall: SECOND / 4, answer: SECOND / 4, ..PATIENT };
    let cloud = Frameio::with(patience).await;
    let (_, asset) = begun(&cloud, 5).await;
    let stall = Misdeed::Stall { seconds: 3600.0, bytes: None };
    cloud.simulator.fault(Fault::new(Place::Part, stall));
    let silent = sent(&cloud, &asset, b"hello".to_vec()).await.unwrap_err();
    assert_eq!(silent.kind, ErrorKind::Offline, "{silent}");
    assert!(silent.said.contains("no answer 0.5 s after the last byte"), "{silent}");
}

#[tokio::test]
async fn a_file_that_gives_no_bytes_is_not_blamed_on_the_network() {
    let cloud = Frameio::with(Patience { stall: SECOND / 4, ..PATIENT }).await;
    let (_, asset) = begun(&cloud, 5).await;
    let hanging = [stream::iter(vec![]).boxed(), stream::iter([Ok("he".into())]).boxed()];
    for first in hanging {
        let part = PartBody { length: 5, bytes: Box::pin(first.chain(stream::pending())) };
        let hung = cloud.assets().send_part(&asset.targets[0], MIME, part).await.unwrap_err();
        assert_eq!(hung.kind, ErrorKind::FileUnreadable, "{hung}");
        assert!(hung.said.ends_with("the file gave no bytes for 0.25 s"), "{hung}");
    }
    assert_eq!(cloud.accepted(), [None]);
}

#[tokio::test]
async fn a_slow_part_is_not_a_stalled_one() {
    let patience = Patience { stall: 3 * SECOND / 2, answer: SECOND, ..PATIENT };
    let cloud = Frameio::with(patience).await;
    // More than all buffers on the way take, so that most of it has to be waited for.
    let size = 32 * MIB;
    cloud.cut_files_into(size as u64);
    let (_, asset) = begun(&cloud, size as u64).await;
    let slow = Misdeed::Slow { bytes_per_s: 10 * MIB as u64 };
    cloud.simulator.fault(Fault::new(Place::Part, slow));
    let began = Instant::now();
    sent(&cloud, &asset, vec![7; size]).await.unwrap();
    let took = began.elapsed();
    assert!(took > patience.stall + patience.answer, "{took:?} proves nothing");
}

#[tokio::test]
async fn a_connection_that_went_away_unused_is_replaced() {
    let cloud = Frameio::start().await;
    let session = session(&signed_in(&cloud).await);
    cloud.accounts().who_am_i(&session, None).await.unwrap();
    cloud.simulator.drop_line().await.unwrap();
    cloud.simulator.restore_line().await.unwrap();
    cloud.providers.drop_lines();
    cloud.accounts().who_am_i(&session, None).await.unwrap();
}

#[tokio::test]
async fn a_part_is_never_held_in_memory() {
    let cloud = Frameio::discarding().await;
    let size = 256 * MIB;
    cloud.cut_files_into(size as u64);
    let (_, asset) = begun(&cloud, size as u64).await;
    // Each piece is made when it is asked for, and counts itself out when the last use is over.
    struct Piece(Vec<u8>, Arc<AtomicUsize>);
    impl AsRef<[u8]> for Piece {
        fn as_ref(&self) -> &[u8] {
            &self.0
        }
    }
    impl Drop for Piece {
        fn drop(&mut self) {
            self.1.fetch_sub(1, Ordering::Relaxed);
        }
    }
    let (alive, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let seen = most.clone();
    let pieces = stream::iter(0..256).map(move |_| {
        most.fetch_max(alive.fetch_add(1, Ordering::Relaxed) + 1, Ordering::Relaxed);
        Ok(Bytes::from_owner(Piece(vec![7; MIB], alive.clone())))
    });
    let part = PartBody { length: size as u64, bytes: Box::pin(pieces) };
    cloud.assets().send_part(&asset.targets[0], MIME, part).await.unwrap();
    let most = seen.load(Ordering::Relaxed);
    assert!(most < 10, "{most} of 256 pieces at once");
}

#[tokio::test]
async fn what_can_be_printed_never_tells_a_secret() {
    let cloud = Frameio::with(Patience { stall: SECOND, answer: SECOND, ..PATIENT }).await;
    let (accounts, secret) = (cloud.accounts(), cloud.client());
    let prompt = accounts.request_code(&secret).await.unwrap();
    cloud.approve(&prompt);
    let poll = accounts.poll_code(&secret, &prompt.device_code).await.unwrap();
    let mut printed = vec![format!("{prompt:?} {poll:?} {:?}", identity())];
    let Poll::Approved(tokens) = poll else { panic!("not approved") };
    let refresh = tokens.refresh.clone().unwrap();
    let asset = cloud.assets().create(&session(&tokens), &clip(5)).await.unwrap();
    printed.push(format!("{tokens:?} {asset:?}"));

    let misdeeds = [
        Misdeed::LoseResponse,
        Misdeed::ResetMidBody { bytes: None },
        Misdeed::Stall { seconds: 3600.0, bytes: None },
        Misdeed::Status { status: Some(400), code: None, retry_after: None },
        Misdeed::Status { status: Some(401), code: None, retry_after: None },
        Misdeed::Status { status: Some(503), code: None, retry_after: None },
        Misdeed::Malformed { status: None },
        Misdeed::Oversized { bytes: None },
    ];
    for misdeed in misdeeds {
        cloud.simulator.clear_faults();
        cloud.simulator.fault(Fault::new(Place::Any, misdeed));
        let outcomes = [
            accounts.request_code(&secret).await.map(drop),
            accounts.poll_code(&secret, &prompt.device_code).await.map(drop),
            accounts.who_am_i(&session(&tokens), None).await.map(drop),
            cloud.assets().create(&session(&tokens), &clip(5)).await.map(drop),
            sent(&cloud, &asset, b"hello".to_vec()).await,
            accounts.refresh(&secret, &refresh).await.map(drop),
            accounts.sign_out(&secret, &tokens).await.map(drop),
        ];
        for outcome in outcomes {
            // Some faults do no harm to some calls.
            if let Err(error) = outcome {
                printed.push(format!("{error} {error:?}"));
            }
        }
    }
    cloud.simulator.drop_line().await.unwrap();
    let error = sent(&cloud, &asset, b"hello".to_vec()).await.unwrap_err();
    printed.push(format!("{error} {error:?}"));

    let target = asset.targets[0].reveal();
    let (_, query) = target.split_once('?').unwrap();
    let client_id = identity().client_id;
    let secrets = [
        secret.keys.get("client_secret").unwrap().reveal(),
        client_id.reveal(),
        prompt.device_code.reveal(),
        tokens.access.reveal(),
        refresh.reveal(),
        query,
        "X-Amz",
    ];
    assert!(printed.len() > 40, "only {} errors were looked at", printed.len());
    for text in &printed {
        for secret in secrets {
            assert!(!text.contains(secret), "{text} tells {secret}");
        }
    }
}
