use std::time::Duration;

use reqwest::multipart;
use serde_json::{Value, json};
use simulator::{Expirable, RefreshAfterForget, ViolationKind};

use crate::client::{Tokens, World, body, client, text, tokens};

async fn error(request: reqwest::RequestBuilder) -> (u16, Value) {
    let answer = request.send().await.expect("an answer");
    (answer.status().as_u16(), body(answer).await)
}

fn refused(error: &str) -> (u16, Value) {
    (400, json!({ "error": error }))
}

#[tokio::test]
async fn a_code_has_six_digits_two_minutes_and_five_seconds_between_polls() {
    let world = World::new().await;
    let code = world.code().await;
    let digits = text(&code, "user_code");
    assert!(digits.len() == 6 && digits.chars().all(|c| c.is_ascii_digit()));
    assert_eq!((&code["expires_in"], &code["interval"]), (&json!(120), &json!(5)));
    assert!(!text(&code, "device_code").is_empty() && !text(&code, "name").is_empty());
    assert_eq!(code.get("verification_uri"), None, "the links must be asked for");
}

#[tokio::test]
async fn the_links_lead_to_the_control_desk_when_asked_for() {
    let world = World::new().await;
    let request = world.code_request().header("x-client-platypus-enabled", "true");
    let code = body(request.send().await.expect("an answer")).await;
    let page = format!("{}/approve", world.simulator.control());
    assert_eq!(text(&code, "verification_uri"), page);
    let filled_in = text(&code, "verification_uri_complete");
    assert_eq!(filled_in, format!("{page}?code={}", text(&code, "user_code")));
    let answer = world.client.get(filled_in).send().await.expect("the page");
    assert!(answer.text().await.expect("a page").contains("not Frame.io"));
}

#[tokio::test]
async fn a_multipart_form_is_taken_as_well() {
    let world = World::new().await;
    let form = multipart::Form::new()
        .text("client_id", "SN-0001")
        .text("client_secret", world.simulator.client_secret().to_owned())
        .text("scope", "asset_create offline");
    let answer = world.post("/v2/auth/device/code").multipart(form).send().await.expect("answer");
    assert_eq!(answer.status(), 200);
    assert_eq!(world.violations(), []);
}

#[tokio::test]
async fn json_on_an_auth_endpoint_is_refused_and_noted() {
    let world = World::new().await;
    let wish = json!({
        "client_id": "SN-0001",
        "client_secret": world.simulator.client_secret(),
        "scope": "asset_create offline",
    });
    for path in ["/v2/auth/device/code", "/v2/auth/token", "/v2/auth/revoke"] {
        let answer = error(world.post(path).json(&wish)).await;
        assert_eq!(answer, refused("invalid_request"), "{path}");
    }
    assert_eq!(world.violations(), [ViolationKind::AuthBodyNotAForm; 3]);
}

#[tokio::test]
async fn a_wrong_secret_is_an_invalid_client() {
    let world = World::new().await;
    let form = [("client_id", "SN"), ("client_secret", "guess"), ("scope", "asset_create")];
    let answer = error(world.post("/v2/auth/device/code").form(&form)).await;
    assert_eq!(answer, refused("invalid_client"));
}

#[tokio::test]
async fn missing_fields_and_foreign_scopes_are_invalid_requests() {
    let world = World::new().await;
    let secret = world.simulator.client_secret();
    let forms: [&[(&str, &str)]; 4] = [
        &[("client_id", "SN"), ("scope", "asset_create")],
        &[("client_secret", secret), ("scope", "asset_create")],
        &[("client_id", "SN"), ("client_secret", secret)],
        &[("client_id", "SN"), ("client_secret", secret), ("scope", "asset_create asset_read")],
    ];
    for form in forms {
        let answer = error(world.post("/v2/auth/device/code").form(form)).await;
        assert_eq!(answer, refused("invalid_request"), "{} fields", form.len());
    }
}

#[tokio::test]
async fn a_second_code_over_one_connection_is_told_to_slow_down() {
    let world = World::new().await;
    assert_eq!(world.code_request().send().await.expect("an answer").status(), 200);
    assert_eq!(error(world.code_request()).await, refused("slow_down"));
    assert_eq!(world.violations(), [ViolationKind::CodeOnReusedConnection]);

    let fresh = client(&world.simulator);
    let request = world.code_request().build().expect("a request");
    let answer = fresh.execute(request).await.expect("an answer");
    assert_eq!(answer.status(), 200, "a connection of its own is fine");

    world.simulator.assume(|assumed| assumed.code_reuse_bug = false);
    assert_eq!(world.code_request().send().await.expect("an answer").status(), 200);
}

