//! The way to a cloud: one place for patience, headers, limits and redaction.
//!
//! An error made here names the method, the host, the path without its query, the status and the
//! cloud's code. It never holds a token, a secret or a signed query; [`Errand`] sees to that.
//!
//! HTTP/1.1 throughout. Parts are fastest on connections of their own, and a line that breaks
//! then takes one request with it instead of all.

use crate::Patience;
use crate::part_body::{Counted, Seen};
use crate::proxy;
use crate::route::{self, Prepared, Shared};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use domain::{CloudError, Endpoint, ErrorKind, PartBody, Route, Secret};
use reqwest::header::{
    self, CONTENT_LENGTH, CONTENT_TYPE, ETAG, HeaderMap, HeaderName, HeaderValue, LOCATION,
    RETRY_AFTER,
};
use reqwest::{Body, Client, ClientBuilder, Method, Response, StatusCode, Upgraded, redirect};
use rustls::CertificateError;
use std::error::Error;
use std::fmt::Display;
use std::io;
use std::sync::{PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_tungstenite::tungstenite::handshake::client::generate_key;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use url::{Url, form_urlencoded};
use zeroize::Zeroizing;

/// As much of an error's body, or of a part's answer, as is read. The rest has nothing to tell.
const LARGEST_ERROR: usize = 64 * 1024;
/// As much of an ordinary answer.
pub const LARGEST_ANSWER: usize = 256 * 1024;
/// As much of a list: ten thousand projects with long names are about two megabytes.
pub const LARGEST_LIST: usize = 16 * 1024 * 1024;
/// As much of an entity tag, in bytes.
const LONGEST_TAG: usize = 256;
/// Idle connections are let go early: one that a router forgot looks open until a request is lost
/// on it.
const IDLE: Duration = Duration::from_secs(20);

/// The fields of a form. The values may be secrets, so all are held as such.
pub type Fields = Vec<(&'static str, Secret)>;

/// Everything that is sent to one endpoint goes through here.
pub struct Http {
    base: Url,
    extra_ca: Option<String>,
    patience: Patience,
    route: Shared,
    transport: Transport,
    /// On each call to the cloud's own address; not on parts, whose host is another.
    always: HeaderMap,
    clients: RwLock<Clients>,
    /// Changes when all lines are let go.
    dropped: watch::Sender<()>,
}

/// Whether an endpoint may be spoken to without TLS (A9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    OnlyHttps,
    /// The person has said so for this one address, or it is this very computer. Which of the two
    /// is for the cloud's own folder to check before it gets here.
    AsTheAddressSays,
}

#[derive(Clone)]
struct Clients {
    /// Connections are kept for the next call.
    kept: Client,
    /// No connection is used twice. For device codes (A1), and for what must not be sent into a
    /// connection that is already dead: only then is "never left" certain.
    fresh: Client,
    parts: Client,
}

impl Clients {
    fn build(
        extra_ca: Option<&str>,
        patience: Patience,
        route: &Route,
        transport: Transport,
    ) -> Result<Self, String> {
        let prepared = Prepared::of(route, extra_ca)?;
        let build = |client: ClientBuilder, idle: usize, only_https: bool| {
            let client = client
                .https_only(only_https)
                .redirect(redirect::Policy::none())
                .referer(false)
                .connect_timeout(patience.connect)
                .pool_idle_timeout(IDLE)
                .pool_max_idle_per_host(idle)
                .tcp_nodelay(true)
                .tcp_keepalive(Duration::from_secs(15));
            // Bytes that nobody acknowledges: the system sees that before we can.
            #[cfg(target_os = "linux")]
            let client = client.tcp_user_timeout(patience.stall);
            prepared.apply(client).build().map_err(|_| route::NO_TLS.to_owned())
        };
        let only_https = transport == Transport::OnlyHttps;
        let parts = build(for_parts(), 32, only_https && !cfg!(feature = "plain-parts"))?;
        let other = |idle| build(Client::builder().http1_only(), idle, only_https);
        Ok(Self { kept: other(4)?, fresh: other(0)?, parts })
    }
}

/// Whatever else is offered: parts on one connection were nowhere faster, and mostly slower
/// (docs/benchmarks.md, HTTP/1.1 and HTTP/2).
fn for_parts() -> ClientBuilder {
    let client = Client::builder();
    if cfg!(feature = "http2-parts") { client } else { client.http1_only() }
}

impl Http {
    pub fn new(
        endpoint: &Endpoint,
        patience: Patience,
        route: &Shared,
        transport: Transport,
        always: HeaderMap,
    ) -> Result<Self, CloudError> {
        let mut base = endpoint.address.clone();
        match transport {
            Transport::AsTheAddressSays if base.scheme() == "http" => {}
            _ => only_https(&base)?,
        }
        // A name and a password in an address would be sent along, and shown.
        if base.set_username("").and(base.set_password(None)).is_err() {
            return Err(CloudError::new(ErrorKind::Rejected, "this address has no host"));
        }
        let extra_ca = endpoint.extra_ca.clone();
        let clients = Clients::build(extra_ca.as_deref(), patience, &route.now(), transport);
        let clients = clients.map_err(|why| {
            CloudError::new(
                ErrorKind::Untrusted,
                format!("{} cannot be asked: {why}", endpoint.authority()),
            )
        })?;
        let route = route.clone();
        let (clients, dropped) = (RwLock::new(clients), watch::Sender::new(()));
        Ok(Self { base, extra_ca, patience, route, transport, always, clients, dropped })
    }

    /// New clients, for the route of this moment.
    fn build_anew(&self) -> Result<Clients, String> {
        let route = self.route.now();
        Clients::build(self.extra_ca.as_deref(), self.patience, &route, self.transport)
    }

    /// No open connection is used for a new request, and parts on their way are broken off: on a
    /// dead line they would wait for as long as anything may stall, and sending one again harms
    /// nothing. Other calls are seen through, because some must not happen twice.
    pub fn drop_lines(&self) {
        // They could be built once, so they can be built again; if not, the old ones still work.
        if let Ok(new) = self.build_anew() {
            *self.clients.write().unwrap_or_else(PoisonError::into_inner) = new;
        }
        self.dropped.send_replace(());
    }

    pub fn base(&self) -> &Url {
        &self.base
    }

    pub fn get(&self, path: &str) -> Request<'_> {
        Request::new(self, Method::GET, path)
    }

    /// A link that a cloud gave us, to wherever it points: nothing of ours goes along. Its query
    /// may be a signature, so none of it is repeated.
    pub fn get_elsewhere(&self, link: &Url) -> Request<'_> {
        let hidden = signed(link);
        let headers = HeaderMap::new();
        Request { url: link.clone(), headers, hidden, ..Request::new(self, Method::GET, "") }
    }

    /// A link out of an answer. `None` unless it leads back to the very origin that is asked here:
    /// a session goes nowhere else.
    pub fn get_link(&self, link: &Url) -> Option<Request<'_>> {
        let bare = link.username().is_empty() && link.password().is_none();
        if !bare || link.origin() != self.base.origin() {
            return None;
        }
        let mut request = Request::new(self, Method::GET, "");
        request.url = link.clone();
        request.url.set_fragment(None);
        Some(request)
    }

    pub fn post(&self, path: &str) -> Request<'_> {
        Request::new(self, Method::POST, path)
    }

    pub fn delete(&self, path: &str) -> Request<'_> {
        Request::new(self, Method::DELETE, path)
    }

    fn clients(&self) -> Clients {
        self.clients.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Sends one part. Whatever the status, an answer is an `Ok`; but a 2xx that came before the
    /// cloud had every byte is not taken for one.
    pub async fn put_part(
        &self,
        target: &str,
        headers: HeaderMap,
        body: PartBody,
    ) -> Result<Answer, CloudError> {
        let url = Url::parse(target)
            .map_err(|_| CloudError::new(ErrorKind::Rejected, "a part target is no address"))?;
        takes_parts(&url)?;
        let errand = Errand { hidden: signed(&url), ..Errand::new(&Method::PUT, &url) };
        let length = body.length;
        let (counted, progress) = Counted::of(body);
        let counted = match timeout(self.patience.stall, counted.looked_into()).await {
            Ok(counted) => counted,
            Err(_) => return Err(errand.stalled(&progress.look(), self.patience)),
        };
        if let Some((kind, why)) = progress.look().failure.take() {
            return Err(errand.error(kind, why));
        }
        progress.look().moved = Instant::now();
        let mut dropped = self.dropped.subscribe();
        let sending = self
            .clients()
            .parts
            .put(url)
            .headers(headers)
            // Said outright, or it would be chunked, which a signed target does not take.
            .header(CONTENT_LENGTH, length)
            .body(Body::wrap_stream(counted))
            .send();
        tokio::pin!(sending);

        let response = loop {
            let limit = self.patience.limit(&progress.look());
            tokio::select! {
                answer = &mut sending => break answer,
                Ok(()) = dropped.changed() => {
                    let why = "it was broken off, because the network changed";
                    return Err(errand.error(ErrorKind::Offline, why));
                }
                () = sleep_until(limit) => {
                    let seen = progress.look();
                    if self.patience.limit(&seen) <= Instant::now() {
                        return Err(errand.stalled(&seen, self.patience));
                    }
                }
            }
        };
        let answer = match response {
            Ok(response) => errand.clone().read(response, None, self.patience.stall).await,
            Err(error) => Err(errand.broken(error, self.patience, &self.route.now())),
        };
        // The bytes that are still ours stay ours: the rest of the body must not be sent on
        // behind an answer that came early.
        let mut seen = progress.look();
        seen.stopped = true;
        if let Some((kind, why)) = seen.failure.take() {
            return Err(errand.error(kind, why));
        }
        let answer = answer?;
        if answer.is_success() && !seen.all_handed_on {
            return Err(
                answer.error(ErrorKind::PartRefused, "the cloud answered before it had every byte")
            );
        }
        Ok(answer)
    }
}

