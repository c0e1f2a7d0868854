//! What the window shows is true: by the cloud's own line within seconds, by asking without it.

use crate::memory::{Desk, unhurried};
use bytes::Bytes;
use domain::{ConnectionId, ConnectionState, ErrorKind, Picture, PictureKind, Presence};
use engine::Timings;
use providers::memory::{Call, DEVICE_CODE};
use std::time::Duration;

/// Paired, with a line that stands.
async fn listening(timings: Timings) -> (Desk, ConnectionId) {
    let desk = Desk::with(timings).await;
    desk.cloud.set_line(true);
    desk.start(DEVICE_CODE, desk.secret()).await;
    let id = desk.until_signed_in().await;
    desk.until("the line to stand", async || (desk.cloud.listeners() == 1).then_some(())).await;
    (desk, id)
}

async fn presence(desk: &Desk, id: &ConnectionId) -> Presence {
    let all = desk.engine.snapshot().await.unwrap().connections;
    all.into_iter().find(|(one, _)| one.id == *id).expect("it is there").1
}

async fn until_presence(desk: &Desk, id: &ConnectionId, wanted: Presence) {
    desk.until(&format!("{wanted:?}"), async || (presence(desk, id).await == wanted).then_some(()))
        .await;
}

async fn until_named(desk: &Desk, id: &ConnectionId, name: &str) {
    desk.until_row(id, name, |row| row.state.project().is_some_and(|one| one.name == name)).await;
}

