//! What is Multicam's own: two generations, a machine without its application, keys in headers,
//! and an API that must only ever be read.

use crate::clouds::{PATIENT, identity};
use crate::multicam_ways::{ByAddress, ByKey, ByToken, Key, Typed};
use crate::odd_server::{OddServer, answer};
use crate::ways::{Setting, WayIn, keyed, typed};
use domain::{
    Accounts, Client, CloudError, Clouds, Endpoint, ErrorKind, Presence, ProviderKind, Secret,
    Session, Timestamp, WayId,
};
use providers::Providers;
use simulator::{Kind, MulticamGeneration};
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

const MULTICAM: ProviderKind = ProviderKind::Multicam;
const KEY: &str = "canary-key-4711";
const JSON: &str = "content-type: application/json;charset=UTF-8\r\n";
const PROBLEM: &str = "content-type: application/problem+json\r\n";

async fn begin<W: WayIn>() -> W {
    W::around(Setting::of(MULTICAM).await)
}

fn way(way: &str) -> Client {
    keyed(way, &[])
}

fn session(way: &str) -> Session {
    Session { way: WayId::new(way), access: Secret::new(KEY) }
}

fn at(server: &OddServer) -> Arc<dyn Accounts> {
    let providers = Providers::new(identity(), PATIENT);
    providers.accounts(MULTICAM, &server.endpoint()).unwrap()
}

/// All that was asked of the machine so far.
fn asked(setting: &Setting) -> BTreeSet<String> {
    let seen = setting.simulator.requests().into_iter();
    seen.map(|request| format!("{} {}", request.method, request.path)).collect()
}

#[tokio::test]
async fn a_whole_day_of_use_only_ever_reads() {
    let way = begin::<ByToken>().await;
    let grant = way.sign_in().await.unwrap();
    let session = way.session(&grant.tokens);
    let accounts = way.setting().accounts();
    let (first, second) = way.two_places(&session).await;
    accounts.choose(&session, None, &first).await.unwrap();
    accounts.choose(&session, Some(&first), &second).await.unwrap();
    accounts.who_am_i(&session, Some(&second)).await.unwrap();
    accounts.reachable().await.unwrap();
    accounts.sign_out(&way.client(), &grant.tokens).await.unwrap();
    let expected = [
        "GET /api/application/rooms",
        "GET /api/application/system",
        "GET /api/application/version",
        "GET /api/v3/medialist",
        "POST /Token",
    ];
    assert_eq!(asked(way.setting()), expected.map(str::to_owned).into());
    let violations = way.setting().simulator.violations();
    assert!(violations.is_empty(), "{violations:?}");
}

#[tokio::test]
async fn a_machine_tells_its_name_its_rooms_and_its_media_lists() {
    for (names, camel_case) in [(false, false), (true, false), (false, true)] {
        let way = begin::<ByKey>().await;
        way.setting().simulator.assume(|assumed| {
            assumed.multicam_rooms_are_names = names;
            assumed.multicam_camel_case = camel_case;
        });
        let session = way.session(&way.sign_in().await.unwrap().tokens);
        let accounts = way.setting().accounts();
        let machine = accounts.accounts(&session, None).await.unwrap().entries.remove(0);
        let authority = way.setting().endpoint.authority();
        assert_eq!(machine.account.name, "Northlight Studio B");
        assert_eq!(machine.account.id.as_str(), authority);
        assert_eq!(machine.note, Some(format!("STUDIO-PC-2 · {authority}")));
        let listed = accounts.projects(&session, &machine.account.id).await.unwrap();
        let shown: Vec<_> = listed
            .entries
            .iter()
            .map(|entry| (entry.project.name.as_str(), entry.note.as_deref().unwrap()))
            .collect();
        assert_eq!(
            shown,
            [
                ("Main room", "Room"),
                ("Régie Öst", "Room"),
                ("Interview corner", "Room"),
                ("Opening titles", "Media list"),
                ("Interviews", "Media list"),
            ]
        );
        let ids: BTreeSet<_> = listed.entries.iter().map(|entry| &entry.project.id).collect();
        assert_eq!(ids.len(), 5);
    }
}