/// A9: nothing is ever sent unencrypted.
pub fn only_https(url: &Url) -> Result<(), CloudError> {
    if url.scheme() == "https" && url.host_str().is_some() {
        return Ok(());
    }
    let host = url.host_str().unwrap_or("this address");
    let said = match url.scheme() {
        "http" => format!("{host} is not asked over plain http: it takes https only"),
        _ => format!("{host} is no https address"),
    };
    Err(CloudError::new(ErrorKind::Rejected, said))
}

/// A9 for a part. A program that is built to be measured, and never shipped, sends parts without
/// TLS as well, and then to this very computer.
pub fn takes_parts(url: &Url) -> Result<(), CloudError> {
    let here = url.scheme() == "http" && url.host_str() == Some("127.0.0.1");
    if here && cfg!(feature = "plain-parts") { Ok(()) } else { only_https(url) }
}

/// A call to the cloud's own address, being put together.
pub struct Request<'a> {
    http: &'a Http,
    method: Method,
    url: Url,
    headers: HeaderMap,
    session: Option<Secret>,
    /// Besides the session: what an error must not repeat either.
    hidden: Vec<Secret>,
    body: Sent,
    fresh: bool,
    largest: usize,
}

enum Sent {
    Nothing,
    Form(Fields),
    Urlencoded(Fields),
    Json(serde_json::Value),
}

