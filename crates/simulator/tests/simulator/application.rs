//! Frame.io's sign-in of an application.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use simulator::{BrowserPerson, Kind, Options, Simulator, ViolationKind};

use crate::client::{STATE, Tokens, World, brought, client, header, media, page, said, text, urls};
use crate::socket::{hear, joined};

const REDIRECT: &str = "http://127.0.0.1:53682/callback/frameio";
const SCOPE: &str = "offline device.connect asset.create";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

fn challenge() -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER))
}

fn ask(world: &World, extra: &[(&str, &str)]) -> String {
    let challenge = challenge();
    let mut fields = vec![
        ("client_id", world.simulator.application_id()),
        ("redirect_uri", REDIRECT),
        ("response_type", "code"),
        ("scope", SCOPE),
        ("state", STATE),
        ("device_id", "an-installation"),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ];
    for (name, value) in extra {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    page(&world.url("/oauth2/auth"), &fields)
}

fn code(world: &World) -> String {
    let back = world.browse(&ask(world, &[]), BrowserPerson::Approves).expect("sent back");
    assert_eq!(brought(&back, "state").as_deref(), Some(STATE));
    brought(&back, "code").expect("a code")
}

fn exchange(world: &World, code: &str, extra: &[(&str, &str)]) -> RequestBuilder {
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("client_id", world.simulator.application_id()),
        ("code", code),
        ("redirect_uri", REDIRECT),
        ("code_verifier", VERIFIER),
    ];
    for (name, value) in extra {
        form.retain(|(known, _)| known != name);
        form.push((name, value));
    }
    world.client.post(world.url("/oauth2/token")).form(&form)
}

fn refresh(world: &World, token: &str) -> RequestBuilder {
    world.client.post(world.url("/oauth2/token")).form(&[
        ("grant_type", "refresh_token"),
        ("client_id", world.simulator.application_id()),
        ("refresh_token", token),
        ("scope", SCOPE),
    ])
}

async fn sign_in(world: &World) -> Value {
    let (status, tokens) = said(exchange(world, &code(world), &[])).await;
    assert_eq!(status, 200, "{tokens}");
    tokens
}

async fn access(world: &World) -> String {
    text(&sign_in(world).await, "access_token").to_owned()
}

async fn get(world: &World, token: &str, path: &str) -> (u16, Value) {
    said(world.get(path).bearer_auth(token)).await
}

async fn connect(world: &World, token: &str, project: &str) -> u16 {
    let path = format!("/v2/devices/connect?project_id={project}");
    said(world.post(&path).bearer_auth(token)).await.0
}

fn project(world: &World, at: usize) -> String {
    world.simulator.projects()[at].id.clone()
}

#[tokio::test]
async fn a_code_becomes_tokens_for_an_hour_and_a_month() {
    let world = World::new().await;
    let tokens = sign_in(&world).await;
    assert_eq!((&tokens["expires_in"], text(&tokens, "scope")), (&json!(3599), SCOPE));
    let token = text(&tokens, "access_token");
    assert_eq!(get(&world, token, "/v2/me").await.0, 200);
    world.simulator.advance(Duration::from_secs(3600));
    assert_eq!(get(&world, token, "/v2/me").await.0, 401);
    world.simulator.advance(Duration::from_secs(29 * 86_400));
    let first = text(&tokens, "refresh_token");
    let (status, fresh) = said(refresh(&world, first)).await;
    assert_eq!(status, 200);
    assert_eq!(get(&world, text(&fresh, "access_token"), "/v2/me").await.0, 200);
    world.simulator.advance(Duration::from_secs(30 * 86_400 + 1));
    let (_, late) = said(refresh(&world, text(&fresh, "refresh_token"))).await;
    assert_eq!(text(&late, "error"), "token_inactive");
    assert_eq!(world.violations(), []);
}

#[tokio::test]
async fn a_refresh_token_is_inactive_after_its_one_use() {
    let world = World::new().await;
    let tokens = sign_in(&world).await;
    let first = text(&tokens, "refresh_token");
    assert_eq!(said(refresh(&world, first)).await.0, 200);
    let (status, again) = said(refresh(&world, first)).await;
    assert_eq!((status, text(&again, "error")), (401, "token_inactive"));
    assert_eq!(world.violations(), [ViolationKind::RefreshTokenReused]);
    world.simulator.assume(|a| a.token_inactive_status = 400);
    assert_eq!(said(refresh(&world, "never")).await.0, 400);
}

