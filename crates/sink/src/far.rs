//! A connection as if it came from far away, for whoever reads and writes at the same time. The same
//! distance as `wire` makes, and the same bound on what is on its way.

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, DuplexStream};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use crate::wire::{BLOCK, WINDOW};

/// This end of it.
pub fn far(socket: TcpStream, delay: Duration) -> DuplexStream {
    let (here, there) = tokio::io::duplex(BLOCK);
    let (reading, writing) = socket.into_split();
    let (from_here, to_here) = tokio::io::split(there);
    tokio::spawn(carry(reading, to_here, delay));
    tokio::spawn(carry(from_here, writing, delay));
    here
}

async fn carry(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin, delay: Duration) {
    let (sender, mut blocks) = mpsc::channel::<(Instant, Vec<u8>)>(WINDOW);
    let taking = async move {
        loop {
            let mut block = vec![0; BLOCK];
            let Ok(length @ 1..) = from.read(&mut block).await else { return };
            block.truncate(length);
            if sender.send((Instant::now() + delay, block)).await.is_err() {
                return;
            }
        }
    };
    let giving = async move {
        while let Some((due, block)) = blocks.recv().await {
            sleep_until(due).await;
            if to.write_all(&block).await.is_err() {
                return;
            }
        }
        // The other end waits to see it closed; whether it still does is its own affair.
        let _ = to.shutdown().await;
    };
    tokio::join!(taking, giving);
}