impl<'a> Request<'a> {
    fn new(http: &'a Http, method: Method, path: &str) -> Self {
        let mut url = http.base.clone();
        url.set_path(&format!("{}{path}", http.base.path().trim_end_matches('/')));
        url.set_query(None);
        url.set_fragment(None);
        Self {
            http,
            method,
            url,
            headers: http.always.clone(),
            session: None,
            hidden: Vec::new(),
            body: Sent::Nothing,
            fresh: false,
            largest: LARGEST_ANSWER,
        }
    }

    pub fn session(mut self, token: &Secret) -> Self {
        self.session = Some(token.clone());
        self
    }

    /// To another of the cloud's own addresses, by the same path.
    pub fn at(mut self, base: &Url) -> Self {
        let path = self.url.path().to_owned();
        self.url = base.clone();
        self.url.set_path(&path);
        self
    }

    pub fn header(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers.insert(name, HeaderValue::from_static(value));
        self
    }

    /// A header whose value must not be seen. It stays out of every error and of what reqwest
    /// prints.
    pub fn secret_header(mut self, name: &'static str, value: &Secret) -> Self {
        if let Ok(mut header) = HeaderValue::from_str(value.reveal()) {
            header.set_sensitive(true);
            self.headers.insert(name, header);
        }
        self.hidden.push(value.clone());
        self
    }

