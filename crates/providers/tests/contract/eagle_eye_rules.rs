//! What is particular to CameraManager: two kinds of token, and a dealer's power.

use crate::clouds::{PATIENT, identity};
use crate::eagle_eye_ways::{Distributor, Hosted, Reseller, client, reseller};
use crate::odd_server::{OddServer, answer};
use crate::ways::{Setting, WayIn, keyed, typed};
use domain::{Clouds, ErrorKind, ListedAccount, ProviderKind, Secret, Session};
use providers::Providers;
use simulator::{Fault, Kind, Misdeed, Place};
use std::time::Duration;

async fn at<W: WayIn>() -> (W, Session) {
    let way = W::around(Setting::of(ProviderKind::EagleEye).await);
    let session = way.session(&way.sign_in().await.unwrap().tokens);
    (way, session)
}

/// How often a token was made for a user.
fn made(way: &impl WayIn) -> usize {
    let requests = way.setting().simulator.requests();
    requests.iter().filter(|seen| seen.method == "POST" && seen.path.ends_with("/token")).count()
        - requests.iter().filter(|seen| seen.path == "/oauth/token").count()
}

fn no_rule_was_broken(way: &impl WayIn) {
    let wrong = way.setting().simulator.violations();
    assert!(wrong.is_empty(), "{wrong:?}");
}

async fn first_account(way: &impl WayIn, session: &Session) -> ListedAccount {
    let list = way.setting().accounts().accounts(session, None).await.unwrap();
    list.entries.into_iter().next().unwrap()
}

