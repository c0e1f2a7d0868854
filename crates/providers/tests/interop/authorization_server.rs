//! `oidc-provider` decides whether our code grant, our device grant and our refresh are what the
//! RFCs say.

use crate::node::Node;
use crate::{PATIENT, identity};
use domain::{
    Accounts, Answers, BrowserAnswer, BrowserAsk, Client, Clouds, Endpoint, ErrorKind, Poll,
    ProviderKind, Secret, WayId,
};
use providers::Providers;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use std::sync::Arc;
use url::Url;

const REDIRECT: &str = "http://127.0.0.1:53682/callback/frameio";
/// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

struct Server {
    accounts: Arc<dyn Accounts>,
    at: String,
    browser: reqwest::Client,
    _node: Node,
    _folder: tempfile::TempDir,
}

impl Server {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ca_key = KeyPair::generate().unwrap();
        let mut ca = CertificateParams::default();
        ca.distinguished_name.push(DnType::CommonName, "for one test");
        ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        ca.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let ca_pem = ca.self_signed(&ca_key).unwrap().pem();
        let key = KeyPair::generate().unwrap();
        let own = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
        let certificate = own.signed_by(&key, &Issuer::new(ca, ca_key)).unwrap();
        let file = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path.to_str().unwrap().to_owned()
        };
        let (certificate, key) =
            (file("cert.pem", &certificate.pem()), file("key.pem", &key.serialize_pem()));
        let mut node = Node::start("authorization-server.mjs", &[&certificate, &key, REDIRECT]);
        let at = format!("https://127.0.0.1:{}", node.says("").await);

        let trusted = reqwest::Certificate::from_pem(ca_pem.as_bytes()).unwrap();
        let browser = reqwest::Client::builder()
            .tls_certs_merge([trusted])
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        let endpoint = Endpoint { address: at.parse().unwrap(), extra_ca: Some(ca_pem) };
        let providers = Providers::new(identity("installation"), PATIENT);
        let accounts = providers.accounts(ProviderKind::Frameio, &endpoint).unwrap();
        Self { accounts, at, browser, _node: node, _folder: folder }
    }

    /// A browser with its cookies, from page to page until it is sent back to us.
    async fn browse(&self, page: &Url) -> Url {
        let mut cookies = std::collections::BTreeMap::new();
        let mut next = page.clone();
        for _ in 0..10 {
            let sent: Vec<String> =
                cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            let answer =
                self.browser.get(next.clone()).header("cookie", sent.join("; ")).send().await;
            let answer = answer.unwrap();
            for cookie in answer.headers().get_all("set-cookie") {
                let pair = cookie.to_str().unwrap().split(';').next().unwrap();
                let (name, value) = pair.split_once('=').unwrap();
                cookies.insert(name.to_owned(), value.to_owned());
            }
            let status = answer.status();
            let Some(location) = answer.headers().get("location") else {
                panic!("{status} at {}: {}", next.path(), answer.text().await.unwrap());
            };
            next = next.join(location.to_str().unwrap()).unwrap();
            if next.as_str().starts_with(REDIRECT) {
                return next;
            }
        }
        panic!("it is sent around and around");
    }

    async fn person(&self, does: &str, digits: &str) {
        let url = format!("{}/person/{does}?digits={digits}", self.at);
        let done = self.browser.get(url).send().await.unwrap();
        assert!(done.status().is_success());
    }

    fn ask(&self, state: &str) -> BrowserAsk {
        BrowserAsk {
            redirect: REDIRECT.parse().unwrap(),
            state: Secret::new(state),
            challenge: CHALLENGE.to_owned(),
        }
    }
}

fn answer(back: &Url, verifier: &str) -> BrowserAnswer {
    BrowserAnswer {
        redirect: REDIRECT.parse().unwrap(),
        verifier: Secret::new(verifier),
        fields: fields(back),
    }
}

fn fields(back: &Url) -> Answers {
    back.query_pairs().map(|(name, value)| (name.into_owned(), Secret::new(&*value))).collect()
}