#[tokio::test]
async fn a_client_id_that_is_an_address_is_noted() {
    let world = World::new().await;
    for client_id in ["someone@example.com", "00:1A:2b:3C:4D:5E"] {
        let form = [
            ("client_id", client_id),
            ("client_secret", world.simulator.client_secret()),
            ("scope", "offline"),
        ];
        let fresh = client(&world.simulator);
        let request = world.post("/v2/auth/device/code").form(&form).build().expect("a request");
        assert_eq!(fresh.execute(request).await.expect("an answer").status(), 200);
    }
    assert_eq!(world.violations(), [ViolationKind::ClientIdUnsuitable; 2]);
}

#[tokio::test]
async fn an_approved_code_becomes_tokens_once() {
    let world = World::new().await;
    let code = world.code().await;
    let device_code = text(&code, "device_code");
    assert_eq!(error(world.poll_request(device_code)).await, refused("authorization_pending"));

    world.simulator.approve(text(&code, "user_code"), Some("Commercial 0471")).expect("approved");
    world.simulator.advance(Duration::from_secs(5));
    let answer = world.poll_request(device_code).send().await.expect("an answer");
    let body = body(answer).await;
    assert_eq!((&body["expires_in"], &body["token_type"]), (&json!(28_800), &json!("bearer")));
    let refresh = text(&body, "refresh_token");
    assert_eq!(refresh.split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12], "a UUID");

    world.simulator.advance(Duration::from_secs(5));
    assert_eq!(error(world.poll_request(device_code)).await, refused("invalid_grant"));
    assert_eq!(world.simulator.devices()[0].project, "Commercial 0471");
    assert_eq!(world.violations(), []);
}

#[tokio::test]
async fn polling_too_fast_is_told_to_slow_down_and_noted() {
    let world = World::new().await;
    let code = world.code().await;
    let device_code = text(&code, "device_code");
    assert_eq!(error(world.poll_request(device_code)).await, refused("authorization_pending"));
    world.simulator.advance(Duration::from_secs(3));
    assert_eq!(error(world.poll_request(device_code)).await, refused("slow_down"));
    world.simulator.advance(Duration::from_secs(5));
    assert_eq!(error(world.poll_request(device_code)).await, refused("authorization_pending"));
    assert_eq!(world.violations(), [ViolationKind::PolledTooFast]);
}

#[tokio::test]
async fn a_denied_code_says_so_in_the_word_of_the_switch() {
    let world = World::new().await;
    for word in ["access_denied", "invalid_grant"] {
        world.simulator.assume(|assumed| assumed.denied_error = word.to_owned());
        let code = world.code().await;
        world.simulator.deny(text(&code, "user_code")).expect("denied");
        let answer = error(world.poll_request(text(&code, "device_code"))).await;
        assert_eq!(answer, refused(word));
    }
}

#[tokio::test]
async fn a_code_expires_after_two_minutes() {
    let world = World::new().await;
    let code = world.code().await;
    world.simulator.advance(Duration::from_secs(121));
    assert_eq!(world.simulator.codes(), []);
    assert!(world.simulator.approve(text(&code, "user_code"), None).is_err());
    let answer = error(world.poll_request(text(&code, "device_code"))).await;
    assert_eq!(answer, refused("expired_token"));
}

#[tokio::test]
async fn codes_can_be_expired_by_hand() {
    let world = World::new().await;
    let code = world.code().await;
    world.simulator.expire(Expirable::Codes);
    let answer = error(world.poll_request(text(&code, "device_code"))).await;
    assert_eq!(answer, refused("expired_token"));
}

#[tokio::test]
async fn a_refresh_ends_the_pair_before_it() {
    let world = World::new().await;
    let first = world.pair().await;
    let second = tokens(world.refresh_request(&first.refresh).send().await.expect("answer")).await;
    assert_ne!(first.access, second.access);
    assert_eq!(me(&world, &first).await, 401);
    assert_eq!(me(&world, &second).await, 200);
}

#[tokio::test]
async fn a_refresh_token_works_once() {
    let world = World::new().await;
    let first = world.pair().await;
    tokens(world.refresh_request(&first.refresh).send().await.expect("an answer")).await;
    assert_eq!(error(world.refresh_request(&first.refresh)).await, refused("invalid_request"));
    assert_eq!(world.violations(), [ViolationKind::RefreshTokenReused]);
}

#[tokio::test]
async fn an_unknown_refresh_token_is_an_invalid_request() {
    let world = World::new().await;
    world.pair().await;
    let unknown = "00000000-0000-4000-8000-000000000000";
    assert_eq!(error(world.refresh_request(unknown)).await, refused("invalid_request"));
}