#[tokio::test]
async fn the_api_key_goes_in_the_header_and_the_password_in_the_body() {
    let server = OddServer::answering(answer("200 OK", "", r#"{"access_token":"a:1"}"#)).await;
    let providers = Providers::new(identity(), PATIENT);
    let accounts = providers.accounts(ProviderKind::EagleEye, &server.endpoint()).unwrap();
    let key =
        [("client_id", "cameramanager.test"), ("client_secret", "qwertyuiopasdfghjklzxcvbnm12345")];
    let dealer = typed(&[("email", " dealer@example.org "), ("password", " canary pass ")]);
    let grant = accounts.enter(&keyed("reseller", &key), &dealer).await.unwrap();
    assert_eq!(grant.person.unwrap().email.as_deref(), Some("dealer@example.org"));
    let life = grant.tokens.expires_at.from_now(grant.tokens.issued_at);
    assert_eq!(life.as_secs(), 43_199);
    let head = server.seen().remove(0);
    assert!(head.starts_with("POST /oauth/token HTTP/1.1"), "{head}");
    // The vendor's own sample.
    let basic = "Basic Y2FtZXJhbWFuYWdlci50ZXN0OnF3ZXJ0eXVpb3Bhc2RmZ2hqa2x6eGN2Ym5tMTIzNDU=";
    assert!(head.contains(&format!("authorization: {basic}")), "{head}");
    assert!(head.contains("accept: application/json"), "{head}");
}

#[tokio::test]
async fn a_token_answer_that_announces_no_end_is_not_renewed_at_once() {
    let zero = answer("200 OK", "", r#"{"access_token":"a:1","expires_in":0}"#);
    let server = OddServer::answering(zero).await;
    let providers = Providers::new(identity(), PATIENT);
    let accounts = providers.accounts(ProviderKind::EagleEye, &server.endpoint()).unwrap();
    let client = keyed("hosted", &[("client_id", "i"), ("client_secret", "s")]);
    let tokens = accounts.refresh(&client, &Secret::new("old:1")).await.unwrap();
    assert!(tokens.expires_at > tokens.issued_at);
    assert_eq!(tokens.refresh.unwrap().reveal(), "old:1");
}

#[tokio::test]
async fn a_dealer_who_wants_it_for_this_session_only_gets_it() {
    let setting = Setting::of(ProviderKind::EagleEye).await;
    let (accounts, client) = (setting.accounts(), client(&setting, "reseller"));
    let mut typed = reseller(&setting);
    assert!(accounts.enter(&client, &typed).await.unwrap().lasting);
    typed.put("session_only", Secret::new("on"));
    assert!(!accounts.enter(&client, &typed).await.unwrap().lasting);
}

#[tokio::test]
async fn a_refresh_token_stays_until_another_one_comes() {
    let (way, _) = at::<Reseller>().await;
    let accounts = way.setting().accounts();
    let first = way.sign_in().await.unwrap().tokens.refresh.unwrap();
    let same = accounts.refresh(&way.client(), &first).await.unwrap().refresh.unwrap();
    assert_eq!(first, same);
    way.setting().simulator.assume(|assumed| assumed.eagle_eye_rotates_refresh = true);
    let other = accounts.refresh(&way.client(), &first).await.unwrap().refresh.unwrap();
    assert_ne!(first, other);
    accounts.refresh(&way.client(), &other).await.unwrap();
}

#[tokio::test]
async fn an_end_user_has_one_account_and_sees_each_camera_with_its_zone() {
    let (way, session) = at::<Hosted>().await;
    let accounts = way.setting().accounts();
    let here = accounts.who_am_i(&session, None).await.unwrap();
    let email = way.setting().simulator.keys().eagle_eye_email;
    assert_eq!(here.person.unwrap().email, Some(email));
    assert_eq!(here.picture, None);
    let list = accounts.accounts(&session, None).await.unwrap();
    let [own] = &list.entries[..] else { panic!("{list:?}") };
    assert_eq!(here.account.as_ref(), Some(&own.account));
    let cameras = accounts.projects(&session, &own.account.id).await.unwrap().entries;
    let camera = cameras.iter().find(|camera| camera.project.name == "Réception").unwrap();
    assert_eq!((camera.note.as_deref(), camera.online), (Some("Offices"), Some(false)));
    no_rule_was_broken(&way);
}

#[tokio::test]
async fn a_distributor_sees_more_than_a_reseller() {
    let (own, session) = at::<Reseller>().await;
    let own = own.setting().accounts().accounts(&session, None).await.unwrap().entries.len();
    let (all, session) = at::<Distributor>().await;
    let all = all.setting().accounts().accounts(&session, None).await.unwrap().entries.len();
    assert!(all > own && own > 0, "{own} and {all}");
}

#[tokio::test]
async fn a_user_is_found_by_an_address_that_has_to_be_encoded() {
    let (way, session) = at::<Reseller>().await;
    let accounts = way.setting().accounts();
    let found = accounts.accounts(&session, Some(" joão+docks@harbour.example ")).await.unwrap();
    let [one] = &found.entries[..] else { panic!("{found:?}") };
    assert_eq!((one.account.name.as_str(), one.account.id.as_str()), ("João Reis", "54321:12346"));
    assert_eq!(one.note.as_deref(), Some("joão+docks@harbour.example"));
}

#[tokio::test]
async fn a_made_token_is_used_until_it_is_refused_and_then_made_anew() {
    let (way, session) = at::<Reseller>().await;
    let (simulator, accounts) = (&way.setting().simulator, way.setting().accounts());
    let account = first_account(&way, &session).await.account;
    for _ in 0..3 {
        let cameras = accounts.projects(&session, &account.id).await.unwrap().entries;
        assert!(!cameras.is_empty());
    }
    assert_eq!(made(&way), 1);
    simulator.fault(Fault::status(Place::Projects, 401, "invalid_token").times(3));
    assert!(!accounts.projects(&session, &account.id).await.unwrap().entries.is_empty());
    assert_eq!(made(&way), 2);
    // A user's token that is never taken does not sign the dealer out.
    simulator.fault(Fault::status(Place::Projects, 401, "invalid_token"));
    let refused = accounts.projects(&session, &account.id).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::Rejected, "{refused}");
    no_rule_was_broken(&way);
}

#[tokio::test]
async fn another_dealers_session_gets_tokens_of_its_own() {
    let (way, first) = at::<Reseller>().await;
    let second = way.session(&way.sign_in().await.unwrap().tokens);
    let accounts = way.setting().accounts();
    let account = first_account(&way, &first).await.account;
    for session in [&first, &second, &first] {
        accounts.projects(session, &account.id).await.unwrap();
    }
    assert_eq!(made(&way), 2);
}

#[tokio::test]
async fn both_spellings_of_a_made_token_are_read() {
    let (way, session) = at::<Distributor>().await;
    way.setting().simulator.assume(|assumed| assumed.eagle_eye_camel_case = true);
    way.two_places(&session).await;
    assert!(made(&way) > 0);
}

#[tokio::test]
async fn a_missing_permission_is_said_and_ends_no_session() {
    let (way, session) = at::<Reseller>().await;
    let (simulator, accounts) = (&way.setting().simulator, way.setting().accounts());
    let account = first_account(&way, &session).await.account;
    simulator.assume(|assumed| assumed.eagle_eye_module_on = false);
    let refused = accounts.projects(&session, &account.id).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::Rejected, "{refused}");
    assert!(refused.said.contains("Generate access token"), "{refused}");
    accounts.who_am_i(&session, None).await.unwrap();
}

#[tokio::test]
async fn an_account_without_cameras_is_empty_and_no_error() {
    let (way, session) = at::<Reseller>().await;
    let accounts = way.setting().accounts();
    let list = accounts.accounts(&session, None).await.unwrap().entries;
    let empty = list.iter().find(|listed| listed.account.name.contains("Empty")).unwrap();
    let cameras = accounts.projects(&session, &empty.account.id).await.unwrap();
    assert!(cameras.complete && cameras.entries.is_empty());
    let nonsense = domain::AccountId::new("not a number");
    let refused = accounts.projects(&session, &nonsense).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::Rejected);
}

