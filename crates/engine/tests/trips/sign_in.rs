use crate::set::{Set, device_code, typed, until_event, within};
use domain::{ConnectionState, ErrorKind, ProviderKind, SignIn, TokenVault, UploadState, VaultKey};
use engine::Event;
use simulator::{Expirable, Fault, Misdeed, Place};
use std::time::Duration;

fn entry(set: &Set) -> VaultKey {
    let address = set.engine.endpoint(ProviderKind::Frameio).unwrap().authority();
    VaultKey::Client { provider: ProviderKind::Frameio, address, field: "client_secret" }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approved_code_becomes_a_connection_that_knows_its_project_and_person() {
    let set = Set::new().await;
    let id = set.pair().await;
    let all = set.engine.connections().await.unwrap();
    let [connection] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!(connection.id, id);
    let project = connection.state.project().expect("it points at a project");
    assert_eq!(project.name, "Feature – Unit A");
    assert!(connection.person.as_ref().is_some_and(|person| !person.name.is_empty()));
    let known = set.engine.known_fields(ProviderKind::Frameio).await.unwrap();
    assert!(known.contains("client_secret"), "{known:?}");
    assert!(set.cloud.violations().is_empty(), "{:?}", set.cloud.violations());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_client_secret_is_said_and_not_kept() {
    let set = Set::new().await;
    set.engine
        .start_sign_in(ProviderKind::Frameio, device_code(), typed("wrong"), None, None)
        .await
        .unwrap();
    let kind = set
        .until("the refusal", || async {
            match set.engine.sign_in() {
                Some(SignIn::Failed { kind, .. }) => Some(kind),
                _ => None,
            }
        })
        .await;
    assert_eq!(kind, ErrorKind::WrongSecret);
    assert_eq!(set.vault.read(&entry(&set)).unwrap(), None);
    let known = set.engine.known_fields(ProviderKind::Frameio).await.unwrap();
    assert!(!known.contains("client_secret"), "{known:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_code_is_replaced_by_itself_over_a_connection_of_its_own() {
    let set = Set::new().await;
    set.start_sign_in().await;
    let first = within(set.cloud.until_code()).await;
    set.advance(Duration::from_secs(200));
    let second =
        within(set.cloud.until(|cloud| {
            cloud.codes().into_iter().find(|code| code.user_code != first.user_code)
        }))
        .await;
    set.cloud.approve(&second.user_code, None).unwrap();
    set.until_signed_in().await;
    assert!(set.cloud.violations().is_empty(), "{:?}", set.cloud.violations());
}

#[tokio::test(flavor = "multi_thread")]
async fn backing_out_leaves_nothing_behind_even_when_it_was_just_approved() {
    let set = Set::new().await;
    set.start_sign_in().await;
    let code = within(set.cloud.until_code()).await;
    set.engine.cancel_sign_in();
    assert_eq!(set.engine.sign_in(), Some(SignIn::Cancelled));
    let _ = set.cloud.approve(&code.user_code, None);
    assert_eq!(set.engine.connections().await.unwrap(), []);
    // And it can begin anew.
    set.pair().await;
    assert_eq!(set.engine.connections().await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_denied_code_says_so() {
    let set = Set::new().await;
    set.start_sign_in().await;
    let code = within(set.cloud.until_code()).await;
    set.cloud.deny(&code.user_code).unwrap();
    let kind = set
        .until("the refusal", || async {
            match set.engine.sign_in() {
                Some(SignIn::Failed { kind, .. }) => Some(kind),
                _ => None,
            }
        })
        .await;
    assert_eq!(kind, ErrorKind::Denied);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_drops_while_waiting_for_approval_is_no_refusal() {
    let set = Set::new().await;
    set.start_sign_in().await;
    let code = within(set.cloud.until_code()).await;
    set.until("the code to show", || async {
        matches!(set.engine.sign_in(), Some(SignIn::AwaitingApproval { .. })).then_some(())
    })
    .await;
    set.cloud.drop_line().await.unwrap();
    set.until("the trouble to show", || async {
        match set.engine.sign_in() {
            Some(SignIn::AwaitingApproval { trouble: Some(_), .. }) => Some(()),
            _ => None,
        }
    })
    .await;
    set.cloud.restore_line().await.unwrap();
    set.cloud.approve(&code.user_code, None).unwrap();
    set.until_signed_in().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_are_in_the_vault_and_nowhere_in_the_database() {
    let set = Set::new().await;
    let id = set.pair().await;
    let kept = set.vault.read(&VaultKey::Tokens(id)).unwrap().expect("they are kept");
    let kept: serde_json::Value = serde_json::from_str(kept.reveal()).unwrap();
    let access = kept["access"].as_str().unwrap();
    let refresh = kept["refresh"].as_str().unwrap();
    for file in ["labrun.db", "labrun.db-wal"] {
        let Ok(bytes) = std::fs::read(set.folder.path().join(file)) else { continue };
        for secret in [access, refresh, set.cloud.client_secret()] {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "a secret in {file}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_finds_the_connection_signed_in() {
    let mut set = Set::new().await;
    let id = set.pair().await;
    set.restart().await;
    let upload = set.add(&id, &set.file("A001.mov", 1000)).await;
    set.until_done(upload).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_uploads_with_an_expired_token_refresh_once() {
    let set = Set::new().await;
    let id = set.pair().await;
    set.cloud.expire(Expirable::AccessTokens);
    let mut uploads = Vec::new();
    for number in 0..6 {
        let path = set.file(&format!("A00{number}.mov"), 1000 + number);
        uploads.push(set.add(&id, &path).await);
    }
    for upload in uploads {
        set.until_done(upload).await;
    }
    let refreshes =
        set.cloud.requests().iter().filter(|seen| seen.path == "/v2/auth/token").count();
    let polls = 1;
    assert!(refreshes > polls, "it was refreshed");
    assert!(set.cloud.violations().is_empty(), "{:?}", set.cloud.violations());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_renewed_before_it_expires() {
    let mut set = Set::new().await;
    let id = set.pair().await;
    // Eight hours, in steps of two, with a restart in the middle.
    for step in 0..5 {
        set.advance(Duration::from_secs(7200));
        if step == 2 {
            set.restart().await;
        }
        let upload = set.add(&id, &set.file(&format!("A00{step}.mov"), 2000 + step)).await;
        set.until_done(upload).await;
    }
    let refused = set.cloud.requests().into_iter().filter(|seen| seen.status == Some(401));
    assert_eq!(refused.count(), 0, "nobody noticed an expired token");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_whose_answer_is_lost_asks_to_sign_in_again_once_and_keeps_the_queue() {
    let set = Set::new().await;
    let id = set.pair().await;
    set.cloud.expire(Expirable::AccessTokens);
    set.cloud.fault(Fault::new(Place::Refresh, Misdeed::LoseResponse).times(1));
    let mut events = set.engine.subscribe();
    let path = set.file("A001.mov", 1000);
    let upload = set.add(&id, &path).await;
    until_event(&mut events, |event| {
        matches!(event, Event::ConnectionChanged { connection, .. }
            if connection.state == ConnectionState::NotAuthorized)
    })
    .await;
    set.until_upload(upload, "the upload to wait", |one| {
        matches!(one.state, UploadState::Waiting(_) | UploadState::Queued)
    })
    .await;
    assert_eq!(set.pair().await, id, "the same connection comes back to life");
    set.until_done(upload).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn forgotten_on_the_web_shows_no_project_and_no_name_and_keeps_the_queue() {
    let set = Set::new().await;
    let id = set.pair().await;
    set.cloud.forget(None).unwrap();
    let upload = set.add(&id, &set.file("A001.mov", 1000)).await;
    let connection = set
        .until("the connection to be signed out", || async {
            let all = set.engine.connections().await.unwrap();
            all.into_iter().find(|one| one.state == ConnectionState::NotAuthorized)
        })
        .await;
    assert_eq!(connection.person, None);
    assert_eq!(connection.state.project(), None);
    set.pair().await;
    set.until_done(upload).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn disconnecting_takes_the_device_off_the_other_side_and_empties_the_vault() {
    let set = Set::new().await;
    let id = set.pair().await;
    let left = set.engine.disconnect(&id).await.unwrap();
    assert!(left.vendor_side, "{}", left.said);
    assert!(set.cloud.devices().is_empty());
    assert_eq!(set.vault.read(&VaultKey::Tokens(id.clone())).unwrap(), None);
    let all = set.engine.connections().await.unwrap();
    assert_eq!(all[0].state, ConnectionState::NotAuthorized);
    assert_eq!(all[0].person, None);
    set.engine.forget_connection(&id).await.unwrap();
    assert!(set.engine.connections().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn disconnecting_offline_works_here_and_says_that_the_other_side_was_not_told() {
    let set = Set::new().await;
    let id = set.pair().await;
    set.cloud.drop_line().await.unwrap();
    let left = set.engine.disconnect(&id).await.unwrap();
    assert!(!left.vendor_side);
    assert_eq!(set.vault.read(&VaultKey::Tokens(id)).unwrap(), None);
}
