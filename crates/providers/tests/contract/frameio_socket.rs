//! Frame.io's own line to us.

use crate::clouds::{Cloud, Frameio, PATIENT, session, session_of, signed_in};
use crate::odd_server::{OddServer, answer};
use domain::{CloudError, Clouds, DeviceId, ErrorKind, ProviderKind, Push, Pushes, Session};
use futures_util::StreamExt;
use providers::{Patience, Providers};
use simulator::{Fault, Misdeed, Place};
use std::time::Duration;
use tokio::time::timeout;

const MOMENT: Duration = Duration::from_secs(20);
const TOKEN: &str = "canary-token-4711";

/// Signed in, and what the cloud calls us.
async fn paired(cloud: &Frameio) -> (Session, DeviceId) {
    let session = session(&signed_in(cloud).await);
    let here = cloud.accounts().who_am_i(&session, None).await.unwrap();
    (session, here.device.unwrap())
}

async fn listening(cloud: &Frameio, session: &Session, device: &DeviceId) -> Pushes {
    let mut pushes = cloud.accounts().listen(session, device).await.unwrap().unwrap();
    assert_eq!(next(&mut pushes).await.unwrap(), Push::Joined);
    pushes
}

async fn next(pushes: &mut Pushes) -> Result<Push, CloudError> {
    timeout(MOMENT, pushes.next()).await.expect("nothing came").expect("it ended without a word")
}

/// The next error; hints on the way to it do no harm.
async fn broken(pushes: &mut Pushes) -> CloudError {
    loop {
        if let Err(error) = next(pushes).await {
            assert!(pushes.next().await.is_none(), "it went on after an error");
            return error;
        }
    }
}

fn refused(outcome: Result<Option<Pushes>, CloudError>) -> CloudError {
    match outcome {
        Ok(_) => panic!("a line was opened"),
        Err(error) => error,
    }
}

#[tokio::test]
async fn whatever_happens_on_the_web_is_heard_at_once() {
    let cloud = Frameio::start().await;
    let (session, device) = paired(&cloud).await;
    let mut pushes = listening(&cloud, &session, &device).await;
    cloud.simulator.pause(None).unwrap();
    assert_eq!(next(&mut pushes).await.unwrap(), Push::Changed);
    cloud.simulator.resume(None).unwrap();
    assert_eq!(next(&mut pushes).await.unwrap(), Push::Changed);
    cloud.rename_the_project("Unit A, day 2");
    assert_eq!(next(&mut pushes).await.unwrap(), Push::Changed);
    cloud.simulator.rename_device(device.as_str(), "Cart 2").unwrap();
    assert_eq!(next(&mut pushes).await.unwrap(), Push::Changed);
    cloud.simulator.forget(None).unwrap();
    assert_eq!(next(&mut pushes).await.unwrap(), Push::Changed);
    assert_eq!(broken(&mut pushes).await.kind, ErrorKind::Offline);
    let wrong = cloud.simulator.violations();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[tokio::test]
async fn an_open_line_shows_the_device_as_online_and_a_dropped_one_is_gone() {
    let cloud = Frameio::start().await;
    let (session, device) = paired(&cloud).await;
    let pushes = listening(&cloud, &session, &device).await;
    cloud.simulator.until(|s| (s.devices()[0].sockets == 1).then_some(())).await;
    drop(pushes);
    cloud.simulator.until(|s| (s.devices()[0].sockets == 0).then_some(())).await;
}

#[tokio::test]
async fn a_quiet_line_is_kept_by_heartbeats() {
    let second = Duration::from_secs(1);
    let cloud = Frameio::with(Patience { stall: second, ..PATIENT }).await;
    let (session, device) = paired(&cloud).await;
    let mut pushes = listening(&cloud, &session, &device).await;
    // Twice as long as it may be silent: without an answer to our beats it would have ended.
    let quiet = timeout(2 * second, pushes.next()).await;
    assert!(quiet.is_err(), "{:?}", quiet.unwrap().unwrap().unwrap_err());
    cloud.simulator.pause(None).unwrap();
    assert_eq!(next(&mut pushes).await.unwrap(), Push::Changed);
}

#[tokio::test]
async fn a_line_that_went_dead_is_noticed() {
    let cloud = Frameio::with(Patience { stall: Duration::from_millis(600), ..PATIENT }).await;
    let (session, device) = paired(&cloud).await;
    let mut pushes = listening(&cloud, &session, &device).await;
    cloud.simulator.black_hole().await.unwrap();
    let dead = broken(&mut pushes).await;
    assert_eq!(dead.kind, ErrorKind::Offline);
    assert!(dead.said.ends_with("nothing was heard for 0.6 s"), "{dead}");
}

#[tokio::test]
async fn a_line_that_breaks_or_is_closed_says_so() {
    let cloud = Frameio::start().await;
    let (session, device) = paired(&cloud).await;
    let mut pushes = listening(&cloud, &session, &device).await;
    cloud.simulator.drop_line().await.unwrap();
    assert_eq!(broken(&mut pushes).await.kind, ErrorKind::Offline);
    let unreachable = refused(cloud.accounts().listen(&session, &device).await);
    assert_eq!((unreachable.kind, unreachable.never_left), (ErrorKind::Offline, true));
    cloud.simulator.restore_line().await.unwrap();
    let mut pushes = listening(&cloud, &session, &device).await;
    cloud.simulator.assume(|assumed| assumed.socket_timeout_s = 0);
    cloud.simulator.pause(None).unwrap();
    assert_eq!(broken(&mut pushes).await.kind, ErrorKind::Offline);
}

#[tokio::test]
async fn a_session_that_is_over_is_told_from_a_line_that_is_down() {
    let cloud = Frameio::start().await;
    let (session, device) = paired(&cloud).await;
    cloud.let_the_session_expire();
    let over = refused(cloud.accounts().listen(&session, &device).await);
    assert_eq!(over.kind, ErrorKind::NotAuthorized, "{over}");
}

#[tokio::test]
async fn nobody_listens_for_another_device() {
    let cloud = Frameio::start().await;
    let (session, _) = paired(&cloud).await;
    let other = DeviceId::new("someone-else");
    let mut pushes = cloud.accounts().listen(&session, &other).await.unwrap().unwrap();
    let refused = next(&mut pushes).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::Rejected, "{refused}");
}

