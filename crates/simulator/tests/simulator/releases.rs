//! The release feed: what an updater would find there, good and spoiled.

use crate::client::World;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use minisign::{PublicKeyBox, SignatureBox};
use serde_json::Value;
use simulator::{Flaw, Releases};
use std::io::Cursor;

fn package() -> Vec<u8> {
    (0..100_000u32).flat_map(u32::to_le_bytes).collect()
}

async fn feed(world: &World, releases: &Releases) -> Value {
    world.client.get(releases.address()).send().await.unwrap().json().await.unwrap()
}

/// The package as it came, and what its signature is worth: the version it was signed as.
async fn fetched(world: &World, releases: &Releases) -> Result<String, String> {
    let feed = feed(world, releases).await;
    let (_, platform) = feed["platforms"].as_object().unwrap().iter().next().unwrap();
    let answer = world.client.get(platform["url"].as_str().unwrap()).send().await;
    let bytes = answer.map_err(|e| e.to_string())?.bytes().await.map_err(|e| e.to_string())?;
    let text = |base64: &str| String::from_utf8(STANDARD.decode(base64).unwrap()).unwrap();
    let key = PublicKeyBox::from_string(&text(&releases.key().unwrap())).unwrap();
    let key = key.into_public_key().unwrap();
    let signature = text(platform["signature"].as_str().unwrap());
    let signature = SignatureBox::from_string(&signature).unwrap();
    minisign::verify(&key, &signature, Cursor::new(&bytes), true, false, false)
        .map_err(|error| error.to_string())?;
    let comment = signature.trusted_comment().unwrap();
    Ok(comment.rsplit_once("version:").unwrap().1.to_owned())
}

#[tokio::test]
async fn a_release_is_signed_with_the_feeds_key_for_its_version() {
    let world = World::new().await;
    let releases = world.simulator.open_releases().await.unwrap();
    assert_eq!(world.client.get(releases.address()).send().await.unwrap().status(), 204);
    releases.offer("0.2.0", package()).unwrap();
    assert_eq!(feed(&world, &releases).await["version"], "0.2.0");
    assert_eq!(fetched(&world, &releases).await.as_deref(), Ok("0.2.0"));
    assert!(releases.asked().contains(&"https /package".to_owned()));
}

#[tokio::test]
async fn each_flaw_spoils_what_it_says() {
    let world = World::new().await;
    let releases = world.simulator.open_releases().await.unwrap();
    for flaw in [Flaw::ForeignKey, Flaw::ChangedByte, Flaw::Truncated, Flaw::CutOff] {
        releases.offer_spoiled("0.2.0", package(), flaw.clone()).unwrap();
        assert!(fetched(&world, &releases).await.is_err(), "{flaw:?}");
    }
    let other = Flaw::SignedAs("0.0.1".to_owned());
    releases.offer_spoiled("0.2.0", package(), other).unwrap();
    assert_eq!(fetched(&world, &releases).await.as_deref(), Ok("0.0.1"));
    releases.offer_spoiled("0.2.0", package(), Flaw::PlainPackage).unwrap();
    assert_eq!(fetched(&world, &releases).await.as_deref(), Ok("0.2.0"));
    assert_eq!(releases.asked().last().map(String::as_str), Some("http /package"));
}
