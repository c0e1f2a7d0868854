//! What the longest answers cost: bytes of memory, counted and not timed.

use crate::clouds::{PATIENT, clip, identity, session_of};
use crate::odd_server::{OddServer, answer};
use domain::{Clouds, ProviderKind};
use providers::Providers;
use serde_json::json;
use tokio::runtime::{Builder, Runtime};

#[test]
fn ten_thousand_addresses_cost_their_answer_and_themselves_and_hardly_more() {
    // As long as signed ones are.
    let address = |number| format!("https://parts.example/{number}?X-Amz-Signature={:0>500}", 1);
    let addresses: Vec<_> = (0..10_000).map(address).collect();
    let body = json!({ "id": "a", "upload_urls": addresses }).to_string();
    let length = body.len() as u64;

    // On threads of its own, which are not counted.
    let elsewhere = Runtime::new().unwrap();
    let server = elsewhere.block_on(OddServer::answering(answer("200 OK", "", &body)));
    let here = Builder::new_current_thread().enable_all().build().unwrap();
    let providers = Providers::new(identity(), PATIENT);
    let assets = providers.assets(ProviderKind::Frameio, &server.endpoint()).unwrap().unwrap();
    let mut created = None;
    let cost = allocation_counter::measure(|| {
        created = Some(here.block_on(assets.create(&session_of("token"), &clip(1 << 40))));
    });
    let created = created.unwrap().unwrap();
    assert_eq!(created.targets.len(), addresses.len());
    assert_eq!(created.targets[9_999].reveal(), addresses[9_999]);
    // The answer once, the addresses once, their places in two lists, and a connection.
    let most = 2 * length + 10_000 * 100 + 512 * 1024;
    assert!(cost.bytes_max <= most, "{} bytes for {length}: {cost:?}", cost.bytes_max);
}
