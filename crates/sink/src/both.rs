//! A door that offers HTTP/2 before HTTP/1.1 and speaks what the other end takes, through one and the
//! same server, so that the two can be compared.

use std::convert::Infallible;
use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode, Version};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsAcceptor;

use crate::far::far;
use crate::tally::Tally;

/// More than anybody has on their way at once: nobody waits for a stream.
const STREAMS: u32 = 256;

/// Opens it, and says at which port.
pub fn open(
    door: TcpListener,
    server: &ServerConfig,
    delay: Duration,
    window: u32,
    tally: Arc<Tally>,
) -> io::Result<u16> {
    let port = door.local_addr()?.port();
    door.set_nonblocking(true)?;
    let mut server = server.clone();
    server.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let acceptor = TlsAcceptor::from(Arc::new(server));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    std::thread::spawn(move || {
        let Err(why) = runtime.block_on(welcome(door, acceptor, delay, window, tally));
        eprintln!("sink: the door for both has closed: {why}");
    });
    Ok(port)
}

async fn welcome(
    door: TcpListener,
    acceptor: TlsAcceptor,
    delay: Duration,
    window: u32,
    tally: Arc<Tally>,
) -> io::Result<Infallible> {
    let door = tokio::net::TcpListener::from_std(door)?;
    loop {
        let (socket, _) = door.accept().await?;
        socket.set_nodelay(true)?;
        let (acceptor, tally) = (acceptor.clone(), tally.clone());
        tokio::spawn(async move {
            // Who hangs up in the middle has ended its own measurement, not ours.
            let _ = match delay.is_zero() {
                true => talk(socket, acceptor, window, tally).await,
                false => talk(far(socket, delay), acceptor, window, tally).await,
            };
        });
    }
}

async fn talk<L>(
    line: L,
    acceptor: TlsAcceptor,
    window: u32,
    tally: Arc<Tally>,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>>
where
    L: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let began = Instant::now();
    let line = acceptor.accept(line).await?;
    let counted = Arc::new(AtomicBool::new(false));
    let service = service_fn(move |request| {
        if !counted.swap(true, Ordering::Relaxed) {
            tally.connected(began);
        }
        answer(request, tally.clone())
    });
    let mut server = Builder::new(TokioExecutor::new());
    server
        .http2()
        .initial_stream_window_size(window)
        .initial_connection_window_size(window)
        .max_concurrent_streams(STREAMS);
    server.serve_connection(TokioIo::new(line), service).await
}

async fn answer(
    request: Request<Incoming>,
    tally: Arc<Tally>,
) -> Result<Response<Empty<Bytes>>, Infallible> {
    match request.version() {
        Version::HTTP_2 => tally.asked_by_http2(),
        _ => tally.asked(),
    }
    let mut said = Response::new(Empty::new());
    if request.method() != Method::PUT {
        *said.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
        tally.answered();
        return Ok(said);
    }
    let path = request.uri().path().to_owned();
    let target = request.uri().path_and_query().map_or(path.as_str(), |whole| whole.as_str());
    tally.upload_began(target);
    let mut upload = Upload { tally: &tally, arrived: false };
    let mut body = request.into_body();
    let mut bytes = 0;
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else {
            *said.status_mut() = StatusCode::BAD_REQUEST;
            return Ok(said);
        };
        bytes += frame.data_ref().map_or(0, |data| data.len() as u64);
    }
    upload.arrived = true;
    tally.upload_ended(&path, bytes);
    tally.answered();
    Ok(said)
}

/// On its way; what is let go of before it has arrived has broken off.
struct Upload<'a> {
    tally: &'a Tally,
    arrived: bool,
}

impl Drop for Upload<'_> {
    fn drop(&mut self) {
        if !self.arrived {
            self.tally.upload_broke_off();
        }
    }
}