#[tokio::test]
async fn a_machine_without_its_application_is_idle_and_keeps_what_was_chosen() {
    let way = begin::<ByToken>().await;
    let session = way.session(&way.sign_in().await.unwrap().tokens);
    let (first, _) = way.two_places(&session).await;
    way.setting().simulator.set_multicam_running(false);
    let accounts = way.setting().accounts();
    let here = accounts.who_am_i(&session, Some(&first)).await.unwrap();
    assert_eq!((here.presence, here.project), (Presence::Idle, Some(first.project.clone())));
    let nothing_chosen = accounts.who_am_i(&session, None).await.unwrap();
    assert_eq!((nothing_chosen.presence, nothing_chosen.project), (Presence::Idle, None));
    let listed = accounts.projects(&session, &first.account.id).await.unwrap();
    assert!(listed.complete && listed.entries.is_empty());
    assert!(listed.said.unwrap().contains("No application is running"));

    way.setting().simulator.set_multicam_running(true);
    let back = accounts.who_am_i(&session, Some(&first)).await.unwrap();
    assert_eq!((back.presence, back.project), (Presence::Online, Some(first.project)));
}

#[tokio::test]
async fn signing_in_works_without_the_application() {
    let way = begin::<ByKey>().await;
    way.setting().simulator.set_multicam_running(false);
    way.sign_in().await.unwrap();
    // A machine that has nothing else to say.
    let text = "content-type: text/plain\r\n";
    let idle = OddServer::answering(answer("200 OK", text, "Application not launched!\r\n")).await;
    at(&idle).enter(&self::way("key"), &typed(&[("key", KEY)])).await.unwrap();
    let here = at(&idle).who_am_i(&session("key"), None).await.unwrap();
    assert_eq!(here.presence, Presence::Idle);
}

#[tokio::test]
async fn an_older_machine_is_suspected_in_words_and_its_token_never_tried() {
    let way = begin::<ByKey>().await;
    let machine = &way.setting().simulator;
    machine.assume(|assumed| assumed.multicam_generation = MulticamGeneration::V9);
    let refused = way.sign_in().await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::WrongLogin);
    assert!(refused.said.contains("try “User and key”"), "{refused}");
    assert!(!asked(way.setting()).contains("POST /Token"));

    // On a newer one the key is wrong and that is all.
    machine.assume(|assumed| assumed.multicam_generation = MulticamGeneration::V10);
    let wrong = typed(&[("key", KEY)]);
    let refused = way.setting().accounts().enter(&way.client(), &wrong).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::WrongLogin);
    assert!(!refused.said.contains("try"), "{refused}");
    assert!(!refused.said.contains(KEY), "{refused}");
}

#[tokio::test]
async fn a_newer_machine_is_suspected_in_words_and_the_key_never_sent_in_the_clear() {
    let way = begin::<ByToken>().await;
    let machine = &way.setting().simulator;
    machine.assume(|assumed| assumed.multicam_generation = MulticamGeneration::V10);
    let refused = way.sign_in().await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::Rejected);
    assert!(refused.said.contains("try “API key”"), "{refused}");
    assert_eq!(asked(way.setting()), ["POST /Token".to_owned()].into());
}

#[tokio::test]
async fn each_way_says_whose_it_is_and_how_long_it_lasts() {
    let token = begin::<ByToken>().await;
    let grant = token.sign_in().await.unwrap();
    let user = token.setting().simulator.keys().multicam_user;
    let person = grant.person.unwrap();
    assert_eq!((person.name.as_str(), person.email.as_ref()), (user.as_str(), Some(&user)));
    let life = grant.tokens.expires_at.0 - grant.tokens.issued_at.0;
    assert_eq!(life, 1_209_599_000);

    let key = begin::<ByKey>().await.sign_in().await.unwrap();
    assert_eq!(key.tokens.expires_at, Timestamp::NEVER);
    assert_eq!(key.person.unwrap().name, "API key");
    let address = begin::<ByAddress>().await.sign_in().await.unwrap();
    assert_eq!(address.tokens.expires_at, Timestamp::NEVER);
    assert_eq!(address.person.unwrap().name, "This computer");
    assert!(address.tokens.access.is_empty());
}

#[tokio::test]
async fn leaving_says_what_ends_it_on_the_machine() {
    let server = OddServer::answering(answer("500 Oh", "", "")).await;
    for (id, words) in
        [("key", "removed in Multicam"), ("token", "14 days"), ("address", "off the list")]
    {
        let tokens = domain::Tokens {
            access: Secret::new(KEY),
            refresh: None,
            issued_at: Timestamp(0),
            expires_at: Timestamp::NEVER,
        };
        let left = at(&server).sign_out(&way(id), &tokens).await.unwrap();
        assert!(!left.vendor_side && left.said.contains(words), "{}", left.said);
    }
    assert_eq!(server.seen(), Vec::<String>::new());
}