#[tokio::test]
async fn the_clouds_wish_for_patience_is_passed_on() {
    let (way, session) = at::<Hosted>().await;
    for status in [429, 503] {
        let later = Misdeed::Status { status: Some(status), code: None, retry_after: Some(7) };
        way.setting().simulator.fault(Fault::new(Place::Any, later).at(Kind::EagleEye).times(1));
        let busy = way.setting().accounts().who_am_i(&session, None).await.unwrap_err();
        let asked = Some(Duration::from_secs(7));
        assert_eq!((busy.kind, busy.retry_after), (ErrorKind::Busy, asked), "{busy}");
    }
    way.setting().simulator.fault(Fault::status(Place::Me, 403, "forbidden").times(1));
    let forbidden = way.setting().accounts().who_am_i(&session, None).await.unwrap_err();
    assert_eq!(forbidden.kind, ErrorKind::Rejected, "{forbidden}");
}

#[tokio::test]
async fn made_tokens_are_logged_out_before_the_dealer_is() {
    let way = Reseller::around(Setting::of(ProviderKind::EagleEye).await);
    let tokens = way.sign_in().await.unwrap().tokens;
    let session = way.session(&tokens);
    let (simulator, accounts) = (&way.setting().simulator, way.setting().accounts());
    way.two_places(&session).await;
    // The line is not there for the second of the two: it is gone on with at the next try.
    simulator.fault(Fault::status(Place::Revoke, 503, "later").after(1).times(1));
    accounts.sign_out(&way.client(), &tokens).await.unwrap_err();
    assert_eq!(simulator.sessions(Kind::EagleEye), 1);
    accounts.sign_out(&way.client(), &tokens).await.unwrap();
    let requests = simulator.requests();
    let left: Vec<_> = requests.iter().filter(|seen| seen.method == "DELETE").collect();
    let statuses: Vec<_> = left.iter().map(|seen| seen.status).collect();
    assert_eq!(statuses, [Some(200), Some(503), Some(200)]);
    assert_eq!(simulator.sessions(Kind::EagleEye), 0);
}

#[tokio::test]
async fn a_made_token_that_cannot_be_logged_out_keeps_no_dealer_signed_in() {
    let way = Reseller::around(Setting::of(ProviderKind::EagleEye).await);
    let tokens = way.sign_in().await.unwrap().tokens;
    let (simulator, accounts) = (&way.setting().simulator, way.setting().accounts());
    way.two_places(&way.session(&tokens)).await;
    simulator.fault(Fault::status(Place::Revoke, 400, "invalid_request").times(1));
    let left = accounts.sign_out(&way.client(), &tokens).await.unwrap();
    assert!(left.vendor_side, "{}", left.said);
    let refused = accounts.refresh(&way.client(), &tokens.refresh.unwrap()).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::NotAuthorized, "{refused}");
}

#[tokio::test]
async fn a_session_that_may_not_end_itself_is_left_with_words() {
    let way = Reseller::around(Setting::of(ProviderKind::EagleEye).await);
    let tokens = way.sign_in().await.unwrap().tokens;
    way.setting().simulator.fault(Fault::status(Place::Revoke, 403, "scope"));
    let left = way.setting().accounts().sign_out(&way.client(), &tokens).await.unwrap();
    assert!(!left.vendor_side && left.said.contains("did not let us"));
}

#[tokio::test]
async fn nothing_but_what_is_on_the_list_is_ever_asked() {
    let (way, session) = at::<Distributor>().await;
    let accounts = way.setting().accounts();
    let (place, _) = way.two_places(&session).await;
    accounts.choose(&session, None, &place).await.unwrap();
    accounts.who_am_i(&session, Some(&place)).await.unwrap();
    accounts.accounts(&session, way.finds().as_deref()).await.unwrap();
    accounts.reachable().await.unwrap();
    let tokens = way.sign_in().await.unwrap().tokens;
    let renewed = accounts.refresh(&way.client(), &tokens.refresh.unwrap()).await.unwrap();
    accounts.sign_out(&way.client(), &renewed).await.unwrap();
    for seen in way.setting().simulator.requests() {
        let listed = match seen.method.as_str() {
            "GET" => true,
            "POST" => seen.path == "/oauth/token" || seen.path.ends_with("/token"),
            "DELETE" => seen.path.ends_with("/users/self/tokens/current"),
            _ => false,
        };
        assert!(listed, "{} {}", seen.method, seen.path);
    }
    no_rule_was_broken(&way);
}
