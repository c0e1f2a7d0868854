//! The browser's way back: the door on this computer, what it lets in, and when it is shut.

use crate::memory::{Desk, ask, free_port, open, unhurried};
use domain::{ConnectionState, ErrorKind, SignIn};
use engine::Timings;
use providers::memory::{BROWSER, Call, FRAGMENT};
use std::time::Duration;
use tokio::net::TcpListener;

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_brings_a_code_and_a_project_is_chosen_here() {
    let desk = Desk::new().await;
    desk.start(BROWSER, desk.secret()).await;
    let ours = desk.cloud.browse(&desk.until_page().await);
    let answer = open(&ours).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    let id = desk.until_signed_in().await;
    let row = desk.row(&id).await;
    assert_eq!((row.state, row.way.as_str()), (ConnectionState::NotConnected, BROWSER));
    assert_eq!(open(&ours).await, None, "the door is shut");

    let accounts = desk.engine.list_accounts(&id, None).await.unwrap();
    assert_eq!(accounts.entries.len(), 2);
    let found = desk.engine.list_accounts(&id, Some(" second ")).await.unwrap();
    let account = &found.entries[0].account;
    let projects = desk.engine.list_projects(&id, &account.id).await.unwrap();
    assert_eq!(projects.entries[0].project.name, "Pilot");
    desk.choose(&id, "account-2", "project-3").await;
    let row = desk.row(&id).await;
    assert_eq!(row.state.project().map(|project| project.name.as_str()), Some("Pilot"));
    assert_eq!(row.account.map(|account| account.name).as_deref(), Some("Second House"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_our_answer_changes_nothing_and_learns_nothing() {
    let desk = Desk::new().await;
    desk.start(BROWSER, desk.secret()).await;
    let page = desk.until_page().await;
    let ours = desk.cloud.browse(&page);
    let query = ours.split_once('?').unwrap().1.to_owned();
    let port = desk.port;
    let host = format!("Host: 127.0.0.1:{port}\r\n");
    let get = |target: &str, host: &str| format!("GET {target} HTTP/1.1\r\n{host}\r\n");
    let at = |query: &str| format!("/callback/memory{query}");
    let long = "x".repeat(9000);
    let knocks = [
        ("400", get(&at("?code=stolen&state=guessed"), &host)),
        ("400", get(&at("?code=stolen"), &host)),
        ("400", get(&at(""), &host)),
        ("400", get(&at(&format!("?{query}&state=twice")), &host)),
        ("400", get(&at(&format!("?{query}")), "Host: evil.example\r\n")),
        ("400", get(&at(&format!("?{query}")), "")),
        ("400", get(&at(&format!("?{query}")), &format!("{host}{host}"))),
        ("400", get(&at(&format!("?{query}")), &format!("Host: localhost:{port}\r\n"))),
        ("404", get("/", &host)),
        ("404", get(&format!("/callback/memory/?{query}"), &host)),
        ("404", get("/callback/other?code=1", &host)),
        ("405", format!("POST {} HTTP/1.1\r\n{host}Content-Length: 0\r\n\r\n", at(""))),
        ("405", format!("HEAD {} HTTP/1.1\r\n{host}\r\n", at(&format!("?{query}")))),
        ("431", get(&at(&format!("?{long}")), &host)),
        ("400", "nothing of the sort\r\n\r\n".to_owned()),
    ];
    for (status, knock) in knocks {
        let answer = ask(port, &knock).await.unwrap();
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{knock}\n{answer}");
        for header in [
            "Cache-Control: no-store",
            "Referrer-Policy: no-referrer",
            "Content-Security-Policy: default-src 'none'",
            "X-Content-Type-Options: nosniff",
        ] {
            assert!(answer.contains(header), "{header} is missing:\n{answer}");
        }
        for word in ["stolen", "guessed", "evil", "<script", "code-"] {
            assert!(!answer.contains(word), "{word} comes back:\n{answer}");
        }
    }
    assert_eq!(desk.cloud.calls(Call::Redeem), 0);
    assert!(matches!(desk.engine.sign_in(), Some(SignIn::AwaitingApproval { .. })));
    assert!(open(&ours).await.unwrap().starts_with("HTTP/1.1 200 "));
    desk.until_signed_in().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_that_says_nothing_keeps_nobody_waiting() {
    let desk = Desk::new().await;
    desk.start(BROWSER, desk.secret()).await;
    let page = desk.until_page().await;
    let mut silent = Vec::new();
    for _ in 0..5 {
        silent.push(tokio::net::TcpStream::connect(("127.0.0.1", desk.port)).await.unwrap());
    }
    open(&desk.cloud.browse(&page)).await.unwrap();
    desk.until_signed_in().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_taken_port_is_said_with_its_number_and_where_to_change_it() {
    let desk = Desk::new().await;
    let other = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = other.local_addr().unwrap().port();
    desk.take_port(port).await;
    desk.start(BROWSER, desk.secret()).await;
    let (_, said) = desk.until_failed().await;
    assert!(said.contains(&port.to_string()) && said.contains("settings"), "{said}");
    desk.take_port(free_port().await).await;
    desk.start(BROWSER, desk.secret()).await;
    open(&desk.cloud.browse(&desk.until_page().await)).await.unwrap();
    desk.until_signed_in().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_never_comes_back_is_waited_for_and_then_said() {
    let timings = Timings { browser: Duration::from_millis(300), ..unhurried() };
    let desk = Desk::with(timings).await;
    desk.start(BROWSER, desk.secret()).await;
    let page = desk.until_page().await;
    let (kind, said) = desk.until_failed().await;
    assert_eq!(kind, ErrorKind::Denied);
    assert!(said.contains("answer came back"), "{said}");
    assert_eq!(open(&desk.cloud.browse(&page)).await, None, "the door is shut");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_in_the_browser_is_said() {
    let desk = Desk::new().await;
    desk.start(BROWSER, desk.secret()).await;
    let ours = desk.cloud.browse(&desk.until_page().await);
    let state = ours.rsplit_once('=').unwrap().1;
    let refused =
        format!("http://127.0.0.1:{}/callback/memory?error=access_denied&state={state}", desk.port);
    assert!(open(&refused).await.unwrap().starts_with("HTTP/1.1 200 "));
    assert_eq!(desk.until_failed().await.0, ErrorKind::Denied);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_never_left_is_handed_in_again() {
    let desk = Desk::new().await;
    desk.start(BROWSER, desk.secret()).await;
    let page = desk.until_page().await;
    desk.cloud.fail_next(Call::Redeem, 2, ErrorKind::Offline);
    open(&desk.cloud.browse(&page)).await.unwrap();
    desk.until_signed_in().await;
    assert_eq!(desk.cloud.calls(Call::Redeem), 3);
}

/// The page that was given out, its nonce, and what is behind the `#`.
async fn page_and_fragment(desk: &Desk) -> (String, String, String) {
    let link = desk.cloud.browse(&desk.until_page().await);
    let (door, fragment) = link.split_once('#').unwrap();
    let page = open(door).await.unwrap();
    let nonce = page.split("name=\"nonce\" content=\"").nth(1).unwrap().split('"').next().unwrap();
    (page.clone(), nonce.to_owned(), fragment.to_owned())
}

fn hand_over(port: u16, origin: &str, nonce: &str, fragment: &str) -> String {
    format!(
        "POST /callback/memory HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: {origin}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nX-Labrun-Nonce: {nonce}\r\n\
         Content-Length: {}\r\n\r\n{fragment}",
        fragment.len()
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_behind_a_hash_is_handed_over_by_our_page_alone_and_confirmed() {
    use base64::Engine as _;
    use sha2::{Digest, Sha256};
    let desk = Desk::new().await;
    desk.start(FRAGMENT, desk.secret()).await;
    let (page, nonce, fragment) = page_and_fragment(&desk).await;
    let script = page.split("<script>").nth(1).unwrap().split("</script>").next().unwrap();
    let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(script));
    assert!(page.contains(&format!("script-src 'sha256-{hash}'")), "{page}");
    let (clears, sends) = (script.find("replaceState").unwrap(), script.find("fetch(").unwrap());
    assert!(clears < sends, "the address is cleared before anything is sent");

    let (port, own) = (desk.port, format!("http://127.0.0.1:{}", desk.port));
    for refused in [
        hand_over(port, "https://evil.example", &nonce, &fragment),
        hand_over(port, &own, "guessed", &fragment),
        hand_over(port, &own, &nonce, "access_token=stolen&state=guessed"),
        // Spent by the one before.
        hand_over(port, &own, &nonce, &fragment),
    ] {
        let answer = ask(port, &refused).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 400 "), "{refused}\n{answer}");
    }
    let page = open(&format!("{own}/callback/memory")).await.unwrap();
    let nonce = page.split("name=\"nonce\" content=\"").nth(1).unwrap().split('"').next().unwrap();
    let answer = ask(port, &hand_over(port, &own, nonce, &fragment)).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");

    let who = desk
        .until("somebody to confirm", async || match desk.engine.sign_in() {
            Some(SignIn::AwaitingConfirmation { who, .. }) => Some(who),
            _ => None,
        })
        .await;
    assert_eq!(who, "Sam Example");
    assert_eq!(desk.engine.connections().await.unwrap(), [], "nothing is kept before");
    desk.engine.confirm_sign_in(true);
    desk.until_signed_in().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_else_who_came_out_of_it_is_signed_out_again() {
    let desk = Desk::new().await;
    desk.start(FRAGMENT, desk.secret()).await;
    let (_, nonce, fragment) = page_and_fragment(&desk).await;
    let own = format!("http://127.0.0.1:{}", desk.port);
    ask(desk.port, &hand_over(desk.port, &own, &nonce, &fragment)).await.unwrap();
    desk.until("somebody to confirm", async || {
        matches!(desk.engine.sign_in(), Some(SignIn::AwaitingConfirmation { .. })).then_some(())
    })
    .await;
    desk.engine.confirm_sign_in(false);
    assert_eq!(desk.engine.sign_in(), Some(SignIn::Cancelled));
    desk.until("it to be signed out there", async || (desk.cloud.sessions() == 0).then_some(()))
        .await;
    assert_eq!(desk.engine.connections().await.unwrap(), []);
}
