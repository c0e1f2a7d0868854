use std::time::Duration;

use reqwest::RequestBuilder;
use serde_json::{Value, json};
use simulator::{BrowserPerson, Fault, Kind, Place, ViolationKind};

use crate::client::{STATE, World, brought, header, page, said, text};

const REDIRECT: &str = "http://127.0.0.1:53682/callback/eagle-eye";

fn exchange(world: &World, form: &[(&str, &str)]) -> RequestBuilder {
    let keys = world.simulator.keys();
    world
        .client
        .post(world.at(Kind::EagleEye, "/oauth/token"))
        .basic_auth(keys.eagle_eye_id, Some(keys.eagle_eye_secret))
        .form(form)
}

async fn by_password(world: &World, email: &str, password: &str) -> (u16, Value) {
    let form = [
        ("grant_type", "password"),
        ("scope", "write"),
        ("username", email),
        ("password", password),
    ];
    said(exchange(world, &form)).await
}

async fn end_user(world: &World) -> Value {
    let keys = world.simulator.keys();
    by_password(world, &keys.eagle_eye_email, &keys.eagle_eye_password).await.1
}

async fn reseller(world: &World) -> String {
    let keys = world.simulator.keys();
    let said = by_password(world, &keys.eagle_eye_reseller, &keys.eagle_eye_reseller_password);
    text(&said.await.1, "access_token").to_owned()
}

async fn get(world: &World, token: &str, path: &str) -> (u16, Value) {
    said(world.client.get(world.at(Kind::EagleEye, path)).bearer_auth(token)).await
}

fn ask(world: &World, extra: &[(&str, &str)]) -> String {
    let id = world.simulator.keys().eagle_eye_id;
    let mut fields = vec![
        ("client_id", id.as_str()),
        ("redirect_uri", REDIRECT),
        ("response_type", "code"),
        ("scope", "read"),
        ("state", STATE),
    ];
    for (name, value) in extra {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    page(&world.at(Kind::EagleEye, "/oauth/authorize"), &fields)
}

fn code_form<'a>(code: &'a str, redirect: &'a str) -> [(&'a str, &'a str); 4] {
    [
        ("grant_type", "authorization_code"),
        ("scope", "read"),
        ("code", code),
        ("redirect_uri", redirect),
    ]
}

#[tokio::test]
async fn a_person_at_the_hosted_page_comes_back_with_a_code_that_works_once() {
    let world = World::new().await;
    let back = world.browse(&ask(&world, &[]), BrowserPerson::Approves).expect("sent back");
    assert!(back.as_str().starts_with(REDIRECT));
    assert_eq!(brought(&back, "state").as_deref(), Some(STATE));
    let code = brought(&back, "code").expect("a code");

    let (status, tokens) = said(exchange(&world, &code_form(&code, REDIRECT))).await;
    assert_eq!((status, &tokens["expires_in"]), (200, &json!(43_199)));
    assert!(text(&tokens, "access_token").ends_with(":10003"));
    let (_, me) = get(&world, text(&tokens, "access_token"), "/rest/v2.3/users/self").await;
    assert_eq!((text(&me, "firstName"), &me["accountId"]), ("Ana", &json!(54_321)));

    let again = said(exchange(&world, &code_form(&code, REDIRECT))).await;
    assert_eq!((again.0, text(&again.1, "error")), (400, "invalid_grant"));
    assert_eq!(world.violations(), [ViolationKind::CodeReused]);
}

#[tokio::test]
async fn a_code_is_only_good_for_the_address_it_was_sent_to_and_not_for_long() {
    let world = World::new().await;
    let code = || {
        let back = world.browse(&ask(&world, &[]), BrowserPerson::Approves).expect("sent back");
        brought(&back, "code").expect("a code")
    };
    let other = said(exchange(&world, &code_form(&code(), "http://127.0.0.1:1/callback"))).await;
    assert_eq!(other.0, 400);
    let late = code();
    world.simulator.advance(Duration::from_secs(601));
    assert_eq!(said(exchange(&world, &code_form(&late, REDIRECT))).await.0, 400);
}

