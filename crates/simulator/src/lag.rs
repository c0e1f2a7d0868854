//! How long a line is: what goes in comes out that much later, in order, both ways alike.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Buf, Bytes};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep};

const BLOCK: usize = 64 * 1024;
/// As much as one direction holds on its way; more would be a line without an end.
const MOST: usize = 8 * 1024 * 1024;

/// One direction of one connection.
pub struct Lag {
    /// An empty block is the end.
    blocks: VecDeque<(Instant, Bytes)>,
    held: usize,
    ended: bool,
    timer: Pin<Box<Sleep>>,
}

impl Lag {
    pub fn new() -> Lag {
        Lag {
            blocks: VecDeque::new(),
            held: 0,
            ended: false,
            timer: Box::pin(tokio::time::sleep(Duration::ZERO)),
        }
    }

    pub fn is_idle(&self) -> bool {
        self.blocks.is_empty() && !self.ended
    }

    fn push(&mut self, delay: Duration, block: Bytes) {
        // Never before what is ahead of it, although the line may have become shorter since.
        let soonest = self.blocks.back().map(|(due, _)| *due);
        let due = Instant::now() + delay;
        self.held += block.len();
        self.blocks.push_back((soonest.map_or(due, |soonest| soonest.max(due)), block));
    }

    /// The first block, once it is due.
    fn poll_due(&mut self, cx: &mut Context<'_>) -> Poll<&mut Bytes> {
        let Some((due, block)) = self.blocks.front_mut() else { return Poll::Pending };
        if *due > Instant::now() {
            self.timer.as_mut().reset(*due);
            ready!(self.timer.as_mut().poll(cx));
        }
        Poll::Ready(block)
    }

    /// What came from `tcp` long enough ago.
    pub fn poll_read(
        &mut self,
        tcp: &mut TcpStream,
        delay: Duration,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        while self.held < MOST && !self.ended {
            let mut room = vec![0; BLOCK];
            let mut buffer = ReadBuf::new(&mut room);
            match Pin::new(&mut *tcp).poll_read(cx, &mut buffer) {
                Poll::Pending => break,
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                Poll::Ready(Ok(())) => {
                    let length = buffer.filled().len();
                    room.truncate(length);
                    self.ended = length == 0;
                    self.push(delay, room.into());
                }
            }
        }
        let block = ready!(self.poll_due(cx));
        let length = block.len().min(into.remaining());
        into.put_slice(&block[..length]);
        block.advance(length);
        // The end stays, for whoever asks again.
        if block.is_empty() && !(length == 0 && self.ended) {
            self.blocks.pop_front();
        }
        self.held -= length;
        Poll::Ready(Ok(()))
    }

    /// Takes `bytes` in, to leave by `tcp` later. Nothing leaves unless this or
    /// [`Lag::poll_flush`] is asked again.
    pub fn poll_write(
        &mut self,
        tcp: &mut TcpStream,
        delay: Duration,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if let Poll::Ready(Err(error)) = self.poll_flush(tcp, cx) {
            return Poll::Ready(Err(error));
        }
        if self.held >= MOST {
            return Poll::Pending;
        }
        let bytes = &bytes[..bytes.len().min(BLOCK)];
        self.push(delay, Bytes::copy_from_slice(bytes));
        // Asked at once, so that the task hears when it is due.
        match self.poll_flush(tcp, cx) {
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            _ => Poll::Ready(Ok(bytes.len())),
        }
    }

    /// Ready once everything has left.
    pub fn poll_flush(
        &mut self,
        tcp: &mut TcpStream,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        while !self.blocks.is_empty() {
            let block = ready!(self.poll_due(cx));
            let written = ready!(Pin::new(&mut *tcp).poll_write(cx, block))?;
            block.advance(written);
            self.held -= written;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            if self.blocks.front().is_some_and(|(_, block)| block.is_empty()) {
                self.blocks.pop_front();
            }
        }
        Poll::Ready(Ok(()))
    }
}