    /// What an error must not repeat, besides what is sent as a secret anyway.
    pub fn hidden(mut self, secret: &Secret) -> Self {
        self.hidden.push(secret.clone());
        self
    }

    /// `Authorization: Basic`, both halves joined as they are
    /// ([RFC 7617](https://www.rfc-editor.org/rfc/rfc7617)): standard Base64, padded, one line.
    pub fn basic(mut self, id: &Secret, secret: &Secret) -> Self {
        let joined = Zeroizing::new(format!("{}:{}", id.reveal(), secret.reveal()));
        let header = Secret::new(format!("Basic {}", STANDARD.encode(joined.as_bytes())));
        self.hidden.extend([secret.clone()]);
        self.secret_header("authorization", &header)
    }

    /// Adds to the query. Never a secret: an address ends up in logs on the way.
    pub fn query(mut self, name: &str, value: &str) -> Self {
        self.url.query_pairs_mut().append_pair(name, value);
        self
    }

    /// Adds to the query what must not be seen, for a cloud that takes it nowhere else. Blanks
    /// become `%20`, which both readings of a query understand.
    pub fn secret_query(mut self, name: &str, value: &Secret) -> Self {
        let plain = Zeroizing::new(
            form_urlencoded::byte_serialize(value.reveal().as_bytes()).collect::<String>(),
        );
        let pair = Zeroizing::new(format!("{name}={}", plain.replace('+', "%20")));
        let query = match self.url.query() {
            Some(before) => Zeroizing::new(format!("{before}&{}", pair.as_str())),
            None => pair,
        };
        self.url.set_query(Some(query.as_str()));
        self.hidden.push(value.clone());
        self
    }

    /// `application/x-www-form-urlencoded`, in the body.
    pub fn urlencoded(mut self, fields: Fields) -> Self {
        self.body = Sent::Urlencoded(fields);
        self
    }

    /// `multipart/form-data`, one field after the other.
    pub fn form(mut self, fields: Fields) -> Self {
        self.body = Sent::Form(fields);
        self
    }

    pub fn json(mut self, value: serde_json::Value) -> Self {
        self.body = Sent::Json(value);
        self
    }

    /// The fields of a form as one JSON object, for a cloud that takes them no other way.
    pub fn json_fields(mut self, fields: Fields) -> Self {
        let secrets = fields.iter().filter(|field| !is_public(field.0));
        self.hidden.extend(secrets.map(|field| field.1.clone()));
        let object = fields.iter().map(|(name, value)| (*name, value.reveal())).collect();
        self.json(object)
    }

    /// Over a TCP connection that nothing else uses, before or after.
    pub fn on_its_own_line(mut self) -> Self {
        self.fresh = true;
        self
    }

    pub fn largest_answer(mut self, bytes: usize) -> Self {
        self.largest = bytes;
        self
    }

    /// Whatever the status, an answer is an `Ok`: what it means is for the cloud's own folder.
    pub async fn send(self) -> Result<Answer, CloudError> {
        let (patience, largest) = (self.http.patience, self.largest);
        let (errand, response) = self.begin().await?;
        errand.read(response, Some(largest), patience.stall).await
    }