#[tokio::test]
async fn the_page_sends_nobody_to_an_address_it_does_not_know() {
    let world = World::new().await;
    for extra in [("client_id", "somebody"), ("redirect_uri", "http://127.0.0.1:1/callback")] {
        assert_eq!(world.browse(&ask(&world, &[extra]), BrowserPerson::Approves), Err(400));
    }
    world.simulator.register_redirect(Kind::EagleEye, "http://127.0.0.1:1/callback");
    let known = ask(&world, &[("redirect_uri", "http://127.0.0.1:1/callback")]);
    assert!(world.browse(&known, BrowserPerson::Approves).is_ok());
    world.simulator.assume(|a| a.eagle_eye_redirect_registered = false);
    let custom = ask(&world, &[("redirect_uri", "labrun:/callback")]);
    assert_eq!(world.browse(&custom, BrowserPerson::Approves), Err(400), "http or https only");
}

#[tokio::test]
async fn a_no_and_a_missing_scope_are_sent_back_as_errors() {
    let world = World::new().await;
    let error = |page: &str, person| {
        let back = world.browse(page, person).expect("sent back");
        assert_eq!(brought(&back, "state").as_deref(), Some(STATE));
        brought(&back, "error").expect("an error")
    };
    assert_eq!(error(&ask(&world, &[]), BrowserPerson::Denies), "access_denied");
    let scope = ask(&world, &[("scope", "")]);
    assert_eq!(error(&scope, BrowserPerson::Approves), "invalid_scope");
    let implicit = ask(&world, &[("response_type", "token")]);
    assert_eq!(error(&implicit, BrowserPerson::Approves), "unsupported_response_type");
}

#[tokio::test]
async fn a_refresh_keeps_the_refresh_token_unless_told_otherwise() {
    let world = World::new().await;
    let tokens = end_user(&world).await;
    let first = text(&tokens, "refresh_token").to_owned();
    world.simulator.expire_sessions(Kind::EagleEye);
    let old = text(&tokens, "access_token");
    let (status, body) = get(&world, old, "/rest/v2.4/cameras").await;
    assert_eq!((status, text(&body, "error")), (401, "invalid_token"));

    let form = |token: String| {
        [
            ("grant_type", "refresh_token".to_owned()),
            ("scope", "write".to_owned()),
            ("refresh_token", token),
        ]
    };
    let refresh = |token: &str| {
        let form = form(token.to_owned());
        let fields: Vec<(&str, &str)> =
            form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        said(exchange(&world, &fields))
    };
    let (_, fresh) = refresh(&first).await;
    assert_eq!(text(&fresh, "refresh_token"), first);
    assert_eq!(get(&world, text(&fresh, "access_token"), "/rest/v2.4/cameras").await.0, 200);

    world.simulator.assume(|a| a.eagle_eye_rotates_refresh = true);
    let (_, rotated) = refresh(&first).await;
    assert_ne!(text(&rotated, "refresh_token"), first);
    assert_eq!(refresh(&first).await.0, 400);
}

#[tokio::test]
async fn wrong_passwords_and_wrong_keys_are_told_apart() {
    let world = World::new().await;
    let keys = world.simulator.keys();
    let (status, body) = by_password(&world, &keys.eagle_eye_email, "guess").await;
    assert_eq!((status, text(&body, "error")), (400, "invalid_grant"));

    let form = [("grant_type", "password"), ("scope", "read")];
    let request = world.client.post(world.at(Kind::EagleEye, "/oauth/token")).form(&form);
    let answer = request.basic_auth("northlight.labrun", Some("guess")).send().await.expect("one");
    assert_eq!(answer.status(), 401);
    assert!(header(answer.headers(), "www-authenticate").starts_with("Basic"));

    let form = [
        ("grant_type", "password"),
        ("username", keys.eagle_eye_email.as_str()),
        ("password", keys.eagle_eye_password.as_str()),
    ];
    let (status, body) = said(exchange(&world, &form)).await;
    assert_eq!((status, text(&body, "error")), (400, "invalid_scope"), "a scope is required");
}

