//! `labrunctl`: the engine on a terminal, for scripts, carts and tests. The second, smaller
//! wiring; like the first it knows nothing of how anything is done.
//!
//! Exit codes: 0 all done, 3 something needs attention, 1 error, 2 wrong usage.

mod connect;
mod run;
mod say;
mod wiring;

use clap::{Parser, Subcommand};
use domain::ConnectionId;
use engine::Added;
use say::Say;
use std::path::PathBuf;
use std::process::ExitCode;
use url::Url;
use wiring::Failed;

#[derive(Parser)]
#[command(name = "labrunctl", version, about = "Takes the day's media to the camera cloud")]
struct Arguments {
    /// The folder with the queue. One program at a time may hold it.
    #[arg(long)]
    profile: PathBuf,
    /// One JSON object a line, for programs.
    #[arg(long)]
    json: bool,
    /// A file with the passphrase of the encrypted vault, for a computer without a keyring. The
    /// vault is made if there is none.
    #[arg(long)]
    passphrase_file: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Sign in to a cloud by device code and wait for the approval.
    Connect {
        /// frameio
        provider: String,
        /// Another address than the cloud's own.
        #[arg(long)]
        address: Option<Url>,
        /// A certificate authority to trust there, as a PEM file.
        #[arg(long)]
        ca: Option<PathBuf>,
        /// A file with the client secret. Needed once; the keyring keeps it.
        #[arg(long)]
        client_secret_file: Option<PathBuf>,
    },
    /// List the connections.
    Connections,
    /// Put files into the queue.
    Add {
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        /// Which connection, when there is more than one.
        #[arg(long)]
        connection: Option<String>,
    },
    /// List the queue.
    Queue,
    /// Upload what is in the queue.
    Run {
        /// Stop when nothing is left.
        #[arg(long)]
        until_empty: bool,
        /// Parts of one file on their way at once.
        #[arg(long)]
        parallel: Option<u32>,
        /// Upper limit for everything together, in Mbit/s.
        #[arg(long)]
        limit_mbit: Option<u32>,
    },
    /// Sign out of a connection, here and there.
    Disconnect { id: String },
    /// Move a database that cannot be used out of the way. It is kept under another name.
    SetAside,
}

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    wiring::write_log();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("labrunctl: cannot start: {error}");
            return ExitCode::from(1);
        }
    };
    let outcome = runtime.block_on(obey(&arguments));
    // A read from a card that hangs must not keep the program open.
    runtime.shutdown_timeout(std::time::Duration::from_secs(2));
    match outcome {
        Ok(code) => code,
        Err(Failed(said)) => {
            Say::new(arguments.json).error(&said);
            ExitCode::from(1)
        }
    }
}

const NEEDS_ATTENTION: u8 = 3;

async fn obey(arguments: &Arguments) -> Result<ExitCode, Failed> {
    let say = Say::new(arguments.json);
    match &arguments.command {
        Command::Connect { provider, address, ca, client_secret_file } => {
            let engine = wiring::engine(arguments, engine::Overrides::default()).await?;
            let asked = connect::Asked::new(provider, address.as_ref(), ca, client_secret_file)?;
            let outcome = connect::connect(&engine, asked, &say).await;
            engine.stop().await;
            outcome
        }
        Command::Connections => {
            let store = wiring::store(arguments).await?;
            for connection in store.connections().await? {
                say.connection(&connection);
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::Add { paths, connection } => {
            let engine = wiring::resting_engine(arguments).await?;
            let to = wiring::connection(&engine, connection.as_deref()).await?;
            let mut code = ExitCode::SUCCESS;
            for (path, added) in engine.add(&to, paths.clone()).await? {
                if matches!(added, Added::Refused(_)) {
                    code = ExitCode::from(NEEDS_ATTENTION);
                }
                say.added(&path, &added);
            }
            engine.stop().await;
            Ok(code)
        }
        Command::Queue => {
            let store = wiring::store(arguments).await?;
            for upload in store.uploads().await? {
                say.upload(&upload);
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::Run { until_empty, parallel, limit_mbit } => {
            let overrides =
                engine::Overrides { parallel_parts: *parallel, limit_mbit: *limit_mbit };
            let engine = wiring::engine(arguments, overrides).await?;
            let outcome = run::run(&engine, *until_empty, &say).await;
            engine.stop().await;
            outcome
        }
        Command::Disconnect { id } => {
            let engine = wiring::engine(arguments, engine::Overrides::default()).await?;
            let left = engine.disconnect(&ConnectionId::new(id)).await;
            engine.stop().await;
            let left = left?;
            say.disconnected(id, &left);
            Ok(if left.vendor_side { ExitCode::SUCCESS } else { ExitCode::from(NEEDS_ATTENTION) })
        }
        Command::SetAside => {
            say.set_aside(&wiring::set_aside(arguments)?);
            Ok(ExitCode::SUCCESS)
        }
    }
}
