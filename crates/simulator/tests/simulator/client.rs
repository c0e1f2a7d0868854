//! A bare client of the cloud: says what a test tells it to say, right or wrong.

use std::time::Duration;

use reqwest::header::HeaderMap;
use reqwest::{Certificate, Client, RequestBuilder, Response};
use serde_json::{Value, json};
use simulator::{Browsed, BrowserPerson, Kind, Options, Simulator, ViolationKind};
use tempfile::TempDir;
use url::Url;

pub const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";
pub const MOV: &str = "video/quicktime";

/// One simulator in a folder of its own, and a way to talk to it.
pub struct World {
    pub simulator: Simulator,
    pub client: Client,
    pub dir: TempDir,
}

pub struct Tokens {
    pub access: String,
    pub refresh: String,
}

impl World {
    pub async fn new() -> World {
        World::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut Options)) -> World {
        let dir = tempfile::tempdir().expect("a folder for the simulator");
        let mut options = Options::new(dir.path());
        change(&mut options);
        let simulator = Simulator::start(options).await.expect("the simulator starts");
        World { client: client(&simulator), simulator, dir }
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.simulator.api())
    }

    pub fn desk(&self, path: &str) -> String {
        format!("{}{path}", self.simulator.control())
    }

    pub fn post(&self, path: &str) -> RequestBuilder {
        self.client.post(self.url(path)).header("x-client-version", "1.2.3")
    }

    pub fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(self.url(path)).header("x-client-version", "1.2.3")
    }

    pub fn code_request(&self) -> RequestBuilder {
        self.post("/v2/auth/device/code").form(&[
            ("client_id", "SN-0001"),
            ("client_secret", self.simulator.client_secret()),
            ("scope", "asset_create offline"),
        ])
    }

    pub fn poll_request(&self, device_code: &str) -> RequestBuilder {
        self.post("/v2/auth/token").form(&[
            ("grant_type", DEVICE_CODE),
            ("client_id", "SN-0001"),
            ("client_secret", self.simulator.client_secret()),
            ("device_code", device_code),
        ])
    }

    pub fn refresh_request(&self, token: &str) -> RequestBuilder {
        self.post("/v2/auth/token").form(&[
            ("grant_type", "refresh_token"),
            ("client_id", "SN-0001"),
            ("client_secret", self.simulator.client_secret()),
            ("refresh_token", token),
        ])
    }

    /// A code asked for over a connection of its own, as a well-behaved client does.
    pub async fn code(&self) -> Value {
        let fresh = client(&self.simulator);
        let request = self.code_request().build().expect("a request");
        body(fresh.execute(request).await.expect("an answer")).await
    }

    pub async fn pair(&self) -> Tokens {
        self.pair_with(None).await
    }

    pub async fn pair_with(&self, project: Option<&str>) -> Tokens {
        let code = self.code().await;
        self.simulator.approve(text(&code, "user_code"), project).expect("approved");
        let answer = self.poll_request(text(&code, "device_code")).send().await.expect("an answer");
        tokens(answer).await
    }

    pub fn create_request(&self, tokens: &Tokens, wish: &Value) -> RequestBuilder {
        self.post("/v2/devices/assets").bearer_auth(&tokens.access).json(wish)
    }

    /// A clip of so many bytes: the answer to its creation.
    pub async fn create(&self, tokens: &Tokens, filesize: usize) -> Value {
        let wish = json!({
            "name": "A001.mov", "filetype": MOV, "filesize": filesize, "offset": 10,
        });
        let answer = self.create_request(tokens, &wish).send().await.expect("an answer");
        assert_eq!(answer.status(), 200);
        body(answer).await
    }

    /// A part as it must be sent.
    pub fn put(&self, url: &str, bytes: impl Into<reqwest::Body>) -> RequestBuilder {
        self.client.put(url).header("content-type", MOV).header("x-amz-acl", "private").body(bytes)
    }

    /// An address at one of the four.
    pub fn at(&self, kind: Kind, path: &str) -> String {
        format!("{}{path}", self.simulator.address(kind))
    }

    /// What the person at the browser sends back: the address, or the status of a page.
    pub fn browse(&self, page: &str, person: BrowserPerson) -> Result<Url, u16> {
        match self.simulator.browse(page, person) {
            Browsed::Redirected(back) => Ok(Url::parse(&back).expect("a whole address")),
            Browsed::Page { status } => Err(status),
        }
    }

    pub async fn control(&self, path: &str, wish: Value) -> Response {
        let request = self.client.post(self.desk(path)).json(&wish);
        request.send().await.expect("the desk answers")
    }

    pub async fn see(&self, path: &str) -> Value {
        body(self.client.get(self.desk(path)).send().await.expect("the desk answers")).await
    }

    pub fn violations(&self) -> Vec<ViolationKind> {
        self.simulator.violations().into_iter().map(|violation| violation.kind).collect()
    }
}

/// A client with connections of its own, trusting the simulator's authority and no other.
pub fn client(simulator: &Simulator) -> Client {
    let pem = std::fs::read(simulator.ca_pem_path()).expect("the authority");
    Client::builder()
        .tls_certs_only([Certificate::from_pem(&pem).expect("a certificate")])
        .timeout(Duration::from_secs(20))
        .no_proxy()
        .build()
        .expect("a client")
}

pub const STATE: &str = "a-state-nobody-could-have-guessed-0123456789";

/// An authorize address with these parameters.
pub fn page(base: &str, fields: &[(&str, &str)]) -> String {
    Url::parse_with_params(base, fields).expect("an address").into()
}

/// One parameter of what a browser brings back.
pub fn brought(back: &Url, name: &str) -> Option<String> {
    back.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// The same, of what is behind the `#`.
pub fn behind(back: &Url, name: &str) -> Option<String> {
    let fragment = back.fragment()?.as_bytes();
    url::form_urlencoded::parse(fragment)
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

/// Status and JSON body of an answer; `null` for none.
pub async fn said(request: RequestBuilder) -> (u16, Value) {
    let answer = request.send().await.expect("an answer");
    let status = answer.status().as_u16();
    let text = answer.text().await.expect("a body");
    (status, serde_json::from_str(&text).unwrap_or(Value::Null))
}

pub async fn tokens(answer: Response) -> Tokens {
    assert_eq!(answer.status(), 200);
    let body = body(answer).await;
    Tokens {
        access: text(&body, "access_token").to_owned(),
        refresh: text(&body, "refresh_token").to_owned(),
    }
}

pub async fn body(answer: Response) -> Value {
    answer.json().await.expect("a JSON body")
}

pub fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("no text under {key} in {value}"))
}

pub fn urls(created: &Value) -> Vec<String> {
    let list = created["upload_urls"].as_array().expect("upload_urls");
    list.iter().map(|url| url.as_str().expect("plain strings").to_owned()).collect()
}

/// Status and S3 code of a refusal.
pub async fn s3_error(answer: Response) -> (u16, String) {
    let status = answer.status().as_u16();
    assert_eq!(header(answer.headers(), "content-type"), "application/xml");
    let xml = answer.text().await.expect("a body");
    let code = xml.split("<Code>").nth(1).and_then(|rest| rest.split("</Code>").next());
    (status, code.unwrap_or_else(|| panic!("no code in {xml}")).to_owned())
}

pub fn header(headers: &HeaderMap, name: &str) -> String {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("").to_owned()
}

/// Bytes that differ from place to place, the same at every run.
pub fn media(length: usize) -> Vec<u8> {
    let mut state = 0x9E37_79B9_u32;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state.to_le_bytes()[0]
    };
    (0..length).map(|_| next()).collect()
}