    /// Asks the other side to go on as a WebSocket, over the same TLS as everything else
    /// ([RFC 6455 §4.1](https://www.rfc-editor.org/rfc/rfc6455#section-4.1)).
    pub async fn open_line(mut self) -> Result<Opened, CloudError> {
        let key = generate_key();
        let mut put = |name: HeaderName, value: &str| {
            if let Ok(value) = HeaderValue::from_str(value) {
                self.headers.insert(name, value);
            }
        };
        put(header::CONNECTION, "Upgrade");
        put(header::UPGRADE, "websocket");
        put(header::SEC_WEBSOCKET_VERSION, "13");
        put(header::SEC_WEBSOCKET_KEY, &key);
        let (patience, largest) = (self.http.patience, self.largest);
        let route = self.http.route.now();
        let (errand, response) = self.on_its_own_line().begin().await?;
        if response.status() != StatusCode::SWITCHING_PROTOCOLS {
            let answer = errand.read(response, Some(largest), patience.stall).await?;
            return Ok(Opened::Refused(answer));
        }
        let accepted = response.headers().get(header::SEC_WEBSOCKET_ACCEPT);
        if accepted
            .is_none_or(|said| said.as_bytes() != derive_accept_key(key.as_bytes()).as_bytes())
        {
            return Err(errand.error(ErrorKind::Offline, "what answered speaks no WebSocket"));
        }
        let line = response.upgrade().await;
        let line = line.map_err(|error| errand.broken(error, patience, &route))?;
        Ok(Opened::Line(line, errand))
    }

    /// Until the answer begins.
    async fn begin(self) -> Result<(Errand, Response), CloudError> {
        let mut hidden = self.hidden;
        hidden.extend(self.session.iter().cloned());
        if let Sent::Form(fields) | Sent::Urlencoded(fields) = &self.body {
            hidden.extend(fields.iter().filter(|field| !is_public(field.0)).map(|f| f.1.clone()));
        }
        let errand = Errand { hidden, ..Errand::new(&self.method, &self.url) };
        let clients = self.http.clients();
        let client = if self.fresh { clients.fresh } else { clients.kept };
        let mut request = client.request(self.method, self.url).headers(self.headers);
        if let Some(token) = &self.session {
            request = request.bearer_auth(token.reveal());
        }
        request = match self.body {
            Sent::Nothing => request,
            Sent::Json(value) => request.json(&value),
            Sent::Urlencoded(fields) => {
                // In one piece from the start, so that no copy stays behind; wiped once sent.
                let room =
                    |(name, value): &(&str, Secret)| name.len() + 3 * value.reveal().len() + 2;
                let room = fields.iter().map(room).sum();
                let mut form = form_urlencoded::Serializer::new(String::with_capacity(room));
                for (name, value) in &fields {
                    form.append_pair(name, value.reveal());
                }
                let form = Zeroizing::new(form.finish().into_bytes());
                request
                    .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                    .body(Bytes::from_owner(form))
            }
            Sent::Form(fields) => {
                let mut form = reqwest::multipart::Form::new();
                for (name, value) in fields {
                    form = form.text(name, value.reveal().to_owned());
                }
                request.multipart(form)
            }
        };
        let patience = self.http.patience;
        match timeout(patience.answer, request.send()).await {
            Ok(Ok(response)) => Ok((errand, response)),
            Ok(Err(error)) => Err(errand.broken(error, patience, &self.http.route.now())),
            Err(_) => {
                let why = format!("there was no answer within {}", seconds(patience.answer));
                Err(errand.error(ErrorKind::Offline, why))
            }
        }
    }
}

/// Everything in the query of a signed address: whoever has it can write there.
fn signed(target: &Url) -> Vec<Secret> {
    let raw = target.query().unwrap_or_default().split('&').filter_map(|pair| pair.split_once('='));
    let values = raw.map(|(_, value)| value.to_owned());
    let plain = target.query_pairs().map(|(_, value)| value.into_owned());
    // The short ones are flags and counts, and would hide ordinary words.
    values.chain(plain).filter(|value| value.len() > 5).map(Secret::new).collect()
}

/// Fields whose values are ordinary words that an error may well contain.
fn is_public(field: &str) -> bool {
    matches!(field, "grant_type" | "scope")
}

/// What came of asking for a line.
pub enum Opened {
    Line(Upgraded, Errand),
    Refused(Answer),
}