#[tokio::test]
async fn parameters_in_the_query_work_and_are_noted() {
    let world = World::new().await;
    let keys = world.simulator.keys();
    let address = page(
        &world.at(Kind::EagleEye, "/oauth/token"),
        &[
            ("grant_type", "password"),
            ("scope", "write"),
            ("username", &keys.eagle_eye_email),
            ("password", &keys.eagle_eye_password),
        ],
    );
    let request = world.client.post(address);
    let request = request.basic_auth(keys.eagle_eye_id, Some(keys.eagle_eye_secret));
    assert_eq!(said(request).await.0, 200);
    assert_eq!(world.violations(), [ViolationKind::CredentialInQuery]);
}

#[tokio::test]
async fn signing_out_ends_both_tokens() {
    let world = World::new().await;
    let tokens = end_user(&world).await;
    assert_eq!(world.simulator.sessions(Kind::EagleEye), 1);
    let current = world.at(Kind::EagleEye, "/rest/v2.0/users/self/tokens/current");
    let sign_out = || world.client.delete(&current).bearer_auth(text(&tokens, "access_token"));
    assert_eq!(said(sign_out()).await.0, 200);
    assert_eq!(said(sign_out()).await.0, 401, "it is dead already");
    let form = [
        ("grant_type", "refresh_token"),
        ("scope", "write"),
        ("refresh_token", text(&tokens, "refresh_token")),
    ];
    assert_eq!(said(exchange(&world, &form)).await.0, 400);
    assert_eq!(world.simulator.sessions(Kind::EagleEye), 0);
}

#[tokio::test]
async fn an_end_user_sees_their_own_cameras_and_zones() {
    let world = World::new().await;
    let token = text(&end_user(&world).await, "access_token").to_owned();
    let (_, cameras) = get(&world, &token, "/rest/v2.4/cameras").await;
    assert_eq!(cameras.as_array().map(Vec::len), Some(3));
    world.simulator.rename_at(Kind::EagleEye, "1001", "Quai Nº 3").expect("a camera");
    let (_, camera) = get(&world, &token, "/rest/v2.4/cameras/1001").await;
    assert_eq!(text(&camera, "name"), "Quai Nº 3");
    let (_, status) = get(&world, &token, "/rest/v2.4/cameras/all/status").await;
    assert_eq!(status[2]["online"], json!(false));
    let (_, zones) = get(&world, &token, "/rest/v2.1/zones").await;
    assert_eq!(zones[0], json!({ "zoneId": 77, "name": "Docks" }));
    world.simulator.withdraw_at(Kind::EagleEye, "1001").expect("a camera");
    let (status, body) = get(&world, &token, "/rest/v2.4/cameras/1001").await;
    assert_eq!((status, body["code"].is_number()), (404, true));
    assert_eq!(get(&world, &token, "/rest/v2.4/cameras/1006").await.0, 404, "not theirs");
}

#[tokio::test]
async fn a_reseller_finds_a_user_and_looks_as_that_user() {
    let world = World::new().await;
    let dealer = reseller(&world).await;
    let (_, accounts) = get(&world, &dealer, "/rest/v2.0/resellers/self/accounts").await;
    assert_eq!(accounts.as_array().map(Vec::len), Some(3));
    let path =
        "/rest/v2.0/resellers/self/accounts/all/users?email=jo%C3%A3o%2Bdocks%40harbour.example";
    let (_, users) = get(&world, &dealer, path).await;
    assert_eq!(users[0]["userId"], json!(12_346));
    let nobody = "/rest/v2.0/resellers/self/accounts/all/users?email=nobody%40example.org";
    assert_eq!(get(&world, &dealer, nobody).await, (200, json!([])));

    let path = "/rest/v2.2/resellers/self/accounts/54321/users/12346/token";
    let make = || said(world.client.post(world.at(Kind::EagleEye, path)).bearer_auth(&dealer));
    let (status, made) = make().await;
    assert_eq!((status, &made["expires_in"]), (200, &json!(0)));
    assert_eq!(made.get("refresh_token"), None);
    let (_, cameras) = get(&world, text(&made, "access_token"), "/rest/v2.4/cameras").await;
    assert_eq!(cameras.as_array().map(Vec::len), Some(3));

    world.simulator.assume(|a| a.eagle_eye_camel_case = true);
    assert!(make().await.1["accessToken"].is_string());
    world.simulator.assume(|a| a.eagle_eye_module_on = false);
    let (status, refused) = make().await;
    assert_eq!((status, refused["title"].is_string()), (403, true));
    assert_eq!(world.violations(), []);
}