#[tokio::test]
async fn each_way_sends_its_own_credential_and_no_other() {
    for (id, sent, kept_back) in [
        ("key", Some(format!("x-apikey: {KEY}")), "authorization"),
        ("token", Some(format!("authorization: bearer {KEY}")), "x-apikey"),
        ("address", None, KEY),
    ] {
        let server = OddServer::answering(answer("200 OK", JSON, "{}")).await;
        at(&server).accounts(&session(id), None).await.unwrap();
        let head = server.seen().remove(0).to_lowercase();
        assert!(head.starts_with("get /api/application/system http/1.1"), "{head}");
        assert!(sent.is_none_or(|sent| head.contains(&sent)), "{head}");
        assert!(!head.contains(kept_back), "{head}");
    }
}

#[tokio::test]
async fn a_machine_that_sends_us_elsewhere_is_not_followed() {
    let other = OddServer::answering(answer("200 OK", JSON, "{}")).await;
    let location = format!("location: {}\r\n", other.url("/api/application/system"));
    for status in ["302 Found", "307 Temporary", "308 Permanent"] {
        let server = OddServer::answering(answer(status, &location, "")).await;
        let right = typed(&[("user", "sam"), ("key", KEY)]);
        for id in ["key", "token", "address"] {
            let error = at(&server).enter(&way(id), &right).await.unwrap_err();
            assert_eq!(error.kind, ErrorKind::CaptivePortal, "{id}: {error}");
            assert!(error.said.contains("sent elsewhere"), "{error}");
        }
    }
    assert_eq!(other.seen(), Vec::<String>::new());
}

#[tokio::test]
async fn plain_http_works_on_this_computer_and_nowhere_unasked() {
    let by_token = begin::<ByToken>().await;
    let Setting { simulator, providers, .. } = by_token.setting();
    let address = simulator.address(Kind::Multicam);
    let typed_address = typed(&[("address", address.trim_start_matches("https://"))]);
    let [https, http] = &providers.typed_endpoints(MULTICAM, &typed_address).unwrap()[..] else {
        panic!("this computer is to be asked both ways")
    };
    assert!(!https.is_plain() && http.is_plain());
    let plain = providers.accounts(MULTICAM, http).unwrap();
    let grant = plain.enter(&way("key"), &Key::right(by_token.setting())).await.unwrap();
    plain
        .who_am_i(&Session { way: WayId::new("key"), ..by_token.session(&grant.tokens) }, None)
        .await
        .unwrap();

    let studio = typed(&[("address", "studio-b:8082")]);
    let endpoints = providers.typed_endpoints(MULTICAM, &studio).unwrap();
    assert_eq!(endpoints.iter().filter(|endpoint| endpoint.is_plain()).count(), 0);
}

/// What decides whether the next address may be tried: no https was spoken, so nothing was said.
#[tokio::test]
async fn a_machine_without_https_is_told_from_one_that_answered() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("https://{}", listener.local_addr().unwrap()).parse().unwrap();
    let heard = tokio::spawn(async move {
        let (mut line, _) = listener.accept().await.unwrap();
        let mut heard = vec![0; 4096];
        let count = line.read(&mut heard).await.unwrap();
        line.write_all(answer("400 Bad Request", "", "plain http only").as_bytes()).await.unwrap();
        String::from_utf8_lossy(&heard[..count]).into_owned()
    });
    let providers = Providers::new(identity(), PATIENT);
    let accounts = providers.accounts(MULTICAM, &Endpoint { address, extra_ca: None }).unwrap();
    let error = accounts.enter(&way("key"), &typed(&[("key", KEY)])).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Offline, "{error}");
    assert!(error.never_left, "{error}");
    assert!(!heard.await.unwrap().contains(KEY));

    // A certificate that nobody vouches for was https all the same.
    let unknown = OddServer::answering(answer("200 OK", JSON, "{}")).await;
    let endpoint = Endpoint { extra_ca: None, ..unknown.endpoint() };
    let accounts = providers.accounts(MULTICAM, &endpoint).unwrap();
    let error = accounts.enter(&way("key"), &typed(&[("key", KEY)])).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Untrusted, "{error}");
}

