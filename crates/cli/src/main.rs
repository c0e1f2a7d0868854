//! `labrunctl`: the engine on a terminal, for scripts, carts and tests. The second, smaller
//! wiring; like the first it knows nothing of how anything is done.
//!
//! Exit codes: 0 all done, 3 something needs attention, 1 error, 2 wrong usage.

mod arguments;
mod ask;
mod choose;
mod connect;
mod queue;
mod run;
mod say;
mod wiring;

use arguments::{Arguments, Command};
use clap::Parser;
use domain::{ConnectionId, FolderWish, UploadId};
use say::Say;
use std::process::ExitCode;
use std::time::Duration;
use wiring::Failed;

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
    runtime.shutdown_timeout(Duration::from_secs(2));
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
            let outcome = queue::add(&engine, &to, paths, &say).await;
            engine.stop().await;
            outcome
        }
        Command::Send { paths, connection, pace } => {
            let engine = wiring::engine(arguments, pace.overrides()).await?;
            let outcome = match wiring::connection(&engine, connection.as_deref()).await {
                Ok(to) => run::send(&engine, &to, paths, &say).await,
                Err(failed) => Err(failed),
            };
            engine.stop().await;
            outcome
        }
        Command::Watch { folder, connection, existing, flat, take, leave, growing, pace } => {
            let wish = FolderWish {
                path: std::path::absolute(folder)?,
                subfolders: !flat,
                take: take.clone(),
                leave: leave.clone(),
                growing: *growing,
                existing: *existing,
            };
            let engine = wiring::engine(arguments, pace.overrides()).await?;
            let outcome = match wiring::connection(&engine, connection.as_deref()).await {
                Ok(to) => run::watch(&engine, &to, wish, &say).await,
                Err(failed) => Err(failed),
            };
            engine.stop().await;
            outcome
        }
        Command::Queue => queue::list(&wiring::resting_engine(arguments).await?, &say).await,
        Command::Status => queue::status(&wiring::resting_engine(arguments).await?, &say).await,
        Command::Run { until_empty, pace } => {
            let engine = wiring::engine(arguments, pace.overrides()).await?;
            let outcome = run::run(&engine, *until_empty, &say).await;
            engine.stop().await;
            outcome
        }
        Command::Pause { uploads, minutes } => {
            let time = minutes.map(|minutes| Duration::from_secs(u64::from(minutes) * 60));
            let engine = wiring::resting_engine(arguments).await?;
            if uploads.is_empty() {
                engine.pause_queue(time).await?;
                return queue::status(&engine, &say).await;
            }
            queue::acted(engine.pause_uploads(&arguments::these(uploads), time).await?, &say)
        }
        Command::Resume { uploads } => {
            let engine = wiring::resting_engine(arguments).await?;
            if uploads.is_empty() {
                engine.resume_queue().await?;
                return queue::status(&engine, &say).await;
            }
            queue::acted(engine.resume_uploads(&arguments::these(uploads)).await?, &say)
        }
        Command::Cancel { which } => {
            let engine = wiring::resting_engine(arguments).await?;
            queue::acted(engine.cancel_uploads(&which.which()).await?, &say)
        }
        Command::Top { which } => {
            let engine = wiring::resting_engine(arguments).await?;
            queue::acted(engine.move_to_top(&which.which()).await?, &say)
        }
        Command::Retry { which } => {
            let engine = wiring::resting_engine(arguments).await?;
            queue::acted(engine.retry_uploads(&which.which()).await?, &say)
        }
        Command::History { upload } => {
            let engine = wiring::resting_engine(arguments).await?;
            queue::history(&engine, UploadId(*upload), &say).await
        }
        Command::Receipt { upload } => {
            let engine = wiring::resting_engine(arguments).await?;
            queue::receipt(&engine, UploadId(*upload), &say).await
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