#[tokio::test]
async fn a_code_is_bound_to_its_verifier_its_redirect_and_its_client_and_to_one_use() {
    let world = World::new().await;
    let wrong: [(&str, &str, &str); 3] = [
        ("code_verifier", "another-verifier-of-the-right-length-0123456", "invalid_grant"),
        ("redirect_uri", "http://127.0.0.1:53682/callback/other", "invalid_grant"),
        ("client_id", "somebody", "invalid_client"),
    ];
    for (name, value, error) in wrong {
        let (_, body) = said(exchange(&world, &code(&world), &[(name, value)])).await;
        assert_eq!(text(&body, "error"), error, "{name}");
    }
    let code = code(&world);
    assert_eq!(said(exchange(&world, &code, &[])).await.0, 200);
    let (status, body) = said(exchange(&world, &code, &[])).await;
    assert_eq!((status, text(&body, "error")), (400, "invalid_grant"));
    assert_eq!(world.violations(), [ViolationKind::CodeReused]);
}

#[tokio::test]
async fn without_a_challenge_by_s256_the_person_is_not_even_asked() {
    let world = World::new().await;
    let challenge = challenge();
    let wrong = [
        vec![("code_challenge_method", "plain")],
        vec![("code_challenge_method", "")],
        vec![("code_challenge", "")],
        vec![("code_challenge", &challenge[1..])],
    ];
    for extra in wrong {
        let back = world.browse(&ask(&world, &extra), BrowserPerson::Approves).expect("sent back");
        assert_eq!(brought(&back, "error").as_deref(), Some("invalid_request"));
        assert_eq!(brought(&back, "code"), None);
    }
    assert_eq!(world.violations(), [ViolationKind::PkceMissing; 4]);
}

#[tokio::test]
async fn unknown_scopes_and_a_missing_state_are_met() {
    let world = World::new().await;
    let scope = ask(&world, &[("scope", "offline asset_create")]);
    let back = world.browse(&scope, BrowserPerson::Approves).expect("sent back");
    assert_eq!(brought(&back, "error").as_deref(), Some("invalid_scope"));
    assert_eq!(world.violations(), []);
    world.browse(&ask(&world, &[("state", "")]), BrowserPerson::Approves).expect("sent back");
    assert_eq!(world.violations(), [ViolationKind::StateMissing]);
}

#[tokio::test]
async fn json_is_refused_where_a_form_is_due() {
    let world = World::new().await;
    let request = world.client.post(world.url("/oauth2/token")).json(&json!({ "code": "x" }));
    assert_eq!(said(request).await.0, 400);
    assert_eq!(world.violations(), [ViolationKind::AuthBodyNotAForm]);
}

#[tokio::test]
async fn the_person_has_a_name_an_address_and_a_picture_that_needs_no_token() {
    let world = World::new().await;
    let token = access(&world).await;
    let (_, me) = get(&world, &token, "/v2/me").await;
    assert_eq!(text(&me, "name"), "Mara Lindqvist");
    assert!(text(&me, "email").contains('@'));
    let picture = world.client.get(text(&me, "image_64")).send().await.expect("an answer");
    assert_eq!(header(picture.headers(), "content-type"), "image/png");
    assert_eq!(world.violations(), []);
    let request = world.client.get(text(&me, "profile_image")).bearer_auth(&token);
    assert_eq!(said(request).await.0, 403);
    assert_eq!(world.violations(), [ViolationKind::PictureAuthorization]);
}

#[tokio::test]
async fn a_token_of_hardware_may_not_look_around() {
    let world = World::new().await;
    let hardware = world.pair().await.access;
    for path in ["/v2/me", "/v2/devices/accounts"] {
        assert_eq!(get(&world, &hardware, path).await.0, 403, "{path}");
    }
    assert_eq!(connect(&world, &hardware, &project(&world, 0)).await, 403);
}