#[tokio::test]
async fn answers_of_every_shape_have_their_meaning() {
    let page = "content-type: text/html\r\n";
    let missing = r#"{"type":"about:blank","title":"Not Found","status":404,"detail":"No room"}"#;
    for (served, expected) in [
        (answer("401 Unauthorized", "", ""), Err(ErrorKind::NotAuthorized)),
        (answer("401 Unauthorized", page, "<html>no"), Err(ErrorKind::Busy)),
        (answer("403 Forbidden", "", ""), Err(ErrorKind::NotAuthorized)),
        (answer("403 Forbidden", page, "<html>no"), Err(ErrorKind::Busy)),
        (answer("503 Not now", "", ""), Err(ErrorKind::Busy)),
        (answer("200 OK", page, "<html>log in"), Err(ErrorKind::CaptivePortal)),
        (answer("200 OK", "", "<html>log in"), Err(ErrorKind::CaptivePortal)),
        (answer("200 OK", "content-type: image/png\r\n", "{}"), Err(ErrorKind::Busy)),
        (answer("200 OK", JSON, "{"), Err(ErrorKind::Busy)),
        (answer("200 OK", JSON, "7"), Err(ErrorKind::Busy)),
        (answer("200 OK", PROBLEM, missing), Err(ErrorKind::Busy)),
        (
            answer("200 OK", "content-type: text/plain\r\n", "No file selected!"),
            Err(ErrorKind::Busy),
        ),
        // Says nothing but is there.
        (answer("404 Not Found", PROBLEM, missing), Ok(Presence::Online)),
        (answer("404 Not Found", "", ""), Ok(Presence::Unknown)),
        (answer("200 OK", JSON, "\"Application not launched!\""), Ok(Presence::Idle)),
        (answer("409 Conflict", "", "\u{feff}Application not launched!"), Ok(Presence::Idle)),
    ] {
        let server = OddServer::answering(served.clone()).await;
        let here = at(&server).who_am_i(&session("token"), None).await;
        let here = here.map(|here| here.presence).map_err(|error: CloudError| error.kind);
        assert_eq!(here, expected, "{served}");
    }
}

#[tokio::test]
async fn a_machine_that_is_none_is_told_at_once() {
    let server = OddServer::answering(answer("404 Not Found", "", "")).await;
    let error = at(&server).enter(&way("key"), &typed(&[("key", KEY)])).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Rejected);
    assert!(error.said.contains("Check host and port"), "{error}");
}

#[tokio::test]
async fn a_token_is_taken_for_what_it_is() {
    let enter = async |body: &str| {
        let server = OddServer::answering(answer("200 OK", JSON, body)).await;
        let right = typed(&[("user", "sam"), ("key", KEY)]);
        at(&server).enter(&way("token"), &right).await
    };
    // Nobody could use what renews it.
    let grant = enter(r#"{"access_token":"a","token_type":"Bearer","refresh_token":"r"}"#).await;
    let grant = grant.unwrap();
    assert_eq!(grant.tokens.refresh, None);
    assert_eq!(grant.person.unwrap().email, None);
    let life = grant.tokens.expires_at.0 - grant.tokens.issued_at.0;
    assert_eq!(life, 1_209_599_000);
    for body in [r#"{"access_token":"a","token_type":"mac"}"#, "{}", "false", "", "<html>"] {
        assert!(enter(body).await.is_err(), "{body}");
    }
}

#[tokio::test]
async fn a_machine_that_repeats_the_key_does_not_get_it_into_an_error() {
    let body = format!(r#"{{"detail":"key {KEY} is not mine"}}"#);
    let server = OddServer::answering(answer("400 Bad Request", PROBLEM, &body)).await;
    let right = typed(&[("user", "sam"), ("key", KEY)]);
    let mut errors = vec![at(&server).who_am_i(&session("key"), None).await.unwrap_err()];
    errors.push(at(&server).who_am_i(&session("token"), None).await.unwrap_err());
    errors.push(at(&server).enter(&way("key"), &right).await.unwrap_err());
    for error in errors {
        assert!(!format!("{error} {error:?}").contains(KEY), "{error}");
    }
}

#[tokio::test]
async fn a_public_key_that_is_none_is_refused_with_words() {
    let server = OddServer::answering(answer("200 OK", JSON, "{}")).await;
    let providers = Providers::new(identity(), PATIENT).with_multicam_key(Some("none".into()));
    let endpoint: Endpoint = server.endpoint();
    let error = providers.accounts(MULTICAM, &endpoint).err().unwrap();
    assert_eq!(error.kind, ErrorKind::Rejected);
}
