use std::time::Duration;

use aws_lc_rs::rsa::{Pkcs1PublicEncryptingKey, PublicEncryptingKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use simulator::{Fault, Kind, Misdeed, MulticamGeneration, Place, ViolationKind};

use crate::client::{World, header, said, text};

const ROOMS: &str = "/api/application/rooms";
const SYSTEM: &str = "/api/application/system";

fn encrypted(world: &World, clear: &str) -> Vec<u8> {
    let der = BASE64.decode(world.simulator.keys().multicam_public_key).expect("base64");
    let key = PublicEncryptingKey::from_der(&der).expect("a public key");
    let key = Pkcs1PublicEncryptingKey::new(key).expect("a key to encrypt with");
    let mut sealed = vec![0; key.ciphertext_size()];
    key.encrypt(clear.as_bytes(), &mut sealed).expect("encrypted").to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn token_request(world: &World, user: &str, password: &str) -> RequestBuilder {
    let form = [("grant_type", "password"), ("username", user), ("password", password)];
    world.client.post(world.at(Kind::Multicam, "/Token")).form(&form)
}

async fn token(world: &World) -> String {
    let keys = world.simulator.keys();
    let password = hex(&encrypted(world, &keys.multicam_user_key));
    let (status, body) = said(token_request(world, &keys.multicam_user, &password)).await;
    assert_eq!(status, 200);
    text(&body, "access_token").to_owned()
}

fn get(world: &World, path: &str) -> RequestBuilder {
    world.client.get(world.at(Kind::Multicam, path))
}

fn with_key(world: &World, path: &str) -> RequestBuilder {
    get(world, path).header("x-apikey", world.simulator.keys().multicam_api_key)
}

#[tokio::test]
async fn version_nine_takes_the_encrypted_key_in_all_its_spellings() {
    let world = World::new().await;
    let keys = world.simulator.keys();
    let sealed = encrypted(&world, &keys.multicam_user_key);
    for password in [hex(&sealed), hex(&sealed).to_uppercase(), BASE64.encode(&sealed)] {
        let request = token_request(&world, &keys.multicam_user, &password);
        let answer = request.send().await.expect("an answer");
        let kind = header(answer.headers(), "content-type");
        assert_eq!(kind, "application/json;charset=UTF-8");
        let body: Value = answer.json().await.expect("JSON");
        assert_eq!(
            (&body["token_type"], &body["expires_in"]),
            (&json!("bearer"), &json!(1_209_599))
        );
        assert_eq!(body.get("refresh_token"), None);
    }
    assert_eq!(world.simulator.sessions(Kind::Multicam), 3);
}

#[tokio::test]
async fn whatever_is_wrong_about_user_and_key_is_one_and_the_same_refusal() {
    let world = World::new().await;
    let keys = world.simulator.keys();
    let right = hex(&encrypted(&world, &keys.multicam_user_key));
    let wrong = [
        ("somebody@else.example", right.as_str()),
        (&keys.multicam_user, &hex(&encrypted(&world, "not the key"))),
        (&keys.multicam_user, &keys.multicam_user_key),
        (&keys.multicam_user, &"00".repeat(256)),
        (&keys.multicam_user, &right[2..]),
        (&keys.multicam_user, ""),
    ];
    for (user, password) in wrong {
        let answer = said(token_request(&world, user, password)).await;
        assert_eq!(answer, (400, json!({ "error": "invalid_grant" })));
    }
    let form = [("grant_type", "client_credentials")];
    let request = world.client.post(world.at(Kind::Multicam, "/Token")).form(&form);
    assert_eq!(said(request).await, (400, json!({ "error": "unsupported_grant_type" })));
}

#[tokio::test]
async fn a_token_is_good_for_two_weeks_less_a_second() {
    let world = World::new().await;
    let token = token(&world).await;
    let me = || get(&world, SYSTEM).bearer_auth(&token);
    let (status, body) = said(me()).await;
    assert_eq!((status, text(&body, "MulticamName")), (200, "Northlight Studio B"));
    world.simulator.advance(Duration::from_secs(1_209_590));
    assert_eq!(said(me()).await.0, 200);
    world.simulator.advance(Duration::from_secs(10));
    assert_eq!(said(me()).await, (401, Value::Null));
}

#[tokio::test]
async fn version_ten_takes_a_key_and_nothing_else() {
    let world = World::new().await;
    assert_eq!(said(with_key(&world, SYSTEM)).await.0, 200);
    assert_eq!(said(get(&world, SYSTEM).header("x-apikey", "guess")).await, (401, Value::Null));
    assert_eq!(said(get(&world, SYSTEM)).await, (401, Value::Null));

    let old = world.simulator.keys().multicam_api_key;
    world.simulator.end_sessions(Kind::Multicam);
    assert_eq!(said(get(&world, SYSTEM).header("x-apikey", old)).await.0, 401);
    assert_eq!(said(with_key(&world, SYSTEM)).await.0, 200, "there is another key");
}

#[tokio::test]
async fn each_generation_knows_only_its_own_way_in() {
    let world = World::new().await;
    let token = token(&world).await;
    let by_token = || get(&world, SYSTEM).bearer_auth(&token);
    world.simulator.assume(|a| a.multicam_generation = MulticamGeneration::V10);
    assert_eq!(said(by_token()).await.0, 401);
    assert_eq!(said(with_key(&world, SYSTEM)).await.0, 200);
    let (status, body) = said(token_request(&world, "x", "y")).await;
    assert_eq!((status, &body["status"]), (404, &json!(404)));

    world.simulator.assume(|a| a.multicam_generation = MulticamGeneration::V9);
    assert_eq!(said(by_token()).await.0, 200);
    assert_eq!(said(with_key(&world, SYSTEM)).await.0, 401);
    assert_eq!(said(get(&world, "/Token")).await.0, 405);
}

#[tokio::test]
async fn a_trusted_address_needs_nothing_until_it_shows_something_wrong() {
    let world = World::new().await;
    world.simulator.trust_address(true);
    assert_eq!(said(get(&world, ROOMS)).await.0, 200);
    assert_eq!(said(get(&world, ROOMS).header("x-apikey", "guess")).await.0, 401);
    world.simulator.end_sessions(Kind::Multicam);
    assert_eq!(said(get(&world, ROOMS)).await.0, 401);
}

#[tokio::test]
async fn rooms_come_as_objects_or_as_names() {
    let world = World::new().await;
    let (_, rooms) = said(with_key(&world, ROOMS)).await;
    assert_eq!(rooms[0], json!({ "Id": "room-1", "Name": "Main room" }));
    world.simulator.rename_at(Kind::Multicam, "room-1", "Große Bühne").expect("a room");
    world.simulator.withdraw_at(Kind::Multicam, "room-3").expect("a room");
    world.simulator.assume(|a| a.multicam_rooms_are_names = true);
    assert_eq!(said(with_key(&world, ROOMS)).await, (200, json!(["Große Bühne", "Régie Öst"])));
    assert!(world.simulator.withdraw_at(Kind::Multicam, "room-3").is_err());
    let (_, lists) = said(with_key(&world, "/api/v3/medialist")).await;
    assert_eq!(lists[1], json!({ "Id": "ml-02", "Name": "Interviews" }));
}

#[tokio::test]
async fn without_an_application_lists_are_a_sentence() {
    let world = World::new().await;
    world.simulator.set_multicam_running(false);
    for path in [ROOMS, "/api/application/rooms/selected", "/api/v3/medialist"] {
        let answer = with_key(&world, path).send().await.expect("an answer");
        assert_eq!(answer.status(), 200);
        assert!(header(answer.headers(), "content-type").starts_with("text/plain"));
        assert_eq!(answer.text().await.expect("words"), "Application not launched!");
    }
    assert_eq!(said(with_key(&world, "/api/application/running")).await, (200, json!("")));
    assert_eq!(said(with_key(&world, SYSTEM)).await.0, 200, "the machine itself is there");
}

#[tokio::test]
async fn what_the_machine_does_not_have_is_a_problem_document() {
    let world = World::new().await;
    let answer = with_key(&world, "/api/v9/nothing").send().await.expect("an answer");
    assert_eq!(answer.status(), 404);
    assert_eq!(header(answer.headers(), "content-type"), "application/problem+json");
    let body: Value = answer.json().await.expect("JSON");
    assert_eq!(body["status"], json!(404));
    assert_eq!(said(get(&world, "/api/v9/nothing")).await.0, 401, "not for strangers");
}

#[tokio::test]
async fn keys_are_spelt_as_the_switch_says() {
    let world = World::new().await;
    world.simulator.assume(|a| {
        a.multicam_camel_case = true;
        a.multicam_version_as_text = true;
    });
    assert_eq!(text(&said(with_key(&world, SYSTEM)).await.1, "computerName"), "STUDIO-PC-2");
    let answer = with_key(&world, "/api/application/version").send().await.expect("an answer");
    assert_eq!(answer.text().await.expect("words"), "10.4.2");
}

#[tokio::test]
async fn a_call_that_would_change_something_is_noted() {
    let world = World::new().await;
    let stop = world.client.post(world.at(Kind::Multicam, "/api/v1/system/shutdown"));
    let request = stop.header("x-apikey", world.simulator.keys().multicam_api_key);
    assert_eq!(request.send().await.expect("an answer").status(), 204);
    assert_eq!(world.violations(), [ViolationKind::MulticamWrite]);
}

#[tokio::test]
async fn the_machine_speaks_plain_http_too() {
    let world = World::new().await;
    let plain = world.at(Kind::Multicam, SYSTEM).replace("https://", "http://");
    let request =
        world.client.get(plain).header("x-apikey", world.simulator.keys().multicam_api_key);
    assert_eq!(said(request).await.0, 200);
    assert_eq!(world.violations(), []);
}

#[tokio::test]
async fn a_key_that_follows_a_redirect_to_another_host_is_noted() {
    let world = World::new().await;
    let astray = Fault::new(Place::Me, Misdeed::Redirect { to: None }).at(Kind::Multicam);
    world.simulator.fault(astray.times(1));
    // What reqwest does of its own accord: it takes a header it does not know along.
    assert_eq!(said(with_key(&world, SYSTEM)).await, (200, json!({ "here": "nothing" })));
    assert_eq!(world.violations(), [ViolationKind::CredentialElsewhere]);
    assert_eq!(said(with_key(&world, SYSTEM)).await.0, 200);
    assert_eq!(world.violations().len(), 1);
}
