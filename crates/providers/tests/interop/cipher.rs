//! `jsencrypt`, which Multicam's own page points at, on the other side of our cipher and of the
//! simulator's.

use crate::node::run;
use crate::{PATIENT, identity};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::{Answers, Client, Clouds, Endpoint, ProviderKind, Secret, WayId};
use providers::Providers;
use simulator::{Kind, Options, Simulator};
use std::fmt::Write as _;
use std::process::Command;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

fn pem(label: &str, base64: &str) -> String {
    let mut text = format!("-----BEGIN {label}-----\n");
    for line in base64.as_bytes().chunks(64) {
        let _ = writeln!(text, "{}", std::str::from_utf8(line).unwrap());
    }
    text + &format!("-----END {label}-----\n")
}

/// A key pair of the system's own openssl: neither of the two implementations made it.
fn key_pair(folder: &std::path::Path) -> (String, String) {
    let private = folder.join("private.pem").to_str().unwrap().to_owned();
    let openssl = |arguments: &[&str]| {
        let done = Command::new("openssl").args(arguments).output().expect("openssl is there");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        done.stdout
    };
    openssl(&["genrsa", "-traditional", "-out", &private, "2048"]);
    let public = openssl(&["rsa", "-in", &private, "-pubout", "-outform", "DER"]);
    (private, STANDARD.encode(public))
}

/// A machine that takes one request, keeps it, and says no.
async fn one_request(listener: TcpListener) -> String {
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut heard = Vec::new();
    let mut some = [0; 4096];
    loop {
        let count = stream.read(&mut some).await.unwrap();
        heard.extend_from_slice(&some[..count]);
        let text = String::from_utf8_lossy(&heard).into_owned();
        let whole = text.split_once("\r\n\r\n").is_some_and(|(head, body)| {
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
            });
            body.len() >= length.unwrap_or(0_usize)
        });
        if count == 0 || whole {
            let body = "{\"error\":\"invalid_grant\"}";
            let answer = format!(
                "HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\
                 connection: close\r\n\r\n{body}",
                body.len()
            );
            stream.write_all(answer.as_bytes()).await.unwrap();
            return text.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap();
        }
    }
}

#[tokio::test]
async fn jsencrypt_reads_the_key_that_a_multicam_sign_in_sends() {
    let folder = tempfile::tempdir().unwrap();
    let (private, public) = key_pair(folder.path());
    let providers =
        Providers::new(identity("installation"), PATIENT).with_multicam_key(Some(public));
    // Longest that fits, 245 bytes, and not in ASCII alone.
    let longest = format!("ключ-é-{}", "k".repeat(245 - "ключ-é-".len()));
    for key in ["s3cr3t-key", "Schlüssel ✓", &longest] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let endpoint = Endpoint { address: address.parse().unwrap(), extra_ca: None };
        let machine = tokio::spawn(one_request(listener));
        let typed: Answers =
            [("user", "john@example.com"), ("key", key)].map(typed).into_iter().collect();
        let client = Client { way: WayId::new("token"), keys: Answers::default() };
        let accounts = providers.accounts(ProviderKind::Multicam, &endpoint).unwrap();
        accounts.enter(&client, &typed).await.unwrap_err();

        let body = machine.await.unwrap();
        let sent = url::form_urlencoded::parse(body.as_bytes())
            .find_map(|(name, value)| (name == "password").then(|| value.into_owned()))
            .expect("a password");
        assert_eq!(sent.len(), 512);
        assert!(sent.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f')), "{sent}");
        assert_eq!(run("jsencrypt.mjs", &["decrypt", &private], &sent), key);
    }
}

fn typed((name, value): (&str, &str)) -> (String, Secret) {
    (name.to_owned(), Secret::new(value))
}

#[tokio::test]
async fn the_simulator_reads_what_jsencrypt_sends_in_base64_and_in_hex() {
    let folder = tempfile::tempdir().unwrap();
    let simulator = Simulator::start(Options::new(folder.path())).await.unwrap();
    let keys = simulator.keys();
    let public = folder.path().join("public.pem");
    std::fs::write(&public, pem("PUBLIC KEY", &keys.multicam_public_key)).unwrap();
    let base64 =
        run("jsencrypt.mjs", &["encrypt", public.to_str().unwrap()], &keys.multicam_user_key);
    let hex: String =
        STANDARD.decode(&base64).unwrap().iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        });

    let ca = std::fs::read(simulator.ca_pem_path()).unwrap();
    let caller = reqwest::Client::builder()
        .tls_certs_merge([reqwest::Certificate::from_pem(&ca).unwrap()])
        .build()
        .unwrap();
    for (password, status) in [(base64.as_str(), 200), (&hex, 200), ("00ff", 400)] {
        let form =
            [("grant_type", "password"), ("username", &keys.multicam_user), ("password", password)];
        let url = format!("{}/Token", simulator.address(Kind::Multicam));
        let answer = caller.post(url).form(&form).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), status, "{password}");
    }
}
