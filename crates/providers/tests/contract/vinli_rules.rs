//! What is Vinli's own: lists in pages whose links may lead anywhere, two pairs of keys, and a
//! token call that says no in many ways.

use crate::clouds::{PATIENT, identity};
use crate::odd_server::{OddServer, answer};
use crate::vinli_ways::{ByCode, Implicit, brought, server};
use crate::ways::{Setting, WayIn, keyed, typed};
use domain::{
    AccountId, Accounts, BrowserAnswer, CloudError, Clouds, Endpoint, ErrorKind, Grant,
    ListedProject, Listing, ProviderKind, Secret, Session, Timestamp, WayId,
};
use providers::{Patience, Providers};
use simulator::{BrowserPerson, Fault, Kind, Misdeed, Place, VinliLinks};
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

const VINLI: ProviderKind = ProviderKind::Vinli;
const TOKEN: &str = "canary-token-4711";
const JSON: &str = "content-type: application/json\r\n";

async fn begin<W: WayIn>() -> W {
    W::around(Setting::of(VINLI).await)
}

fn session() -> Session {
    Session { way: WayId::new("code"), access: Secret::new(TOKEN) }
}

fn at(server: &OddServer) -> Arc<dyn Accounts> {
    Providers::new(identity(), PATIENT).accounts(VINLI, &server.endpoint()).unwrap()
}

async fn devices(accounts: &dyn Accounts, session: &Session) -> Listing<ListedProject> {
    accounts.projects(session, &AccountId::new("u")).await.unwrap()
}

/// A list of one device, with a next page as told.
fn page(next: &str) -> String {
    let body = format!(
        r#"{{"devices":[{{"id":"d1","name":"Van 1"}}],"meta":{{"pagination":{{"links":{{"next":"{next}"}}}}}}}}"#
    );
    answer("200 OK", JSON, &body)
}

#[tokio::test]
async fn every_device_is_listed_once_whatever_the_links_look_like() {
    for links in [VinliLinks::Absolute, VinliLinks::Relative] {
        let way = begin::<ByCode>().await;
        way.setting().simulator.assume(|assumed| {
            assumed.vinli_links = links;
            assumed.vinli_page_most = 20;
        });
        let session = way.session(&way.sign_in().await.unwrap().tokens);
        let listed = devices(&*way.setting().accounts(), &session).await;
        assert!(listed.complete && listed.said.is_none());
        let ids: HashSet<_> = listed.entries.iter().map(|entry| &entry.project.id).collect();
        assert_eq!((ids.len(), listed.entries.len()), (45, 45));
        let named = |name: &str| {
            listed.entries.iter().find(|entry| entry.project.name == name).expect(name)
        };
        // One whose vehicle is known, one that is too new, one that was never plugged in.
        assert_eq!(named("Van 1").note.as_deref(), Some("2016 Mercedes-Benz Sprinter"));
        assert_eq!(named("Van 7").note, None);
        assert_eq!(named("Van 9").note, None);
        // One without a name.
        named("Device VV00LABRUN011");
        let violations = way.setting().simulator.violations();
        assert!(violations.is_empty(), "{violations:?}");
    }
}

#[tokio::test]
async fn a_list_that_leads_elsewhere_or_in_circles_ends_and_says_so() {
    for (links, expected) in [(VinliLinks::OtherHost, 20), (VinliLinks::Loop, 20)] {
        let way = begin::<ByCode>().await;
        way.setting().simulator.assume(|assumed| {
            assumed.vinli_links = links;
            assumed.vinli_page_most = 20;
        });
        let session = way.session(&way.sign_in().await.unwrap().tokens);
        let listed = devices(&*way.setting().accounts(), &session).await;
        assert_eq!((listed.entries.len(), listed.complete), (expected, false));
        assert!(listed.said.unwrap().contains("not followed"));
        let violations = way.setting().simulator.violations();
        assert!(violations.is_empty(), "{violations:?}");
    }
}