#[tokio::test]
async fn a_distributor_sees_the_accounts_of_all_resellers() {
    let world = World::new().await;
    let keys = world.simulator.keys();
    let said =
        by_password(&world, &keys.eagle_eye_distributor, &keys.eagle_eye_distributor_password);
    let token = text(&said.await.1, "access_token").to_owned();
    let (_, accounts) = get(&world, &token, "/rest/v2.0/resellers/all/accounts").await;
    assert_eq!(accounts.as_array().map(Vec::len), Some(5));
    assert_eq!(get(&world, &token, "/rest/v2.0/resellers/self/accounts").await.0, 403);
    let of_a_reseller = reseller(&world).await;
    assert_eq!(get(&world, &of_a_reseller, "/rest/v2.0/resellers/all/accounts").await.0, 403);
    let (_, user) =
        get(&world, &of_a_reseller, "/rest/v2.0/resellers/self/accounts/60001/users").await;
    assert!(user["code"].is_number(), "another reseller's customer");
    world.simulator.assume(|a| a.eagle_eye_extra_accounts = 6000);
    let (_, accounts) = get(&world, &token, "/rest/v2.0/resellers/all/accounts").await;
    assert_eq!(accounts.as_array().map(Vec::len), Some(6005));
}

#[tokio::test]
async fn a_token_of_the_wrong_kind_is_refused_and_noted() {
    let world = World::new().await;
    let dealer = reseller(&world).await;
    assert_eq!(get(&world, &dealer, "/rest/v2.4/cameras").await.0, 403);
    assert_eq!(get(&world, &dealer, "/rest/v2.3/users/self").await.0, 403);
    let user = end_user(&world).await;
    let accounts = "/rest/v2.0/resellers/self/accounts";
    assert_eq!(get(&world, text(&user, "access_token"), accounts).await.0, 403);
    assert_eq!(world.violations(), [ViolationKind::TokenOfTheWrongKind; 2]);
}

#[tokio::test]
async fn who_takes_no_json_gets_none() {
    let world = World::new().await;
    let token = reseller(&world).await;
    let address = world.at(Kind::EagleEye, "/rest/v2.0/resellers/self/accounts");
    let request = world.client.get(address).bearer_auth(token).header("accept", "text/xml");
    assert_eq!(said(request).await.0, 406);
}

#[tokio::test]
async fn ended_on_the_other_side_nothing_is_good_any_more() {
    let world = World::new().await;
    let tokens = end_user(&world).await;
    world.simulator.end_sessions(Kind::EagleEye);
    assert_eq!(get(&world, text(&tokens, "access_token"), "/rest/v2.4/cameras").await.0, 401);
    let form = [
        ("grant_type", "refresh_token"),
        ("scope", "write"),
        ("refresh_token", text(&tokens, "refresh_token")),
    ];
    assert_eq!(said(exchange(&world, &form)).await.0, 400);
}

#[tokio::test]
async fn a_refresh_can_be_met_by_a_fault_of_its_own() {
    let world = World::new().await;
    world.simulator.fault(Fault::status(Place::Refresh, 503, "").at(Kind::EagleEye));
    let tokens = end_user(&world).await;
    let refresh = text(&tokens, "refresh_token");
    let form = [("grant_type", "refresh_token"), ("scope", "write"), ("refresh_token", refresh)];
    assert_eq!(said(exchange(&world, &form)).await.0, 503);
    assert_eq!(world.simulator.requests().iter().filter(|seen| seen.fault.is_some()).count(), 1);
}
