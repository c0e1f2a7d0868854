//! The worker's process: started, spoken to, killed.

use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use crate::words::{Order, Said};

/// Which program is the worker, and where it works.
#[derive(Clone, Debug)]
pub struct Station {
    /// The program `survive`.
    pub program: PathBuf,
    /// Where a trace of what it does to its files is to be written, one for each life.
    pub traces: Option<PathBuf>,
    pub profile: PathBuf,
    /// What it writes to its error stream, of all its lives.
    pub log: PathBuf,
}

impl Station {
    pub fn trace_of(&self, life: u32) -> Option<PathBuf> {
        Some(self.traces.as_ref()?.join(format!("life-{life}")))
    }
}

/// What comes to the ears of whoever started it.
#[derive(Debug)]
pub enum Heard {
    /// By the worker of this number.
    Said(u32, Said),
    /// That worker is no more.
    Gone(u32),
    /// One that was told to quit has.
    Ended { well: bool },
}

pub struct Worker {
    pub number: u32,
    /// Its own, as it says: the child may be somebody who watches it.
    pub process: Option<u32>,
    child: Child,
    /// Never waited for: whoever is stuck may not stop the one who is to free him.
    orders: UnboundedSender<Vec<u8>>,
}

impl Worker {
    pub fn start(
        station: &Station,
        number: u32,
        passed_ms: i64,
        wrong_ms: i64,
        ears: UnboundedSender<Heard>,
    ) -> io::Result<Worker> {
        let log = File::options().create(true).append(true).open(&station.log)?;
        let trace = station.trace_of(number);
        let mut words =
            trace.map(|log| crate::trace::words(&log.to_string_lossy())).unwrap_or_default();
        words.push(station.program.display().to_string());
        words.push("worker".to_owned());
        words.push(format!("--profile={}", station.profile.display()));
        words.push(format!("--passed-ms={passed_ms}"));
        words.push(format!("--wrong-ms={wrong_ms}"));
        let mut command = if cfg!(unix) {
            // A file that may not grow is an error to be dealt with, and not the end by a signal.
            let mut shell = Command::new("sh");
            shell.args(["-c", "trap '' XFSZ; exec \"$@\"", "sh"]).args(&words);
            shell
        } else {
            let mut plain = Command::new(&words[0]);
            plain.args(&words[1..]);
            plain
        };
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()?;
        let mut way =
            child.stdin.take().ok_or_else(|| io::Error::other("no way to speak to it"))?;
        let (orders, mut given) = unbounded_channel::<Vec<u8>>();
        tokio::spawn(async move {
            while let Some(line) = given.recv().await {
                if way.write_all(&line).await.is_err() {
                    return;
                }
            }
        });
        let words = child.stdout.take().ok_or_else(|| io::Error::other("no way to hear it"))?;
        tokio::spawn(async move {
            let mut lines = BufReader::new(words).lines();
            while let Ok(Some(line)) = lines.next_line().await {
                // A line that was cut by a kill says nothing.
                if let Ok(said) = serde_json::from_str(&line) {
                    let _ = ears.send(Heard::Said(number, said));
                }
            }
            let _ = ears.send(Heard::Gone(number));
        });
        Ok(Worker { number, process: None, child, orders })
    }

    pub fn id(&self) -> Option<u32> {
        self.child.id()
    }

    /// To one that is gone meanwhile nothing is said, and it is asked again later.
    pub fn tell(&self, order: &Order) {
        if let Ok(mut line) = serde_json::to_vec(order) {
            line.push(b'\n');
            let _ = self.orders.send(line);
        }
    }

    /// With no chance to say goodbye. Whoever watches it goes by himself, when he has written down
    /// what he saw.
    pub async fn kill(mut self, watched: bool) {
        match self.process.filter(|_| watched) {
            Some(process) => {
                let _ = Command::new("kill").args(["-9", &process.to_string()]).status().await;
                let _ = tokio::time::timeout(Duration::from_secs(20), self.child.wait()).await;
            }
            None => drop(self.child.kill().await),
        }
    }

    /// As a person quits. `false` when it had to be killed after all.
    pub async fn quit(mut self) -> bool {
        self.tell(&Order::Quit);
        let ended = tokio::time::timeout(Duration::from_secs(30), self.child.wait()).await;
        let ended = ended.is_ok_and(|ended| ended.is_ok_and(|status| status.success()));
        if !ended {
            let _ = self.child.kill().await;
        }
        ended
    }
}
