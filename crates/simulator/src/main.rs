//! The simulator as a program: prints where it is, and runs until it is told to stop.

use std::io::{self, Write};
use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;
use simulator::{Kind, Options, Simulator};

/// Four camera clouds on your own machine. None of them is the real one.
#[derive(Parser)]
struct Arguments {
    /// Folder for its certificate authority, its state and what arrives
    #[arg(long)]
    dir: PathBuf,
    /// Port of the API; the one of last time, or any, if not given
    #[arg(long)]
    port: Option<u16>,
    /// Port of the control desk
    #[arg(long)]
    control_port: Option<u16>,
    /// Count part bytes instead of keeping them
    #[arg(long)]
    discard: bool,
    /// Where parts are sent instead of here, such as http://127.0.0.1:8000
    #[arg(long)]
    parts_at: Option<String>,
    /// How long every cloud's line is, each way
    #[arg(long, default_value_t = 0)]
    delay_ms: u64,
    /// Seed for faults that strike by chance
    #[arg(long)]
    seed: Option<u64>,
}

#[tokio::main]
async fn main() -> io::Result<()> {
    let arguments = Arguments::parse();
    let simulator = Simulator::start(Options {
        dir: arguments.dir,
        discard: arguments.discard,
        parts_at: arguments.parts_at,
        port: arguments.port,
        control_port: arguments.control_port,
        seed: arguments.seed,
        ..Options::default()
    })
    .await?;
    simulator.set_delay(Duration::from_millis(arguments.delay_ms));
    let whereabouts = serde_json::json!({
        "api": simulator.api(),
        "multicam": simulator.address(Kind::Multicam),
        "eagle_eye": simulator.address(Kind::EagleEye),
        "vinli": simulator.address(Kind::Vinli),
        "control": simulator.control(),
        "ca": simulator.ca_pem_path(),
        "client_secret": simulator.client_secret(),
        "keys": simulator.keys(),
    });
    let mut stdout = io::stdout();
    writeln!(stdout, "{whereabouts}")?;
    stdout.flush()?;
    eprintln!("simulator: seed {}; the page is at {}", simulator.seed(), simulator.control());
    told_to_stop().await?;
    simulator.stop().await
}

#[cfg(unix)]
async fn told_to_stop() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminated = signal(SignalKind::terminate())?;
    tokio::select! {
        outcome = tokio::signal::ctrl_c() => outcome,
        _ = terminated.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn told_to_stop() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}