/// What came back, whole and within its limit.
pub struct Answer {
    errand: Errand,
    pub status: u16,
    pub retry_after: Option<Duration>,
    /// The host that a redirect points to.
    pub redirected_to: Option<String>,
    /// It points to another origin than the one that was asked.
    leads_away: bool,
    /// Where exactly. Not for an error: it may be signed.
    pub location: Option<Url>,
    /// How many pages a list has, by the header `total-pages`.
    pub pages: Option<u32>,
    /// What the other side calls the bytes that it was sent, by the header `ETag`.
    pub tag: Option<String>,
    /// Without its parameters, in lower case; empty when the answer does not say.
    pub media_type: String,
    /// Wiped when dropped: it may hold tokens.
    pub body: Zeroizing<Vec<u8>>,
}

impl Answer {
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// A page for people: it comes from something on the way and not from the cloud.
    pub fn is_html(&self) -> bool {
        let start = self.body.trim_ascii_start();
        let starts_with = |tag: &[u8]| {
            start.get(..tag.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(tag))
        };
        self.media_type == "text/html" || starts_with(b"<!doctype html") || starts_with(b"<html")
    }

    /// With the cloud's own reason, cut down to a few words: it may quote what it was sent.
    pub fn refusal(&self, kind: ErrorKind, reason: &str) -> CloudError {
        let fit = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '.' | '…');
        let reason = self.errand.without_secrets(reason.to_owned());
        let reason = reason.chars().filter(fit).take(60).collect::<String>();
        self.error(kind, format_args!("the cloud says: {reason}"))
    }

    pub fn without_a_reason(&self, kind: ErrorKind) -> CloudError {
        self.error(kind, "the cloud gives no reason")
    }

    /// Something on the way answered for the cloud.
    pub fn a_page(&self, kind: ErrorKind) -> CloudError {
        self.error(kind, "a page came instead of an answer")
    }

    /// In our own words.
    pub fn error(&self, kind: ErrorKind, why: impl Display) -> CloudError {
        let mut error = self.errand.error(kind, why);
        error.asked = error.asked.map(|asked| format!("{asked}{} ", self.status));
        error.retry_after = self.retry_after;
        error
    }

    /// What something between the cloud and us says, and no cloud: a redirection, which none of
    /// them makes, a proxy that wants a password, a network that wants a login
    /// ([RFC 6585 §6](https://www.rfc-editor.org/rfc/rfc6585#section-6)).
    pub fn said_on_the_way(&self) -> Option<CloudError> {
        let (kind, why) = match (&self.redirected_to, self.status) {
            (Some(host), _) if self.leads_away => {
                let why =
                    format!("it was sent elsewhere, to {host}: the network may have a login page");
                return Some(self.error(ErrorKind::CaptivePortal, why));
            }
            (_, 511) => (
                ErrorKind::CaptivePortal,
                "the network lets nobody through yet: it may have a login page",
            ),
            (_, 407) => (ErrorKind::ProxyRefused, "a proxy on the way wants a password"),
            (_, 300..=399) => {
                (ErrorKind::Offline, "it was sent elsewhere: the network may have a login page")
            }
            _ => return None,
        };
        Some(self.error(kind, why))
    }

    /// For a 2xx that is not what was asked for.
    pub fn not_as_expected(&self) -> CloudError {
        if self.is_html() {
            self.error(
                ErrorKind::CaptivePortal,
                "a page came instead of an answer: the network may have a login page",
            )
        } else {
            // What serde would say quotes the text, and the text may hold a token.
            self.error(ErrorKind::Busy, "the answer makes no sense")
        }
    }
}

/// What is being tried, in words that may be shown and logged.
#[derive(Clone)]
pub struct Errand {
    words: String,
    hidden: Vec<Secret>,
}

impl Errand {
    fn new(method: &Method, url: &Url) -> Self {
        let host = url.host_str().unwrap_or_default();
        let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
        let path: String = url.path().chars().take(120).collect();
        Self { words: format!("{method} {host}{port}{path}"), hidden: Vec::new() }
    }

