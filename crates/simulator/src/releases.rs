//! A release feed, so that an updater can be tried: real packages, really signed, over real TLS, and
//! spoiled on request.
//!
//! The key is made up anew for each feed and never leaves it.

use std::io::{self, Cursor};
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{OriginalUri, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Json, Router};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use minisign::KeyPair;
use serde_json::json;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

use crate::Simulator;
use crate::certificates;
use crate::clock::Moment;

/// What is wrong with a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// Signed with a key that is not the feed's.
    ForeignKey,
    /// Signed, and then one byte of it became another.
    ChangedByte,
    /// Half of it, and nothing says so.
    Truncated,
    /// The line breaks half way.
    CutOff,
    /// The feed comes over TLS, and sends for the package over plain HTTP.
    PlainPackage,
    /// Its signature is good, and for this other version.
    SignedAs(String),
}

struct Offer {
    version: String,
    notes: String,
    signature: String,
    package: Bytes,
    flaw: Option<Flaw>,
}

struct Shared {
    port: u16,
    offer: Mutex<Option<Offer>>,
    /// What was asked for, such as `https /latest.json`.
    asked: watch::Sender<Vec<String>>,
}

/// A running feed. Stops when dropped.
pub struct Releases {
    shared: Arc<Shared>,
    key: KeyPair,
    stopped: CancellationToken,
}

impl Simulator {
    /// Opens a release feed beside the clouds, under the same authority.
    pub async fn open_releases(&self) -> io::Result<Releases> {
        let tls = TlsAcceptor::from(certificates::open(&self.simulation.dir)?.server);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let port = listener.local_addr()?.port();
        let asked = watch::Sender::new(Vec::new());
        let shared = Arc::new(Shared { port, offer: Mutex::default(), asked });
        let stopped = CancellationToken::new();
        tokio::spawn(serve(listener, tls, router(shared.clone()), stopped.clone()));
        Ok(Releases { shared, key: new_key()?, stopped })
    }
}

impl Releases {
    /// `https://127.0.0.1:…/latest.json`
    pub fn address(&self) -> String {
        format!("https://127.0.0.1:{}/latest.json", self.shared.port)
    }

    /// The same feed for whoever would take it over plain HTTP.
    pub fn plain_address(&self) -> String {
        self.address().replacen("https", "http", 1)
    }

    /// The public half, as it stands in `tauri.conf.json`.
    pub fn key(&self) -> io::Result<String> {
        let file = self.key.pk.to_box().map_err(io::Error::other)?;
        Ok(BASE64.encode(file.to_string()))
    }

    /// From now on this is the newest.
    pub fn offer(&self, version: &str, package: Vec<u8>) -> io::Result<()> {
        self.offer_so(version, package, None)
    }

    pub fn offer_spoiled(&self, version: &str, package: Vec<u8>, flaw: Flaw) -> io::Result<()> {
        self.offer_so(version, package, Some(flaw))
    }

    fn offer_so(&self, version: &str, mut package: Vec<u8>, flaw: Option<Flaw>) -> io::Result<()> {
        let foreign = match flaw {
            Some(Flaw::ForeignKey) => Some(new_key()?),
            _ => None,
        };
        let signed_as = match &flaw {
            Some(Flaw::SignedAs(other)) => other,
            _ => version,
        };
        let signature = sign(foreign.as_ref().unwrap_or(&self.key), signed_as, &package)?;
        match flaw {
            Some(Flaw::ChangedByte) => {
                let middle = package.len() / 2;
                package[middle] ^= 1;
            }
            Some(Flaw::Truncated) => package.truncate(package.len() / 2),
            _ => {}
        }
        let notes = format!("What is new in {version}.");
        let package = Bytes::from(package);
        *self.shared.offer() =
            Some(Offer { version: version.to_owned(), notes, signature, package, flaw });
        Ok(())
    }

    /// All that was asked for, such as `https /latest.json`.
    pub fn asked(&self) -> Vec<String> {
        self.shared.asked.borrow().clone()
    }

    /// Waits until this was asked for, from the beginning of the feed on.
    pub async fn until_asked(&self, what: &str) {
        let mut asked = self.shared.asked.subscribe();
        // It is held by us, so it cannot go.
        let _ = asked.wait_for(|all| all.iter().any(|one| one == what)).await;
    }
}

