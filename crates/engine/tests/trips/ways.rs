//! Forms, what is kept of what was typed, and backing out at each step of each way.

use crate::memory::{Desk, PROVIDER, open, typed};
use domain::{ConnectionState, ErrorKind, Secret, SignIn, WayId};
use providers::memory::{Approval, BROWSER, Call, DEVICE_CODE, FORM};

#[tokio::test(flavor = "multi_thread")]
async fn a_form_goes_unencrypted_only_where_asked_to_and_tls_cannot_be_spoken() {
    let desk = Desk::new().await;
    desk.cloud.set_only_plain(true);
    desk.start(FORM, desk.form()).await;
    assert_eq!(desk.until_failed().await.0, ErrorKind::Offline);
    let mut form = desk.form();
    form.put("plain", Secret::new("on"));
    desk.start(FORM, form).await;
    let id = desk.until_signed_in().await;
    assert!(desk.row(&id).await.endpoint.is_plain());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_is_the_last_word_and_is_never_said_unencrypted() {
    let desk = Desk::new().await;
    let mut form = desk.form();
    form.put("plain", Secret::new("on"));
    form.put("password", Secret::new("wrong"));
    desk.start(FORM, form).await;
    assert_eq!(desk.until_failed().await.0, ErrorKind::WrongLogin);
    assert_eq!(desk.cloud.calls(Call::Enter), 1);
    assert_eq!(desk.vault.names(), [""; 0], "what the cloud has not taken is not kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_of_our_product_are_typed_once_and_everything_else_each_time() {
    let desk = Desk::new().await;
    desk.enter().await;
    let names = desk.vault.names();
    assert!(names.contains(&"client-secret/frameio/machine.example".to_owned()), "{names:?}");
    assert_eq!(names.len(), 2, "the key and the tokens: {names:?}");
    let mut form = desk.form();
    form.take("client_secret");
    desk.start(FORM, form).await;
    desk.until_signed_in().await;
    // Another address is another cloud.
    let mut form = desk.form();
    form.take("client_secret");
    form.put("address", Secret::new("other.example"));
    desk.start(FORM, form).await;
    let (kind, said) = desk.until_failed().await;
    assert_eq!(kind, ErrorKind::WrongSecret);
    assert!(said.contains("Client secret"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_is_named_before_anything_is_sent() {
    let desk = Desk::new().await;
    let mut form = desk.form();
    form.put("password", Secret::new("  "));
    desk.start(FORM, form).await;
    let (_, said) = desk.until_failed().await;
    assert!(said.contains("Password"), "{said}");
    assert_eq!(desk.cloud.calls(Call::Enter), 0);
    let refused =
        desk.engine.start_sign_in(PROVIDER, WayId::new("?"), typed(&[]), None, None).await;
    assert!(refused.unwrap_err().to_string().contains("no such way"));
}

#[tokio::test(flavor = "multi_thread")]
async fn checking_the_keys_signs_nobody_in_and_keeps_nothing() {
    let desk = Desk::new().await;
    let checked = desk.engine.check_set_up(PROVIDER, WayId::new(FORM), desk.form()).await;
    assert!(checked.unwrap().contains("knows this app"));
    let mut form = desk.form();
    form.put("client_secret", Secret::new("wrong"));
    let checked = desk.engine.check_set_up(PROVIDER, WayId::new(FORM), form).await;
    assert_eq!(checked.unwrap_err().kind(), ErrorKind::WrongSecret);
    assert_eq!(desk.vault.names(), [""; 0]);
    assert_eq!((desk.cloud.sessions(), desk.engine.sign_in()), (0, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_for_now_is_in_no_vault_and_gone_after_a_restart() {
    let mut desk = Desk::new().await;
    let mut form = desk.form();
    form.put("session_only", Secret::new("on"));
    desk.start(FORM, form).await;
    let id = desk.until_signed_in().await;
    desk.engine.list_accounts(&id, None).await.unwrap();
    desk.cloud.expire_session();
    desk.engine.list_accounts(&id, None).await.unwrap();
    assert_eq!(desk.vault.names(), ["client-secret/frameio/machine.example"]);
    desk.restart().await;
    desk.until_signed_out(&id).await;
    // Signing in for good, and then for now, leaves nothing of the first.
    desk.start_for(FORM, desk.form(), Some(&id)).await;
    desk.until_signed_in().await;
    assert_eq!(desk.vault.names().len(), 2);
    let mut form = desk.form();
    form.put("session_only", Secret::new("on"));
    desk.start_for(FORM, form, Some(&id)).await;
    desk.until("the tokens to leave the vault", async || {
        (desk.vault.names().len() == 1).then_some(())
    })
    .await;
    assert_eq!(desk.engine.connections().await.unwrap().len(), 1);
}

/// Nothing of a sign-in is left, here or there; `told` is how often the cloud has been told of a
/// leave by then.
async fn nothing_is_left(desk: &Desk, step: &str, told: u32) {
    assert_eq!(desk.engine.sign_in(), Some(SignIn::Cancelled), "{step}: at once");
    desk.cloud.let_go();
    desk.until(&format!("{step}: the cloud to be told"), async || {
        (desk.cloud.calls(Call::SignOut) == told).then_some(())
    })
    .await;
    desk.until(&format!("{step}: it to be signed out there"), async || {
        (desk.cloud.sessions() == 0).then_some(())
    })
    .await;
    desk.until(&format!("{step}: the vault to be clean"), async || {
        let names = desk.vault.names();
        names.iter().all(|name| name.starts_with("client-secret/")).then_some(())
    })
    .await;
    desk.until(&format!("{step}: the door to be shut"), async || {
        tokio::net::TcpStream::connect(("127.0.0.1", desk.port)).await.is_err().then_some(())
    })
    .await;
    assert_eq!(desk.engine.connections().await.unwrap(), [], "{step}");
    assert_eq!(desk.engine.sign_in(), Some(SignIn::Cancelled), "{step}: and it stays so");
    desk.until(&format!("{step}: no farewell to be left"), async || {
        desk.engine.snapshot().await.unwrap().farewells.is_empty().then_some(())
    })
    .await;
    desk.engine.dismiss_sign_in();
}

#[tokio::test(flavor = "multi_thread")]
async fn backing_out_at_each_step_of_each_way_leaves_nothing_behind() {
    let desk = Desk::new().await;
    let called = async |call: Call, before: u32| {
        desk.until("the call", async || (desk.cloud.calls(call) > before).then_some(())).await;
    };

    desk.cloud.set_approval(Approval::NotYet);
    desk.start(DEVICE_CODE, desk.secret()).await;
    called(Call::Poll, 0).await;
    desk.engine.cancel_sign_in();
    nothing_is_left(&desk, "waiting for the approval", 0).await;

    desk.cloud.set_approval(Approval::AtOnce);
    desk.cloud.hold(Call::Poll);
    let before = desk.cloud.calls(Call::Poll);
    desk.start(DEVICE_CODE, desk.secret()).await;
    called(Call::Poll, before).await;
    desk.engine.cancel_sign_in();
    assert_eq!(desk.cloud.sessions(), 0, "not approved yet");
    nothing_is_left(&desk, "approved and backed out of in the same moment", 1).await;

    desk.start(BROWSER, desk.secret()).await;
    desk.until_page().await;
    desk.engine.cancel_sign_in();
    nothing_is_left(&desk, "waiting for the browser", 1).await;

    desk.cloud.hold(Call::Redeem);
    desk.start(BROWSER, desk.secret()).await;
    open(&desk.cloud.browse(&desk.until_page().await)).await.unwrap();
    called(Call::Redeem, 0).await;
    desk.engine.cancel_sign_in();
    nothing_is_left(&desk, "handing the browser's answer in", 2).await;

    desk.cloud.hold(Call::Enter);
    desk.start(FORM, desk.form()).await;
    called(Call::Enter, 0).await;
    desk.engine.cancel_sign_in();
    nothing_is_left(&desk, "handing a password in", 3).await;

    // And a new one takes the place of an old one, whichever step that is at.
    desk.cloud.hold(Call::Enter);
    desk.start(FORM, desk.form()).await;
    called(Call::Enter, 1).await;
    desk.start(BROWSER, desk.secret()).await;
    let page = desk.until_page().await;
    desk.cloud.let_go();
    desk.until("the old one to be signed out", async || {
        (desk.cloud.calls(Call::SignOut) == 4).then_some(())
    })
    .await;
    open(&desk.cloud.browse(&page)).await.unwrap();
    let id = desk.until_signed_in().await;
    assert_eq!(desk.row(&id).await.state, ConnectionState::NotConnected);
    assert_eq!((desk.cloud.sessions(), desk.engine.connections().await.unwrap().len()), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approval_that_cannot_be_taken_back_now_is_taken_back_later() {
    let desk = Desk::new().await;
    desk.cloud.hold(Call::Enter);
    desk.cloud.fail_next(Call::SignOut, 3, ErrorKind::Offline);
    desk.start(FORM, desk.form()).await;
    desk.until("the call", async || (desk.cloud.calls(Call::Enter) > 0).then_some(())).await;
    desk.engine.cancel_sign_in();
    nothing_is_left(&desk, "handing a password in", 4).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vault_that_fails_keeps_nobody_signed_in_there() {
    let desk = Desk::new().await;
    desk.enter().await;
    let before = desk.cloud.calls(Call::Enter);
    desk.vault.fail_next_write();
    desk.start(FORM, desk.form()).await;
    assert_eq!(desk.until_failed().await.0, ErrorKind::VaultUnavailable);
    assert_eq!(desk.cloud.calls(Call::Enter), before + 1, "the cloud had let us in");
    assert_eq!(desk.cloud.sessions(), 1, "the one from before");
}