#[tokio::test]
async fn what_is_no_line_is_not_taken_for_one() {
    let cloud = Frameio::with(Patience { answer: Duration::from_millis(300), ..PATIENT }).await;
    let (session, device) = paired(&cloud).await;
    for (misdeed, kind) in [
        (Misdeed::Malformed { status: Some(200) }, ErrorKind::CaptivePortal),
        (Misdeed::Malformed { status: Some(403) }, ErrorKind::Busy),
        (Misdeed::Redirect { to: None }, ErrorKind::CaptivePortal),
        (Misdeed::LoseResponse, ErrorKind::Offline),
        (Misdeed::Oversized { bytes: None }, ErrorKind::Rejected),
        (Misdeed::Stall { seconds: 3600.0, bytes: Some(0) }, ErrorKind::Offline),
        (Misdeed::Status { status: Some(503), code: None, retry_after: None }, ErrorKind::Busy),
    ] {
        let words = format!("{misdeed:?}");
        cloud.simulator.fault(Fault::new(Place::Socket, misdeed).times(1));
        let error = refused(cloud.accounts().listen(&session, &device).await);
        assert_eq!(error.kind, kind, "{words}: {error}");
        assert!(!format!("{error} {error:?}").contains(session.access.reveal()), "{words}");
    }
    drop(listening(&cloud, &session, &device).await);
}

async fn listen_at(server: &OddServer) -> CloudError {
    let providers = Providers::new(crate::clouds::identity(), PATIENT);
    let accounts = providers.accounts(ProviderKind::Frameio, &server.endpoint()).unwrap();
    refused(accounts.listen(&session_of(TOKEN), &DeviceId::new("d")).await)
}

#[tokio::test]
async fn the_token_is_in_the_address_and_in_no_error() {
    let switching = "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\n\
                     upgrade: websocket\r\nsec-websocket-accept: not-the-answer\r\n\r\n";
    let server = OddServer::answering(switching).await;
    let error = listen_at(&server).await;
    assert!(error.said.ends_with("what answered speaks no WebSocket"), "{error}");
    let head = server.seen().remove(0);
    let wanted = format!("GET /devices/websocket?Authorization=Bearer%20{TOKEN} HTTP/1.1");
    assert!(head.starts_with(&wanted), "{head}");
    assert!(!head.to_lowercase().contains("\r\nauthorization:"), "{head}");
    assert!(head.contains("x-client-version: 1.2.3"), "{head}");
    assert!(!format!("{error} {error:?}").contains(TOKEN), "{error}");

    let quoting = answer("400 Bad Request", "", &format!(r#"{{"error":"no {TOKEN} here"}}"#));
    let error = listen_at(&OddServer::answering(quoting).await).await;
    assert!(error.said.contains("here") && !error.said.contains(TOKEN), "{error}");
}
