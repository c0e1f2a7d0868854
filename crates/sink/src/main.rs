//! Takes whatever is uploaded and throws it away, as cheaply as it can: the far end of every
//! measurement. What is measured is then who sends, and not who receives.
//!
//! The same for everybody: parts by `PUT` to any address, and as much of S3 as its clients ask for
//! around a multipart upload, over TLS and plain. It keeps no byte and checks no signature.

mod exchange;
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
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (dir, delay) = match words.as_slice() {
        ["--dir", dir] => (PathBuf::from(dir), Duration::ZERO),
        ["--dir", dir, "--delay-ms", delay] => {
            let delay = delay.parse().map_err(|_| usage())?;
            (PathBuf::from(dir), Duration::from_millis(delay))
        }
        _ => return Err(usage()),
    };
    std::fs::create_dir_all(&dir)?;
    let ca = dir.join("sink-ca.pem");
    let server = Arc::new(tls::server(&ca)?);
    let tally = Arc::new(Tally::default());

    let (plain_door, tls_door) = (door()?, door()?);
    let port = |door: &TcpListener| door.local_addr().map(|at| at.port());
    let whereabouts = serde_json::json!({
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

fn usage() -> io::Error {
    io::Error::other("usage: sink --dir FOLDER [--delay-ms EACH_WAY]")
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
