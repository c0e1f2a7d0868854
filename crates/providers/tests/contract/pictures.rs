//! Pictures of people: fetched from anywhere, believed only when they are one.

use crate::clouds::{PATIENT, identity};
use crate::odd_server::{OddServer, When, answer};
use domain::{CloudError, Clouds, Endpoint, ErrorKind, Picture, PictureKind};
use providers::{Patience, Providers};
use std::time::Duration;
use url::Url;

const PNG: &str = "\u{89}PNG";

fn picture(bytes: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\nset-cookie: a=canary\r\n\
         content-length: {}\r\n\r\n",
        bytes.len()
    );
    [head.as_bytes(), bytes].concat()
}

fn png(size: usize) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    bytes.resize(size, 7);
    bytes
}

fn redirect(to: &str) -> String {
    answer("302 Found", &format!("location: {to}\r\n"), "")
}

/// Trusting all of these servers.
fn endpoint(servers: &[&OddServer]) -> Endpoint {
    let pems: Vec<_> = servers.iter().map(|s| s.endpoint().extra_ca.unwrap()).collect();
    Endpoint { address: servers[0].endpoint().address, extra_ca: Some(pems.concat()) }
}

async fn fetch(servers: &[&OddServer], link: &str) -> Result<Picture, CloudError> {
    let link: Url = link.parse().unwrap();
    Providers::new(identity(), PATIENT).picture(&endpoint(servers), &link).await
}

#[tokio::test]
async fn a_picture_is_fetched_bare_and_known_by_its_bytes() {
    let server = OddServer::answering(picture(&png(64))).await;
    let address = server.url("/face?size=128&X-Sig=canary").replace("https://", "https://me:pw@");
    let fetched = fetch(&[&server], &address).await.unwrap();
    assert_eq!((fetched.kind, fetched.bytes.len()), (PictureKind::Png, 64));
    let head = server.seen().remove(0).to_lowercase();
    assert!(head.starts_with("get /face?size=128&x-sig=canary http/1.1"), "{head}");
    for header in ["authorization", "cookie", "referer", "x-client-version"] {
        assert!(!head.contains(&format!("\r\n{header}:")), "{head}");
    }
}

#[tokio::test]
async fn what_is_no_picture_is_refused_whatever_it_is_called() {
    for bytes in [&b"<svg onload='x()'/>"[..], b"<!doctype html>", b"", PNG.as_bytes()] {
        let called = format!("content-type: image/png\r\ncontent-length: {}\r\n\r\n", bytes.len());
        let whole = [b"HTTP/1.1 200 OK\r\n", called.as_bytes(), bytes].concat();
        let server = OddServer::answering(whole).await;
        let refused = fetch(&[&server], &server.url("/face?canary")).await.unwrap_err();
        assert_eq!(refused.kind, ErrorKind::Rejected, "{refused}");
        assert!(!refused.said.contains("canary"), "{refused}");
    }
    let server = OddServer::answering(answer("404 Not Found", "", "")).await;
    let missing = fetch(&[&server], &server.url("/face")).await.unwrap_err();
    assert_eq!(missing.kind, ErrorKind::Rejected, "{missing}");
}

#[tokio::test]
async fn a_picture_has_a_largest_size() {
    let largest = 256 * 1024;
    let server = OddServer::answering(picture(&png(largest))).await;
    assert_eq!(fetch(&[&server], &server.url("/")).await.unwrap().bytes.len(), largest);
    let server = OddServer::answering(picture(&png(largest + 1))).await;
    let refused = fetch(&[&server], &server.url("/")).await.unwrap_err();
    assert!(refused.said.ends_with("an answer of more than 256 KiB"), "{refused}");
}

#[tokio::test]
async fn three_redirects_are_followed_and_a_fourth_is_not() {
    let last = OddServer::answering(picture(&png(16))).await;
    let third = OddServer::answering(redirect(&last.url("/4"))).await;
    let second = OddServer::answering(redirect(&third.url("/3"))).await;
    let first = OddServer::answering(redirect(&second.url("/2"))).await;
    let zeroth = OddServer::answering(redirect(&first.url("/1"))).await;
    let all = [&zeroth, &first, &second, &third, &last];
    assert_eq!(fetch(&all, &first.url("/1")).await.unwrap().kind, PictureKind::Png);
    let refused = fetch(&all, &zeroth.url("/0")).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::Rejected, "{refused}");
    assert_eq!(last.seen().len(), 1, "the fourth was followed");
}

#[tokio::test]
async fn no_picture_comes_over_plain_http() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let plain = format!("http://{}/face", listener.local_addr().unwrap());
    let server = OddServer::answering(redirect(&plain)).await;
    for link in [plain.as_str(), &server.url("/"), "ftp://127.0.0.1/face", "data:image/png,x"] {
        let refused = fetch(&[&server], link).await.unwrap_err();
        assert_eq!(refused.kind, ErrorKind::Rejected, "{link}: {refused}");
    }
    let asked = tokio::time::timeout(Duration::ZERO, listener.accept()).await;
    assert!(asked.is_err(), "it was asked for over plain http");
}

#[tokio::test]
async fn a_picture_that_does_not_come_is_not_waited_for() {
    let half = &picture(&png(1000))[..300];
    let server = OddServer::start("127.0.0.1", When::Head, half).await;
    let patience = Patience { answer: Duration::from_millis(300), ..PATIENT };
    let link: Url = server.url("/").parse().unwrap();
    let fetching = Providers::new(identity(), patience);
    let late = fetching.picture(&server.endpoint(), &link).await.unwrap_err();
    assert_eq!(late.kind, ErrorKind::Offline, "{late}");
}