#[tokio::test]
async fn a_token_follows_a_link_to_the_very_origin_alone() {
    let other = OddServer::answering(answer("200 OK", JSON, "{}")).await;
    let own = OddServer::answering(page("?offset=100")).await;
    let listed = devices(&*at(&own), &session()).await;
    assert_eq!((listed.entries.len(), listed.complete), (1, false));
    let asked = |server: &OddServer, what: &str| {
        server.seen().iter().filter(|head| head.contains(what)).count()
    };
    assert_eq!(asked(&own, "GET /api/v1/devices?limit=100 "), 1);
    assert_eq!(asked(&own, "GET /api/v1/devices?offset=100 "), 1);

    let port = other.url("").rsplit_once(':').unwrap().1.to_owned();
    for foreign in [
        other.url("/api/v1/devices?offset=100"),
        format!("//127.0.0.1:{port}/api/v1/devices"),
        format!("https://localhost:{port}/api/v1/devices"),
        "https://platform-dev.vin.li/api/v1/devices?offset=100".to_owned(),
        "http://127.0.0.1/api/v1/devices".to_owned(),
        "javascript:alert(1)".to_owned(),
        "https://[".to_owned(),
    ] {
        let server = OddServer::answering(page(&foreign)).await;
        let listed = devices(&*at(&server), &session()).await;
        assert_eq!((listed.entries.len(), listed.complete), (1, false), "{foreign}");
        assert_eq!(asked(&server, "GET /api/v1/devices?"), 1, "{foreign}");
    }
    assert_eq!(other.seen(), Vec::<String>::new());
}

#[tokio::test]
async fn a_name_and_a_password_in_a_link_are_not_followed() {
    let server = OddServer::answering(page("https://sam:canary@127.0.0.1/api/v1/devices")).await;
    let listed = devices(&*at(&server), &session()).await;
    assert!(!listed.complete);
}

#[tokio::test]
async fn a_list_without_second_lines_is_better_than_none() {
    let way = begin::<ByCode>().await;
    let session = way.session(&way.sign_in().await.unwrap().tokens);
    let busy = Misdeed::Status { status: Some(429), code: None, retry_after: None };
    // The list itself comes first.
    way.setting().simulator.fault(Fault::new(Place::Projects, busy).at(Kind::Vinli).after(1));
    let listed = devices(&*way.setting().accounts(), &session).await;
    assert!(listed.complete && listed.entries.len() == 45);
    assert!(listed.entries.iter().all(|entry| entry.note.is_none()));
}

#[tokio::test]
async fn nobody_waits_for_second_lines_for_long() {
    let way = begin::<ByCode>().await;
    let session = way.session(&way.sign_in().await.unwrap().tokens);
    let stall = Misdeed::Stall { seconds: 3600.0, bytes: Some(0) };
    way.setting().simulator.fault(Fault::new(Place::Projects, stall).at(Kind::Vinli).after(1));
    let accounts = way.setting().accounts();
    let listed = tokio::time::timeout(Duration::from_secs(15), devices(&*accounts, &session));
    assert_eq!(listed.await.expect("still waiting").entries.len(), 45);
}

#[tokio::test]
async fn the_person_is_the_driver_and_their_picture_has_a_link() {
    let way = begin::<ByCode>().await;
    let session = way.session(&way.sign_in().await.unwrap().tokens);
    let accounts = way.setting().accounts();
    let here = accounts.who_am_i(&session, None).await.unwrap();
    let person = here.person.unwrap();
    assert_eq!(person.name, "Ana Lima");
    assert_eq!(person.email.as_deref(), Some("ana.lima@vans.example"));
    let account = here.account.unwrap();
    assert_eq!(account.name, "Ana Lima");
    assert!(here.picture.is_some_and(|link| link.scheme() == "https"));
    let listed = accounts.accounts(&session, None).await.unwrap().entries.remove(0);
    assert_eq!((listed.account, listed.note.as_deref()), (account, person.email.as_deref()));
}

