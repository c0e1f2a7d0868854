//! Where a connection points, and what becomes of its queue when that changes.

use crate::memory::{Desk, place, until_noticed};
use crate::set::only;
use domain::{
    ConnectionId, ConnectionState, ErrorKind, Project, ProjectId, SignIn, UploadId, UploadState,
};
use engine::{Added, EngineError, Standstill};
use providers::memory::{Call, DEVICE_CODE};
use std::path::PathBuf;

fn file(desk: &Desk, name: &str) -> PathBuf {
    let path = desk.folder.path().join(name);
    std::fs::write(&path, name.repeat(100)).unwrap();
    path
}

async fn add(desk: &Desk, to: &ConnectionId, name: &str) -> UploadId {
    match desk.engine.add(to, vec![file(desk, name)]).await.unwrap().remove(0).1 {
        Added::Queued(id) => id,
        other => panic!("{other:?}"),
    }
}

async fn until_state(desk: &Desk, id: UploadId, wanted: &str) {
    desk.until(wanted, async || {
        let state = desk.engine.upload_details(id).await.unwrap().upload.state;
        (state.name() == wanted).then_some(())
    })
    .await;
}

/// By name, where each file arrived.
fn arrived(desk: &Desk) -> Vec<(String, Option<String>)> {
    let all = desk.cloud.received().into_iter();
    all.map(|one| (one.new.name, one.project.map(|id| id.to_string()))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_goes_to_whatever_was_chosen_and_the_names_are_the_clouds() {
    let desk = Desk::new().await;
    let id = desk.enter().await;
    let first = add(&desk, &id, "A001.mov").await;
    let waits = desk.engine.headline().await.unwrap().standstill;
    assert_eq!(waits, Some(Standstill::Authorization { connection: id.clone() }));
    desk.choose(&id, "account-1", "project-1").await;
    until_state(&desk, first, "done").await;
    assert_eq!(desk.row(&id).await.state.project().unwrap().name, "Unit A");
    desk.choose(&id, "account-2", "project-3").await;
    let row = desk.row(&id).await;
    assert_eq!(row.state.project().unwrap().name, "Pilot");
    assert_eq!(row.account.unwrap().name, "Second House");
    let second = add(&desk, &id, "A002.mov").await;
    until_state(&desk, second, "done").await;
    assert_eq!(
        arrived(&desk),
        [
            ("A001.mov".to_owned(), Some("project-1".to_owned())),
            ("A002.mov".to_owned(), Some("project-3".to_owned())),
        ]
    );
    assert_eq!(desk.cloud.calls(Call::Enter), 1, "nobody signed in again");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_there_no_more_cannot_be_chosen() {
    let desk = Desk::new().await;
    let id = desk.enter().await;
    desk.cloud.withdraw("project-2");
    let refused = desk.engine.choose_project(&id, place("account-1", "project-2")).await;
    let error = refused.unwrap_err();
    assert!(matches!(error, EngineError::Rejected(_)), "{error:?}");
    assert!(error.to_string().contains("no longer in memory"), "{error}");
    assert_eq!(desk.row(&id).await.state, ConnectionState::NotConnected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_choice_that_fails_leaves_no_project_that_the_cloud_does_not_name() {
    let desk = Desk::new().await;
    let id = desk.enter().await;
    desk.choose(&id, "account-1", "project-1").await;
    desk.cloud.withdraw("project-2");
    // The cloud has left the first one for it all the same.
    desk.engine.choose_project(&id, place("account-1", "project-2")).await.unwrap_err();
    let row = desk.row(&id).await;
    assert_eq!((row.state.name(), row.former.unwrap().name.as_str()), ("not_connected", "Unit A"));
    let upload = add(&desk, &id, "A001.mov").await;
    assert_eq!(arrived(&desk), [], "nothing is created against nothing");
    desk.choose(&id, "account-1", "project-1").await;
    until_state(&desk, upload, "done").await;
    assert_eq!(arrived(&desk), [("A001.mov".to_owned(), Some("project-1".to_owned()))]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_file_does_not_end_an_authorization_that_the_cloud_still_knows() {
    let desk = Desk::new().await;
    let id = desk.enter().await;
    desk.choose(&id, "account-1", "project-1").await;
    desk.cloud.fail_next(Call::Create, 2, ErrorKind::NotAuthorized);
    let refused = add(&desk, &id, "A001.mov").await;
    until_state(&desk, refused, "failed").await;
    assert_eq!(desk.row(&id).await.state.name(), "connected");
    let next = add(&desk, &id, "A002.mov").await;
    until_state(&desk, next, "done").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_choice_whose_answer_is_lost_still_counts_as_the_persons_own() {
    let desk = Desk::new().await;
    let id = desk.enter().await;
    desk.choose(&id, "account-1", "project-1").await;
    desk.cloud.fail_next(Call::Create, 1000, ErrorKind::Offline);
    desk.cloud.fail_next(Call::Reachable, 1000, ErrorKind::Offline);
    let upload = add(&desk, &id, "A001.mov").await;
    until_state(&desk, upload, "waiting").await;
    desk.cloud.fail_next(Call::WhoAmI, 1, ErrorKind::Offline);
    let lost = desk.engine.choose_project(&id, place("account-1", "project-2")).await;
    assert_eq!(lost.unwrap_err().kind(), ErrorKind::Offline);
    desk.until_row(&id, "it to arrive all the same", |row| {
        row.state.project().is_some_and(|project| project.name == "Unit B")
    })
    .await;
    desk.cloud.stop_failing(Call::Create);
    desk.cloud.stop_failing(Call::Reachable);
    until_state(&desk, upload, "done").await;
    assert_eq!(arrived(&desk), [("A001.mov".to_owned(), Some("project-2".to_owned()))]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_renews_the_session_once_and_a_refusal_after_that_is_final() {
    let desk = Desk::new().await;
    let id = desk.enter().await;
    desk.cloud.expire_session();
    let account = desk.engine.list_accounts(&id, None).await.unwrap().entries.remove(0).account;
    assert_eq!(desk.cloud.calls(Call::Refresh), 1);
    desk.engine.list_projects(&id, &account.id).await.unwrap();
    assert_eq!(desk.cloud.calls(Call::Refresh), 1);
    desk.cloud.forget_device();
    let error = desk.engine.list_projects(&id, &account.id).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotAuthorized);
    assert_eq!(desk.row(&id).await.state, ConnectionState::NotAuthorized);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_again_to_another_project_holds_the_queue_and_says_so() {
    let desk = Desk::new().await;
    desk.start(DEVICE_CODE, desk.secret()).await;
    let id = desk.until_signed_in().await;
    desk.cloud.forget_device();
    let upload = add(&desk, &id, "A001.mov").await;
    desk.until_signed_out(&id).await;
    let project = Project { id: ProjectId::new("project-2"), name: "Unit B".into() };
    desk.cloud.set_project(project);
    let mut events = desk.engine.subscribe();
    desk.start_for(DEVICE_CODE, desk.secret(), Some(&id)).await;
    let said = until_noticed(&mut events).await;
    assert!(
        said.contains("Unit A") && said.contains("Unit B") && said.contains("1 file"),
        "{said}"
    );
    assert_eq!(desk.until_signed_in().await, id);
    until_state(&desk, upload, "paused").await;
    assert_eq!(arrived(&desk), []);
    desk.engine.resume_uploads(&only(upload)).await.unwrap();
    until_state(&desk, upload, "done").await;
    assert_eq!(arrived(&desk), [("A001.mov".to_owned(), Some("project-2".to_owned()))]);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_again_to_the_same_project_goes_on_without_a_word() {
    let desk = Desk::new().await;
    desk.start(DEVICE_CODE, desk.secret()).await;
    let id = desk.until_signed_in().await;
    desk.cloud.forget_device();
    let upload = add(&desk, &id, "A001.mov").await;
    desk.until_signed_out(&id).await;
    desk.start(DEVICE_CODE, desk.secret()).await;
    assert_eq!(desk.until_signed_in().await, id, "it is known by its project");
    until_state(&desk, upload, "done").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_that_is_withdrawn_is_said_and_its_queue_waits_for_a_person() {
    let desk = Desk::new().await;
    desk.cloud.set_line(true);
    let id = desk.enter().await;
    desk.choose(&id, "account-1", "project-2").await;
    desk.until("the line to stand", async || (desk.cloud.listeners() == 1).then_some(())).await;
    let mut events = desk.engine.subscribe();
    desk.cloud.withdraw("project-2");
    desk.cloud.push();
    let said = until_noticed(&mut events).await;
    assert_eq!(said, "Unit B: It is no longer in memory.");
    let row = desk.row(&id).await;
    assert_eq!((row.state.name(), row.former.unwrap().name.as_str()), ("not_connected", "Unit B"));
    assert!(row.person.is_some(), "still signed in");
    let upload = add(&desk, &id, "A001.mov").await;
    desk.choose(&id, "account-1", "project-1").await;
    until_state(&desk, upload, "done").await;
    assert_eq!(desk.row(&id).await.former, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_connections_of_one_cloud_keep_apart() {
    let desk = Desk::new().await;
    let (one, two) = (desk.enter().await, desk.enter().await);
    assert_ne!(one, two);
    desk.choose(&one, "account-1", "project-1").await;
    desk.choose(&two, "account-2", "project-3").await;
    let (first, second) = (add(&desk, &one, "A001.mov").await, add(&desk, &two, "B001.mov").await);
    until_state(&desk, first, "done").await;
    until_state(&desk, second, "done").await;
    let mut all = arrived(&desk);
    all.sort();
    assert_eq!(
        all,
        [
            ("A001.mov".to_owned(), Some("project-1".to_owned())),
            ("B001.mov".to_owned(), Some("project-3".to_owned())),
        ]
    );
    assert!(desk.engine.disconnect(&one).await.unwrap().vendor_side);
    assert_eq!(desk.row(&two).await.state.project().unwrap().name, "Pilot");
    desk.engine.list_accounts(&two, None).await.unwrap();
    // And one of them can be signed in again beside the other.
    desk.start_for("form", desk.form(), Some(&one)).await;
    assert_eq!(desk.until_signed_in().await, one);
    let row = desk.row(&one).await;
    assert_eq!(row.former.map(|project| project.name).as_deref(), Some("Unit A"), "remembered");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cloud_without_room_for_media_says_so() {
    let desk = Desk::new().await;
    desk.cloud.set_takes_media(false);
    let id = desk.enter().await;
    desk.choose(&id, "account-1", "project-1").await;
    let refused = desk.engine.add(&id, vec![file(&desk, "A001.mov")]).await.unwrap_err();
    assert_eq!(refused.to_string(), "There is no room for media in memory.");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_whose_answer_is_lost_asks_exactly_once() {
    let desk = Desk::new().await;
    let id = desk.enter().await;
    desk.choose(&id, "account-1", "project-1").await;
    desk.cloud.expire_session();
    desk.cloud.lose_next_refresh();
    let mut asked = desk.engine.subscribe();
    let lost = desk.engine.list_accounts(&id, None).await.unwrap_err();
    assert_eq!(lost.kind(), ErrorKind::Offline);
    let refused = desk.engine.list_accounts(&id, None).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::NotAuthorized);
    desk.until_signed_out(&id).await;
    desk.start_for("form", desk.form(), Some(&id)).await;
    desk.until_signed_in().await;
    desk.choose(&id, "account-1", "project-1").await;
    desk.engine.network_changed();
    let upload = add(&desk, &id, "A001.mov").await;
    until_state(&desk, upload, "done").await;
    let mut times = 0;
    let mut before = true;
    while let Ok(event) = asked.try_recv() {
        if let engine::Event::ConnectionChanged { connection, .. } = event {
            let signed_in = connection.state != ConnectionState::NotAuthorized;
            times += u32::from(before && !signed_in);
            before = signed_in;
        }
    }
    assert_eq!(times, 1);
    assert!(matches!(desk.engine.sign_in(), Some(SignIn::Authorized { .. })));
    let state = desk.engine.upload_details(upload).await.unwrap().upload.state;
    assert!(matches!(state, UploadState::Done { .. }));
}
