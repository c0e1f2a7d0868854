//! Where a browser brings the answer of a sign-in back to: a door on this computer that is open
//! only meanwhile, and lets in one answer
//! ([RFC 8252 §7.3](https://www.rfc-editor.org/rfc/rfc8252#section-7.3)).
//!
//! Any page and any program here can knock at it. So: the address by which it was asked for must be
//! its own, only what carries our `state` counts, and everything else is answered the same and
//! changes nothing.

mod page;

use crate::EngineError;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{Answers, Secret};
use page::Page;
pub use page::{PageText, PageWords, Pages};
use std::collections::HashSet;
use std::io;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use subtle::ConstantTimeEq;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use url::{Url, form_urlencoded};
use zeroize::Zeroizing;

/// Of the head, and of the body each.
const LONGEST: usize = 8 * 1024;
const MOST_HEADERS: usize = 64;
const MOST_FIELDS: usize = 32;
/// Browsers open connections ahead and leave them idle.
const MOST_AT_ONCE: usize = 32;
const PATIENCE: Duration = Duration::from_secs(10);

/// 32 random bytes, as text for an address.
pub(crate) fn random_text() -> Secret {
    let bytes = Zeroizing::new(rand::random::<[u8; 32]>());
    Secret::new(URL_SAFE_NO_PAD.encode(bytes.as_slice()))
}

pub(crate) struct Loopback {
    listener: TcpListener,
    door: Arc<Door>,
}

struct Door {
    authority: String,
    path: String,
    /// The answer is behind a `#`: a page has to hand it over.
    in_fragment: bool,
    state: Secret,
    words: PageWords,
    /// Of the pages given out, each good for one answer.
    nonces: Mutex<Vec<Secret>>,
}

impl Loopback {
    /// Opens `/callback/{name}` at a port of this computer. Whoever drops it closes it.
    pub async fn open(
        port: u16,
        name: &str,
        in_fragment: bool,
        state: Secret,
        words: PageWords,
    ) -> Result<Self, EngineError> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(|error| {
            EngineError::Rejected(match error.kind() {
                io::ErrorKind::AddrInUse => format!(
                    "port {port} of this computer is taken by another program, so the browser \
                     could not bring the answer back. Close that program, or choose another port \
                     in the settings"
                ),
                _ => format!(
                    "port {port} of this computer cannot be opened for the browser's answer \
                     ({error}). Choose another port in the settings"
                ),
            })
        })?;
        let door = Door {
            authority: format!("127.0.0.1:{port}"),
            path: format!("/callback/{name}"),
            in_fragment,
            state,
            words,
            nonces: Mutex::default(),
        };
        Ok(Self { listener, door: Arc::new(door) })
    }

    pub fn redirect(&self) -> Url {
        let Door { authority, path, .. } = &*self.door;
        format!("http://{authority}{path}").parse().expect("a port and a plain name")
    }

    /// The first answer that carries our `state`; then the door is closed.
    pub async fn answer(self) -> Answers {
        let mut guests = JoinSet::new();
        loop {
            tokio::select! {
                guest = self.listener.accept(), if guests.len() < MOST_AT_ONCE => {
                    match guest {
                        Ok((stream, _)) => {
                            let door = self.door.clone();
                            guests.spawn(async move {
                                let served = tokio::time::timeout(PATIENCE, door.serve(stream));
                                served.await.unwrap_or_default()
                            });
                        }
                        Err(error) => {
                            tracing::debug!(%error, "a guest was gone before the door opened");
                            tokio::time::sleep(Duration::from_millis(50)).await;
                        }
                    }
                }
                Some(served) = guests.join_next() => {
                    if let Ok(Some(answer)) = served {
                        return answer;
                    }
                }
            }
        }
    }
}

/// What was asked, as far as it matters here.
struct Request {
    method: String,
    /// Wiped: codes and tokens are in it.
    target: Zeroizing<String>,
    headers: Vec<(String, String)>,
    body: Zeroizing<Vec<u8>>,
}

impl Request {
    /// `None` when absent or there twice.
    fn header(&self, name: &str) -> Option<&str> {
        let mut all = self.headers.iter().filter(|(one, _)| one.eq_ignore_ascii_case(name));
        let value = all.next()?.1.as_str();
        all.next().is_none().then_some(value)
    }

    fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    fn query(&self) -> &str {
        self.target.split_once('?').map_or("", |(_, query)| query)
    }
}

impl Door {
    /// Answers one request; what it brought, if that is what we wait for.
    async fn serve(&self, mut stream: TcpStream) -> Option<Answers> {
        let (page, answer) = match read(&mut stream, &self.words).await.ok()? {
            Ok(request) => self.judge(&request),
            Err(page) => (page, None),
        };
        let mut text = page.head().into_bytes();
        text.extend_from_slice(page.body.as_bytes());
        // The answer counts even when nobody waits to be thanked for it.
        let thanked = async {
            stream.write_all(&text).await?;
            stream.shutdown().await
        };
        let _ = tokio::time::timeout(Duration::from_secs(2), thanked).await;
        answer
    }