fn client(way: &str, field: &str, value: &str) -> Client {
    let keys = [(field.to_owned(), Secret::new(value))].into_iter().collect();
    Client { way: WayId::new(way), keys }
}

fn application() -> Client {
    client("application", "client_id", "application")
}

fn device() -> Client {
    client("device_code", "client_secret", "a secret of forty characters, or nearly so")
}

#[tokio::test]
async fn the_code_grant_with_its_challenge_and_state_is_taken_and_renews_once_per_token() {
    let server = Server::start().await;
    let page = server.accounts.browser_page(&application(), &server.ask("the state")).unwrap();
    let back = server.browse(&page).await;
    let brought = fields(&back);
    assert_eq!(brought.text("state"), Some("the state"));
    assert!(brought.get("code").is_some(), "{back}");

    let grant = server.accounts.redeem(&application(), &answer(&back, VERIFIER)).await.unwrap();
    let life = grant.tokens.expires_at.0 - grant.tokens.issued_at.0;
    assert_eq!(life, 3_599_000);
    let refresh = grant.tokens.refresh.expect("one to renew with");
    let fresh = server.accounts.refresh(&application(), &refresh).await.unwrap();
    assert_ne!(fresh.access, grant.tokens.access);
    assert!(fresh.refresh.as_ref().is_some_and(|next| *next != refresh), "it rotates");

    // A spent one is over, and by RFC 9700 takes its successors along.
    let spent = server.accounts.refresh(&application(), &refresh).await.unwrap_err();
    assert_eq!(spent.kind, ErrorKind::NotAuthorized, "{spent}");
}

#[tokio::test]
async fn another_verifier_than_the_one_of_the_challenge_is_refused() {
    let server = Server::start().await;
    let page = server.accounts.browser_page(&application(), &server.ask("s")).unwrap();
    let back = server.browse(&page).await;
    let other = "another-verifier-of-at-least-forty-three-characters";
    let refused = server.accounts.redeem(&application(), &answer(&back, other)).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::NotAuthorized, "{refused}");
}

#[tokio::test]
async fn a_code_works_once() {
    let server = Server::start().await;
    let page = server.accounts.browser_page(&application(), &server.ask("s")).unwrap();
    let back = server.browse(&page).await;
    server.accounts.redeem(&application(), &answer(&back, VERIFIER)).await.unwrap();
    let again = server.accounts.redeem(&application(), &answer(&back, VERIFIER)).await;
    assert_eq!(again.unwrap_err().kind, ErrorKind::NotAuthorized);
}

#[tokio::test]
async fn the_device_grant_waits_is_approved_and_renews() {
    let server = Server::start().await;
    let prompt = server.accounts.request_code(&device()).await.unwrap();
    assert_eq!(prompt.user_code.len(), 6, "{}", prompt.user_code);
    assert!(prompt.link_with_code.is_some());
    let pending = server.accounts.poll_code(&device(), &prompt.device_code).await.unwrap();
    assert!(matches!(pending, Poll::Pending), "{pending:?}");
    server.person("approves", &prompt.user_code).await;
    let answered = server.accounts.poll_code(&device(), &prompt.device_code).await.unwrap();
    let Poll::Approved(tokens) = answered else { panic!("{answered:?}") };
    let refresh = tokens.refresh.expect("one to renew with");
    let fresh = server.accounts.refresh(&device(), &refresh).await.unwrap();
    assert_ne!(fresh.access, tokens.access);
}

#[tokio::test]
async fn a_no_to_the_device_is_heard_and_a_wrong_secret_is_called_one() {
    let server = Server::start().await;
    let prompt = server.accounts.request_code(&device()).await.unwrap();
    server.person("denies", &prompt.user_code).await;
    let denied = server.accounts.poll_code(&device(), &prompt.device_code).await.unwrap_err();
    assert_eq!(denied.kind, ErrorKind::Denied, "{denied}");

    let wrong = client("device_code", "client_secret", "wrong");
    let refused = server.accounts.request_code(&wrong).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::WrongSecret, "{refused}");
}
