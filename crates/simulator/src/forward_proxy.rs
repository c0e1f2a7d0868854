//! What a company puts between its people and a cloud: an HTTP proxy that lets lines through
//! ([RFC 9110 §9.3.6](https://www.rfc-editor.org/rfc/rfc9110#section-9.3.6)), for those who say the
//! right name and password, if it wants any.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// No head is nearly as long.
const LONGEST_HEAD: usize = 16 * 1024;

#[derive(Default)]
struct Seen {
    /// The value of the header, as it must be.
    wanted: Option<String>,
    /// Host and port of each line that was let through.
    tunnels: Vec<String>,
    refused: usize,
}

/// Stops when dropped; lines that it has let through live on until they end.
pub struct ForwardProxy {
    address: SocketAddr,
    seen: Arc<Mutex<Seen>>,
    serving: JoinHandle<()>,
}

impl ForwardProxy {
    /// Lets everybody through, until it is told to [`demand`](Self::demand).
    pub async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let seen = Arc::<Mutex<Seen>>::default();
        let noted = seen.clone();
        let serving = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let noted = noted.clone();
                // Whoever hangs up has had enough.
                tokio::spawn(async move { serve(client, &noted).await.ok() });
            }
        });
        Ok(Self { address, seen, serving })
    }

    /// From now on, on each new line.
    pub fn demand(&self, name: &str, password: &str) {
        let login = STANDARD.encode(format!("{name}:{password}"));
        self.seen().wanted = Some(format!("Basic {login}"));
    }

    /// Host and port.
    pub fn address(&self) -> String {
        self.address.to_string()
    }

    /// The host and port of each line that was let through, in order.
    pub fn tunnels(&self) -> Vec<String> {
        self.seen().tunnels.clone()
    }

    /// How many were turned away for want of a name and a password.
    pub fn refused(&self) -> usize {
        self.seen().refused
    }

    fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for ForwardProxy {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn serve(mut client: TcpStream, seen: &Mutex<Seen>) -> io::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if head.len() > LONGEST_HEAD {
            return Ok(());
        }
        head.push(client.read_u8().await?);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let mut words = head.split_whitespace();
    let (Some("CONNECT"), Some(to)) = (words.next(), words.next()) else {
        return client.write_all(b"HTTP/1.1 405 Method Not Allowed\r\n\r\n").await;
    };
    let login = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("proxy-authorization").then(|| value.trim().to_owned())
    });
    let welcome = {
        let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        let welcome = seen.wanted.is_none() || seen.wanted == login;
        match welcome {
            true => seen.tunnels.push(to.to_owned()),
            false => seen.refused += 1,
        }
        welcome
    };
    if !welcome {
        let answer = b"HTTP/1.1 407 Proxy Authentication Required\r\n\
            proxy-authenticate: Basic realm=\"simulator\"\r\ncontent-length: 0\r\n\r\n";
        return client.write_all(answer).await;
    }
    let Ok(mut cloud) = TcpStream::connect(to).await else {
        return client.write_all(b"HTTP/1.1 502 Bad Gateway\r\n\r\n").await;
    };
    client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await?;
    copy_bidirectional(&mut client, &mut cloud).await?;
    Ok(())
}
