use reqwest::RequestBuilder;
use serde_json::{Value, json};
use simulator::{BrowserPerson, Kind, VinliLinks, ViolationKind};
use url::Url;

use crate::client::{STATE, World, behind, brought, header, page, said, text};

const REDIRECT: &str = "http://127.0.0.1:53682/callback/vinli";

fn ask(world: &World, client: &str, wants: &str) -> String {
    let fields = [
        ("client_id", client),
        ("redirect_uri", REDIRECT),
        ("response_type", wants),
        ("state", STATE),
    ];
    page(&world.at(Kind::Vinli, "/oauth/authorization/new"), &fields)
}

fn code(world: &World, client: &str) -> String {
    let page = ask(world, client, "code");
    let back = world.browse(&page, BrowserPerson::Approves).expect("sent back");
    brought(&back, "code").expect("a code")
}

fn exchange(world: &World, code: &str, redirect: &str) -> RequestBuilder {
    let keys = world.simulator.keys();
    world
        .client
        .post(world.at(Kind::Vinli, "/oauth/token"))
        .basic_auth(keys.vinli_client_id, Some(keys.vinli_client_secret))
        .form(&[("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirect)])
}

async fn token(world: &World) -> String {
    let code = code(world, &world.simulator.keys().vinli_client_id);
    let (status, body) = said(exchange(world, &code, REDIRECT)).await;
    assert_eq!(status, 200);
    text(&body, "access_token").to_owned()
}

async fn get(world: &World, token: &str, path: &str) -> (u16, Value) {
    said(world.client.get(world.at(Kind::Vinli, path)).bearer_auth(token)).await
}

#[tokio::test]
async fn a_code_becomes_a_token_once() {
    let world = World::new().await;
    let code = code(&world, &world.simulator.keys().vinli_client_id);
    let (status, body) = said(exchange(&world, &code, REDIRECT)).await;
    assert_eq!((status, text(&body, "token_type")), (200, "bearer"));
    assert_eq!(body.as_object().map(serde_json::Map::len), Some(2), "and nothing else is promised");
    let again = said(exchange(&world, &code, REDIRECT)).await;
    assert_eq!(again, (400, json!({ "error": "invalid_grant" })));
    assert_eq!(world.violations(), [ViolationKind::CodeReused]);
    assert_eq!(world.simulator.sessions(Kind::Vinli), 1);
}

#[tokio::test]
async fn the_code_of_another_client_is_a_bare_false() {
    let world = World::new().await;
    let foreign = code(&world, &world.simulator.keys().vinli_web_client_id);
    assert_eq!(said(exchange(&world, &foreign, REDIRECT)).await, (200, json!(false)));
}

#[tokio::test]
async fn a_wrong_secret_and_another_redirect_are_refused() {
    let world = World::new().await;
    let id = world.simulator.keys().vinli_client_id;
    let form = [("grant_type", "authorization_code"), ("code", "x"), ("redirect_uri", REDIRECT)];
    let request = world.client.post(world.at(Kind::Vinli, "/oauth/token")).form(&form);
    let wrong = said(request.basic_auth(&id, Some("guess"))).await;
    assert_eq!(wrong, (401, json!({ "error": "invalid_client" })));
    let elsewhere = "http://127.0.0.1:53682/callback/other";
    let answer = said(exchange(&world, &code(&world, &id), elsewhere)).await;
    assert_eq!(answer, (400, json!({ "error": "invalid_grant" })));
}

#[tokio::test]
async fn the_exchange_takes_json_when_told_to() {
    let world = World::new().await;
    world.simulator.assume(|a| a.vinli_exchange_is_json = true);
    let keys = world.simulator.keys();
    let code = code(&world, &keys.vinli_client_id);
    assert_eq!(said(exchange(&world, &code, REDIRECT)).await.0, 400);
    let body = json!({
        "grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT,
    });
    let request = world.client.post(world.at(Kind::Vinli, "/oauth/token")).json(&body);
    let request = request.basic_auth(keys.vinli_client_id, Some(keys.vinli_client_secret));
    assert_eq!(said(request).await.0, 200);
}

#[tokio::test]
async fn an_implicit_token_comes_behind_the_hash() {
    let world = World::new().await;
    let page = ask(&world, &world.simulator.keys().vinli_web_client_id, "token");
    let back = world.browse(&page, BrowserPerson::Approves).expect("sent back");
    assert_eq!(back.query(), None);
    assert_eq!(behind(&back, "state").as_deref(), Some(STATE));
    assert_eq!(behind(&back, "token_type").as_deref(), Some("bearer"));
    let token = behind(&back, "access_token").expect("a token");
    assert_eq!(get(&world, &token, "/api/v1/users/_current").await.0, 200);
}

#[tokio::test]
async fn a_no_arrives_in_each_of_its_places() {
    let world = World::new().await;
    let page = ask(&world, &world.simulator.keys().vinli_client_id, "code");
    let denied = world.browse(&page, BrowserPerson::Denies).expect("sent back");
    assert_eq!(brought(&denied, "error").as_deref(), Some("access_denied"));
    let denied = world.browse(&page, BrowserPerson::DeniesInFragment).expect("sent back");
    assert_eq!(behind(&denied, "error").as_deref(), Some("access_denied"));
    assert_eq!(brought(&denied, "error"), None);
    assert_eq!(world.browse(&page, BrowserPerson::SeesAPage), Err(403));
}

#[tokio::test]
async fn the_state_can_be_lost_or_made_up() {
    let world = World::new().await;
    let page = ask(&world, &world.simulator.keys().vinli_client_id, "code");
    let lost = world.browse(&page, BrowserPerson::ApprovesWithoutState).expect("sent back");
    assert_eq!((brought(&lost, "state"), brought(&lost, "code").is_some()), (None, true));
    let other = world.browse(&page, BrowserPerson::ApprovesWithOtherState).expect("sent back");
    assert!(brought(&other, "state").is_some_and(|state| state != STATE));
}

#[tokio::test]
async fn an_unknown_client_or_redirect_shows_a_page() {
    let world = World::new().await;
    let unknown = ask(&world, "nobody", "code");
    assert_eq!(world.browse(&unknown, BrowserPerson::Approves), Err(400));
    let page = ask(&world, &world.simulator.keys().vinli_client_id, "code");
    let slash = page.replace("callback%2Fvinli", "callback%2Fvinli%2F");
    assert_ne!(slash, page);
    assert_eq!(world.browse(&slash, BrowserPerson::Approves), Err(400), "compared as it stands");
}

#[tokio::test]
async fn the_driver_has_a_picture_that_is_asked_for_without_the_token() {
    let world = World::new().await;
    let token = token(&world).await;
    let (_, body) = get(&world, &token, "/api/v1/users/_current").await;
    let image = text(&body["user"], "image").to_owned();
    let answer = world.client.get(&image).send().await.expect("an answer");
    assert_eq!(header(answer.headers(), "content-type"), "image/png");
    assert!(answer.bytes().await.expect("bytes").starts_with(b"\x89PNG"));
    assert_eq!(world.violations(), []);

    let with_token = world.client.get(&image).bearer_auth(&token);
    assert_eq!(said(with_token).await.0, 403);
    assert_eq!(world.violations(), [ViolationKind::PictureAuthorization]);
}

#[tokio::test]
async fn forty_five_devices_come_in_three_pages() {
    let world = World::new().await;
    let token = token(&world).await;
    let mut next = Some(world.at(Kind::Vinli, "/api/v1/devices"));
    let mut sizes = Vec::new();
    while let Some(address) = next {
        let (status, page) = said(world.client.get(address).bearer_auth(&token)).await;
        assert_eq!(status, 200);
        sizes.push(page["devices"].as_array().expect("devices").len());
        let pagination = &page["meta"]["pagination"];
        assert_eq!((&pagination["total"], &pagination["limit"]), (&json!(45), &json!(20)));
        next = pagination["links"]["next"].as_str().map(str::to_owned);
    }
    assert_eq!(sizes, [20, 20, 5]);
    let (_, all) = get(&world, &token, "/api/v1/devices?limit=1000").await;
    assert_eq!(all["meta"]["pagination"]["limit"], json!(100), "cut to the most there is");
    let (_, past) = get(&world, &token, "/api/v1/devices?offset=90").await;
    assert_eq!(past["devices"], json!([]));
    assert_eq!(get(&world, &token, "/api/v1/devices?offset=-1").await.0, 400);
}

#[tokio::test]
async fn the_links_of_a_page_can_lead_astray() {
    let world = World::new().await;
    let token = token(&world).await;
    let next = async |links: VinliLinks| {
        world.simulator.assume(|a| a.vinli_links = links);
        let (_, page) = get(&world, &token, "/api/v1/devices").await;
        text(&page["meta"]["pagination"]["links"], "next").to_owned()
    };
    assert_eq!(next(VinliLinks::Relative).await, "/api/v1/devices?limit=20&offset=20");
    assert!(next(VinliLinks::Loop).await.ends_with("offset=0"));
    let elsewhere = Url::parse(&next(VinliLinks::OtherHost).await).expect("an address");
    assert_ne!(elsewhere.port(), Url::parse(&world.at(Kind::Vinli, "/")).expect("one").port());
    world.client.get(elsewhere.clone()).send().await.expect("an answer");
    assert_eq!(world.violations(), []);
    world.client.get(elsewhere).bearer_auth(&token).send().await.expect("an answer");
    assert_eq!(world.violations(), [ViolationKind::CredentialElsewhere]);
}

#[tokio::test]
async fn devices_have_vehicles_names_and_owners() {
    let world = World::new().await;
    let token = token(&world).await;
    let (_, page) = get(&world, &token, "/api/v1/devices?limit=100").await;
    let devices = page["devices"].as_array().expect("devices");
    let latest = async |device: &Value| {
        let path = format!("/api/v1/devices/{}/vehicles/_latest", text(device, "id"));
        get(&world, &token, &path).await.1["vehicle"].clone()
    };
    // Newest first: number 45 was never plugged in, 44 has no name and was, 42 is brand new.
    assert_eq!(latest(&devices[0]).await, Value::Null);
    assert_eq!(devices[1]["name"], Value::Null);
    assert_eq!(text(&latest(&devices[1]).await, "make"), "Citroën");
    assert_eq!(latest(&devices[3]).await.get("make"), None, "its VIN is not looked up yet");

    let id = text(&devices[2], "id");
    world.simulator.rename_at(Kind::Vinli, id, "Camión 43").expect("a device");
    let path = format!("/api/v1/devices/{id}");
    assert_eq!(text(&get(&world, &token, &path).await.1["device"], "name"), "Camión 43");
    world.simulator.withdraw_at(Kind::Vinli, id).expect("a device");
    let (status, gone) = get(&world, &token, &path).await;
    assert_eq!((status, &gone["statusCode"]), (404, &json!(404)));
}

#[tokio::test]
async fn the_application_itself_sees_the_devices_of_everybody_and_its_clients() {
    let world = World::new().await;
    let keys = world.simulator.keys();
    let as_app = |path: &str| {
        let request = world.client.get(world.at(Kind::Vinli, path));
        said(request.basic_auth(&keys.vinli_app_id, Some(&keys.vinli_app_secret)))
    };
    let (_, page) = as_app("/api/v1/devices").await;
    assert_eq!(page["meta"]["pagination"]["total"], json!(47));
    world.simulator.register_redirect(Kind::Vinli, "http://127.0.0.1:9/callback/vinli");
    let (_, clients) = as_app("/api/v1/clients").await;
    let own = &clients["clients"][0];
    assert_eq!(text(own, "id"), keys.vinli_client_id);
    assert_eq!(text(&own["data"], "redirectUri"), "http://127.0.0.1:9/callback/vinli");
    assert_eq!(as_app("/api/v1/users/_current").await.0, 401);
    let token = token(&world).await;
    assert_eq!(get(&world, &token, "/api/v1/clients").await.0, 401);
}

#[tokio::test]
async fn a_token_in_the_query_works_and_is_noted() {
    let world = World::new().await;
    let token = token(&world).await;
    let address =
        page(&world.at(Kind::Vinli, "/api/v1/users/_current"), &[("access_token", &token)]);
    assert_eq!(said(world.client.get(address)).await.0, 200);
    assert_eq!(world.violations(), [ViolationKind::CredentialInQuery]);
}

#[tokio::test]
async fn a_dead_token_is_a_401_in_the_words_of_the_services() {
    let world = World::new().await;
    let token = token(&world).await;
    world.simulator.end_sessions(Kind::Vinli);
    let (status, body) = get(&world, &token, "/api/v1/devices").await;
    assert_eq!((status, text(&body, "error")), (401, "Unauthorized"));
    assert_eq!(body["statusCode"], json!(401));
}

#[tokio::test]
async fn plain_http_is_refused_and_noted() {
    let world = World::new().await;
    let plain = world.at(Kind::Vinli, "/api/v1/devices").replace("https://", "http://");
    assert_eq!(said(world.client.get(plain)).await.0, 400);
    assert_eq!(world.violations(), [ViolationKind::PlainHttp]);
}
