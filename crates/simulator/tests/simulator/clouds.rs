//! What all four have in common: their pages, the desk, the faults, the state on disk.

use serde_json::json;
use simulator::{BrowserPerson, Fault, Kind, Misdeed, Options, Place, Simulator, ViolationKind};

use crate::client::{STATE, World, client, header, page, said, text};

const REDIRECT: &str = "http://127.0.0.1:53682/callback/vinli";

fn vinli_page(world: &World) -> String {
    let client = world.simulator.keys().vinli_client_id;
    let fields = [
        ("client_id", client.as_str()),
        ("redirect_uri", REDIRECT),
        ("response_type", "code"),
        ("state", STATE),
    ];
    page(&world.at(Kind::Vinli, "/oauth/authorization/new"), &fields)
}

/// A browser that shows where it is sent instead of going there.
fn browser(world: &World) -> reqwest::Client {
    let pem = std::fs::read(world.simulator.ca_pem_path()).expect("the authority");
    reqwest::Client::builder()
        .tls_certs_only([reqwest::Certificate::from_pem(&pem).expect("a certificate")])
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .expect("a browser")
}

#[tokio::test]
async fn a_browser_gets_a_page_that_says_what_it_is_and_sends_it_back_on_a_click() {
    let world = World::new().await;
    let browser = browser(&world);
    let address = vinli_page(&world);
    let answer = browser.get(&address).send().await.expect("a page");
    assert_eq!(answer.status(), 200);
    let shown = answer.text().await.expect("a page");
    assert!(shown.contains("This is the simulator"), "{shown}");
    assert!(shown.contains("It asks for the first time."));

    let query = address.split_once('?').expect("a query").1;
    let form = [("query", query), ("person", "approves")];
    let decide = world.at(Kind::Vinli, "/oauth/authorization/new");
    let answer = browser.post(&decide).form(&form).send().await.expect("an answer");
    assert_eq!(answer.status(), 302);
    let back = header(answer.headers(), "location");
    assert!(back.starts_with(&format!("{REDIRECT}?code=")), "{back}");

    let again = browser.get(&address).send().await.expect("a page").text().await.expect("a page");
    assert!(again.contains("You have approved it before."));
    world.simulator.assume(|a| a.approval_remembered = true);
    let at_once = browser.get(&address).send().await.expect("an answer");
    assert_eq!(at_once.status(), 302);
}

#[tokio::test]
async fn a_page_shows_what_it_was_asked_and_never_runs_it() {
    let world = World::new().await;
    let odd = "http://127.0.0.1:1/callback?<script>alert(1)</script>";
    world.simulator.register_redirect(Kind::Vinli, odd);
    let client = world.simulator.keys().vinli_client_id;
    let fields = [("client_id", client.as_str()), ("redirect_uri", odd), ("response_type", "code")];
    let address = page(&world.at(Kind::Vinli, "/oauth/authorization/new"), &fields);
    let answer = browser(&world).get(address).send().await.expect("a page");
    let shown = answer.text().await.expect("a page");
    assert!(shown.contains("&lt;script&gt;") && !shown.contains("<script>"), "{shown}");
}

#[tokio::test]
async fn the_browser_knows_no_other_pages_than_the_three() {
    let world = World::new().await;
    let nowhere = [
        "not an address".to_owned(),
        world.at(Kind::Multicam, "/oauth/authorize"),
        world.at(Kind::EagleEye, "/oauth/authorization/new"),
        vinli_page(&world).replace("127.0.0.1", "127.0.0.2"),
    ];
    for address in nowhere {
        assert_eq!(world.browse(&address, BrowserPerson::Approves), Err(404), "{address}");
    }
}

#[tokio::test]
async fn a_redirect_leads_to_another_cloud_and_only_credentials_are_noted() {
    let world = World::new().await;
    let browser = browser(&world);
    for kind in Kind::ALL {
        let astray = Fault::new(Place::Any, Misdeed::Redirect { to: None }).at(kind);
        world.simulator.fault(astray.times(1));
        let request = browser.get(world.at(kind, "/v2/me")).header("x-client-version", "1.2.3");
        let answer = request.send().await.expect("an answer");
        assert_eq!(answer.status(), 307);
        let to = header(answer.headers(), "location");
        assert!(!to.starts_with(&world.simulator.address(kind)), "{to}");
        browser.get(&to).send().await.expect("an answer");
        assert_eq!(world.violations(), []);
        browser.get(&to).header("x-apikey", "key").send().await.expect("an answer");
        assert_eq!(world.violations(), [ViolationKind::CredentialElsewhere]);
        world.simulator.forget_violations();
        browser.post(&to).form(&[("client_secret", "x")]).send().await.expect("an answer");
        assert_eq!(world.violations(), [ViolationKind::CredentialElsewhere]);
        world.simulator.forget_violations();
    }
}

