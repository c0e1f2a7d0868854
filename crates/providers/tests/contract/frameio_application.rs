//! What is particular to the sign-in in a browser, and to picking a project afterwards.

use crate::clouds::{PATIENT, identity};
use crate::frameio_ways::Application;
use crate::odd_server::{OddServer, answer};
use crate::ways::{Setting, WayIn, keyed, typed};
use domain::{
    Account, AccountId, BrowserAnswer, BrowserAsk, Clouds, ErrorKind, PictureKind, Project,
    ProjectId, ProviderKind, Secret, Session,
};
use providers::Providers;
use simulator::{Fault, Place};

async fn signed_in() -> (Application, Session) {
    let way = Application::around(Setting::of(ProviderKind::Frameio).await);
    let session = way.session(&way.sign_in().await.unwrap().tokens);
    (way, session)
}

async fn place(way: &Application, session: &Session) -> domain::Place {
    way.two_places(session).await.0
}

#[tokio::test]
async fn a_person_is_shown_by_name_e_mail_and_picture() {
    let (way, session) = signed_in().await;
    let here = way.setting().accounts().who_am_i(&session, None).await.unwrap();
    let person = here.person.unwrap();
    assert!(!person.name.is_empty() && person.email.unwrap().contains('@'));
    let Setting { providers, endpoint, .. } = way.setting();
    let picture = providers.picture(endpoint, &here.picture.unwrap()).await.unwrap();
    assert_eq!(picture.kind, PictureKind::Png);
    let wrong = way.setting().simulator.violations();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[tokio::test]
async fn the_page_is_at_the_vendors_other_host_and_asks_for_little() {
    let providers = Providers::new(identity(), PATIENT);
    let endpoint = providers.default_endpoint(ProviderKind::Frameio).unwrap();
    let accounts = providers.accounts(ProviderKind::Frameio, &endpoint).unwrap();
    let ask = BrowserAsk {
        redirect: "http://127.0.0.1:53682/callback/frameio".parse().unwrap(),
        state: Secret::new("state"),
        challenge: "challenge".into(),
    };
    let client = keyed("application", &[("client_id", "ours")]);
    let page = accounts.browser_page(&client, &ask).unwrap();
    assert!(page.as_str().starts_with("https://applications.frame.io/oauth2/auth?"), "{page}");
    let field = |name| page.query_pairs().find(|(n, _)| n == name).map(|(_, v)| v.into_owned());
    assert_eq!(field("scope").as_deref(), Some("offline device.connect asset.create"));
    // Of this installation, and another one than that which is paired by code.
    let device = field("device_id").unwrap();
    let installation = identity().client_id;
    assert!(device.starts_with(installation.reveal()) && device != installation.reveal());
    assert_eq!(field("client_secret"), None);
    let nobody = accounts.browser_page(&keyed("application", &[]), &ask).unwrap_err();
    assert_eq!(nobody.kind, ErrorKind::WrongSecret);
}

#[tokio::test]
async fn a_code_is_exchanged_by_proof_and_without_a_secret() {
    let server = OddServer::answering(answer("200 OK", "", r#"{"access_token":"a"}"#)).await;
    let providers = Providers::new(identity(), PATIENT);
    let accounts = providers.accounts(ProviderKind::Frameio, &server.endpoint()).unwrap();
    let brought = BrowserAnswer {
        redirect: "http://127.0.0.1:53682/callback/frameio".parse().unwrap(),
        verifier: Secret::new("verifier"),
        fields: typed(&[("code", "the-code")]),
    };
    let client = keyed("application", &[("client_id", "ours")]);
    let grant = accounts.redeem(&client, &brought).await.unwrap();
    assert!(grant.lasting && grant.person.is_none());
    let life = grant.tokens.expires_at.from_now(grant.tokens.issued_at);
    assert_eq!(life.as_secs(), 3_599);
    let head = server.seen().remove(0).to_lowercase();
    assert!(head.starts_with("post /oauth2/token http/1.1"), "{head}");
    assert!(head.contains("content-type: application/x-www-form-urlencoded"), "{head}");
    assert!(!head.contains("authorization:") && !head.contains("the-code"), "{head}");
}

/// The account of ten thousand projects, and how many of them were read.
async fn largest(way: &Application, session: &Session) -> (AccountId, usize) {
    let accounts = way.setting().accounts();
    let mut largest = (AccountId::new(""), 0);
    for listed in accounts.accounts(session, None).await.unwrap().entries {
        let projects = accounts.projects(session, &listed.account.id).await.unwrap();
        assert!(projects.complete);
        if projects.entries.len() > largest.1 {
            largest = (listed.account.id, projects.entries.len());
        }
    }
    largest
}

#[tokio::test]
async fn ten_thousand_projects_are_read_page_by_page() {
    let (way, session) = signed_in().await;
    assert_eq!(largest(&way, &session).await.1, 10_000);
    let requests = way.setting().simulator.requests();
    let pages = requests.iter().filter(|seen| seen.path.ends_with("/projects")).count();
    assert!(pages >= 100, "{pages} pages of a hundred");
}

#[tokio::test]
async fn a_list_without_paging_is_whole_and_one_without_end_is_cut() {
    let (way, session) = signed_in().await;
    let (simulator, accounts) = (&way.setting().simulator, way.setting().accounts());
    simulator.assume(|assumed| assumed.device_lists_paged = false);
    let (large, count) = largest(&way, &session).await;
    assert_eq!(count, 10_000);
    simulator.assume(|assumed| {
        (assumed.device_lists_paged, assumed.page_size_maximum) = (true, 1);
    });
    let projects = accounts.projects(&session, &large).await.unwrap();
    assert_eq!((projects.entries.len(), projects.complete), (200, false));
}

#[tokio::test]
async fn a_cloud_that_does_not_turn_pages_is_asked_twice_and_no_more() {
    let page = answer("200 OK", "total-pages: 9\r\n", r#"[{"id":"p","name":"Unit A"},{"x":0}]"#);
    let server = OddServer::answering(page).await;
    let providers = Providers::new(identity(), PATIENT);
    let accounts = providers.accounts(ProviderKind::Frameio, &server.endpoint()).unwrap();
    let session = Session { way: domain::WayId::new("application"), access: Secret::new("a") };
    let odd = AccountId::new("../odd?id");
    let projects = accounts.projects(&session, &odd).await.unwrap();
    assert_eq!(projects.entries.len(), 1);
    let asked = server.seen();
    assert_eq!(asked.len(), 2);
    let path = "GET /v2/devices/accounts/..%2Fodd%3Fid/projects?page=2&page_size=100 HTTP/1.1";
    assert!(asked[1].starts_with(path), "{}", asked[1]);
}

#[tokio::test]
async fn who_has_no_account_gets_an_empty_list_and_not_an_error() {
    let (way, session) = signed_in().await;
    way.setting().simulator.assume(|assumed| assumed.no_accounts = true);
    let list = way.setting().accounts().accounts(&session, None).await.unwrap();
    assert!(list.entries.is_empty() && list.complete);
}

#[tokio::test]
async fn connecting_is_taken_with_and_without_an_answer() {
    let (way, session) = signed_in().await;
    let accounts = way.setting().accounts();
    let (first, second) = way.two_places(&session).await;
    for (to, answers) in [(&first, true), (&second, false)] {
        way.setting().simulator.assume(|assumed| assumed.connect_answers_device = answers);
        accounts.choose(&session, None, to).await.unwrap();
        let here = accounts.who_am_i(&session, None).await.unwrap();
        assert_eq!(here.project.as_ref(), Some(&to.project));
        assert!(here.device.is_some() && here.person.is_some());
    }
}

#[tokio::test]
async fn being_connected_to_nothing_is_no_error_however_it_is_told() {
    let (way, session) = signed_in().await;
    for status in [403, 404] {
        way.setting().simulator.assume(|assumed| assumed.status_when_not_connected = status);
        let here = way.setting().accounts().who_am_i(&session, None).await.unwrap();
        assert_eq!((here.project, here.device), (None, None), "{status}");
        assert!(here.person.is_some());
    }
}

#[tokio::test]
async fn a_project_that_is_gone_cannot_be_chosen() {
    let (way, session) = signed_in().await;
    let account = place(&way, &session).await.account;
    let gone = ProjectId::new("00000000-0000-4000-8000-000000000000");
    let gone = domain::Place {
        account: Account { ..account },
        project: Project { id: gone, name: "Gone".into() },
    };
    let refused = way.setting().accounts().choose(&session, None, &gone).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::Rejected);
    assert!(refused.said.ends_with("not open to you any more"), "{refused}");
}

#[tokio::test]
async fn a_choice_that_is_refused_leaves_the_device_where_it_was() {
    let (way, session) = signed_in().await;
    let accounts = way.setting().accounts();
    let here = place(&way, &session).await;
    accounts.choose(&session, None, &here).await.unwrap();
    let gone = ProjectId::new("00000000-0000-4000-8000-000000000000");
    let gone = domain::Place {
        account: here.account.clone(),
        project: Project { id: gone, name: "Gone".into() },
    };
    let refused = accounts.choose(&session, Some(&here), &gone).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::Rejected);
    assert!(refused.said.ends_with("not open to you any more"), "{refused}");
    let now = accounts.who_am_i(&session, None).await.unwrap();
    assert_eq!(now.project.map(|project| project.id), Some(here.project.id));
}

#[tokio::test]
async fn a_list_that_is_closed_to_a_person_says_nothing_about_the_session() {
    let body = r#"{"code":403,"message":"no","errors":[{"title":"Forbidden","status":403}]}"#;
    let server = OddServer::answering(answer("403 Forbidden", "", body)).await;
    let providers = Providers::new(identity(), PATIENT);
    let accounts = providers.accounts(ProviderKind::Frameio, &server.endpoint()).unwrap();
    let session =
        Session { way: domain::WayId::new("application"), access: Secret::new("session") };
    let refused = accounts.projects(&session, &AccountId::new("a")).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::Rejected, "{refused}");
    assert!(refused.said.ends_with("not open to you"), "{refused}");
}

#[tokio::test]
async fn leaving_takes_the_device_out_of_the_project_even_when_it_is_interrupted() {
    let way = Application::around(Setting::of(ProviderKind::Frameio).await);
    let tokens = way.sign_in().await.unwrap().tokens;
    let session = way.session(&tokens);
    let (simulator, accounts) = (&way.setting().simulator, way.setting().accounts());
    accounts.choose(&session, None, &place(&way, &session).await).await.unwrap();
    way.expire_session();
    // The first call is refused for the old token, and the refresh spends what we are known by.
    simulator.fault(Fault::status(Place::Leave, 503, "later").after(1).times(1));
    let later = accounts.sign_out(&way.client(), &tokens).await.unwrap_err();
    assert_eq!(later.kind, ErrorKind::Busy, "{later}");
    assert_eq!(simulator.devices().len(), 1);
    let left = accounts.sign_out(&way.client(), &tokens).await.unwrap();
    assert!(left.vendor_side && simulator.devices().is_empty());
    let wrong = simulator.violations();
    assert!(wrong.is_empty(), "{wrong:?}");
}