    /// The one place where an error gets its words.
    pub fn error(&self, kind: ErrorKind, why: impl Display) -> CloudError {
        let short = |text: String| self.without_secrets(text).chars().take(400).collect::<String>();
        let asked = Some(short(format!("{}: ", self.words)));
        CloudError { asked, ..CloudError::new(kind, short(why.to_string())) }
    }

    fn without_secrets(&self, mut text: String) -> String {
        for secret in self.hidden.iter().map(Secret::reveal) {
            if !secret.is_empty() && text.contains(secret) {
                text = text.replace(secret, "…");
            }
        }
        text
    }

    /// A success larger than `largest` is an error; without a limit, and for a failure, the rest
    /// is left unread.
    async fn read(
        self,
        mut response: Response,
        largest: Option<usize>,
        stall: Duration,
    ) -> Result<Answer, CloudError> {
        let status = response.status();
        let headers = response.headers();
        let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
        let retry_after =
            text(RETRY_AFTER).and_then(|s| s.trim().parse().ok()).map(Duration::from_secs);
        let media_type = text(CONTENT_TYPE)
            .and_then(|mime| mime.split(';').next())
            .map(|mime| mime.trim().to_ascii_lowercase())
            .unwrap_or_default();
        let location = text(LOCATION)
            .filter(|_| status.is_redirection())
            .and_then(|to| response.url().join(to).ok());
        let redirected_to = location.as_ref().and_then(|to| to.host_str().map(str::to_owned));
        let asked = response.url().origin();
        let leads_away = location.as_ref().is_some_and(|to| to.origin() != asked);
        let pages = text(HeaderName::from_static("total-pages"))
            .and_then(|pages| pages.trim().parse().ok());
        let tag = text(ETAG).and_then(tag);

        let whole = largest.filter(|_| status.is_success());
        let largest = whole.unwrap_or(LARGEST_ERROR);
        // As long as it says it is, so that it does not grow piece by piece, leaving copies behind.
        let said = response.content_length().and_then(|length| usize::try_from(length).ok());
        let mut body = Zeroizing::new(Vec::with_capacity(said.unwrap_or(0).min(largest)));
        loop {
            match timeout(stall, response.chunk()).await {
                Ok(Ok(Some(bytes))) => {
                    let room = largest - body.len();
                    if bytes.len() <= room {
                        body.extend_from_slice(&bytes);
                    } else if whole.is_some() {
                        let why =
                            format!("the cloud sent an answer of more than {} KiB", largest / 1024);
                        return Err(self.error(ErrorKind::Rejected, why));
                    } else {
                        body.extend_from_slice(&bytes[..room]);
                        break;
                    }
                }
                Ok(Ok(None)) => break,
                // The status says enough.
                Ok(Err(_)) | Err(_) if !status.is_success() => break,
                Ok(Err(_)) => {
                    let why = "the line broke in the middle of the answer";
                    return Err(self.error(ErrorKind::Offline, why));
                }
                Err(_) => {
                    let why = format!("no data moved for {} within the answer", seconds(stall));
                    return Err(self.error(ErrorKind::Offline, why));
                }
            }
        }
        let status = status.as_u16();
        Ok(Answer {
            errand: self,
            status,
            retry_after,
            redirected_to,
            leads_away,
            location,
            pages,
            tag,
            media_type,
            body,
        })
    }

    /// No answer at all.
    fn broken(&self, error: reqwest::Error, patience: Patience, route: &Route) -> CloudError {
        let never_left = error.is_connect();
        let (kind, why) = match untrusted(&error) {
            Some(why) => (ErrorKind::Untrusted, format!("its certificate is not trusted: {why}")),
            None if never_left
                && let Some(proxy) = error.url().and_then(|url| proxy::before(route, url)) =>
            {
                let has_login = route.login.is_some();
                (ErrorKind::ProxyRefused, proxy::refusal(&proxy, has_login, &error))
            }
            None if error.is_dns() => {
                (ErrorKind::Offline, "the name could not be looked up".to_owned())
            }
            None if never_left && error.is_timeout() => (
                ErrorKind::Offline,
                format!("there was no connection within {}", seconds(patience.connect)),
            ),
            None if never_left => match root(&error) {
                Some(root) => (ErrorKind::Offline, format!("no connection: {root}")),
                None => (ErrorKind::Offline, "no connection".to_owned()),
            },
            None if error.is_builder() => {
                (ErrorKind::Internal, "the request could not be put together".to_owned())
            }
            None => match root(&error) {
                Some(root) => (ErrorKind::Offline, format!("the line broke: {root}")),
                None => (ErrorKind::Offline, "the line broke".to_owned()),
            },
        };
        CloudError { never_left, ..self.error(kind, why) }
    }