#[tokio::test]
async fn a_picture_that_is_not_at_an_https_address_is_left_out() {
    for image in ["http://pictures.example/a.png", "a.png", "file:///etc/passwd", ""] {
        let body = format!(r#"{{"user":{{"id":"u","email":"a@example.org","image":"{image}"}}}}"#);
        let server = OddServer::answering(answer("200 OK", JSON, &body)).await;
        let here = at(&server).who_am_i(&session(), None).await.unwrap();
        assert_eq!(here.picture, None, "{image}");
    }
}

#[tokio::test]
async fn the_apps_own_keys_are_checked_by_what_they_see() {
    let setting = Setting::of(VINLI).await;
    let keys = setting.simulator.keys();
    let client = server(&setting, &keys.vinli_client_secret);
    let check = async |id: &str, secret: &str| {
        let typed = typed(&[("app_id", id), ("app_secret", secret)]);
        setting.accounts().check_set_up(&client, &typed).await
    };
    let good = check(&keys.vinli_app_id, &keys.vinli_app_secret).await.unwrap();
    // All drivers' and not only this one's.
    assert_eq!(good, "Good: this app sees 47 devices.");
    let wrong = check(&keys.vinli_app_id, "canary-secret").await.unwrap_err();
    assert_eq!(wrong.kind, ErrorKind::WrongSecret);
    assert!(!format!("{wrong} {wrong:?}").contains("canary-secret"));
    // The trap: the client's keys are not the app's.
    let swapped = check(&keys.vinli_client_id, &keys.vinli_client_secret).await.unwrap_err();
    assert_eq!(swapped.kind, ErrorKind::WrongSecret);
    assert_eq!(check(&keys.vinli_app_id, "").await.unwrap_err().kind, ErrorKind::Rejected);
    setting.simulator.assume(|assumed| assumed.vinli_no_devices = true);
    let none = check(&keys.vinli_app_id, &keys.vinli_app_secret).await.unwrap();
    assert_eq!(none, "Good: Vinli knows this app. It sees no device yet.");
}

#[tokio::test]
async fn the_pages_address_is_made_for_one_sign_in() {
    let cloud = Providers::new(identity(), PATIENT)
        .accounts(VINLI, &Endpoint { address: "https://vin.li".parse().unwrap(), extra_ca: None })
        .unwrap();
    let ask = domain::BrowserAsk {
        redirect: "http://127.0.0.1:53682/callback/vinli".parse().unwrap(),
        state: Secret::new("s&t"),
        challenge: "c".repeat(43),
    };
    let client = |way| {
        keyed(
            way,
            &[("client_id", "my id"), ("web_client_id", "my id"), ("client_secret", "canary")],
        )
    };
    let code = cloud.browser_page(&client("code"), &ask).unwrap();
    assert_eq!((code.host_str(), code.path()), (Some("auth.vin.li"), "/oauth/authorization/new"));
    let query = code.query().unwrap();
    for part in [
        "response_type=code",
        "client_id=my+id",
        "redirect_uri=http%3A%2F%2F127.0.0.1%3A53682%2Fcallback%2Fvinli",
        "state=s%26t",
        "code_challenge_method=S256",
    ] {
        assert!(query.contains(part), "{query}");
    }
    let implicit = cloud.browser_page(&client("implicit"), &ask).unwrap();
    assert!(implicit.query().unwrap().contains("response_type=token"));
    assert!(!implicit.query().unwrap().contains("code_challenge"));
    for page in [code, implicit] {
        assert!(!page.as_str().contains("canary"), "{page}");
    }
}

async fn redeem(
    server: &OddServer,
    way: &str,
    fields: &[(&str, &str)],
) -> Result<Grant, CloudError> {
    let client = keyed(
        way,
        &[("client_id", "id"), ("web_client_id", "id"), ("client_secret", "canary-secret")],
    );
    let answer = BrowserAnswer {
        redirect: "http://127.0.0.1:53682/callback/vinli".parse().unwrap(),
        verifier: Secret::new("v".repeat(43)),
        fields: typed(fields),
    };
    at(server).redeem(&client, &answer).await
}

#[tokio::test]
async fn every_way_to_say_no_to_a_code_is_understood() {
    let html = "content-type: text/html\r\n";
    let service = r#"{"statusCode":401,"error":"Unauthorized","message":"Bad client"}"#;
    let location = "location: https://login.example/?code=canary\r\n";
    for (served, expected) in [
        (answer("200 OK", JSON, "false"), ErrorKind::WrongSecret),
        (answer("400 Bad Request", JSON, "false"), ErrorKind::WrongSecret),
        (answer("400 Bad Request", JSON, r#"{"error":"invalid_grant"}"#), ErrorKind::NotAuthorized),
        (answer("403 Forbidden", JSON, r#"{"error":"invalid_grant"}"#), ErrorKind::NotAuthorized),
        (answer("401 No", JSON, r#"{"error":"invalid_client"}"#), ErrorKind::WrongSecret),
        (answer("401 No", JSON, service), ErrorKind::WrongSecret),
        (answer("401 No", "", ""), ErrorKind::WrongSecret),
        (answer("400 Bad Request", JSON, r#"{"error":"unsupported"}"#), ErrorKind::Rejected),
        (answer("200 OK", "", ""), ErrorKind::Busy),
        (answer("200 OK", JSON, "{}"), ErrorKind::Busy),
        (answer("200 OK", JSON, r#"{"access_token":false}"#), ErrorKind::Busy),
        (answer("200 OK", html, "<html>log in"), ErrorKind::CaptivePortal),
        (answer("401 No", html, "<html>log in"), ErrorKind::Busy),
        (answer("500 Oh", html, "<html>oh"), ErrorKind::Busy),
        (answer("302 Found", location, ""), ErrorKind::CaptivePortal),
    ] {
        let server = OddServer::answering(served.clone()).await;
        let error = redeem(&server, "code", &[("code", "canary-code")]).await.unwrap_err();
        assert_eq!(error.kind, expected, "{served}: {error}");
        assert!(!format!("{error} {error:?}").contains("canary"), "{error}");
        // A code is sent once, whatever comes of it.
        assert_eq!(server.seen().len(), 1);
    }
}

#[tokio::test]
async fn a_no_out_of_the_browser_never_becomes_a_request() {
    let server = OddServer::answering(answer("200 OK", JSON, r#"{"access_token":"a"}"#)).await;
    for (way, token) in [("code", "access_token"), ("implicit", "code")] {
        let denied = redeem(&server, way, &[("error", "access_denied"), ("code", "c")]).await;
        assert_eq!(denied.unwrap_err().kind, ErrorKind::Denied);
        // What was not asked for is not taken.
        let slipped_in = redeem(&server, way, &[(token, "canary")]).await.unwrap_err();
        assert_eq!(slipped_in.kind, ErrorKind::Rejected);
        assert_eq!(redeem(&server, way, &[]).await.unwrap_err().kind, ErrorKind::Rejected);
    }
    assert_eq!(server.seen(), Vec::<String>::new());
}

#[tokio::test]
async fn a_code_is_redeemed_with_the_clients_keys_in_one_line() {
    let tokens = r#"{"access_token":"a","token_type":"bearer","refresh_token":"r"}"#;
    let server = OddServer::answering(answer("200 OK", JSON, tokens)).await;
    let grant = redeem(&server, "code", &[("code", "c")]).await.unwrap();
    assert_eq!(grant.tokens.expires_at, Timestamp::NEVER);
    // Not documented, but used if it ever comes.
    let refresh = grant.tokens.refresh.unwrap();
    let client = keyed("code", &[("client_id", "id"), ("client_secret", "canary-secret")]);
    at(&server).refresh(&client, &refresh).await.unwrap();
    let [exchange, renewal] = &server.seen()[..] else { panic!("{:?}", server.seen()) };
    for head in [exchange, renewal] {
        assert!(head.starts_with("POST /oauth/token HTTP/1.1"), "{head}");
        // "id:canary-secret"
        assert!(head.contains("Basic aWQ6Y2FuYXJ5LXNlY3JldA=="), "{head}");
        let lower = head.to_lowercase();
        assert!(lower.contains("content-type: application/x-www-form-urlencoded"), "{head}");
    }
}

#[tokio::test]
async fn a_token_out_of_the_browser_is_tried_before_it_is_believed() {
    let way = begin::<Implicit>().await;
    let client = way.client();
    let mut answer = brought(way.setting(), &client);
    answer.fields.put("expires_in", Secret::new("3600"));
    let grant = way.setting().accounts().redeem(&client, &answer).await.unwrap();
    assert_eq!(grant.person.unwrap().name, "Ana Lima");
    assert_eq!(grant.tokens.expires_at.0 - grant.tokens.issued_at.0, 3_600_000);
    answer.fields.put("access_token", Secret::new(TOKEN));
    let refused = way.setting().accounts().redeem(&client, &answer).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::NotAuthorized);
    assert!(!format!("{refused} {refused:?}").contains(TOKEN));
}

#[tokio::test]
async fn a_page_that_shows_an_error_brings_nothing() {
    let way = begin::<ByCode>().await;
    let nothing = way.setting().browse(&way.client(), BrowserPerson::SeesAPage).unwrap();
    assert!(nothing.is_none());
    // The page itself says no to a client it does not know.
    let unknown = keyed("code", &[("client_id", "unknown"), ("client_secret", "s")]);
    assert!(way.setting().browse(&unknown, BrowserPerson::Approves).unwrap().is_none());
}

#[tokio::test]
async fn a_device_that_is_forbidden_was_taken_back_and_a_page_says_nothing_about_it() {
    let gone = r#"{"statusCode":403,"error":"Forbidden","message":"Not yours"}"#;
    let user = r#"{"user":{"id":"u","email":"a@example.org"}}"#;
    let place = domain::Place {
        account: domain::Account { id: AccountId::new("u"), name: "Ana".into() },
        project: domain::Project { id: domain::ProjectId::new("../users"), name: "Odd".into() },
    };
    // An id that would lead elsewhere is not asked for.
    let server = OddServer::answering(answer("200 OK", JSON, user)).await;
    let here = at(&server).who_am_i(&session(), Some(&place)).await.unwrap();
    assert_eq!((here.project, server.seen().len()), (None, 1));

    let way = begin::<ByCode>().await;
    let session = way.session(&way.sign_in().await.unwrap().tokens);
    let (first, _) = way.two_places(&session).await;
    let accounts = way.setting().accounts();
    for (misdeed, expected) in [
        (Misdeed::Malformed { status: Some(404) }, Err(ErrorKind::Busy)),
        (Misdeed::Malformed { status: Some(403) }, Err(ErrorKind::Busy)),
        (Misdeed::Status { status: Some(403), code: None, retry_after: None }, Ok(None)),
    ] {
        way.setting().simulator.fault(Fault::new(Place::Projects, misdeed).at(Kind::Vinli));
        let here = accounts.who_am_i(&session, Some(&first)).await;
        assert_eq!(here.map(|here| here.project).map_err(|error| error.kind), expected, "{gone}");
        way.setting().simulator.clear_faults();
    }
}

#[tokio::test]
async fn plain_http_is_never_an_option() {
    let providers = Providers::new(identity(), Patience::default());
    for address in ["http://vin.li", "http://127.0.0.1:1"] {
        let endpoint = Endpoint { address: address.parse().unwrap(), extra_ca: None };
        let error = providers.accounts(VINLI, &endpoint).err().unwrap();
        assert_eq!(error.kind, ErrorKind::Rejected);
    }
}
