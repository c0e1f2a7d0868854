//! A connection as this end sees it: at once, or as if it came from far away.
//!
//! Distance is made here because not every Linux kernel can make it: what comes in is handed on so
//! much later, and so is what goes out. A far line holds no more than `WINDOW` on its way, as a
//! receiver of TCP would let it; who sends is held back by that, as by a real one.

use std::collections::VecDeque;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::{Duration, Instant};

pub const BLOCK: usize = 64 * 1024;
/// 4 MiB: what Linux lets one connection have in its buffers at most, unless it is told otherwise.
pub const WINDOW: usize = 64;

pub struct Wire {
    socket: TcpStream,
    far: Option<Far>,
}

struct Far {
    delay: Duration,
    blocks: Receiver<(Instant, io::Result<Vec<u8>>)>,
    here: VecDeque<u8>,
}

impl Wire {
    pub fn new(socket: TcpStream, delay: Duration) -> io::Result<Self> {
        socket.set_nodelay(true)?;
        if delay.is_zero() {
            return Ok(Self { socket, far: None });
        }
        let (sender, blocks) = sync_channel(WINDOW);
        let mut reading = socket.try_clone()?;
        std::thread::spawn(move || {
            loop {
                let mut block = vec![0; BLOCK];
                let read = reading.read(&mut block);
                let due = Instant::now() + delay;
                let over = !matches!(read, Ok(1..));
                let block = read.map(|length| {
                    block.truncate(length);
                    block
                });
                if sender.send((due, block)).is_err() || over {
                    return;
                }
            }
        });
        Ok(Self { socket, far: Some(Far { delay, blocks, here: VecDeque::new() }) })
    }

    /// Drops up to so many bytes that have come in. On Linux, and near, the system does it without
    /// handing them over.
    pub fn throw_away(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        #[cfg(target_os = "linux")]
        if self.far.is_none() {
            use rustix::net::{RecvFlags, recv};
            let (_, length) = recv(&self.socket, buffer, RecvFlags::TRUNC)?;
            return Ok(length);
        }
        self.read(buffer)
    }
}

impl Read for Wire {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(far) = &mut self.far else { return self.socket.read(buffer) };
        if far.here.is_empty() {
            let Ok((due, block)) = far.blocks.recv() else { return Ok(0) };
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
            far.here.extend(block?);
        }
        far.here.read(buffer)
    }
}

impl Write for Wire {
    /// Answers only: nothing is read meanwhile, and nothing more would be answered.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Some(far) = &self.far {
            std::thread::sleep(far.delay);
        }
        self.socket.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.socket.flush()
    }
}

impl Drop for Wire {
    /// Whoever still reads holds the same socket, and the other end waits to see it closed.
    fn drop(&mut self) {
        let _ = self.socket.shutdown(Shutdown::Both);
    }
}
