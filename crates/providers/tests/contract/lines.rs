//! What comes of answers that no cloud should give.

use crate::clouds::{self, MIME, PATIENT, body, clip, identity, session_of};
use crate::odd_server::{OddServer, When, answer};
use domain::{Accounts, Assets, CloudError, Clouds, ErrorKind, PartTarget, ProviderKind, Secret};
use providers::{Patience, Providers};
use std::sync::Arc;
use std::time::Duration;

const MIB: usize = 1024 * 1024;
const TOKEN: &str = "canary-token-4711";

struct Client(Arc<dyn Accounts>, Arc<dyn Assets>);

fn client(server: &OddServer, patience: Patience) -> Client {
    let providers = Providers::new(identity(), patience);
    let (kind, endpoint) = (ProviderKind::Frameio, server.endpoint());
    let assets = providers.assets(kind, &endpoint).unwrap().unwrap();
    Client(providers.accounts(kind, &endpoint).unwrap(), assets)
}

async fn who_am_i(server: &OddServer) -> CloudError {
    let Client(accounts, _) = client(server, PATIENT);
    accounts.who_am_i(&session_of(TOKEN), None).await.unwrap_err()
}

async fn send(server: &OddServer, length: usize) -> Result<(), CloudError> {
    let Client(_, assets) = client(server, PATIENT);
    let target = PartTarget::new(server.url("/parts/1?X-Amz-Signature=canary"));
    assets.send_part(&target, MIME, body(vec![7; length])).await.map(drop)
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_the_other_host_learns_nothing() {
    for status in ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"] {
        let other = OddServer::answering(answer("200 OK", "", "{}")).await;
        let location = format!("location: {}\r\n", other.url("/login?back=canary"));
        let server = OddServer::answering(answer(status, &location, "")).await;
        let redirected = who_am_i(&server).await;
        assert_eq!(redirected.kind, ErrorKind::CaptivePortal, "{redirected}");
        assert!(redirected.said.contains("sent elsewhere, to 127.0.0.1"), "{redirected}");
        assert!(!redirected.said.contains("canary"), "{redirected}");
        let refused = send(&server, 5).await.unwrap_err();
        assert_eq!(refused.kind, ErrorKind::CaptivePortal, "{refused}");
        assert_eq!(server.seen().len(), 2);
        assert_eq!(other.seen(), Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_session_is_told_to_the_api_and_never_to_the_part_host() {
    let server = OddServer::answering(answer("200 OK", "", "{}")).await;
    let Client(accounts, _) = client(&server, PATIENT);
    accounts.who_am_i(&session_of(TOKEN), None).await.unwrap();
    let server_of_parts = OddServer::answering(answer("200 OK", "etag: \"1\"\r\n", "")).await;
    send(&server_of_parts, 5).await.unwrap();

    let api = server.seen().remove(0).to_lowercase();
    assert!(api.starts_with("get /v2/devices/me http/1.1"), "{api}");
    assert!(api.contains(&format!("authorization: bearer {TOKEN}")), "{api}");
    assert!(api.contains("x-client-version: 1.2.3"), "{api}");

    let part = server_of_parts.seen().remove(0).to_lowercase();
    assert!(part.starts_with("put /parts/1?x-amz-signature=canary http/1.1"), "{part}");
    for header in ["content-type: video/quicktime", "x-amz-acl: private", "content-length: 5"] {
        assert!(part.contains(header), "{part}");
    }
    for header in ["authorization", "transfer-encoding", "x-client-version", "expect"] {
        assert!(!part.contains(header), "{part}");
    }
}

#[tokio::test]
async fn nobody_is_talked_into_http_2() {
    let server = OddServer::answering(answer("200 OK", "", "{}")).await;
    let Client(accounts, _) = client(&server, PATIENT);
    accounts.who_am_i(&session_of(TOKEN), None).await.unwrap();
    let server_of_parts = OddServer::answering(answer("200 OK", "etag: \"1\"\r\n", "")).await;
    send(&server_of_parts, 5).await.unwrap();
    assert_eq!(server.agreed(), ["http/1.1"]);
    assert_eq!(server_of_parts.agreed(), ["http/1.1"]);
}

#[tokio::test]
async fn a_password_in_an_address_goes_nowhere() {
    let server = OddServer::answering(answer("500 Oh", "", "")).await;
    let mut endpoint = server.endpoint();
    endpoint.address.set_username("someone").unwrap();
    endpoint.address.set_password(Some("canary")).unwrap();
    let providers = Providers::new(identity(), PATIENT);
    let accounts = providers.accounts(ProviderKind::Frameio, &endpoint).unwrap();
    let error = accounts.reachable().await.unwrap_err();
    assert!(!format!("{error:?}").contains("canary"), "{error}");
    let head = server.seen().remove(0).to_lowercase();
    assert!(!head.contains("authorization"), "{head}");
}

#[tokio::test]
async fn an_empty_part_is_sent_with_its_length_too() {
    let server = OddServer::answering(answer("200 OK", "", "")).await;
    send(&server, 0).await.unwrap();
    let head = server.seen().remove(0).to_lowercase();
    assert!(head.contains("content-length: 0"), "{head}");
    assert!(!head.contains("transfer-encoding"), "{head}");
}

#[tokio::test]
async fn an_answer_in_the_middle_of_a_part_is_heard() {
    let refusal = "<Error><Code>AccessDenied</Code></Error>";
    let early = answer("403 Forbidden", "connection: close\r\n", refusal);
    let server = OddServer::start("127.0.0.1", When::Head, early).await;
    let refused = send(&server, 64 * MIB).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::TargetExpired, "{refused}");
}

#[tokio::test]
async fn an_answer_is_heard_even_if_the_line_is_cut_right_behind_it() {
    let refusal = "<Error><Code>AccessDenied</Code></Error>";
    let early = answer("403 Forbidden", "connection: close\r\n", refusal);
    let server = OddServer::start("127.0.0.1", When::HeadThenHangUp, early).await;
    for _ in 0..5 {
        let refused = send(&server, 64 * MIB).await.unwrap_err();
        assert_eq!(refused.kind, ErrorKind::TargetExpired, "{refused}");
    }
}

#[tokio::test]
async fn after_an_early_answer_the_rest_is_not_sent() {
    let early = answer("503 Busy", "", "<Error><Code>SlowDown</Code></Error>");
    let server = OddServer::start("127.0.0.1", When::HeadThenReadOn, early).await;
    assert_eq!(send(&server, 256 * MIB).await.unwrap_err().kind, ErrorKind::Busy);
    let rest = server.rest().await;
    assert!(rest < 128 * MIB, "{rest} bytes came after the answer");
}

#[tokio::test]
async fn a_part_is_not_accepted_before_all_of_it_was_sent() {
    let early = answer("200 OK", "", "");
    let server = OddServer::start("127.0.0.1", When::Head, early).await;
    let refused = send(&server, 64 * MIB).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::PartRefused, "{refused}");
    assert!(refused.said.ends_with("answered before it had every byte"), "{refused}");
}

#[tokio::test]
async fn a_success_that_says_too_much_is_not_an_accepted_part() {
    let server = OddServer::answering(answer("200 OK", "", "{\"status\":\"ok\"}")).await;
    assert_eq!(send(&server, 5).await.unwrap_err().kind, ErrorKind::PartRefused);
    let error = "<?xml version=\"1.0\"?><Error><Code>InternalError</Code></Error>";
    let server = OddServer::answering(answer("200 OK", "", error)).await;
    assert_eq!(send(&server, 5).await.unwrap_err().kind, ErrorKind::Busy);
}

#[tokio::test]
async fn what_makes_no_sense_is_the_clouds_trouble_and_not_ours() {
    for body in ["", "null", "[]", "{\"id\":", "7", "\u{0}\u{1}", "{\"id\":{\"a\":1}}"] {
        let server = OddServer::answering(answer("200 OK", "", body)).await;
        let odd = who_am_i(&server).await;
        assert_eq!(odd.kind, ErrorKind::Busy, "{body}: {odd}");
        let Client(accounts, assets) = client(&server, PATIENT);
        let token = Secret::new(TOKEN);
        let created = assets.create(&session_of(TOKEN), &clip(5)).await.unwrap_err();
        assert_eq!(created.kind, ErrorKind::Busy, "{body}: {created}");
        let tokens = accounts.refresh(&clouds::client(TOKEN), &token).await.unwrap_err();
        assert_eq!(tokens.kind, ErrorKind::Busy, "{body}: {tokens}");
    }
}

#[tokio::test]
async fn what_is_not_http_is_a_broken_line() {
    for bytes in ["", "SSH-2.0-OpenSSH\r\n", "HTTP/1.1 two hundred\r\n\r\n"] {
        let server = OddServer::answering(bytes).await;
        let broken = who_am_i(&server).await;
        assert_eq!((broken.kind, broken.never_left), (ErrorKind::Offline, false), "{broken}");
        assert!(broken.said.contains("the line broke"), "{broken}");
    }
}

#[tokio::test]
async fn a_certificate_for_another_name_is_not_trusted() {
    let server = OddServer::start("api.frame.io", When::Whole, "").await;
    let untrusted = who_am_i(&server).await;
    assert_eq!((untrusted.kind, untrusted.never_left), (ErrorKind::Untrusted, true), "{untrusted}");
    assert!(untrusted.said.ends_with("its certificate is not trusted: made for another name"));
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn an_error_does_not_repeat_a_secret_that_the_cloud_repeats() {
    let bodies = [
        format!(r#"{{"error":"{TOKEN}"}}"#),
        format!(r#"{{"message":"{TOKEN}","errors":[{{"title":"bad {TOKEN}"}}]}}"#),
    ];
    for body in bodies {
        for status in ["400 Bad", "401 No", "409 Conflict", "500 Oh"] {
            let server = OddServer::answering(answer(status, "", &body)).await;
            let error = who_am_i(&server).await;
            assert!(!format!("{error} {error:?}").contains(TOKEN), "{error}");
            let Client(accounts, _) = client(&server, PATIENT);
            let token = Secret::new(TOKEN);
            let error = accounts.refresh(&clouds::client(TOKEN), &token).await.unwrap_err();
            assert!(!format!("{error} {error:?}").contains(TOKEN), "{error}");
        }
    }
    let page = "<Error><Code>X-Amz-Signature=canary</Code></Error>";
    let server = OddServer::answering(answer("403 No", "", page)).await;
    let error = send(&server, 5).await.unwrap_err();
    assert!(!error.said.contains("canary"), "{error}");
}

#[tokio::test]
async fn an_answer_that_stops_in_its_middle_is_given_up() {
    let half = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"id\":";
    let server = OddServer::answering(half).await;
    let broken = who_am_i(&server).await;
    assert_eq!(broken.kind, ErrorKind::Offline, "{broken}");
}

#[tokio::test]
async fn a_page_that_moved_is_still_a_sign_of_life() {
    let reachable = async |answer: String| {
        let server = OddServer::answering(answer).await;
        client(&server, PATIENT).0.reachable().await.map_err(|error| error.kind)
    };
    assert_eq!(reachable(answer("404 Not Found", "", "")).await, Ok(()));
    assert_eq!(reachable(answer("503 Busy", "", "")).await, Err(ErrorKind::Busy));
    let elsewhere = answer("302 Found", "location: https://hotel.example/\r\n", "");
    assert_eq!(reachable(elsewhere).await, Err(ErrorKind::CaptivePortal));
    let signed_out = answer("511 Network Authentication Required", "", "");
    assert_eq!(reachable(signed_out).await, Err(ErrorKind::CaptivePortal));
    let proxy = answer("407 Proxy Authentication Required", "", "");
    assert_eq!(reachable(proxy).await, Err(ErrorKind::ProxyRefused));
}

#[tokio::test]
async fn a_part_target_on_plain_http_is_never_used() {
    let server = OddServer::answering("").await;
    let target = PartTarget::new("http://127.0.0.1:9/parts/1?X-Amz-Signature=canary");
    let Client(_, assets) = client(&server, Patience { connect: Duration::ZERO, ..PATIENT });
    let refused = assets.send_part(&target, MIME, body("hello")).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::Rejected);
    assert_eq!(refused.said, "127.0.0.1 is not asked over plain http: it takes https only");

    let asset = r#"{"id":"a","upload_urls":["http://127.0.0.1:9/1?canary"]}"#;
    let server = OddServer::answering(answer("200 OK", "", asset)).await;
    let Client(_, assets) = client(&server, PATIENT);
    let refused = assets.create(&session_of(TOKEN), &clip(5)).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::Rejected, "{refused}");
    assert!(!refused.said.contains("canary"));
}
