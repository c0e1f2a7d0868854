//! The line between the client and the cloud: one listener, its TCP connections, and pulling the
//! plug.
//!
//! It knows bytes only. TLS and HTTP run on top of a [`Wire`], which can be made to reset, to close
//! or to go dead under them, as a cable would.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicU8, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::task::AtomicWaker;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use crate::lag::Lag;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LineState {
    Up,
    /// Nobody listens; what was open is reset.
    Refuse,
    /// Connections are taken and then nothing is read or written.
    Blackhole,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Alive,
    /// Gone without a goodbye, but politely as far as TCP goes (FIN).
    Closed,
    /// Gone with RST.
    Reset,
}

/// One TCP connection, as long as it lasts.
pub struct Connection {
    pub codes_asked: AtomicU32,
    fate: AtomicU8,
    reading: AtomicWaker,
    writing: AtomicWaker,
    ended: CancellationToken,
    line: Arc<Line>,
    id: u64,
}

impl Connection {
    pub fn close(&self) {
        self.end(Fate::Closed);
    }

    pub fn reset(&self) {
        self.end(Fate::Reset);
    }

    /// Resolves when this connection was cut on purpose.
    pub async fn cut(&self) {
        self.ended.cancelled().await;
    }

    fn end(&self, fate: Fate) {
        self.fate.store(fate as u8, Ordering::Release);
        self.ended.cancel();
        self.wake();
    }

    fn wake(&self) {
        self.reading.wake();
        self.writing.wake();
    }

    fn fate(&self) -> Fate {
        match self.fate.load(Ordering::Acquire) {
            0 => Fate::Alive,
            1 => Fate::Closed,
            _ => Fate::Reset,
        }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.line.connections().remove(&self.id);
    }
}

pub struct Line {
    state: AtomicU8,
    /// How long a byte is on its way, each way.
    delay_ms: AtomicU64,
    next_id: AtomicU64,
    connections: Mutex<HashMap<u64, Weak<Connection>>>,
    moves: mpsc::Sender<(LineState, oneshot::Sender<io::Result<()>>)>,
}

/// The part of the line that accepts; it lives in one task.
pub struct Door {
    address: SocketAddr,
    listener: Option<TcpListener>,
    /// Bound but not listening: calls are refused and nobody else gets the port meanwhile.
    held: Option<TcpSocket>,
    moves: mpsc::Receiver<(LineState, oneshot::Sender<io::Result<()>>)>,
}

impl Line {
    pub fn open(listener: TcpListener) -> io::Result<(Arc<Line>, Door)> {
        let (sender, receiver) = mpsc::channel(4);
        let address = listener.local_addr()?;
        let line = Line {
            state: AtomicU8::new(LineState::Up as u8),
            delay_ms: AtomicU64::new(0),
            next_id: AtomicU64::new(1),
            connections: Mutex::default(),
            moves: sender,
        };
        let door = Door { address, listener: Some(listener), held: None, moves: receiver };
        Ok((Arc::new(line), door))
    }

    pub fn state(&self) -> LineState {
        match self.state.load(Ordering::Acquire) {
            0 => LineState::Up,
            1 => LineState::Refuse,
            _ => LineState::Blackhole,
        }
    }

    /// When this returns, the new state holds for every connection, open or to come.
    pub async fn set(&self, state: LineState) -> io::Result<()> {
        self.state.store(state as u8, Ordering::Release);
        match state {
            LineState::Refuse => self.reset_all(),
            LineState::Up | LineState::Blackhole => self.each(Connection::wake),
        }
        let (done, answer) = oneshot::channel();
        let gone = || io::Error::other("the line has been taken down for good");
        self.moves.send((state, done)).await.map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?
    }

    /// What is on its way already keeps its time.
    pub fn set_delay(&self, delay: Duration) {
        let ms = u64::try_from(delay.as_millis()).unwrap_or(u64::MAX);
        self.delay_ms.store(ms, Ordering::Release);
    }

    fn delay(&self) -> Duration {
        Duration::from_millis(self.delay_ms.load(Ordering::Acquire))
    }

    pub fn reset_all(&self) {
        self.each(Connection::reset);
    }

    fn each(&self, act: impl Fn(&Connection)) {
        // Collected first: the last owner of a connection takes this same lock when it drops it.
        let open: Vec<_> = self.connections().values().filter_map(Weak::upgrade).collect();
        for connection in &open {
            act(connection);
        }
    }

