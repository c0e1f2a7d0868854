//! Leaving: at once here, and there as soon as it can be told.

use crate::memory::{Desk, until_noticed};
use crate::set::until_event;
use domain::{ConnectionState, ErrorKind, Secret, TokenVault, VaultKey};
use engine::Event;
use providers::memory::{Call, FORM};
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn a_cloud_that_knows_of_the_leave_is_told_once_and_nothing_is_remembered() {
    let desk = Desk::new().await;
    let id = desk.enter().await;
    let left = desk.engine.disconnect(&id).await.unwrap();
    assert!(left.vendor_side, "{}", left.said);
    assert_eq!((desk.cloud.sessions(), desk.cloud.calls(Call::SignOut)), (0, 1));
    let snapshot = desk.engine.snapshot().await.unwrap();
    assert_eq!(snapshot.farewells, []);
    assert_eq!(desk.vault.names(), ["client-secret/frameio/machine.example"]);
    let again = desk.engine.disconnect(&id).await.unwrap();
    assert!(again.said.contains("already"), "{}", again.said);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leave_that_cannot_be_told_is_told_after_a_restart() {
    let mut desk = Desk::new().await;
    let id = desk.enter().await;
    desk.choose(&id, "account-1", "project-1").await;
    desk.cloud.fail_next(Call::SignOut, 1000, ErrorKind::Offline);
    let mut events = desk.engine.subscribe();
    let left = desk.engine.disconnect(&id).await.unwrap();
    assert!(!left.vendor_side);
    assert!(left.said.contains("as soon as it can"), "{}", left.said);
    let row = desk.row(&id).await;
    assert_eq!((row.state, row.person), (ConnectionState::NotAuthorized, None), "here at once");
    until_event(&mut events, |event| {
        matches!(event, Event::FarewellsChanged(all) if all.len() == 1 && all[0].what == "Unit A")
    })
    .await;
    desk.restart().await;
    let tried = desk.cloud.calls(Call::SignOut);
    desk.until("it to be tried by itself", async || {
        (desk.cloud.calls(Call::SignOut) > tried).then_some(())
    })
    .await;
    assert_eq!(desk.cloud.sessions(), 1);
    assert_eq!(desk.engine.snapshot().await.unwrap().farewells.len(), 1);
    let mut events = desk.engine.subscribe();
    desk.cloud.stop_failing(Call::SignOut);
    let said = until_noticed(&mut events).await;
    assert!(said.contains("Unit A") && said.contains("no longer listed"), "{said}");
    assert_eq!(desk.cloud.sessions(), 0);
    assert_eq!(desk.engine.snapshot().await.unwrap().farewells, []);
    assert_eq!(desk.vault.names(), ["client-secret/frameio/machine.example"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_grew_old_meanwhile_is_renewed_to_say_goodbye() {
    let desk = Desk::new().await;
    let id = desk.enter().await;
    desk.cloud.fail_next(Call::SignOut, 1000, ErrorKind::Offline);
    desk.engine.disconnect(&id).await.unwrap();
    desk.advance(Duration::from_secs(12 * 3600));
    let mut events = desk.engine.subscribe();
    desk.cloud.stop_failing(Call::SignOut);
    until_noticed(&mut events).await;
    assert_eq!((desk.cloud.sessions(), desk.cloud.calls(Call::Refresh)), (0, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renewed_session_that_the_vault_does_not_take_still_says_goodbye() {
    let desk = Desk::new().await;
    let id = desk.enter().await;
    desk.cloud.fail_next(Call::SignOut, 1000, ErrorKind::Offline);
    let mut events = desk.engine.subscribe();
    desk.engine.disconnect(&id).await.unwrap();
    desk.vault.fail_next_write();
    desk.advance(Duration::from_secs(12 * 3600));
    desk.until("the session to be renewed", async || {
        (desk.cloud.calls(Call::Refresh) > 0).then_some(())
    })
    .await;
    desk.cloud.stop_failing(Call::SignOut);
    let said = until_noticed(&mut events).await;
    assert!(said.contains("no longer listed"), "{said}");
    assert_eq!((desk.cloud.sessions(), desk.cloud.calls(Call::Refresh)), (0, 1));
    assert_eq!(desk.vault.names(), ["client-secret/frameio/machine.example"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_goodbye_that_is_being_said_when_the_program_ends_is_seen_through() {
    let desk = Desk::new().await;
    let id = desk.enter().await;
    desk.cloud.fail_next(Call::SignOut, 1000, ErrorKind::Offline);
    desk.engine.disconnect(&id).await.unwrap();
    desk.cloud.hold(Call::Refresh);
    desk.advance(Duration::from_secs(12 * 3600));
    desk.cloud.stop_failing(Call::SignOut);
    desk.until("the session to be renewed", async || {
        (desk.cloud.calls(Call::Refresh) > 0).then_some(())
    })
    .await;
    tokio::join!(desk.engine.stop(), async { desk.cloud.let_go() });
    assert_eq!((desk.cloud.sessions(), desk.cloud.calls(Call::Refresh)), (0, 1));
    assert_eq!(desk.engine.snapshot().await.unwrap().farewells, []);
    assert_eq!(desk.vault.names(), ["client-secret/frameio/machine.example"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cloud_that_does_not_take_our_keys_is_left_to_the_person() {
    for kind in [ErrorKind::WrongSecret, ErrorKind::WrongLogin] {
        let desk = Desk::new().await;
        let id = desk.enter().await;
        desk.cloud.fail_next(Call::SignOut, 1, kind);
        let left = desk.engine.disconnect(&id).await.unwrap();
        assert!(!left.vendor_side && left.said.contains("by hand"), "{}", left.said);
        assert_eq!(desk.engine.snapshot().await.unwrap().farewells, []);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leave_whose_tokens_cannot_be_read_is_left_to_the_person() {
    let desk = Desk::new().await;
    let id = desk.enter().await;
    desk.cloud.fail_next(Call::SignOut, 1000, ErrorKind::Offline);
    let mut events = desk.engine.subscribe();
    desk.engine.disconnect(&id).await.unwrap();
    let farewell = desk.engine.snapshot().await.unwrap().farewells.remove(0);
    desk.vault.write(&VaultKey::Leaving(farewell.id), &Secret::new("no tokens")).unwrap();
    let said = until_noticed(&mut events).await;
    assert!(said.contains("by hand"), "{said}");
    assert_eq!(desk.engine.snapshot().await.unwrap().farewells, []);
    assert_eq!(desk.vault.names(), ["client-secret/frameio/machine.example"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cloud_that_cannot_be_told_for_a_month_is_left_to_the_person() {
    let desk = Desk::new().await;
    let id = desk.enter().await;
    desk.cloud.fail_next(Call::SignOut, 1000, ErrorKind::Offline);
    let mut events = desk.engine.subscribe();
    desk.engine.disconnect(&id).await.unwrap();
    desk.advance(Duration::from_secs(31 * 24 * 3600));
    let said = until_noticed(&mut events).await;
    assert!(said.contains("by hand"), "{said}");
    assert_eq!(desk.engine.snapshot().await.unwrap().farewells, []);
    assert_eq!(desk.vault.names(), ["client-secret/frameio/machine.example"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cloud_that_forgot_us_meanwhile_needs_no_goodbye() {
    let desk = Desk::new().await;
    let id = desk.enter().await;
    desk.cloud.fail_next(Call::SignOut, 1000, ErrorKind::Busy);
    desk.engine.disconnect(&id).await.unwrap();
    let mut events = desk.engine.subscribe();
    desk.cloud.forget_device();
    desk.cloud.stop_failing(Call::SignOut);
    desk.cloud.fail_next(Call::SignOut, 1, ErrorKind::NotAuthorized);
    let said = until_noticed(&mut events).await;
    assert!(said.contains("forgotten"), "{said}");
    assert_eq!(desk.engine.snapshot().await.unwrap().farewells, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_for_now_is_no_secret_of_the_vault_when_it_is_left_either() {
    let mut desk = Desk::new().await;
    let mut form = desk.form();
    form.put("session_only", Secret::new("on"));
    desk.start(FORM, form).await;
    let id = desk.until_signed_in().await;
    desk.cloud.fail_next(Call::SignOut, 1000, ErrorKind::Offline);
    desk.engine.disconnect(&id).await.unwrap();
    assert_eq!(desk.vault.names(), ["client-secret/frameio/machine.example"]);
    assert_eq!(desk.engine.snapshot().await.unwrap().farewells.len(), 1);
    desk.restart().await;
    desk.until("the farewell to be given up in words", async || {
        desk.engine.snapshot().await.unwrap().farewells.is_empty().then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vault_that_is_locked_takes_no_leave_and_loses_nothing() {
    let desk = Desk::new().await;
    let id = desk.enter().await;
    desk.vault.fail_next_forget();
    assert_eq!(desk.engine.disconnect(&id).await.unwrap_err().kind(), ErrorKind::VaultUnavailable);
    assert_ne!(desk.row(&id).await.state, ConnectionState::NotAuthorized);
    assert_eq!(desk.engine.snapshot().await.unwrap().farewells, []);
    desk.engine.list_accounts(&id, None).await.unwrap();
    assert!(desk.engine.disconnect(&id).await.unwrap().vendor_side);
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_that_cannot_be_read_are_left_here_and_said_to_remain_there() {
    let mut desk = Desk::new().await;
    let id = desk.enter().await;
    desk.vault.write(&VaultKey::Tokens(id.clone()), &Secret::new("not what we wrote")).unwrap();
    desk.restart().await;
    let left = desk.engine.disconnect(&id).await.unwrap();
    assert!(!left.vendor_side && left.said.contains("by hand"), "{}", left.said);
    assert_eq!(desk.row(&id).await.state, ConnectionState::NotAuthorized);
    assert_eq!(desk.vault.names(), ["client-secret/frameio/machine.example"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vault_that_cannot_be_read_for_now_takes_no_leave_either() {
    let mut desk = Desk::new().await;
    let id = desk.enter().await;
    // What it holds is not in memory after a restart.
    (0..1000).for_each(|_| desk.vault.fail_next_read());
    desk.restart().await;
    assert_eq!(desk.engine.disconnect(&id).await.unwrap_err().kind(), ErrorKind::VaultUnavailable);
    assert_ne!(desk.row(&id).await.state, ConnectionState::NotAuthorized);
    assert!(desk.vault.names().contains(&VaultKey::Tokens(id.clone()).name()));
    assert_eq!(desk.cloud.sessions(), 1);
}