    fn stalled(&self, seen: &Seen, patience: Patience) -> CloudError {
        let stall = seconds(patience.stall);
        if seen.waiting_for_bytes {
            // The line is free and we have nothing for it: no fault of the cloud's.
            let why = format!("the file gave no bytes for {stall}");
            self.error(ErrorKind::FileUnreadable, why)
        } else if seen.all_handed_on {
            let why =
                format!("there was no answer {} after the last byte", seconds(patience.tail()));
            self.error(ErrorKind::Offline, why)
        } else {
            self.error(ErrorKind::Offline, format!("no data moved for {stall}"))
        }
    }
}

/// An entity tag without what marks it as one
/// ([RFC 9110 §8.8.3](https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3)). One that is longer
/// than any digest says nothing.
fn tag(header: &str) -> Option<String> {
    let bare = header.trim().trim_start_matches("W/").trim_matches('"');
    let fits =
        (1..=LONGEST_TAG).contains(&bare.len()) && bare.chars().all(|c| c.is_ascii_graphic());
    fits.then(|| bare.to_owned())
}

impl Patience {
    fn limit(&self, seen: &Seen) -> Instant {
        seen.moved + if seen.all_handed_on { self.tail() } else { self.stall }
    }

    /// From the last byte handed on until the answer: what lies in buffers has to drain, unseen
    /// by us, and then the cloud thinks.
    fn tail(&self) -> Duration {
        self.stall + self.answer
    }
}

fn seconds(time: Duration) -> String {
    format!("{} s", time.as_secs_f32())
}

/// Why the certificate was not taken, if that is what went wrong. An [`io::Error`] hides what it
/// carries from [`Error::source`], hence the second look.
fn untrusted(error: &(dyn Error + 'static)) -> Option<&'static str> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(rustls::Error::InvalidCertificate(why)) = error.downcast_ref() {
            return Some(match why {
                CertificateError::Expired
                | CertificateError::ExpiredContext { .. }
                | CertificateError::NotValidYet
                | CertificateError::NotValidYetContext { .. } => {
                    "out of date, or this computer's clock is wrong"
                }
                CertificateError::UnknownIssuer => "nobody we know vouches for it",
                CertificateError::NotValidForName
                | CertificateError::NotValidForNameContext { .. } => "made for another name",
                _ => "not valid",
            });
        }
        next = match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(carried) => Some(carried),
            None => error.source(),
        };
    }
    None
}

/// What the system calls it, from the bottom of an error. Nothing above is worth showing, and some
/// of it holds addresses.
fn root(error: &(dyn Error + 'static)) -> Option<io::ErrorKind> {
    let mut root = None;
    let mut next = Some(error);
    while let Some(error) = next {
        let io = error.downcast_ref::<io::Error>();
        if let Some(kind) = io.map(io::Error::kind).filter(|kind| *kind != io::ErrorKind::Other) {
            root = Some(kind);
        }
        next = match io.and_then(io::Error::get_ref) {
            Some(carried) => Some(carried),
            None => error.source(),
        };
    }
    root
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_read_without_its_quotes_or_not_at_all() {
        assert_eq!(tag("\"9b2cf535f27731c9\"").as_deref(), Some("9b2cf535f27731c9"));
        assert_eq!(tag(" W/\"a-3\" ").as_deref(), Some("a-3"));
        assert_eq!(tag("bare").as_deref(), Some("bare"));
        for nothing in ["", "\"\"", "W/\"\"", "\"a b\"", "\"\u{7}\"", &"a".repeat(257)] {
            assert_eq!(tag(nothing), None, "{nothing:?}");
        }
    }
}