#[tokio::test]
async fn ten_thousand_projects_come_page_by_page_or_all_at_once() {
    let world = World::new().await;
    let token = access(&world).await;
    let (_, accounts) = get(&world, &token, "/v2/devices/accounts").await;
    let accounts = accounts.as_array().expect("accounts").clone();
    assert_eq!(accounts.len(), 4);
    let projects_of =
        |at: usize| format!("/v2/devices/accounts/{}/projects", text(&accounts[at], "id"));
    assert_eq!(get(&world, &token, &projects_of(2)).await, (200, json!([])), "the empty one");

    let path = format!("{}?page=100&page_size=100", projects_of(3));
    let answer = world.get(&path).bearer_auth(&token).send().await.expect("an answer");
    let seen = |name: &str| header(answer.headers(), name);
    assert_eq!(
        [seen("page-number"), seen("per-page"), seen("total"), seen("total-pages")],
        ["100", "100", "10000", "100"],
    );
    assert!(!seen("link").contains("rel=\"next\"") && seen("link").contains("rel=\"prev\""));
    let last: Value = answer.json().await.expect("JSON");
    let name = text(&last[99], "name");
    assert!(name.len() > 200 && name.contains("10000"), "long names are among them: {name}");

    let (_, first) = get(&world, &token, &projects_of(3)).await;
    assert_eq!(first.as_array().map(Vec::len), Some(50));
    assert_eq!(get(&world, &token, &format!("{}?page=0", projects_of(3))).await.0, 422);
    world.simulator.assume(|a| a.device_lists_paged = false);
    let answer = world.get(&projects_of(3)).bearer_auth(&token).send().await.expect("an answer");
    assert_eq!(header(answer.headers(), "total-pages"), "");
    let all: Value = answer.json().await.expect("JSON");
    assert_eq!(all.as_array().map(Vec::len), Some(10_000));

    assert_eq!(connect(&world, &token, text(&all[4711], "id")).await, 204);
    let (_, me) = get(&world, &token, "/v2/devices/me").await;
    assert_eq!(me["project"]["name"], all[4711]["name"]);
}

#[tokio::test]
async fn a_person_without_an_account_has_an_empty_list() {
    let world = World::new().await;
    let token = access(&world).await;
    world.simulator.assume(|a| a.no_accounts = true);
    assert_eq!(get(&world, &token, "/v2/devices/accounts").await, (200, json!([])));
}

#[tokio::test]
async fn one_session_is_in_one_project_at_a_time_or_in_none() {
    let world = World::new().await;
    let token = access(&world).await;
    assert_eq!(get(&world, &token, "/v2/devices/me").await.0, 404, "in none at first");
    assert_eq!(connect(&world, &token, &project(&world, 0)).await, 204);
    let (_, first) = get(&world, &token, "/v2/devices/me").await;
    assert_eq!(text(&first, "project_id"), project(&world, 0));
    assert_eq!(first["last_known_firmware_version"], json!("1.2.3"));

    let leave = || said(world.post("/v2/devices/disconnect").bearer_auth(&token));
    assert_eq!(leave().await.0, 200);
    assert!(world.simulator.devices().is_empty());
    assert_eq!(get(&world, &token, "/v2/devices/me").await.0, 404);
    assert_eq!(get(&world, &token, "/v2/me").await.0, 200, "still signed in");
    assert_eq!(leave().await.0, 200, "twice is fine");

    assert_eq!(connect(&world, &token, &project(&world, 1)).await, 204);
    assert_eq!(connect(&world, &token, &project(&world, 2)).await, 204, "without leaving first");
    let devices = world.simulator.devices();
    assert_eq!((devices.len(), &devices[0].project_id), (1, &project(&world, 2)));
    assert_eq!(devices[0].device_id, text(&first, "device_id"), "the same physical device");
    assert_eq!(get(&world, &token, "/v2/devices/me").await.0, 200);

    world.simulator.assume(|a| a.connect_answers_device = true);
    assert_eq!(connect(&world, &token, &project(&world, 1)).await, 200);
    assert_eq!(connect(&world, &token, "nowhere").await, 404);
    assert_eq!(world.violations(), []);
}

#[tokio::test]
async fn what_is_uploaded_under_such_a_token_arrives_in_the_project() {
    let world = World::new().await;
    let tokens = Tokens { access: access(&world).await, refresh: String::new() };
    let wish =
        json!({ "name": "A.mov", "filetype": "video/quicktime", "filesize": 9, "offset": 0 });
    let early = said(world.create_request(&tokens, &wish)).await;
    assert_eq!(early.0, 404, "there is no project to put it in");
    connect(&world, &tokens.access, &project(&world, 1)).await;
    let created = world.create(&tokens, 9).await;
    world.put(&urls(&created)[0], media(9)).send().await.expect("an answer");
    let asset = world.simulator.until_completed("A001.mov").await;
    assert_eq!(asset.project_id, project(&world, 1));
    let second = text(&sign_in(&world).await, "access_token").to_owned();
    connect(&world, &second, &project(&world, 0)).await;
    assert_eq!(said(world.create_request(&tokens, &wish)).await.0, 404, "the device moved on");
}