    fn connect(self: &Arc<Line>, tcp: TcpStream) -> Wire {
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        let connection = Arc::new(Connection {
            codes_asked: AtomicU32::new(0),
            fate: AtomicU8::new(Fate::Alive as u8),
            reading: AtomicWaker::new(),
            writing: AtomicWaker::new(),
            ended: CancellationToken::new(),
            line: self.clone(),
            id,
        });
        self.connections().insert(id, Arc::downgrade(&connection));
        if self.state() == LineState::Refuse {
            connection.reset();
        }
        Wire { tcp, connection, incoming: Lag::new(), outgoing: Lag::new() }
    }

    fn connections(&self) -> std::sync::MutexGuard<'_, HashMap<u64, Weak<Connection>>> {
        self.connections.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Door {
    /// The next connection; moves of the line are carried out in between. `None` when the line is
    /// gone.
    pub async fn next(&mut self, line: &Arc<Line>) -> Option<Wire> {
        loop {
            tokio::select! {
                biased;
                wanted = self.moves.recv() => {
                    let (state, done) = wanted?;
                    let moved = self.turn(state);
                    // Whoever asked may have stopped waiting; the line has moved all the same.
                    let _ = done.send(moved);
                }
                accepted = accept(self.listener.as_ref()) => match accepted {
                    Ok(tcp) => {
                        // Small frames (the device socket) should not wait for company.
                        let _ = tcp.set_nodelay(true);
                        return Some(line.connect(tcp));
                    }
                    // Out of file handles, or the caller hung up already: neither ends the line.
                    Err(_) => tokio::task::yield_now().await,
                }
            }
        }
    }

    fn turn(&mut self, state: LineState) -> io::Result<()> {
        match state {
            LineState::Refuse => {
                if self.listener.take().is_some() {
                    let socket = TcpSocket::new_v4()?;
                    socket.set_reuseaddr(cfg!(unix))?;
                    socket.bind(self.address)?;
                    self.held = Some(socket);
                }
            }
            LineState::Up | LineState::Blackhole => {
                if let Some(socket) = self.held.take() {
                    self.listener = Some(socket.listen(1024)?);
                }
            }
        }
        Ok(())
    }
}

async fn accept(listener: Option<&TcpListener>) -> io::Result<TcpStream> {
    match listener {
        Some(listener) => listener.accept().await.map(|(tcp, _)| tcp),
        None => std::future::pending().await,
    }
}

/// A TCP stream that obeys its line.
pub struct Wire {
    tcp: TcpStream,
    connection: Arc<Connection>,
    incoming: Lag,
    outgoing: Lag,
}

impl Wire {
    pub fn connection(&self) -> Arc<Connection> {
        self.connection.clone()
    }

    /// Looks at the first byte without taking it.
    pub async fn first_byte(&self) -> io::Result<u8> {
        let mut byte = [0_u8; 1];
        match self.tcp.peek(&mut byte).await? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(byte[0]),
        }
    }

    /// `Ready(Ok)` when bytes may pass.
    fn gate(&self, waker: &AtomicWaker, cx: &Context<'_>) -> Poll<io::Result<()>> {
        // Registered before looking, so that a change in between is not slept through.
        waker.register(cx.waker());
        if self.connection.fate() != Fate::Alive {
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        match self.connection.line.state() {
            LineState::Up => Poll::Ready(Ok(())),
            LineState::Blackhole => Poll::Pending,
            LineState::Refuse => Poll::Ready(Err(io::ErrorKind::ConnectionReset.into())),
        }
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        if self.connection.fate() == Fate::Reset {
            // Closing with zero linger is what makes the kernel send RST.
            let _ = self.tcp.set_zero_linger();
        }
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let wire = self.get_mut();
        std::task::ready!(wire.gate(&wire.connection.reading, cx))?;
        let delay = wire.connection.line.delay();
        if delay.is_zero() && wire.incoming.is_idle() {
            return Pin::new(&mut wire.tcp).poll_read(cx, buf);
        }
        wire.incoming.poll_read(&mut wire.tcp, delay, cx, buf)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let wire = self.get_mut();
        std::task::ready!(wire.gate(&wire.connection.writing, cx))?;
        let delay = wire.connection.line.delay();
        if delay.is_zero() && wire.outgoing.is_idle() {
            return Pin::new(&mut wire.tcp).poll_write(cx, buf);
        }
        wire.outgoing.poll_write(&mut wire.tcp, delay, cx, buf)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let wire = self.get_mut();
        std::task::ready!(wire.gate(&wire.connection.writing, cx))?;
        std::task::ready!(wire.outgoing.poll_flush(&mut wire.tcp, cx))?;
        Pin::new(&mut wire.tcp).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        std::task::ready!(self.as_mut().poll_flush(cx))?;
        Pin::new(&mut self.tcp).poll_shutdown(cx)
    }
}
