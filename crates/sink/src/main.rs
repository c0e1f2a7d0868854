//! Takes whatever is uploaded and throws it away, as cheaply as it can: the far end of every
//! measurement. What is measured is then who sends, and not who receives.
//!
//! The same for everybody: parts by `PUT` to any address, and as much of S3 as its clients ask for
//! around a multipart upload, over TLS and plain. It keeps no byte and checks no signature.
//!
//! Asked for it, it has more doors, which offer HTTP/2 and HTTP/1.1. Nobody can be compared through
//! them with those who come through the others: behind them is a whole server, which costs more.

mod both;
mod exchange;
mod far;
mod plain;
mod tally;
mod tls;
mod wire;

use std::io::{self, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tally::Tally;
use wire::Wire;

fn main() -> io::Result<()> {
    let Asked { dir, delay, http2_windows } = asked()?;
    std::fs::create_dir_all(&dir)?;
    let ca = dir.join("sink-ca.pem");
    let server = Arc::new(tls::server(&ca)?);
    let tally = Arc::new(Tally::default());

    let (plain_door, tls_door) = (door()?, door()?);
    let port = |door: &TcpListener| door.local_addr().map(|at| at.port());
    let mut both = Vec::new();
    for window in http2_windows {
        let port = both::open(door()?, &server, delay, window, tally.clone())?;
        both.push(format!("https://127.0.0.1:{port}"));
    }
    let whereabouts = serde_json::json!({
        "both": both,
        "plain": format!("http://127.0.0.1:{}", port(&plain_door)?),
        "tls": format!("https://127.0.0.1:{}", port(&tls_door)?),
        "ca": std::path::absolute(&ca)?,
    });
    let mut stdout = io::stdout();
    writeln!(stdout, "{whereabouts}")?;
    stdout.flush()?;

    let beside = tally.clone();
    std::thread::spawn(move || {
        open(&tls_door, delay, move |wire| tls::talk(wire, server.clone(), beside.clone()))
    });
    open(&plain_door, delay, move |wire| plain::talk(wire, tally.clone()))
}

struct Asked {
    dir: PathBuf,
    delay: Duration,
    /// A door for each: so many bytes may be on their way in each stream, and in each connection.
    http2_windows: Vec<u32>,
}

fn asked() -> io::Result<Asked> {
    let (mut dir, mut delay, mut http2_windows) = (None, Duration::ZERO, Vec::new());
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let value = words.next().ok_or_else(usage)?;
        match word.as_str() {
            "--dir" => dir = Some(PathBuf::from(value)),
            "--delay-ms" => delay = Duration::from_millis(value.parse().map_err(|_| usage())?),
            "--http2-window" => http2_windows.push(value.parse().map_err(|_| usage())?),
            _ => return Err(usage()),
        }
    }
    Ok(Asked { dir: dir.ok_or_else(usage)?, delay, http2_windows })
}

fn usage() -> io::Error {
    io::Error::other("usage: sink --dir FOLDER [--delay-ms EACH_WAY] [--http2-window BYTES]...")
}

/// On this machine only.
fn door() -> io::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
}

/// A thread for each connection: there are few, and each is always busy.
fn open<F>(door: &TcpListener, delay: Duration, talk: F) -> io::Result<()>
where
    F: Fn(Wire) -> io::Result<()> + Clone + Send + 'static,
{
    loop {
        let (socket, _) = door.accept()?;
        let talk = talk.clone();
        std::thread::spawn(move || {
            // Who hangs up in the middle has ended its own measurement, not ours.
            let _ = Wire::new(socket, delay).and_then(talk);
        });
    }
}