/// A rename, a pause, its end, and being forgotten; `tell` is how it gets around.
async fn everything_shows(desk: &Desk, id: &ConnectionId, tell: impl Fn()) {
    desk.cloud.rename("project-1", "Unit A, day 2");
    tell();
    until_named(desk, id, "Unit A, day 2").await;
    desk.cloud.set_paused(true);
    tell();
    until_presence(desk, id, Presence::Paused).await;
    desk.cloud.set_paused(false);
    tell();
    until_presence(desk, id, Presence::Online).await;
    desk.cloud.forget_device();
    tell();
    let row = desk.until_signed_out(id).await;
    assert_eq!((row.person, row.account), (None, None));
    assert_eq!(row.former.map(|project| project.name).as_deref(), Some("Unit A, day 2"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_pushed_shows_at_once() {
    let (desk, id) = listening(unhurried()).await;
    everything_shows(&desk, &id, || desk.cloud.push()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_line_asking_alone_shows_the_same() {
    let timings = Timings { whereabouts: Duration::from_millis(200), ..unhurried() };
    let desk = Desk::with(timings).await;
    desk.start(DEVICE_CODE, desk.secret()).await;
    let id = desk.until_signed_in().await;
    everything_shows(&desk, &id, || ()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_stands_and_says_nothing_does_not_keep_the_truth_away() {
    let timings = Timings { whereabouts: Duration::from_millis(200), ..unhurried() };
    let (desk, id) = listening(timings).await;
    everything_shows(&desk, &id, || ()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_breaks_or_is_refused_is_opened_again() {
    let (desk, id) = listening(unhurried()).await;
    desk.cloud.fail_next(Call::Listen, 2, ErrorKind::Offline);
    desk.cloud.set_line(false);
    desk.cloud.set_line(true);
    desk.until("the line to stand again", async || (desk.cloud.listeners() == 1).then_some(()))
        .await;
    assert!(desk.cloud.calls(Call::Listen) >= 4, "{}", desk.cloud.calls(Call::Listen));
    desk.cloud.rename("project-1", "Unit A, day 3");
    desk.cloud.push();
    until_named(&desk, &id, "Unit A, day 3").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_something_on_the_way_refuses_costs_no_session() {
    let (desk, id) = listening(unhurried()).await;
    let (renewed, tried) = (desk.cloud.calls(Call::Refresh), desk.cloud.calls(Call::Listen));
    desk.cloud.fail_next(Call::Listen, 4, ErrorKind::NotAuthorized);
    desk.cloud.set_line(false);
    desk.cloud.set_line(true);
    desk.until("the line to stand again", async || {
        let again = desk.cloud.calls(Call::Listen) >= tried + 5;
        (again && desk.cloud.listeners() == 1).then_some(())
    })
    .await;
    assert_eq!(desk.cloud.calls(Call::Refresh), renewed, "the session was good all along");
    assert!(matches!(desk.row(&id).await.state, ConnectionState::Connected { .. }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_is_opened_anew_with_each_new_session_and_after_a_change_of_network() {
    let (desk, id) = listening(unhurried()).await;
    let opened = desk.cloud.calls(Call::Listen);
    desk.cloud.expire_session();
    desk.engine.list_accounts(&id, None).await.unwrap();
    desk.until("the line with the new session", async || {
        (desk.cloud.calls(Call::Listen) > opened && desk.cloud.listeners() == 1).then_some(())
    })
    .await;
    let (opened, asked) = (desk.cloud.calls(Call::Listen), desk.cloud.calls(Call::WhoAmI));
    desk.engine.network_changed();
    assert_eq!(desk.cloud.dropped_lines(), 1);
    desk.until("everything to be asked anew", async || {
        let anew =
            desk.cloud.calls(Call::Listen) > opened && desk.cloud.calls(Call::WhoAmI) > asked;
        (anew && desk.cloud.listeners() == 1).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_heartbeat_stands_in_for_a_line_and_stops_when_one_stands() {
    let timings = Timings { heartbeat: Duration::from_millis(50), ..unhurried() };
    let desk = Desk::with(timings).await;
    desk.start(DEVICE_CODE, desk.secret()).await;
    desk.until_signed_in().await;
    desk.until("heartbeats", async || (desk.cloud.calls(Call::Heartbeat) > 3).then_some(())).await;
    desk.cloud.set_line(true);
    desk.engine.network_changed();
    desk.until("the line to stand", async || (desk.cloud.listeners() == 1).then_some(())).await;
    // One may be on its way; then there are no more.
    let still = async || {
        let before = desk.cloud.calls(Call::Heartbeat);
        tokio::time::sleep(Duration::from_millis(300)).await;
        (desk.cloud.calls(Call::Heartbeat) == before).then_some(())
    };
    desk.until("the heartbeats to stop", still).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cloud_that_does_not_answer_is_shown_as_offline_until_it_does() {
    let (desk, id) = listening(unhurried()).await;
    until_presence(&desk, &id, Presence::Online).await;
    desk.cloud.fail_next(Call::WhoAmI, 2, ErrorKind::Offline);
    desk.cloud.push();
    until_presence(&desk, &id, Presence::Offline).await;
    until_presence(&desk, &id, Presence::Online).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_nothing_renews_ends_when_it_says() {
    let timings = Timings { notice: Duration::from_millis(50), ..unhurried() };
    let desk = Desk::with(timings).await;
    desk.cloud.set_renews(false);
    desk.cloud.set_token_life(Duration::from_secs(3600));
    let id = desk.enter().await;
    desk.advance(Duration::from_secs(3000));
    desk.engine.list_accounts(&id, None).await.unwrap();
    assert_ne!(desk.row(&id).await.state, ConnectionState::NotAuthorized);
    desk.advance(Duration::from_secs(700));
    desk.until_signed_out(&id).await;
    let error = desk.engine.list_accounts(&id, None).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotAuthorized);
    assert!(error.to_string().contains("sign in again"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_fetched_beside_and_changes_its_version() {
    let (desk, id) = listening(unhurried()).await;
    assert_eq!(desk.engine.picture_version(&id), None);
    let picture = |text: &'static str| Picture {
        kind: PictureKind::Png,
        bytes: Bytes::from_static(text.as_bytes()),
    };
    let link = |name: &str| format!("https://pictures.example/{name}").parse().unwrap();
    desk.cloud.set_picture(Some((link("1"), picture("first"))));
    desk.cloud.push();
    let first = desk.until("a picture", async || desk.engine.picture_version(&id)).await;
    assert_eq!(desk.engine.picture(&id), Some(picture("first")));
    // One that cannot be had leaves the old one, and is no error.
    desk.cloud.fail_next(Call::Picture, 1, ErrorKind::Offline);
    desk.cloud.set_picture(Some((link("2"), picture("second"))));
    desk.cloud.push();
    desk.until("it to be tried", async || (desk.cloud.calls(Call::Picture) == 2).then_some(()))
        .await;
    assert_eq!(desk.engine.picture(&id), Some(picture("first")));
    desk.cloud.set_picture(Some((link("3"), picture("third"))));
    desk.cloud.push();
    desk.until("another picture", async || {
        desk.engine.picture_version(&id).filter(|version| *version > first)
    })
    .await;
    assert_eq!(desk.engine.picture(&id), Some(picture("third")));
    desk.engine.disconnect(&id).await.unwrap();
    assert_eq!(desk.engine.picture(&id), None);
}