#[tokio::test]
async fn access_lasts_eight_hours_and_refresh_two_weeks() {
    let world = World::new().await;
    let first = world.pair().await;
    world.simulator.advance(Duration::from_secs(28_795));
    assert_eq!(me(&world, &first).await, 200);
    world.simulator.advance(Duration::from_secs(10));
    assert_eq!(me(&world, &first).await, 401);

    world.simulator.advance(Duration::from_secs(13 * 86_400));
    let second = tokens(world.refresh_request(&first.refresh).send().await.expect("answer")).await;
    world.simulator.advance(Duration::from_secs(14 * 86_400 + 1));
    assert_eq!(error(world.refresh_request(&second.refresh)).await, refused("invalid_request"));
}

#[tokio::test]
async fn tokens_can_be_expired_by_hand() {
    let world = World::new().await;
    let first = world.pair().await;
    world.simulator.expire(Expirable::AccessTokens);
    assert_eq!(me(&world, &first).await, 401);
    let second = tokens(world.refresh_request(&first.refresh).send().await.expect("answer")).await;
    assert_eq!(me(&world, &second).await, 200, "only the tokens of then were expired");
    world.simulator.expire(Expirable::RefreshTokens);
    assert_eq!(error(world.refresh_request(&second.refresh)).await, refused("invalid_request"));
}

#[tokio::test]
async fn a_connection_approved_for_a_while_ends_by_itself() {
    let world = World::new().await;
    let code = world.code().await;
    let span = Duration::from_secs(3600);
    world.simulator.approve_for(text(&code, "user_code"), None, span).expect("approved");
    let answer = world.poll_request(text(&code, "device_code")).send().await.expect("an answer");
    let pair = tokens(answer).await;
    assert_eq!(me(&world, &pair).await, 200);
    world.simulator.advance(Duration::from_secs(3601));
    assert_eq!(me(&world, &pair).await, 401);
    assert_eq!(error(world.refresh_request(&pair.refresh)).await, refused("invalid_request"));
}

#[tokio::test]
async fn revoking_either_token_takes_the_device_off_the_project() {
    let world = World::new().await;
    for which in ["access", "refresh"] {
        let pair = world.pair().await;
        let token = if which == "access" { &pair.access } else { &pair.refresh };
        let form = [
            ("client_id", "SN-0001"),
            ("client_secret", world.simulator.client_secret()),
            ("token", token),
        ];
        let answer = error(world.post("/v2/auth/revoke").form(&form)).await;
        assert_eq!(answer, (200, json!({ "success": true })));
        assert_eq!(me(&world, &pair).await, 401);
        assert_eq!(world.simulator.devices(), []);
    }
}

#[tokio::test]
async fn a_forgotten_device_is_refused_as_the_switches_say() {
    let world = World::new().await;
    let pair = world.pair().await;
    world.simulator.forget(None).expect("there is a device");
    assert_eq!(me(&world, &pair).await, 401);
    assert_eq!(error(world.refresh_request(&pair.refresh)).await.0, 401);

    world.simulator.assume(|assumed| {
        assumed.status_after_forget = 403;
        assumed.refresh_after_forget = RefreshAfterForget::InvalidRequest;
    });
    assert_eq!(me(&world, &pair).await, 403);
    assert_eq!(error(world.refresh_request(&pair.refresh)).await, refused("invalid_request"));
    assert!(world.simulator.forget(None).is_err(), "nobody is left to forget");
}

#[tokio::test]
async fn the_same_client_id_is_the_same_device_on_another_project() {
    let world = World::new().await;
    let before = world.pair_with(Some("Feature – Unit A")).await;
    let first = world.simulator.devices().remove(0);
    let after = world.pair_with(Some("Feature – Unit B")).await;
    let devices = world.simulator.devices();
    assert_eq!(devices.len(), 1, "a device is in one project at a time");
    assert_eq!(devices[0].device_id, first.device_id);
    assert_ne!(devices[0].id, first.id);
    assert_eq!(devices[0].project, "Feature – Unit B");
    assert_eq!(me(&world, &before).await, 401);
    assert_eq!(me(&world, &after).await, 200);

    world.pair_with(Some("Feature – Unit B")).await;
    assert_eq!(world.simulator.devices()[0].id, devices[0].id, "the same place, the same card");
    assert_eq!(me(&world, &after).await, 401, "the new pair replaces the old");

    world.simulator.assume(|assumed| assumed.pairing_replaces_tokens = false);
    let kept = world.pair_with(Some("Feature – Unit B")).await;
    world.pair_with(Some("Feature – Unit B")).await;
    assert_eq!(me(&world, &kept).await, 200);
}

async fn me(world: &World, tokens: &Tokens) -> u16 {
    let request = world.get("/v2/devices/me").bearer_auth(&tokens.access);
    request.send().await.expect("an answer").status().as_u16()
}
