//! `labrunctl`: the engine on a terminal, for scripts, carts and tests. The second, smaller
//! wiring; like the first it knows nothing of how anything is done.
//!
//! Exit codes: 0 all done, 3 something needs attention, 1 error, 2 wrong usage.

mod ask;
mod choose;
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
    /// Sign in to a cloud. What it needs to know is asked for, a line each, and never taken from
    /// the command line, where others could read it.
    Connect {
        /// frameio, multicam, eagle_eye or vinli
        provider: String,
        /// How to sign in; the cloud's first way unless said. `ways` lists them.
        #[arg(long)]
        way: Option<String>,
        /// Another address than the cloud's own.
        #[arg(long)]
        address: Option<Url>,
        /// A certificate authority to trust there, as a PEM file.
        #[arg(long)]
        ca: Option<PathBuf>,
        /// A file with the client secret. Needed once; the keyring keeps it.
        #[arg(long)]
        client_secret_file: Option<PathBuf>,
        /// Sign this connection in again.
        #[arg(long)]
        connection: Option<String>,
        /// The port of this computer that a browser brings the answer back to.
        #[arg(long)]
        redirect_port: Option<u16>,
    },
    /// List the ways to sign in to a cloud, and what each asks for.
    Ways {
        /// frameio, multicam, eagle_eye or vinli
        provider: String,
    },
    /// List what a connection may choose a project from.
    Accounts {
        /// Which connection, when there is more than one.
        #[arg(long)]
        connection: Option<String>,
        /// What the cloud shall look for, where it can.
        #[arg(long)]
        find: Option<String>,
    },
    /// List the projects of an account.
    Projects {
        account: String,
        /// Which connection, when there is more than one.
        #[arg(long)]
        connection: Option<String>,
    },
    /// Point a connection at a project. What is queued goes there from then on.
    Choose {
        account: String,
        project: String,
        /// Which connection, when there is more than one.
        #[arg(long)]
        connection: Option<String>,
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
        Command::Connect {
            provider,
            way,
            address,
            ca,
            client_secret_file,
            connection,
            redirect_port,
        } => {
            let endpoint = connect::endpoint(address.as_ref(), ca)?;
            let secret = client_secret_file.as_ref().map(wiring::secret_from).transpose()?;
            let overrides =
                engine::Overrides { redirect_port: *redirect_port, ..Default::default() };
            let engine = wiring::engine(arguments, overrides).await?;
            let asked = connect::Asked {
                provider: connect::provider(provider)?,
                way: way.clone(),
                endpoint,
                client_secret: secret,
                connection: connection.clone().map(ConnectionId::new),
            };
            let outcome = connect::connect(&engine, asked, &say).await;
            engine.stop().await;
            outcome
        }
        Command::Ways { provider } => {
            let engine = wiring::resting_engine(arguments).await?;
            choose::ways(&engine, connect::provider(provider)?, &say)
        }
        Command::Accounts { connection, find } => {
            let engine = wiring::engine(arguments, engine::Overrides::default()).await?;
            let id = wiring::connection(&engine, connection.as_deref()).await;
            let outcome = match id {
                Ok(id) => choose::accounts(&engine, &id, find.as_deref(), &say).await,
                Err(failed) => Err(failed),
            };
            engine.stop().await;
            outcome
        }
        Command::Projects { account, connection } => {
            let engine = wiring::engine(arguments, engine::Overrides::default()).await?;
            let id = wiring::connection(&engine, connection.as_deref()).await;
            let outcome = match id {
                Ok(id) => choose::projects(&engine, &id, account, &say).await,
                Err(failed) => Err(failed),
            };
            engine.stop().await;
            outcome
        }
        Command::Choose { account, project, connection } => {
            let engine = wiring::engine(arguments, engine::Overrides::default()).await?;
            let id = wiring::connection(&engine, connection.as_deref()).await;
            let outcome = match id {
                Ok(id) => choose::choose(&engine, &id, account, project, &say).await,
                Err(failed) => Err(failed),
            };
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
            let overrides = engine::Overrides {
                parallel_parts: *parallel,
                limit_mbit: *limit_mbit,
                ..Default::default()
            };
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