#[tokio::test]
async fn a_fault_meets_the_cloud_it_was_meant_for() {
    let world = World::new().await;
    world.simulator.fault(Fault::status(Place::Me, 503, "").at(Kind::Vinli));
    let key = world.simulator.keys().multicam_api_key;
    let other = world.client.get(world.at(Kind::Multicam, "/api/application/system"));
    assert_eq!(said(other.header("x-apikey", key)).await.0, 200);
    let struck = world.client.get(world.at(Kind::Vinli, "/api/v1/users/_current"));
    assert_eq!(said(struck).await.0, 503);
    let seen = world.simulator.requests().pop().expect("a request");
    assert_eq!((seen.cloud, seen.fault.as_deref()), (Kind::Vinli, Some("status")));
}

#[tokio::test]
async fn the_desk_shows_and_does_it_all() {
    let world = World::new().await;
    let keys = world.see("/keys").await;
    assert_eq!(text(&keys, "multicam_api_key"), world.simulator.keys().multicam_api_key);
    let visit = json!({ "page": vinli_page(&world), "person": "denies" });
    let answer = world.control("/browse", visit).await;
    let back: serde_json::Value = answer.json().await.expect("JSON");
    assert!(text(&back, "redirected").contains("error=access_denied"));

    let done = [
        ("/redirects", json!({ "cloud": "vinli", "uri": "http://127.0.0.1:9/callback/vinli" })),
        ("/rename", json!({ "cloud": "multicam", "project_id": "room-1", "name": "Große Bühne" })),
        ("/withdraw", json!({ "cloud": "multicam", "project_id": "room-2" })),
        ("/multicam", json!({ "running": false, "trusted": true })),
        ("/sessions", json!({ "cloud": "eagle_eye", "fate": "end" })),
        ("/sessions", json!({ "cloud": "frameio", "fate": "expire" })),
        ("/faults", json!({ "on": "me", "do": "redirect", "cloud": "vinli", "times": 1 })),
    ];
    for (path, wish) in done {
        assert_eq!(world.control(path, wish).await.status(), 200, "{path}");
    }
    let clouds = world.see("/clouds").await;
    assert_eq!(clouds.as_array().map(Vec::len), Some(4));
    let (machine, vinli) = (&clouds[1], &clouds[3]);
    assert_eq!((&machine["running"], &machine["trusted"]), (&json!(false), &json!(true)));
    assert_eq!(machine["picks"][0]["name"], json!("Große Bühne"));
    assert_eq!(machine["picks"][1]["name"], json!("Interview corner"));
    assert_eq!(vinli["redirects"][1], json!("http://127.0.0.1:9/callback/vinli"));

    let refused = [
        ("/withdraw", json!({ "cloud": "vinli", "project_id": "nothing" }), 404),
        ("/rename", json!({ "cloud": "eagle_eye", "project_id": "1", "name": "x" }), 404),
        ("/redirects", json!({ "cloud": "vinli", "uri": "here" }), 400),
        ("/sessions", json!({ "cloud": "vinli", "fate": "forget" }), 400),
        ("/browse", json!({ "page": "x", "person": "hesitates" }), 400),
    ];
    for (path, wish, status) in refused {
        assert_eq!(world.control(path, wish).await.status(), status, "{path}");
    }
}

#[tokio::test]
async fn the_same_folder_still_knows_who_is_signed_in_and_what_was_changed() {
    let world = World::new().await;
    let keys = world.simulator.keys();
    let vinli = world.browse(&vinli_page(&world), BrowserPerson::Approves).expect("sent back");
    let code = crate::client::brought(&vinli, "code").expect("a code");
    let exchange = |client: &reqwest::Client, address: String| {
        client
            .post(address)
            .basic_auth(&keys.vinli_client_id, Some(&keys.vinli_client_secret))
            .form(&[
                ("grant_type", "authorization_code"),
                ("code", &code),
                ("redirect_uri", REDIRECT),
            ])
    };
    let (_, tokens) = said(exchange(&world.client, world.at(Kind::Vinli, "/oauth/token"))).await;
    world.simulator.rename_at(Kind::EagleEye, "1001", "Quai").expect("a camera");
    world.simulator.trust_address(true);
    world.simulator.register_redirect(Kind::EagleEye, "http://127.0.0.1:9/callback");
    let addresses = Kind::ALL.map(|kind| world.simulator.address(kind));
    let World { simulator, dir, .. } = world;
    simulator.stop().await.expect("stopped");

    let simulator = Simulator::start(Options::new(dir.path())).await.expect("started again");
    let world = World { client: client(&simulator), simulator, dir };
    assert_eq!(Kind::ALL.map(|kind| world.simulator.address(kind)), addresses);
    assert_eq!(world.simulator.keys().multicam_api_key, keys.multicam_api_key);
    let me = world.client.get(world.at(Kind::Vinli, "/api/v1/users/_current"));
    assert_eq!(said(me.bearer_auth(text(&tokens, "access_token"))).await.0, 200);
    let spent = said(exchange(&world.client, world.at(Kind::Vinli, "/oauth/token"))).await;
    assert_eq!(spent.0, 400, "the code of before is still spent");
    let clouds = world.simulator.clouds();
    assert_eq!(clouds[1].trusted, Some(true));
    assert!(clouds[2].picks.iter().any(|pick| pick.name == "Quai"));
    assert_eq!(clouds[2].redirects.len(), 2);
    assert_eq!(clouds[3].sessions, ["server"]);
}