impl Drop for Releases {
    fn drop(&mut self) {
        self.stopped.cancel();
    }
}

impl Shared {
    fn offer(&self) -> MutexGuard<'_, Option<Offer>> {
        self.offer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn new_key() -> io::Result<KeyPair> {
    KeyPair::generate_unencrypted_keypair().map_err(io::Error::other)
}

/// As Tauri signs: minisign's file in Base64 once more, with the version in the part of it that is
/// signed as well.
fn sign(key: &KeyPair, version: &str, package: &[u8]) -> io::Result<String> {
    let comment =
        format!("timestamp:{}\tfile:labrun\tversion:{version}", Moment::real_now().millis() / 1000);
    let signed = minisign::sign(Some(&key.pk), &key.sk, Cursor::new(package), Some(&comment), None);
    Ok(BASE64.encode(signed.map_err(io::Error::other)?.to_string()))
}

// ── serving ─────────────────────────────────────────────────────────────────────────────────────

/// How a request came in.
#[derive(Clone, Copy)]
struct Scheme(&'static str);

fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/latest.json", get(latest))
        .route("/package", get(package))
        .with_state(shared)
}

async fn serve(
    listener: TcpListener,
    tls: TlsAcceptor,
    router: Router,
    stopped: CancellationToken,
) {
    loop {
        let stream = tokio::select! {
            () = stopped.cancelled() => return,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(_) => return,
            },
        };
        let (tls, router) = (tls.clone(), router.clone());
        tokio::spawn(stopped.clone().run_until_cancelled_owned(talk(stream, tls, router)));
    }
}

/// Whoever speaks plain HTTP is answered as well: it is on them not to.
async fn talk(stream: TcpStream, tls: TlsAcceptor, router: Router) {
    const HANDSHAKE: u8 = 0x16;
    let mut first = [0];
    match stream.peek(&mut first).await {
        Ok(1) if first[0] == HANDSHAKE => {
            // Whoever does not trust the authority hangs up here, as they should.
            if let Ok(stream) = tls.accept(stream).await {
                answer(stream, router.layer(Extension(Scheme("https")))).await;
            }
        }
        Ok(1) => answer(stream, router.layer(Extension(Scheme("http")))).await,
        _ => {}
    }
}

async fn answer(stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, router: Router) {
    let service = TowerToHyperService::new(router);
    let http = hyper::server::conn::http1::Builder::new();
    let _ = http.serve_connection(TokioIo::new(stream), service).await;
}

type Asked = (State<Arc<Shared>>, Extension<Scheme>, OriginalUri);

fn note(shared: &Shared, scheme: Scheme, uri: &OriginalUri) {
    shared.asked.send_modify(|asked| asked.push(format!("{} {}", scheme.0, uri.path())));
}

async fn latest((State(shared), Extension(scheme), uri): Asked) -> Response {
    note(&shared, scheme, &uri);
    let offer = shared.offer();
    let Some(offer) = offer.as_ref() else { return StatusCode::NO_CONTENT.into_response() };
    let is_plain = offer.flaw == Some(Flaw::PlainPackage);
    let scheme = if is_plain { "http" } else { "https" };
    let system = if cfg!(target_os = "macos") { "darwin" } else { std::env::consts::OS };
    let platform = format!("{system}-{}", std::env::consts::ARCH);
    Json(json!({
        "version": offer.version,
        "notes": offer.notes,
        "platforms": { platform: {
            "url": format!("{scheme}://127.0.0.1:{}/package", shared.port),
            "signature": offer.signature,
        } },
    }))
    .into_response()
}

async fn package((State(shared), Extension(scheme), uri): Asked) -> Response {
    note(&shared, scheme, &uri);
    let offer = shared.offer();
    let Some(offer) = offer.as_ref() else { return StatusCode::NOT_FOUND.into_response() };
    if offer.flaw != Some(Flaw::CutOff) {
        return offer.package.clone().into_response();
    }
    let half = offer.package.slice(..offer.package.len() / 2);
    // The first half has to be on its way before the line breaks.
    let breaks = stream::once(async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        Err(io::Error::from(io::ErrorKind::ConnectionReset))
    });
    let body = Body::from_stream(stream::once(async { Ok(half) }).chain(breaks));
    ([(header::CONTENT_LENGTH, offer.package.len())], body).into_response()
}