    fn judge(&self, request: &Request) -> (Page, Option<Answers>) {
        let words = &self.words;
        // Another name in it is another site's page that had its name point here.
        if request.header("host") != Some(self.authority.as_str()) {
            return (Page::not_ours(words), None);
        }
        if request.path() != self.path {
            return (Page::not_here(words), None);
        }
        match request.method.as_str() {
            "GET" => match self.with_our_state(request.query().as_bytes()) {
                Some(answer) => (Page::done(words), Some(answer)),
                None if self.in_fragment && request.query().is_empty() => {
                    (Page::hand_over(self.new_nonce().reveal(), words), None)
                }
                None => (Page::not_ours(words), None),
            },
            "POST" if self.in_fragment => {
                let answer =
                    self.is_from_our_page(request).then(|| self.with_our_state(&request.body));
                match answer.flatten() {
                    Some(answer) => (Page::done(words), Some(answer)),
                    None => (Page::not_ours(words), None),
                }
            }
            _ => (Page::not_so(words), None),
        }
    }

    fn with_our_state(&self, form: &[u8]) -> Option<Answers> {
        let mut answer = Answers::default();
        let mut seen = HashSet::new();
        for (name, value) in form_urlencoded::parse(form) {
            // RFC 6749 §3.1: nothing may be there twice.
            if seen.len() >= MOST_FIELDS || !seen.insert(name.clone().into_owned()) {
                return None;
            }
            answer.put(name, Secret::new(value));
        }
        is_same(&answer.take("state")?, &self.state).then_some(answer)
    }

    fn is_from_our_page(&self, request: &Request) -> bool {
        let same_origin = request.header("origin") == Some(&format!("http://{}", self.authority))
            && request.header("sec-fetch-site").is_none_or(|site| site == "same-origin");
        let form = request.header("content-type") == Some("application/x-www-form-urlencoded");
        let Some(nonce) = request.header("x-labrun-nonce").map(Secret::new) else { return false };
        same_origin && form && self.spend(&nonce)
    }

    fn new_nonce(&self) -> Secret {
        let nonce = random_text();
        let mut nonces = self.nonces.lock().expect("nobody panics with the lock");
        if nonces.len() == MOST_AT_ONCE {
            nonces.remove(0);
        }
        nonces.push(nonce.clone());
        nonce
    }

    fn spend(&self, nonce: &Secret) -> bool {
        let mut nonces = self.nonces.lock().expect("nobody panics with the lock");
        let before = nonces.len();
        nonces.retain(|ours| !is_same(ours, nonce));
        nonces.len() < before
    }
}

fn is_same(one: &Secret, other: &Secret) -> bool {
    one.reveal().as_bytes().ct_eq(other.reveal().as_bytes()).into()
}

/// `Err`: what to answer to what is no request that we read.
async fn read(stream: &mut TcpStream, words: &PageWords) -> io::Result<Result<Request, Page>> {
    let mut buffer = Zeroizing::new(Vec::with_capacity(2 * LONGEST));
    let (mut request, head) = loop {
        if buffer.len() >= LONGEST {
            return Ok(Err(Page::too_long(words)));
        }
        if more(stream, &mut buffer, LONGEST).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        match parse(&buffer) {
            Ok(Some(parsed)) => break parsed,
            Ok(None) => {}
            Err(httparse::Error::TooManyHeaders) => return Ok(Err(Page::too_long(words))),
            Err(_) => return Ok(Err(Page::not_ours(words))),
        }
    };
    if request.method == "POST" {
        let length = request.header("content-length").and_then(|length| length.parse().ok());
        let Some(length) = length.filter(|length: &usize| *length <= LONGEST) else {
            return Ok(Err(Page::too_long(words)));
        };
        while buffer.len() < head + length {
            if more(stream, &mut buffer, head + length).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        request.body = Zeroizing::new(buffer[head..head + length].to_vec());
    }
    Ok(Ok(request))
}

/// Never beyond what was set aside for it: a buffer that grows leaves copies behind.
async fn more(stream: &mut TcpStream, buffer: &mut Vec<u8>, up_to: usize) -> io::Result<usize> {
    let room = up_to.saturating_sub(buffer.len()) as u64;
    stream.take(room).read_buf(buffer).await
}

/// `None`: there is more to come.
fn parse(text: &[u8]) -> Result<Option<(Request, usize)>, httparse::Error> {
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut parsed = httparse::Request::new(&mut headers);
    let httparse::Status::Complete(length) = parsed.parse(text)? else { return Ok(None) };
    let headers = parsed
        .headers
        .iter()
        .map(|header| (header.name.to_owned(), String::from_utf8_lossy(header.value).into_owned()));
    let request = Request {
        method: parsed.method.unwrap_or_default().to_owned(),
        target: Zeroizing::new(parsed.path.unwrap_or_default().to_owned()),
        headers: headers.collect(),
        body: Zeroizing::default(),
    };
    Ok(Some((request, length)))
}
