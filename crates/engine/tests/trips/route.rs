//! A proxy and a certificate authority that the person sets while uploads are on their way.

use crate::set::{Set, sha256};
use domain::{ErrorKind, Health, Proxy, ProxyLogin, Secret, Settings, UploadState, WaitingFor};
use simulator::ForwardProxy;
use std::path::Path;

const PASSWORD: &str = "canary of the proxy";

fn login(password: &str) -> ProxyLogin {
    ProxyLogin { name: Secret::new("sam"), password: Secret::new(password) }
}

async fn settings(set: &Set) -> Settings {
    set.engine.snapshot().await.unwrap().settings
}

async fn go_through(set: &Set, proxy: &Proxy) {
    let settings = Settings { proxy: proxy.clone(), ..settings(set).await };
    set.engine.set_settings(settings).await.unwrap();
}

async fn until_whole(set: &Set, name: &str) {
    let arrived = set.cloud.until_completed(name).await;
    assert_eq!(arrived.sha256, Some(sha256(&set.folder.path().join(name))));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_proxy_takes_effect_at_once_and_the_uploads_go_on() {
    let set = Set::new().await;
    let id = set.pair().await;
    // Slow enough to be caught in the middle.
    let slow = Settings { limit_mbit: Some(8), ..settings(&set).await };
    set.engine.set_settings(slow).await.unwrap();
    let upload = set.add(&id, &set.file("A001.mov", 4_000_000)).await;
    set.until_upload(upload, "some of it to arrive", |one| one.accepted_bytes > 0).await;
    let proxy = ForwardProxy::start().await.unwrap();
    go_through(&set, &Proxy::typed(&proxy.address(), "").unwrap()).await;
    until_whole(&set, "A001.mov").await;
    assert!(!proxy.tunnels().is_empty(), "the rest went through the proxy");
    let through_the_proxy = proxy.tunnels().len();
    go_through(&set, &Proxy::None).await;
    set.add(&id, &set.file("A002.mov", 300_000)).await;
    until_whole(&set, "A002.mov").await;
    assert_eq!(proxy.tunnels().len(), through_the_proxy);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxys_password_is_asked_for_in_words_kept_in_the_vault_and_outlives_a_restart() {
    let mut set = Set::new().await;
    let id = set.pair().await;
    let forward = ForwardProxy::start().await.unwrap();
    forward.demand("sam", PASSWORD);
    let proxy = Proxy::typed(&forward.address(), "").unwrap();
    go_through(&set, &proxy).await;
    let upload = set.add(&id, &set.file("A001.mov", 300_000)).await;
    let words = format!("The proxy {} wants a password.", forward.address());
    set.until("the want of a password to be told", || async {
        let network = set.engine.network();
        let waits = set.upload(upload).await.state == UploadState::Waiting(WaitingFor::Network);
        (waits && network.health == Health::Down && network.said == words).then_some(())
    })
    .await;
    assert!(!set.engine.has_proxy_login(&proxy).await.unwrap());
    set.engine.keep_proxy_login(&proxy, &login(PASSWORD)).await.unwrap();
    assert!(set.engine.has_proxy_login(&proxy).await.unwrap());
    until_whole(&set, "A001.mov").await;
    assert!(set.vault.names().contains(&format!("proxy/http://{}", forward.address())));

    set.restart().await;
    let before = forward.tunnels().len();
    set.add(&id, &set.file("A002.mov", 300_000)).await;
    until_whole(&set, "A002.mov").await;
    assert!(forward.tunnels().len() > before, "it is still the way after a restart");
    assert_eq!(settings(&set).await.proxy, proxy);
    // The media is ours; all else is what the engine and the cloud have written down.
    let exported = serde_json::to_string(&settings(&set).await).unwrap();
    assert!(!exported.contains(PASSWORD));
    assert_nowhere(set.folder.path(), PASSWORD);

    // Another proxy never gets to see it.
    let other = Proxy::typed("127.0.0.1:9", "").unwrap();
    assert!(!set.engine.has_proxy_login(&other).await.unwrap());
    set.engine.forget_proxy_login(&proxy).await.unwrap();
    assert!(!set.engine.has_proxy_login(&proxy).await.unwrap());
}

fn assert_nowhere(folder: &Path, secret: &str) {
    let mut looked_at = 0;
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let bytes = std::fs::read(entry.path()).unwrap();
            let found = bytes.windows(secret.len()).any(|some| some == secret.as_bytes());
            assert!(!found, "{}", entry.path().display());
            looked_at += 1;
        }
    }
    assert!(looked_at > 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_authority_that_is_none_is_not_kept() {
    let set = Set::new().await;
    let wrong = Settings { authorities: vec!["not PEM".to_owned()], ..settings(&set).await };
    let refused = set.engine.set_settings(wrong).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Rejected);
    assert_eq!(settings(&set).await.authorities, Vec::<String>::new());
    let pem = std::fs::read_to_string(set.cloud.ca_pem_path()).unwrap();
    let right = Settings { authorities: vec![pem.clone()], ..settings(&set).await };
    set.engine.set_settings(right).await.unwrap();
    assert_eq!(set.engine.route().await.unwrap().authorities, [pem]);
}