#[tokio::test]
async fn forgotten_renamed_and_withdrawn_is_what_a_person_makes_it() {
    let world = World::new().await;
    let tokens = sign_in(&world).await;
    let token = text(&tokens, "access_token");
    let chosen = project(&world, 0);
    connect(&world, token, &chosen).await;
    world.simulator.rename_at(Kind::Frameio, &chosen, "Einheit Ä").expect("a project");
    assert_eq!(get(&world, token, "/v2/devices/me").await.1["project"]["name"], "Einheit Ä");
    world.simulator.withdraw_at(Kind::Frameio, &chosen).expect("a project");
    assert_eq!(get(&world, token, "/v2/devices/me").await.0, 404);
    assert_eq!(get(&world, token, "/v2/me").await.0, 200);
    assert_eq!(connect(&world, token, &chosen).await, 404);

    connect(&world, token, &project(&world, 0)).await;
    assert_eq!(world.simulator.sessions(Kind::Frameio), 1);
    world.simulator.forget(None).expect("there is one");
    assert_eq!(get(&world, token, "/v2/me").await.0, 401);
    let (_, ended) = said(refresh(&world, text(&tokens, "refresh_token"))).await;
    assert_eq!(text(&ended, "error"), "token_inactive");
    assert_eq!(world.simulator.sessions(Kind::Frameio), 0);
}

#[tokio::test]
async fn expired_is_renewed_and_ended_is_ended() {
    let world = World::new().await;
    let tokens = sign_in(&world).await;
    world.simulator.expire_sessions(Kind::Frameio);
    assert_eq!(get(&world, text(&tokens, "access_token"), "/v2/me").await.0, 401);
    let (status, fresh) = said(refresh(&world, text(&tokens, "refresh_token"))).await;
    assert_eq!(status, 200);
    world.simulator.end_sessions(Kind::Frameio);
    assert_eq!(get(&world, text(&fresh, "access_token"), "/v2/me").await.0, 401);
    assert_eq!(said(refresh(&world, text(&fresh, "refresh_token"))).await.0, 401);
}

#[tokio::test]
async fn only_the_api_counts_calls_and_wants_a_version() {
    let world = World::new().await;
    let token = access(&world).await;
    assert_eq!(world.violations(), [], "the sign-in is at another of the vendor's hosts");
    let request = world.client.get(world.url("/v2/me")).bearer_auth(&token);
    assert_eq!(said(request).await.0, 200);
    assert_eq!(world.violations(), [ViolationKind::ClientVersionMissing]);
}

#[tokio::test]
async fn its_socket_is_told_of_a_new_name_and_closed_when_it_leaves() {
    let world = World::new().await;
    let tokens = Tokens { access: access(&world).await, refresh: String::new() };
    let chosen = project(&world, 0);
    connect(&world, &tokens.access, &chosen).await;
    let (mut socket, topic) = joined(&world, &tokens).await;
    world.simulator.rename_project(&chosen, "Einheit Ä").expect("a project");
    let pushed = hear(&mut socket).await.expect("a frame");
    assert_eq!((text(&pushed, "topic"), text(&pushed, "event")), (&*topic, "project_updated"));
    world.simulator.pause(None).expect("a device");
    let pushed = hear(&mut socket).await.expect("a frame");
    assert_eq!(pushed["payload"], json!({ "status": "paused" }));

    connect(&world, &tokens.access, &project(&world, 1)).await;
    let mut events = Vec::new();
    while let Some(frame) = hear(&mut socket).await {
        events.push(text(&frame, "event").to_owned());
    }
    assert_eq!(events, ["status_updated", "phx_close"]);

    let (mut socket, _) = joined(&world, &tokens).await;
    world.simulator.end_sessions(Kind::Frameio);
    assert_eq!(text(&hear(&mut socket).await.expect("a frame"), "event"), "deauthorized");
}

#[tokio::test]
async fn after_a_restart_it_is_still_signed_in_and_in_its_project() {
    let world = World::new().await;
    let (token, chosen) = (access(&world).await, project(&world, 1));
    connect(&world, &token, &chosen).await;
    let unused = code(&world);
    let World { simulator, dir, .. } = world;
    simulator.stop().await.expect("stopped");

    let simulator = Simulator::start(Options::new(dir.path())).await.expect("started again");
    let world = World { client: client(&simulator), simulator, dir };
    assert_eq!(get(&world, &token, "/v2/me").await.0, 200);
    let (_, me) = get(&world, &token, "/v2/devices/me").await;
    assert_eq!(text(&me, "project_id"), chosen);
    assert_eq!(said(exchange(&world, &unused, &[])).await.0, 200, "the code is still good");
}
