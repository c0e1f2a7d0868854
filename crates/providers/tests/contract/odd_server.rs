//! A server with a certificate of its own that says what it is told to, byte by byte.

use domain::Endpoint;
use rcgen::CertifiedKey;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// When to answer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Once the request is here as a whole.
    Whole,
    /// As soon as its head is here; the rest is never read, and the line stays open.
    Head,
    /// As soon as its head is here; then the line is cut with bytes still on it.
    HeadThenHangUp,
    /// As soon as its head is here; the rest is read and counted.
    HeadThenReadOn,
}

pub struct OddServer {
    address: SocketAddr,
    pem: String,
    seen: Arc<Mutex<Vec<String>>>,
    agreed: Arc<Mutex<Vec<String>>>,
    rest: watch::Sender<Option<usize>>,
    serving: JoinHandle<()>,
}

impl OddServer {
    /// Every request gets `answer`, the head included. Each connection is used once.
    pub async fn start(name: &str, when: When, answer: impl Into<Vec<u8>>) -> Self {
        let CertifiedKey { cert, signing_key } =
            rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
        let key = PrivateKeyDer::Pkcs8(signing_key.serialize_der().into());
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let mut tls = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key)
            .unwrap();
        // It would rather speak HTTP/2, which it cannot: nobody is to be talked into it.
        tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let acceptor = TlsAcceptor::from(Arc::new(tls));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let answer = Arc::new(answer.into());
        let noted = seen.clone();
        let agreed = Arc::new(Mutex::new(Vec::new()));
        let told = agreed.clone();
        let rest = watch::Sender::new(None);
        let over = rest.clone();
        let serving = tokio::spawn(async move {
            while let Ok((tcp, _)) = listener.accept().await {
                let (acceptor, answer, noted) = (acceptor.clone(), answer.clone(), noted.clone());
                let (over, told) = (over.clone(), told.clone());
                tokio::spawn(async move {
                    // Whoever does not trust us hangs up here.
                    let Ok(mut line) = acceptor.accept(tcp).await else { return };
                    let protocol = line.get_ref().1.alpn_protocol().unwrap_or_default();
                    told.lock().unwrap().push(String::from_utf8_lossy(protocol).into_owned());
                    let request = read(&mut line, when).await;
                    noted.lock().unwrap().push(request);
                    let written = line.write_all(&answer).await.and(line.flush().await);
                    if written.is_ok() && matches!(when, When::Whole | When::Head) {
                        let _ = line.shutdown().await;
                    }
                    match when {
                        When::Head => std::future::pending().await,
                        When::HeadThenHangUp => {}
                        When::Whole | When::HeadThenReadOn => {
                            // Until the other side has had enough.
                            let (mut buffer, mut count) = ([0; 16 * 1024], 0);
                            while let Ok(more @ 1..) = line.read(&mut buffer).await {
                                count += more;
                            }
                            over.send_replace(Some(count));
                        }
                    }
                });
            }
        });
        Self { address, pem: cert.pem(), seen, agreed, rest, serving }
    }

    pub async fn answering(answer: impl Into<Vec<u8>>) -> Self {
        Self::start("127.0.0.1", When::Whole, answer).await
    }

    /// With its certificate trusted.
    pub fn endpoint(&self) -> Endpoint {
        Endpoint { address: self.url("").parse().unwrap(), extra_ca: Some(self.pem.clone()) }
    }

    pub fn url(&self, path: &str) -> String {
        format!("https://{}{path}", self.address)
    }

    /// How many bytes came after the answer, once a connection is over.
    pub async fn rest(&self) -> usize {
        let mut rest = self.rest.subscribe();
        let over = rest.wait_for(Option::is_some).await.unwrap();
        over.unwrap()
    }

    /// The heads of the requests so far.
    pub fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }

    /// What each connection so far was agreed to be spoken by (RFC 7301); empty where nothing was.
    pub fn agreed(&self) -> Vec<String> {
        self.agreed.lock().unwrap().clone()
    }
}

impl Drop for OddServer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// The head as text, once as much of the request is here as is waited for.
async fn read(line: &mut (impl AsyncReadExt + Unpin), when: When) -> String {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, _)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .filter_map(|field| field.split_once(':'))
                .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
                .and_then(|(_, value)| value.trim().parse::<usize>().ok());
            if when != When::Whole || bytes.len() >= head.len() + 4 + length.unwrap_or(0) {
                return head.to_owned();
            }
        }
        let mut more = [0; 16 * 1024];
        match line.read(&mut more).await {
            Ok(count) if count > 0 => bytes.extend_from_slice(&more[..count]),
            _ => return text,
        }
    }
}

/// A whole answer with its length.
pub fn answer(status: &str, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\n\r\n{body}", body.len())
}
